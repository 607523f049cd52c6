//! A configuration that stays right while secrets rotate and parameters change.
//!
//! A refresh gives what a restart would give, or nothing: it is the same pipeline with the same settings, and
//! what it finds is handed out only when all of it is right.

mod callbacks;
mod changes;
mod fields;
mod health;
#[cfg(all(test, feature = "derive", feature = "_aws"))]
mod herd;
mod invocation;
mod loader;
mod memo;
mod of;
mod refresh;
mod retry;
mod schedule;
mod snapshot;
mod task;

use std::fmt;
use std::sync::Arc;

use tokio::sync::{oneshot, watch};

use self::callbacks::Callbacks;
use self::fields::Paths;
use self::refresh::Engine;
use self::snapshot::Snapshot;
use crate::Config;
use crate::caught::drop_caught;
use crate::error::Error;
use crate::origin::Origins;

pub use self::changes::{Change, Changes};
pub use self::fields::Fields;
pub use self::health::Health;
#[cfg(feature = "lambda")]
pub(crate) use self::invocation::until;
pub use self::loader::LiveLoader;
pub use self::refresh::Refreshed;
#[cfg(feature = "ops")]
pub(crate) use self::schedule::Ages;
pub(crate) use self::schedule::DUE;

/// A configuration that is refreshed: [`Config::live`] loads it.
///
/// It is a handle: clones are the same configuration. Who needs values takes a snapshot with
/// [`current`](Live::current), which never waits, and uses that one for the whole of what it does: host and
/// password of one snapshot belong together.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), figleaf::Error> {
/// use figleaf::{Config, Secret, source::Memory};
///
/// #[derive(Config)]
/// struct AppConfig {
///     #[config(secretsmanager = "prod/api-key")]
///     api_key: Secret,
/// }
///
/// let secrets = Memory::new("secretsmanager").with("prod/api-key", "first");
/// let handle = secrets.handle();
/// let config = AppConfig::loader().source(secrets).live().load_owned().await?;
/// let before = config.current();
///
/// handle.set("prod/api-key", "second"); // somebody rotates it
/// config.refresh_now().await?; // or in five minutes, by itself
/// assert_eq!(config.current().api_key.expose_secret(), "second");
/// assert_eq!(before.api_key.expose_secret(), "first"); // a snapshot stays what it is
/// # Ok(()) }
/// ```
///
/// In a service a background task refreshes it, which ends with the last handle; in a Lambda function
/// [`lambda::run`](crate::lambda::run) does, around the handler, as nothing runs between two events.
pub struct Live<T>(Arc<Inner<T>>);

struct Inner<T> {
    snapshots: watch::Sender<Snapshot<T>>,
    callbacks: Callbacks<T>,
    paths: Paths,
    /// None of a configuration that was made by hand.
    engine: Option<Engine>,
    /// Dropped with the last handle, it ends the background task.
    task: std::sync::OnceLock<oneshot::Sender<()>>,
}

impl<T: Config> Live<T> {
    /// The configuration as it is now. It never waits, and it is one snapshot: what was read together.
    #[must_use]
    pub fn current(&self) -> Arc<T> {
        self.0.snapshots.borrow().config.clone()
    }

    /// The configuration, after a refresh if one is due: for programs whose background task does not run, such
    /// as handlers in a `lambda_runtime` of their own. When that refresh fails, it is the last good one. It waits
    /// as long as a load may take, on Lambda a second at most.
    ///
    /// # Errors
    /// With [`fail_when_stale`](LiveLoader::fail_when_stale), why it could not be refreshed for so long. Without
    /// it, none.
    pub async fn fresh(&self) -> Result<Arc<T>, Error> {
        self.refresh_if_due().await;
        self.unless_stale()
    }

    /// Reads everything now, whether it is due or not. Callers at one time share one refresh.
    ///
    /// # Errors
    /// Why nothing was changed: the configuration is what it was before.
    pub async fn refresh_now(&self) -> Result<Refreshed, Error> {
        self.refresh().await
    }

    /// The snapshots to come, each with the fields that have changed.
    ///
    /// ```
    /// # use figleaf::{Config, live::Live};
    /// # #[derive(Config)]
    /// # struct AppConfig {}
    /// # fn start(config: Live<AppConfig>) {
    /// let mut changes = config.changes();
    /// drop(config); // or the loop would keep it alive
    /// tokio::spawn(async move {
    ///     while let Some(change) = changes.next().await {
    ///         println!("changed: {}", change.fields);
    ///     }
    /// });
    /// # }
    /// ```
    #[must_use]
    pub fn changes(&self) -> Changes<T> {
        Changes::new(self.0.snapshots.subscribe(), self.0.paths.clone())
    }

    /// Calls a function now with the current snapshot, and then before every new one that changes something at
    /// or below `path` is handed out: to set the password of a pool of connections, a log level, a limit.
    ///
    /// None is missed, and they come in order. It runs where the refresh runs: keep it short, and do not block. A
    /// panic in a later call is caught and told. It is never removed; for something that ends, there is
    /// [`changes`](Live::changes). Do not let it own a handle of the same configuration, which would never end.
    ///
    /// # Panics
    /// When no field is at `path`, and when the first call panics.
    #[track_caller]
    pub fn on(&self, path: &str, callback: impl Fn(&T) + Send + Sync + 'static) {
        let leaves = self.0.paths.at(path);
        self.0.callbacks.add((path, leaves), Box::new(callback), || self.snapshot());
    }

    /// Where the value of each field of the current snapshot came from.
    #[must_use]
    pub fn origins(&self) -> Origins {
        self.0.snapshots.borrow().origins.clone()
    }

    /// How it is: its age, and what failed. For a probe of readiness and for an alarm.
    #[must_use]
    pub fn health(&self) -> Health {
        self.0.engine.as_ref().map_or_else(Health::of_hand, Engine::health)
    }

    /// Closes what is open to the stores. The next refresh opens it anew.
    #[cfg(feature = "lambda")]
    pub(crate) fn close(&self) {
        if let Some(engine) = &self.0.engine {
            engine.close();
        }
    }

    fn snapshot(&self) -> Snapshot<T> {
        self.0.snapshots.borrow().clone()
    }
}

impl<T> Inner<T> {
    fn new(first: Snapshot<T>, paths: Paths, engine: Option<Engine>) -> Arc<Self> {
        let snapshots = watch::Sender::new(first);
        let task = std::sync::OnceLock::new();
        Arc::new(Self { snapshots, callbacks: Callbacks::new(), paths, engine, task })
    }

    /// Hands out a new snapshot, after the callbacks that it concerns.
    fn swap(&self, next: &Snapshot<T>) {
        self.callbacks.call(next);
        // Its values may be a user's types, whose drop may panic.
        drop_caught(self.snapshots.send_replace(next.clone()));
        // Those that were added meanwhile have seen the old one.
        self.callbacks.call(next);
    }
}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// No value.
impl<T> fmt::Debug for Live<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let generation = self.0.snapshots.borrow().generation;
        f.debug_struct("Live").field("generation", &generation).finish_non_exhaustive()
    }
}
