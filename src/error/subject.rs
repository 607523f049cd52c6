//! What a problem is about.

use std::fmt;

/// What a [`Problem`](super::Problem) is about, beside its [path](super::Problem::path), so that a program need not
/// read the path. The names are stable, as those of a [`Code`](super::Code) are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Subject {
    /// A field, or several that fail together: [`Problem::fields`](super::Problem::fields) has them all.
    Field,
    /// A struct as a whole: a rule of `validator` that is about no single field, or what its attributes contradict.
    Struct,
    /// An environment variable. The path is its name.
    Variable,
    /// A placeholder in a name, such as `{tenant}`.
    Placeholder,
    /// A file: a local store, or one given to [`join_file`](crate::Loader::join_file).
    File,
    /// A provider given to [`merge`](crate::Loader::merge) or [`join`](crate::Loader::join).
    Provider,
    /// A place in a store, such as a JSON document: `secretsmanager:prod/database`.
    Place,
    /// A setting of the [`Loader`](crate::Loader): `.var("tenant", …)`.
    Loader,
    /// The call that failed, such as `load()` or a refresh.
    Call,
}

impl Subject {
    /// The name as [`Error::to_json`](super::Error::to_json) writes it: `field`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Struct => "struct",
            Self::Variable => "variable",
            Self::Placeholder => "placeholder",
            Self::File => "file",
            Self::Provider => "provider",
            Self::Place => "place",
            Self::Loader => "loader",
            Self::Call => "call",
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
