//! What is said of a live configuration before it is loaded.

use std::fmt;
use std::time::Duration;

use super::Live;
use super::schedule::Ages;
use crate::Config;
use crate::clock::WallClock;
use crate::error::Error;
use crate::loader::Loader;

/// Loads a configuration that is refreshed, with settings of its own. [`Loader::live`] makes it; all settings of
/// that loader count, for each refresh too.
///
/// ```no_run
/// use std::time::Duration;
/// use figleaf::Config;
///
/// #[derive(Config)]
/// #[config(prefix = "/{env}/myapp")]
/// struct AppConfig {
///     log_level: String,
/// }
///
/// # async fn main_() -> Result<(), figleaf::Error> {
/// let config = AppConfig::loader()
///     .environment("prod")
///     .live()
///     .max_age(Duration::from_secs(60))
///     .load()
///     .await?;
/// println!("{}", config.current().log_level);
/// # Ok(()) }
/// ```
#[must_use = "a loader does nothing until it is told to load"]
pub struct LiveLoader<T> {
    pub(super) loader: Loader<T>,
    pub(super) ages: Ages,
    pub(super) choices: Choices,
    pub(super) clock: WallClock,
}

/// What a user chooses beside times.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Choices {
    pub(super) fails_when_stale: bool,
    /// Whether versions in `AWSPENDING` are tried.
    pub(super) uses_pending: bool,
}

impl<T: Config> LiveLoader<T> {
    pub(crate) fn new(loader: Loader<T>) -> Self {
        let (ages, choices, clock) = (Ages::default(), Choices::default(), WallClock::system());
        Self { loader, ages, choices, clock }
    }

    /// Sets how old values may become before a refresh. 5 minutes by default.
    ///
    /// A refresh is due at a time between half of it and nine tenths, which is drawn anew each time: so that
    /// a thousand instances that start together do not ask together. [`Config::plan`]'s
    /// [`refreshed`](crate::ColdStart::refreshed) tells what it costs. Less than some seconds is for tests.
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.ages.max_age = max_age;
        self
    }

    /// Sets how long the last good values are all right while refreshes fail. 1 hour by default. After that
    /// [`health`](Live::health) says `is_stale`, and one `error` event is written.
    pub fn stale_for(mut self, stale_for: Duration) -> Self {
        self.ages.stale_for = stale_for;
        self
    }

    /// Makes [`fresh`](Live::fresh), and the invocation of a Lambda function, fail when the values are stale.
    /// Without it the last good ones are used, however old.
    pub fn fail_when_stale(mut self) -> Self {
        self.choices.fails_when_stale = true;
        self
    }

    /// Sets how long [`retry_on`](Live::retry_on) waits for the new password after the old one was refused. 5
    /// seconds by default: the time in a rotation in which the service accepts the new password already, and
    /// Secrets Manager still gives the old one.
    pub fn rotation_window(mut self, window: Duration) -> Self {
        self.ages.rotation_window = window;
        self
    }

    /// Sets whether [`retry_on`](Live::retry_on) tries the version in the stage `AWSPENDING` when the one in
    /// `AWSCURRENT` is refused. It does not by default: a version that no test of the rotation has seen is
    /// in use then, for as long as it is accepted and `AWSCURRENT` is what it was.
    pub fn pending_secrets(mut self, uses: bool) -> Self {
        self.choices.uses_pending = uses;
        self
    }

    /// Gives the clock on the wall: for tests.
    pub fn wall_clock(mut self, clock: WallClock) -> Self {
        self.clock = clock;
        self
    }

    /// [`Config::live`] with these settings: loads once, and keeps the configuration for the life of the process,
    /// so that [`Config::current`] finds it. When it is loaded already, the settings are not looked at.
    ///
    /// # Errors
    /// One [`Error`] with everything that is wrong. It is a `conflict` when the configuration was loaded with
    /// [`Config::load`]: there would be two truths in one process.
    pub async fn load(mut self) -> Result<Live<T>, Error> {
        let caller = self.loader.caller();
        T::__store().load_live(caller, || self.load_owned()).await
    }

    /// [`Config::live_or_exit`] with these settings.
    pub async fn load_or_exit(self) -> Live<T> {
        crate::exit::unless_loaded(T::SCHEMA.name(), Box::pin(self.load())).await
    }

    /// Loads a live configuration that is not kept: [`Config::current`] does not find it, and every call is one
    /// of its own. For tests, and for a program that has several.
    ///
    /// # Errors
    /// One [`Error`] with everything that is wrong.
    pub async fn load_owned(self) -> Result<Live<T>, Error> {
        Live::begin(self).await
    }
}

impl<T> fmt::Debug for LiveLoader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveLoader")
            .field("loader", &self.loader)
            .field("ages", &self.ages)
            .finish_non_exhaustive()
    }
}
