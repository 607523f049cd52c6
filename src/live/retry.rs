//! An operation that is refused because its password has been rotated.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::snapshot::Snapshot;
use super::{Live, invocation};
use crate::Config;
use crate::clock::after;

/// How long before the end of an invocation nothing is waited for any more, so that the user's error can still
/// be answered with.
const BEFORE_END: Duration = Duration::from_millis(500);

/// How much later than the end of the rotation window the last re-read may be: it is counted from the one that
/// was first, and the window from the refusal before it.
const SLACK: Duration = Duration::from_millis(250);

/// The most steps of one call, whatever happens meanwhile.
const STEPS: usize = 100;

impl<T: Config> Live<T> {
    /// Runs an operation, and again with newer values when it was refused: for a password that has just been
    /// rotated.
    ///
    /// `path` is where its secrets are, such as `database`; `refused` says of an error whether it is because
    /// of them. When it is, and nobody has newer values yet, the secrets of Secrets Manager that the sensitive
    /// fields at or below `path` use are read again: one request for each of them, for all that wait at the
    /// time, and at most one a second. While they are what they were, they are read again for as long as the
    /// [`rotation_window`](super::LiveLoader::rotation_window) lasts, in a Lambda function until half a second
    /// before its invocation ends. SecureStrings of Parameter Store are not: their quota of 40 requests a second
    /// is for the whole account, and they wait for the next refresh.
    ///
    /// ```
    /// # use figleaf::{Config, Secret, live::Live};
    /// # #[derive(Config)]
    /// # struct Database { password: Secret }
    /// # #[derive(Config)]
    /// # struct AppConfig { #[config(nested, secretsmanager = "prod/database")] database: Database }
    /// # #[derive(Debug)]
    /// # enum MyError { PasswordRefused }
    /// # async fn connect(password: &str) -> Result<u8, MyError> { Ok(0) }
    /// # async fn call(config: Live<AppConfig>) -> Result<(), MyError> {
    /// let refused = |error: &MyError| matches!(error, MyError::PasswordRefused);
    /// let connection = config
    ///     .retry_on("database", refused, |now| async move {
    ///         connect(now.database.password.expose_secret()).await
    ///     })
    ///     .await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The operation's own: one that is no refusal at once, and a refusal when newer values are refused as well or
    /// do not come.
    ///
    /// # Panics
    /// When no field is at `path`.
    pub async fn retry_on<R, E, Fut>(
        &self,
        path: &str,
        refused: impl Fn(&E) -> bool,
        mut operation: impl FnMut(Arc<T>) -> Fut,
    ) -> Result<R, E>
    where
        Fut: Future<Output = Result<R, E>>,
    {
        let secrets = self.0.paths.secrets(&self.0.paths.at(path));
        let mut tried = self.snapshot();
        let mut error = match operation(tried.config.clone()).await {
            Err(error) if refused(&error) => error,
            other => return other,
        };
        let window = Window::open(self);
        let mut forced = Forced { path, secrets, may_adopt: true, is_adopted: false };
        for _ in 0..STEPS {
            if !self.has_newer(&mut forced, &tried, &window).await {
                break;
            }
            tried = self.snapshot();
            error = match operation(tried.config.clone()).await {
                Err(error) if refused(&error) => error,
                other => return other,
            };
            if forced.is_adopted {
                // The version in AWSPENDING is refused too, and must not stay.
                forced.is_adopted = false;
                self.give_up_pending().await;
                tried = self.snapshot();
            }
        }
        Err(error)
    }

    /// Waits for another snapshot than the one that was tried, and reads the secrets again for it. Whether there
    /// is one.
    async fn has_newer(
        &self,
        forced: &mut Forced<'_>,
        tried: &Snapshot<T>,
        window: &Window,
    ) -> bool {
        let mut snapshots = self.0.snapshots.subscribe();
        let is_other = |now: &Snapshot<T>| now.generation != tried.generation;
        let Some(engine) = &self.0.engine else { return is_other(&snapshots.borrow()) };
        let mut is_first = true;
        loop {
            if is_other(&snapshots.borrow_and_update()) {
                return true;
            }
            if forced.secrets.is_empty() {
                return false;
            }
            // Somebody else may have read them again a moment ago.
            let wait = engine.schedule().until_forced(forced.path);
            let next = after(Instant::now(), wait);
            let is_now = is_first && wait.is_zero() && next < window.last;
            if next > window.ends && !is_now {
                return false;
            }
            if !is_now && timeout_at(next, snapshots.wait_for(is_other)).await.is_ok() {
                return true;
            }
            is_first = false;
            if self.force(forced, tried.generation, window.last).await {
                return true;
            }
        }
    }
}

/// What was refused, and what was done about it.
pub(super) struct Forced<'p> {
    pub(super) path: &'p str,
    /// The leaves whose secrets are read again.
    pub(super) secrets: Vec<usize>,
    /// Whether a version in `AWSPENDING` may be used: once in a call.
    pub(super) may_adopt: bool,
    /// Whether one is.
    pub(super) is_adopted: bool,
}

/// The time in which newer values are waited for.
struct Window {
    /// The end of the rotation window.
    ends: Instant,
    /// What nothing may last longer than.
    last: Instant,
}

impl Window {
    fn open<T: Config>(live: &Live<T>) -> Self {
        let now = Instant::now();
        let (window, timeout) =
            live.0.engine.as_ref().map_or_else(Default::default, |engine| engine.patience());
        let last = after(now, window.max(timeout));
        let last = match invocation::ends().and_then(|ends| ends.checked_sub(BEFORE_END)) {
            Some(ends) => last.min(ends),
            None => last,
        };
        Self { ends: after(now, window.saturating_add(SLACK)).min(last), last }
    }
}
