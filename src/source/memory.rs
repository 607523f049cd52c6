//! A source in memory, for tests.

mod handle;

use std::fmt;
use std::sync::Arc;

pub use self::handle::MemoryHandle;
use self::handle::Shared;
use super::{Answer, BoxFuture, Failure, Fetched, Key, KeyOutcome, Source};

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
///
/// A [handle](Memory::handle) changes the values while the source is in use, and tells what it was asked
/// for. It reaches every clone; what `with` adds to one of several clones is in that one alone.
#[derive(Clone)]
pub struct Memory(Arc<Inner>);

/// Shared by the clones, and by nobody else.
struct Inner {
    name: &'static str,
    /// Shared with the handles too.
    shared: Arc<Shared>,
}

impl Memory {
    /// An empty source of that name: `ssm` and `secretsmanager` stand in for the AWS services.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self(Arc::new(Inner { name, shared: Arc::default() }))
    }

    /// Adds a string under a name.
    #[must_use]
    pub fn with(self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.with_fetched(name, Fetched::text(text))
    }

    /// Adds a value of any form under a name.
    #[must_use]
    pub fn with_fetched(self, name: impl Into<String>, value: Fetched) -> Self {
        self.with_outcome(name.into(), KeyOutcome::Found(value))
    }

    /// Makes a name fail, to see what a denied or throttled read does.
    #[must_use]
    pub fn with_failure(self, name: impl Into<String>, failure: Failure) -> Self {
        self.with_outcome(name.into(), KeyOutcome::Failed(failure))
    }

    /// A handle that changes the values from now on, for tests of [live](crate::Config::live)
    /// configuration, and tells what was asked for.
    ///
    /// ```
    /// # fn main() -> Result<(), figleaf::Error> {
    /// use figleaf::{Config, Secret, source::Memory};
    ///
    /// #[derive(Config)]
    /// struct AppConfig {
    ///     #[config(secretsmanager = "prod/api-key")]
    ///     api_key: Secret<String>,
    /// }
    ///
    /// let secrets = Memory::new("secretsmanager").with("prod/api-key", "old");
    /// let store = secrets.handle();
    /// let load = || AppConfig::loader().source(secrets.clone()).load_owned_blocking();
    ///
    /// assert_eq!(load()?.api_key.expose_secret(), "old");
    /// store.set("prod/api-key", "new");
    /// assert_eq!(load()?.api_key.expose_secret(), "new");
    /// assert_eq!(store.requests(), 2);
    /// assert_eq!(store.asked()[1], ["prod/api-key"]);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn handle(&self) -> MemoryHandle {
        MemoryHandle::new(Arc::clone(&self.0.shared))
    }

    /// In a memory of its own when there are clones, which are not to change.
    fn with_outcome(self, name: String, outcome: KeyOutcome) -> Self {
        let own = if Arc::strong_count(&self.0) == 1 {
            self
        } else {
            let shared = Arc::new(self.0.shared.copy());
            Self(Arc::new(Inner { name: self.0.name, shared }))
        };
        own.0.shared.state().entries.insert(name, outcome);
        own
    }
}

impl Source for Memory {
    fn name(&self) -> &'static str {
        self.0.name
    }

    fn is_immediate(&self) -> bool {
        self.0.shared.is_immediate()
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(self.0.shared.answer(keys, answer))
    }
}

/// The names that are there, and no value.
impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory")
            .field("name", &self.0.name)
            .field("names", &self.0.shared.names())
            .finish_non_exhaustive()
    }
}
