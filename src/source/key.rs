//! What a source is asked for: a name, one version of it, or everything below it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Which version of a parameter or secret is wanted, when it is not the newest.
///
/// Displayed, it is what stands behind the colon of `name:3`, `name:blue`, `name:AWSPREVIOUS`.
///
/// A source that asks another one, such as a fall-back to a release's label, may know it only at run time:
///
/// ```
/// use figleaf::source::{Key, Selector};
///
/// let release = String::from("blue");
/// let key = Key::new("/prod/api-key").with_selector(Selector::Label(release.into()));
/// assert_eq!(key.to_string(), "/prod/api-key:blue");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Selector {
    /// The number of a parameter's version, from 1.
    Version(u64),
    /// A label of a parameter's version.
    Label(Cow<'static, str>),
    /// A staging label of a secret's version: `AWSCURRENT`, `AWSPREVIOUS`, `AWSPENDING` or one of your own.
    Stage(Cow<'static, str>),
    /// The id of a secret's version.
    VersionId(Cow<'static, str>),
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(number) => write!(f, "{number}"),
            Self::Label(text) | Self::Stage(text) | Self::VersionId(text) => f.write_str(text),
        }
    }
}

/// One name in a source, with its placeholders filled in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Shared, because a key is in the plan, in the question and in the answer.
    name: Arc<str>,
    selector: Option<Selector>,
    is_path: bool,
}

impl Key {
    /// The key of a name.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), selector: None, is_path: false }
    }

    /// The key of one version of a name.
    #[must_use]
    pub fn with_selector(mut self, selector: Selector) -> Self {
        self.selector = Some(selector);
        self
    }

    /// The key of everything below a path: the answer is a [`Fetched::map`](super::Fetched::map).
    #[must_use]
    pub fn path(name: impl Into<Arc<str>>) -> Self {
        Self { is_path: true, ..Self::new(name) }
    }

    /// The name: `/prod/myapp/api-key`. Of a [path](Key::is_path) it is what the names begin with,
    /// without the `/` after it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which version is wanted. None: the newest, which Secrets Manager calls `AWSCURRENT`.
    #[must_use]
    pub fn selector(&self) -> Option<&Selector> {
        self.selector.as_ref()
    }

    /// Whether everything below the name is wanted, and not the name itself.
    #[must_use]
    pub fn is_path(&self) -> bool {
        self.is_path
    }
}

/// As reports show it: `/prod/api-key`, `/prod/api-key:3`, `/prod/flags/*`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(selector) = &self.selector {
            write!(f, ":{selector}")?;
        }
        if self.is_path {
            f.write_str(if self.name.ends_with('/') { "*" } else { "/*" })?;
        }
        Ok(())
    }
}
