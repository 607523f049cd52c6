//! Reading again: one refresh at a time, and what becomes of it.

use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[cfg(feature = "lambda")]
use futures_util::future::BoxFuture;
use tokio::time::Instant;

use super::fields::{Fields, Paths};
use super::health::Health;
use super::loader::{Choices, LiveLoader};
use super::memo::{Memo, Recalled, What};
use super::retry::Forced;
use super::schedule::{Ages, Schedule};
use super::snapshot::Snapshot;
use super::{Inner, Live, task};
use crate::Config;
use crate::clock::Deadline;
use crate::error::{Code, Error};
use crate::layer::Digester;
use crate::loader::{Prepared, Run};

/// How long a request waits for a refresh that is due, where nothing refreshes in the background: in a Lambda
/// function without figleaf's runtime.
const OF_A_FUNCTION: Duration = Duration::from_secs(1);

/// What came of a refresh.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refreshed {
    /// Everything is as it was: nothing was decoded, and the snapshot is the same.
    Unchanged,
    /// The snapshot is a new one, in which these fields have other values.
    Changed(Fields),
}

/// What refreshes a configuration, whatever its type.
pub(super) struct Engine {
    config: &'static str,
    prepared: Prepared,
    choices: Choices,
    ages: Ages,
    digester: Digester,
    schedule: Mutex<Schedule>,
    /// How many refreshes were begun.
    begun: AtomicU64,
    /// How long a program may wait for a refresh that is due. None: as long as a refresh may take.
    patience: Option<Duration>,
    /// Held by the one that runs.
    flight: tokio::sync::Mutex<Flight>,
    last_error: Mutex<Option<Error>>,
    /// What a Lambda handler that takes no snapshot is refused with.
    #[cfg(feature = "lambda")]
    refuse_handler: fn(&'static str, bool) -> BoxFuture<'static, Error>,
}

/// What only the refresh that runs needs.
struct Flight {
    memo: Memo,
    /// The number of the last one that has ended, and what came of it.
    last: Option<(u64, Result<Refreshed, Error>)>,
    /// The values that were refused last, and whose report was told.
    refused: Option<Arc<[u128]>>,
    is_stale_told: bool,
}

impl Engine {
    pub(super) fn schedule(&self) -> MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn last_error(&self) -> MutexGuard<'_, Option<Error>> {
        self.last_error.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The rotation window, and how long one refresh may take.
    pub(super) fn patience(&self) -> (Duration, Duration) {
        (self.ages.rotation_window, self.prepared.timeout())
    }

    pub(super) fn health(&self) -> Health {
        let schedule = self.schedule();
        Health {
            age: schedule.age() + self.prepared.cached_for(),
            is_stale: schedule.is_stale(),
            failures: schedule.failures(),
            last_error: self.last_error().clone(),
        }
    }

    /// The deadline of a refresh that begins now.
    fn deadline(&self, budget: Option<Duration>) -> Deadline {
        let timeout = self.prepared.timeout();
        Deadline::new(Instant::now(), budget.map_or(timeout, |budget| budget.min(timeout)))
    }
}

impl<T: Config> Live<T> {
    /// The first load.
    pub(super) async fn begin(loader: LiveLoader<T>) -> Result<Self, Error> {
        let LiveLoader { loader, ages, choices, clock } = loader;
        let (prepared, deadline) = loader.prepare_live();
        // Values are as old as the first of them.
        let schedule = Schedule::new(ages, clock);
        let digester = Digester::new();
        let mut recalled = Recalled::new(None, What::Everything, &digester);
        let run = Run { recall: Some(&mut recalled), ..Run::first(T::SCHEMA, deadline) };
        let loaded = prepared.run(run).await?;
        let mut memo = Memo::default();
        memo.update(recalled.found());
        // Nothing is known before, and so nothing is unchanged.
        let (config, origins) = loaded.ok_or_else(|| Error::not_derived(T::SCHEMA.name()))?;
        let first =
            Snapshot { config: Arc::new(config), digests: memo.digests(), origins, generation: 1 };
        let (max_age, cached_for) = (ages.max_age, prepared.cached_for());
        if max_age < cached_for {
            tracing::warn!(
                target: "figleaf",
                ?max_age,
                ?cached_for,
                "max_age is shorter than the extension keeps what it has read: set SSM_PARAMETER_STORE_TTL and \
                 SECRETS_MANAGER_TTL to less, or enable a client of AWS"
            );
        }
        let is_service = task::is_service(prepared.variables());
        let engine = Engine {
            config: T::SCHEMA.name(),
            prepared,
            choices,
            ages,
            digester,
            schedule: Mutex::new(schedule),
            begun: AtomicU64::new(0),
            patience: (!is_service).then_some(OF_A_FUNCTION),
            flight: tokio::sync::Mutex::new(Flight {
                memo,
                last: None,
                refused: None,
                is_stale_told: false,
            }),
            last_error: Mutex::new(None),
            #[cfg(feature = "lambda")]
            refuse_handler: crate::lambda::refused,
        };
        let inner = Inner::new(first, Paths::new(T::SCHEMA), Some(engine));
        if is_service && let Some(task) = task::start(Arc::downgrade(&inner)) {
            let _ = inner.task.set(task);
        }
        Ok(Self(inner))
    }

    /// The conflict with a handler that takes no snapshot.
    #[cfg(feature = "lambda")]
    pub(crate) fn refuse_handler(&self) -> Option<BoxFuture<'static, Error>> {
        let engine = self.0.engine.as_ref()?;
        Some((engine.refuse_handler)(engine.config, false))
    }

    /// How long no refresh is due.
    pub(super) fn until_due(&self) -> Duration {
        let engine = self.0.engine.as_ref();
        engine.map_or(Duration::MAX, |engine| engine.schedule().until_due())
    }

    /// Whether a refresh is due, and its pause after a failure is over.
    pub(crate) fn is_due(&self) -> bool {
        self.0.engine.as_ref().is_some_and(|engine| engine.schedule().is_due())
    }

    /// Whether the values are so old that a refresh that is due is waited for.
    #[cfg(any(feature = "lambda", all(test, feature = "derive", feature = "_aws")))]
    pub(crate) fn is_over(&self) -> bool {
        self.0.engine.as_ref().is_some_and(|engine| engine.schedule().is_over())
    }

    /// The snapshot, unless it is stale and the program wants none then.
    pub(crate) fn unless_stale(&self) -> Result<Arc<T>, Error> {
        if let Some(engine) = &self.0.engine
            && engine.choices.fails_when_stale
            && engine.schedule().is_stale()
        {
            let last = engine.last_error().clone();
            return Err(last.unwrap_or_else(|| Error::stale(engine.config)));
        }
        Ok(self.current())
    }

    /// A refresh if one is due. What comes of it is told by events and by [`health`](Live::health).
    pub(super) async fn refresh_if_due(&self) {
        if let Some(engine) = self.0.engine.as_ref().filter(|_| self.is_due()) {
            self.refresh_due(engine.patience, false).await;
        }
    }

    /// A refresh if one is due, in this time. One that is dropped before its end has failed.
    #[cfg(any(feature = "lambda", all(test, feature = "derive", feature = "_aws")))]
    pub(crate) async fn refresh_within(&self, budget: Duration) {
        if self.is_due() {
            self.refresh_due(Some(budget), true).await;
        }
    }

    /// A refresh in this time, whether it is due or not: after the restore of a snapshot nobody knows for how
    /// many copies that was drawn.
    #[cfg(feature = "lambda")]
    pub(crate) async fn refresh_restored(&self, budget: Duration) {
        let Some(engine) = &self.0.engine else { return };
        let deadline = engine.deadline(Some(budget));
        if let Ok(mut flight) = deadline.wait(engine.flight.lock()).await {
            let given_up = GivenUp(engine);
            let _ = self.run(&mut flight, What::Everything, deadline).await;
            mem::forget(given_up);
        }
    }

    /// `is_kept`: who drops it does so because its time is over.
    async fn refresh_due(&self, budget: Option<Duration>, is_kept: bool) {
        let Some(engine) = &self.0.engine else { return };
        let deadline = engine.deadline(budget);
        // One that takes longer than this one may is somebody else's.
        let Ok(mut flight) = deadline.wait(engine.flight.lock()).await else { return };
        if engine.schedule().is_due() {
            // A caller of its own that goes away is no failure of the store.
            let given_up = is_kept.then(|| GivenUp(engine));
            let _ = self.run(&mut flight, What::Everything, deadline).await;
            mem::forget(given_up);
        }
    }

    pub(super) async fn refresh(&self) -> Result<Refreshed, Error> {
        let Some(engine) = &self.0.engine else { return Ok(Refreshed::Unchanged) };
        let before = engine.begun.load(Ordering::Acquire);
        let deadline = engine.deadline(None);
        let waited = deadline.wait(engine.flight.lock()).await;
        let mut flight =
            waited.map_err(|why| Error::still_refreshing(engine.config, deadline, why))?;
        // One that was begun after this call has read what this one would read.
        if let Some((number, result)) = &flight.last
            && *number > before
        {
            return result.clone();
        }
        self.run(&mut flight, What::Everything, deadline).await
    }

    /// Reads secrets again, unless there is another snapshot than the one of `generation` already, or they may
    /// not be read again now. Whether there is another snapshot.
    pub(super) async fn force(
        &self,
        forced: &mut Forced<'_>,
        generation: u64,
        ends: Instant,
    ) -> bool {
        let Some(engine) = &self.0.engine else { return false };
        let left = ends.saturating_duration_since(Instant::now());
        let deadline = engine.deadline(Some(left));
        let Ok(mut flight) = deadline.wait(engine.flight.lock()).await else { return false };
        if self.snapshot().generation != generation {
            return true;
        }
        if !engine.schedule().may_force(forced.path) {
            return false;
        }
        let read = self.run(&mut flight, What::Secrets(&forced.secrets), deadline).await;
        let mut has_changed = matches!(read, Ok(Refreshed::Changed(_)));
        if !has_changed && flight.memo.has_pending() {
            // What was adopted is refused now: the rotation was taken back.
            forced.may_adopt = false;
            has_changed = self.back_to_current(&mut flight).await;
        } else if !has_changed && engine.choices.uses_pending && forced.may_adopt {
            forced.may_adopt = false;
            let pending = self.run(&mut flight, What::Pending(&forced.secrets), deadline).await;
            has_changed = matches!(pending, Ok(Refreshed::Changed(_)));
            forced.is_adopted = has_changed;
        }
        engine.schedule().forced(forced.path, has_changed);
        has_changed
    }

    /// The version in `AWSPENDING` was refused as well.
    pub(super) async fn give_up_pending(&self) {
        let Some(engine) = &self.0.engine else { return };
        let mut flight = engine.flight.lock().await;
        self.back_to_current(&mut flight).await;
    }

    /// Whether that made another snapshot.
    async fn back_to_current(&self, flight: &mut Flight) -> bool {
        let Some(engine) = self.0.engine.as_ref().filter(|_| flight.memo.has_pending()) else {
            return false;
        };
        flight.memo.drop_pending();
        let back = self.run(flight, What::Nothing, engine.deadline(None)).await;
        matches!(back, Ok(Refreshed::Changed(_)))
    }

    /// One run, of the one caller that holds the flight.
    async fn run(
        &self,
        flight: &mut Flight,
        what: What<'_>,
        deadline: Deadline,
    ) -> Result<Refreshed, Error> {
        let Some(engine) = &self.0.engine else { return Ok(Refreshed::Unchanged) };
        let number = engine.begun.fetch_add(1, Ordering::AcqRel) + 1;
        let recalled = Recalled::new(Some(&flight.memo), what, &engine.digester);
        let mut recalled = recalled.aged(engine.schedule().age());
        let span = tracing::info_span!(target: "figleaf", "refresh", config = engine.config);
        let ran = engine.prepared.run(Run { deadline, recall: Some(&mut recalled), span }).await;
        let found = recalled.found();
        let is_throttled = |error: &Error| {
            error.problems().iter().any(|problem| problem.code() == Code::Throttled)
        };
        flight.memo.is_throttled = ran.as_ref().is_err_and(is_throttled);
        let result = match ran {
            Ok(None) => {
                flight.memo.settle(&found);
                Ok(Refreshed::Unchanged)
            }
            Ok(Some((config, origins))) => {
                flight.memo.update(found);
                Ok(self.take_in(config, origins, flight.memo.digests()))
            }
            Err(error) => {
                engine.tell_failure(flight, what, &error, found.digests());
                Err(error)
            }
        };
        if let (Ok(refreshed), What::Everything) = (&result, what) {
            engine.schedule().succeeded();
            *engine.last_error() = None;
            (flight.refused, flight.is_stale_told) = (None, false);
            if *refreshed == Refreshed::Unchanged {
                tracing::debug!(target: "figleaf", config = engine.config, "configuration unchanged");
            }
        }
        if let What::Everything = what {
            flight.last = Some((number, result.clone()));
        }
        result
    }

    /// Hands out what was loaded, unless every field has the value that it had.
    fn take_in(&self, config: T, origins: crate::Origins, digests: Arc<[u128]>) -> Refreshed {
        let before = self.snapshot();
        let fields = self.0.paths.changed(&before.digests, &digests);
        if fields.is_empty() {
            self.0.snapshots.send_if_modified(|now| {
                now.origins = origins;
                false
            });
            return Refreshed::Unchanged;
        }
        let generation = before.generation + 1;
        drop(before);
        let next = Snapshot { config: Arc::new(config), digests, origins, generation };
        self.0.swap(&next);
        if let Some(engine) = &self.0.engine {
            engine.schedule().changed();
        }
        tracing::info!(
            target: "figleaf",
            config = T::SCHEMA.name(),
            %fields,
            generation,
            "configuration changed"
        );
        Refreshed::Changed(fields)
    }
}

impl Engine {
    #[cfg(feature = "lambda")]
    pub(super) fn close(&self) {
        self.prepared.close();
    }

    /// Counts a failure, and tells it: not each time while it lasts.
    fn tell_failure(
        &self,
        flight: &mut Flight,
        what: What<'_>,
        error: &Error,
        values: Arc<[u128]>,
    ) {
        let config = self.config;
        if matches!(what, What::Pending(_)) {
            // A version that nobody has finished may be anything.
            return;
        }
        let is_refused = error.problems().iter().all(|problem| is_of_values(problem.code()));
        if is_refused && flight.refused.as_ref() != Some(&values) {
            tracing::warn!(
                target: "figleaf",
                config,
                report = %error,
                "configuration not refreshed: the new values are refused, and the old ones stay"
            );
            flight.refused = Some(values);
        }
        if !matches!(what, What::Everything) {
            return;
        }
        *self.last_error() = Some(error.clone());
        let mut schedule = self.schedule();
        schedule.failed();
        if !is_refused && schedule.is_failure_to_tell() {
            tracing::warn!(
                target: "figleaf",
                config,
                failures = schedule.failures(),
                problems = summary(error),
                "configuration not refreshed: the old values stay"
            );
        }
        if schedule.is_stale() && !mem::replace(&mut flight.is_stale_told, true) {
            tracing::error!(
                target: "figleaf",
                config,
                age = schedule.age().as_secs(),
                failures = schedule.failures(),
                "configuration is stale"
            );
        }
    }
}

/// Whether a problem is one of what was read, and not of reading it.
fn is_of_values(code: Code) -> bool {
    match code {
        Code::Missing | Code::Invalid | Code::Rejected | Code::Conflict | Code::Unused => true,
        Code::Denied | Code::Throttled | Code::Unavailable | Code::NotReady | Code::Timeout => {
            false
        }
    }
}

/// The first few problems: `api_key throttled, database.* denied`.
fn summary(error: &Error) -> String {
    const MOST: usize = 5;
    let all = error.problems();
    let told =
        all.iter().take(MOST).map(|problem| format!("{} {}", problem.path(), problem.code()));
    let mut told: Vec<String> = told.collect();
    if all.len() > MOST {
        told.push(format!("and {} more", all.len() - MOST));
    }
    told.join(", ")
}

/// A refresh that was dropped before its end.
struct GivenUp<'e>(&'e Engine);

impl Drop for GivenUp<'_> {
    fn drop(&mut self) {
        *self.0.last_error() = Some(Error::given_up(self.0.config));
        self.0.schedule().failed();
    }
}
