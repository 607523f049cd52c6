//! How much of an environment is looked at.

/// How much of an environment a check looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Level {
    /// Asks nobody: the struct, its names, and the sizes of values that are given.
    Offline,
    /// Asks the stores what they have, of which type, under which key and how old, and reads no value. The policy for
    /// it is [`Ops::policy_for_metadata`](super::Ops::policy_for_metadata).
    Metadata,
    /// Loads the configuration, as the program would.
    #[default]
    Load,
}

impl Level {
    /// As `--json` writes it: `metadata`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Metadata => "metadata",
            Self::Load => "load",
        }
    }
}
