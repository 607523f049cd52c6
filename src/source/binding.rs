//! Where a field is stored, as the schema has it.

use std::borrow::Cow;

use super::Selector;
use crate::plan::variable_of;

/// Where a field is stored: a source, a name in it and, for a JSON document, a key of it.
///
/// `#[config(ssm = "…")]` is [`ssm("…")`](ssm), `#[config(secretsmanager = "…", key = "…")]` is
/// [`secretsmanager("…")`](secretsmanager)`.with_key("…")`, and `#[config(from = …)]` is any other
/// expression of this type that can stand in a `const`:
///
/// ```
/// use figleaf::{Config, Secret, source::{Binding, Memory}};
///
/// /// A secret of the company's vault, which has a [`Source`](figleaf::source::Source) of its own.
/// const fn vault(name: &'static str) -> Binding {
///     Binding::new("vault", name)
/// }
///
/// #[derive(Config)]
/// struct AppConfig {
///     #[config(from = vault("payments/{env}/api-key"))]
///     api_key: Secret<String>,
/// }
///
/// # fn main() -> Result<(), figleaf::Error> {
/// let config = AppConfig::loader()
///     .environment("test")
///     .source(Memory::new("vault").with("payments/test/api-key", "sk_test"))
///     .load_owned_blocking()?;
/// assert_eq!(config.api_key.expose_secret(), "sk_test");
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    source: &'static str,
    name: &'static str,
    key: Option<&'static str>,
    version: Option<Version>,
    is_path: bool,
    is_relative: bool,
    is_own: bool,
}

/// A [`Selector`] that can be copied in a `const`, as all of a binding can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Number(u64),
    Label(&'static str),
    Stage(&'static str),
    Id(&'static str),
}

impl Version {
    const fn selector(self) -> Selector {
        match self {
            Self::Number(number) => Selector::Version(number),
            Self::Label(label) => Selector::Label(Cow::Borrowed(label)),
            Self::Stage(stage) => Selector::Stage(Cow::Borrowed(stage)),
            Self::Id(id) => Selector::VersionId(Cow::Borrowed(id)),
        }
    }
}

impl Binding {
    /// A binding to `name` in the source that calls itself `source`. The name is whole: it is
    /// never put under a prefix. It may hold placeholders such as `{env}`, or be `${VARIABLE}`: what that
    /// environment variable holds.
    #[must_use]
    pub const fn new(source: &'static str, name: &'static str) -> Self {
        Self {
            source,
            name,
            key: None,
            version: None,
            is_path: false,
            is_relative: false,
            is_own: false,
        }
    }

    /// Says that a name without a leading `/` lives under the struct's prefix.
    #[must_use]
    pub const fn relative(mut self) -> Self {
        self.is_relative = true;
        self
    }

    /// Reads one key of the JSON document that is stored there.
    #[must_use]
    pub const fn with_key(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }

    /// Reads one version of a parameter, by its number.
    #[must_use]
    pub const fn with_version(mut self, version: u64) -> Self {
        self.version = Some(Version::Number(version));
        self
    }

    /// Reads the version of a parameter that has the label.
    #[must_use]
    pub const fn with_label(mut self, label: &'static str) -> Self {
        self.version = Some(Version::Label(label));
        self
    }

    /// Reads the version of a secret that has the staging label. `AWSCURRENT` by default.
    #[must_use]
    pub const fn with_stage(mut self, stage: &'static str) -> Self {
        self.version = Some(Version::Stage(stage));
        self
    }

    /// Reads one version of a secret, by its id.
    #[must_use]
    pub const fn with_version_id(mut self, id: &'static str) -> Self {
        self.version = Some(Version::Id(id));
        self
    }

    /// Reads everything below the name, at every depth, as a map.
    #[must_use]
    pub const fn by_path(mut self) -> Self {
        self.is_path = true;
        self
    }

    /// Says that the name is that of the field, which says more about it: its version, or that it is a
    /// path. Written by the derive.
    #[doc(hidden)]
    #[must_use]
    pub const fn own(mut self) -> Self {
        self.is_own = true;
        self
    }

    pub(crate) const fn is_own(&self) -> bool {
        self.is_own
    }

    /// The same binding to another name.
    #[must_use]
    pub const fn with_name(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// The name of the source: `ssm`, `secretsmanager`, or one from outside this crate.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }

    /// The name in the source, with placeholders.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The environment variable that holds the whole name: `DB_SECRET_ARN` of the name `${DB_SECRET_ARN}`. None
    /// of a name that is written out.
    #[must_use]
    pub fn variable(&self) -> Option<&'static str> {
        variable_of(self.name)
    }

    /// The key of the JSON document, if the field is one key of it.
    #[must_use]
    pub const fn key(&self) -> Option<&'static str> {
        self.key
    }

    /// Which version is read. None: the newest.
    #[must_use]
    pub const fn selector(&self) -> Option<Selector> {
        match self.version {
            Some(version) => Some(version.selector()),
            None => None,
        }
    }

    /// Whether everything below the name is read, as a map.
    #[must_use]
    pub const fn is_path(&self) -> bool {
        self.is_path
    }

    /// Whether a name without a leading `/` lives under the struct's prefix.
    #[must_use]
    pub const fn is_relative(&self) -> bool {
        self.is_relative
    }
}

/// A parameter of SSM Parameter Store. A name without a leading `/` lives under the struct's prefix.
#[must_use]
pub const fn ssm(name: &'static str) -> Binding {
    Binding::new("ssm", name).relative()
}

/// A secret of Secrets Manager. The name is always whole.
#[must_use]
pub const fn secretsmanager(name: &'static str) -> Binding {
    Binding::new("secretsmanager", name)
}
