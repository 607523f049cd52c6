//! A source in memory, for tests.

use std::collections::BTreeMap;
use std::fmt;

use super::{Answer, BoxFuture, Failure, Fetched, Key, Outcome, Source};

/// A source that holds its values in memory: the stores of a unit test.
///
/// One version of a value stands under `name:3`, `name:label` or `name:AWSPREVIOUS`, and what is not
/// there under the name alone. What is below a path is every name that begins with it.
///
/// ```
/// # fn main() -> Result<(), figleaf::Error> {
/// use figleaf::{Config, Secret, source::Memory};
///
/// #[derive(Config)]
/// #[config(prefix = "/{env}/myapp")]
/// struct AppConfig {
///     api_key: Secret<String>,
/// }
///
/// let config = AppConfig::loader()
///     .environment("test")
///     .source(Memory::new("ssm").with("/test/myapp/api-key", "sk_test"))
///     .load_owned_blocking()?;
/// assert_eq!(config.api_key.expose_secret(), "sk_test");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Memory {
    name: &'static str,
    entries: BTreeMap<String, Outcome>,
}

impl Memory {
    /// An empty source of that name: `ssm` and `secretsmanager` stand in for the AWS services.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self { name, entries: BTreeMap::new() }
    }

    /// Adds a text under a name.
    #[must_use]
    pub fn with(self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.with_fetched(name, Fetched::text(text))
    }

    /// Adds a value of any form under a name.
    #[must_use]
    pub fn with_fetched(mut self, name: impl Into<String>, value: Fetched) -> Self {
        self.entries.insert(name.into(), Outcome::Found(value));
        self
    }

    /// Makes a name fail, to see what a denied or throttled read does.
    #[must_use]
    pub fn with_failure(mut self, name: impl Into<String>, failure: Failure) -> Self {
        self.entries.insert(name.into(), Outcome::Failed(failure));
        self
    }
}

impl Memory {
    #[cfg(feature = "local")]
    pub(crate) fn insert(&mut self, name: String, value: Fetched) {
        self.entries.insert(name, Outcome::Found(value));
    }

    /// The table of that name, in a local store.
    #[cfg(feature = "local")]
    pub(crate) fn table(&self, name: &str) -> Option<&crate::value::Map> {
        match self.entries.get(name)? {
            Outcome::Found(Fetched {
                content: super::Content::Structured { value: crate::value::Value::Map(map), .. },
                ..
            }) => Some(map),
            _ => None,
        }
    }

    fn look(&self, key: &Key) -> Outcome {
        if key.is_path() {
            return self.below(key.name());
        }
        let version = key.selector().and_then(|_| self.entries.get(&key.to_string()));
        version.or_else(|| self.entries.get(key.name())).cloned().unwrap_or(Outcome::Absent)
    }

    fn below(&self, path: &str) -> Outcome {
        let path = format!("{}/", path.trim_end_matches('/'));
        let below = self
            .entries
            .range(path.clone()..)
            .map_while(|(name, entry)| Some((name.strip_prefix(&path)?.to_owned(), entry)));
        let mut entries = Vec::new();
        for (name, entry) in below {
            match entry {
                Outcome::Found(value) => entries.push((name, value.clone())),
                Outcome::Failed(failure) => return Outcome::Failed(failure.clone()),
                Outcome::Absent => {}
            }
        }
        if entries.is_empty() { Outcome::Absent } else { Outcome::Found(Fetched::map(entries)) }
    }

    /// The names that are there.
    #[cfg(feature = "local")]
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }
}

impl Source for Memory {
    fn name(&self) -> &'static str {
        self.name
    }

    fn is_immediate(&self) -> bool {
        true
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            answer.count_request();
            for key in keys {
                match self.look(key) {
                    Outcome::Found(value) => answer.found(key, value),
                    Outcome::Failed(failure) => answer.failed(key, failure),
                    Outcome::Absent => answer.absent(key),
                }
            }
        })
    }
}

/// The names that are there, and no value.
impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory")
            .field("name", &self.name)
            .field("names", &self.entries.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
