//! Where a value came from.

use std::fmt;
use std::sync::Arc;

use figment::Metadata;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::plan::{Leaf, Location, Variable};
use crate::printable::printable;
use crate::source::{Details, Key};

/// Where the value of a field came from.
///
/// `Display` writes it as the report does: `MYAPP_API_KEY`, `ssm:/prod/myapp/api-key`,
/// `secretsmanager:prod/database/config#password`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// An environment variable.
    #[non_exhaustive]
    Variable {
        /// The variable's name.
        name: String,
        /// The key of the JSON document there, if it holds that of a group; levels are separated by dots.
        key: Option<String>,
    },
    /// A store.
    #[non_exhaustive]
    Store {
        /// The source's name: `ssm`, `secretsmanager`.
        source: String,
        /// The name in the source, and which version is pinned if one is.
        name: Key,
        /// The key of the JSON document there, if the field is one; levels are separated by dots.
        key: Option<String>,
        /// What stands in for the store: the file of a local store.
        container: Option<String>,
        /// What the store has told beside the value: version, ARN, type, time. Nothing of it when it told none.
        details: Details,
    },
    /// A provider that was given to `merge` or `join`.
    #[non_exhaustive]
    Provider {
        /// The provider's name and, if it tells one, its source.
        name: String,
    },
    /// The field's default.
    Default,
    /// Nothing: an `Option` without a value.
    Absent,
}

impl Origin {
    /// What the store has told beside the value that was read there: its version, its ARN, its type, when it was
    /// written. None of what is in no store.
    ///
    /// Of a [live](crate::Live) configuration they are those of the answer that the snapshot was made of: a value
    /// that was written anew as it was is no change, and makes no snapshot.
    ///
    /// ```
    /// # fn main() -> Result<(), figleaf::Error> {
    /// use figleaf::Config;
    /// use figleaf::source::{Details, Fetched, Memory};
    ///
    /// #[derive(Config)]
    /// #[config(prefix = "/{env}/myapp")]
    /// struct AppConfig {
    ///     log_level: String,
    /// }
    ///
    /// let level = Fetched::text("info").with_details(Details::new().with_version("7"));
    /// let loader = AppConfig::loader()
    ///     .environment("prod")
    ///     .source(Memory::new("ssm").with_fetched("/prod/myapp/log-level", level));
    /// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    /// # runtime.block_on(async {
    /// let (config, origins) = loader.load_owned_with_origins().await?;
    /// let origin = origins.get("log_level").unwrap();
    /// assert_eq!(origin.to_string(), "ssm:/prod/myapp/log-level");
    /// assert_eq!(origin.details().unwrap().version(), Some("7"));
    /// # Ok(()) }) }
    /// ```
    #[must_use]
    pub fn details(&self) -> Option<&Details> {
        match self {
            Self::Store { details, .. } => Some(details),
            _ => None,
        }
    }

    /// The layer as people call it.
    fn layer(&self) -> &'static str {
        match self {
            Self::Variable { .. } => "variable",
            Self::Store { .. } => "store",
            Self::Provider { .. } => "provider",
            Self::Default => "default",
            Self::Absent => "absent",
        }
    }

    pub(crate) fn variable(variable: &Variable) -> Self {
        let key = (!variable.pointer.is_empty()).then(|| variable.pointer.join("."));
        Self::Variable { name: variable.name.to_string(), key }
    }

    pub(crate) fn store(location: &Location, container: Option<&str>) -> Self {
        let key = (!location.pointer.is_empty()).then(|| location.pointer.join("."));
        Self::Store {
            source: location.source.to_owned(),
            name: location.key.clone(),
            key,
            container: container.map(str::to_owned),
            details: Details::new(),
        }
    }

    /// The same with what the store has told beside the value.
    pub(crate) fn told(mut self, told: Details) -> Self {
        if let Self::Store { details, .. } = &mut self {
            *details = told;
        }
        self
    }

    pub(crate) fn provider(metadata: &Metadata) -> Self {
        let name = match &metadata.source {
            Some(figment::Source::File(file)) => format!("{} {}", metadata.name, file.display()),
            // Providers of values in code are named by a type, which says little.
            Some(figment::Source::Code(place)) => {
                format!("{} at {}:{}", metadata.name, place.file(), place.line())
            }
            _ => metadata.name.to_string(),
        };
        Self::Provider { name }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable { name, key: Some(key) } => write!(f, "{}#{key}", printable(name)),
            Self::Variable { name, key: None } | Self::Provider { name } => {
                f.write_str(&printable(name))
            }
            Self::Default => f.write_str("default"),
            Self::Absent => f.write_str("nowhere"),
            Self::Store { source, name, key, container, .. } => {
                // An ARN says itself which service it is of.
                match name.name().starts_with("arn:") {
                    true => write!(f, "{name}")?,
                    false => write!(f, "{source}:{name}")?,
                }
                if let Some(key) = key {
                    write!(f, "#{key}")?;
                }
                if let Some(container) = container {
                    write!(f, " ({container})")?;
                }
                Ok(())
            }
        }
    }
}

/// As `from` what `Display` writes, the `layer`, and of a store what it told: `version`, `type`, and `last_modified` in
/// seconds since 1970. No value, and no ARN.
impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut told = serializer.serialize_map(None)?;
        told.serialize_entry("from", &self.to_string())?;
        told.serialize_entry("layer", self.layer())?;
        if let Some(details) = self.details() {
            if let Some(version) = details.version() {
                told.serialize_entry("version", version)?;
            }
            if let Some(kind) = details.kind() {
                told.serialize_entry("type", kind)?;
            }
            if let Some(written) = details.written() {
                told.serialize_entry("last_modified", &written)?;
            }
        }
        told.end()
    }
}

/// Where the value of every field came from, in the order of the fields.
///
/// [`Config::origins`](crate::Config::origins) gives those of the configuration of the process,
/// [`Loader::load_owned_with_origins`](crate::Loader::load_owned_with_origins) those of one that is the caller's own. `Display` writes
/// one line for each field. It is `Serialize`, for a page that shows what a service runs with: a map of fields, each
/// with `from`, `layer` and what its store told. Neither has a value in it. Clones share what they hold.
///
/// ```
/// # fn main() -> Result<(), figleaf::Error> {
/// use figleaf::Config;
///
/// #[derive(Config)]
/// struct AppConfig {
///     #[config(env = "PORT")]
///     port: u16,
///     #[config(env = "LOG_LEVEL", default = "info")]
///     log_level: String,
/// }
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// # runtime.block_on(async {
/// AppConfig::loader().env_vars([("PORT", "8080")]).load().await?;
///
/// let origins = AppConfig::origins();
/// assert_eq!(
///     serde_json::to_value(&origins).unwrap(),
///     serde_json::json!({
///         "port": { "from": "PORT", "layer": "variable" },
///         "log_level": { "from": "default", "layer": "default" },
///     }),
/// );
/// # Ok(()) }) }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    entries: Arc<[(String, Origin)]>,
}

impl Origins {
    pub(crate) fn new(leaves: &[Leaf], origin: impl Fn(usize) -> Option<Origin>) -> Self {
        let known = |(index, leaf): (usize, &Leaf)| Some((leaf.path.to_string(), origin(index)?));
        Self { entries: leaves.iter().enumerate().filter_map(known).collect() }
    }

    /// The Rust path of each field, and where its value came from.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Origin)> {
        self.entries.iter().map(|(path, origin)| (path.as_str(), origin))
    }

    /// Where the value of the field with that Rust path came from: `database.port`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Origin> {
        self.iter().find(|(known, _)| *known == path).map(|(_, origin)| origin)
    }
}

impl Serialize for Origins {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl fmt::Display for Origins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.entries.iter().map(|(path, _)| path.chars().count()).max().unwrap_or(0);
        for (path, origin) in self.entries.iter() {
            writeln!(f, "{path:width$}  {origin}")?;
        }
        Ok(())
    }
}
