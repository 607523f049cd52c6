//! Changing what a source in memory holds while it is in use.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::super::entries::Entries;
use super::super::{Answer, Failure, Fetched, Key, KeyOutcome};

/// How many requests are remembered, and how many names of them: a test that runs for long must not fill the memory.
const REMEMBERED: usize = 1_000;
const NAMES: usize = 10_000;

/// Changes the values of a [`Memory`](super::Memory) that is in use, and tells what it was asked for: see
/// [`Memory::handle`](super::Memory::handle).
///
/// All clones of a handle are the same, on any thread. A change is seen by the next request, and none falls
/// into the middle of one. Its `Debug` shows names and no value.
#[derive(Clone)]
pub struct MemoryHandle(Arc<Shared>);

impl MemoryHandle {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// Sets the string under a name.
    pub fn set(&self, name: impl Into<String>, text: impl Into<String>) {
        self.set_fetched(name, Fetched::text(text));
    }

    /// Sets a value of any form under a name.
    pub fn set_fetched(&self, name: impl Into<String>, value: Fetched) {
        self.0.state().entries.insert(name.into(), KeyOutcome::Found(value));
    }

    /// Sets the string under a name as the last step of a rotation does: what was there stands under
    /// `name:AWSPREVIOUS` then, and nothing under `name:AWSPENDING`.
    ///
    /// ```
    /// # fn main() -> Result<(), figleaf::Error> {
    /// use figleaf::{Config, Secret, source::Memory};
    ///
    /// #[derive(Config)]
    /// struct AppConfig {
    ///     #[config(secretsmanager = "prod/api-key")]
    ///     api_key: Secret,
    ///     #[config(secretsmanager = "prod/api-key", stage = "AWSPREVIOUS")]
    ///     older: Option<Secret>,
    /// }
    ///
    /// let secrets = Memory::new("secretsmanager").with("prod/api-key", "one");
    /// secrets.handle().rotate("prod/api-key", "two");
    ///
    /// let config = AppConfig::loader().source(secrets).load_owned_blocking()?;
    /// assert_eq!(config.api_key.expose_secret(), "two");
    /// assert_eq!(config.older.unwrap().expose_secret(), "one");
    /// # Ok(()) }
    /// ```
    pub fn rotate(&self, name: impl Into<String>, text: impl Into<String>) {
        let name = name.into();
        let entries = &mut self.0.state().entries;
        entries.remove(&format!("{name}:AWSPENDING"));
        if let Some(before) = entries.insert(name.clone(), KeyOutcome::Found(Fetched::text(text))) {
            entries.insert(format!("{name}:AWSPREVIOUS"), before);
        }
    }

    /// Makes the answer for a name come so late, from the next request on: a slow store. The rest of a request is
    /// answered at once. What comes is what was there when it was asked for. `Duration::ZERO` ends it, and with
    /// `Duration::MAX` it never comes.
    ///
    /// A load then needs a runtime with a timer. Where tokio's time is paused, nobody waits:
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use figleaf::{Code, Config, Problem, source::Memory};
    ///
    /// #[derive(Debug, Config)]
    /// #[config(prefix = "/{env}/myapp")]
    /// struct AppConfig {
    ///     log_level: String,
    /// }
    ///
    /// # let test = async {
    /// // In a #[tokio::test(start_paused = true)]
    /// let parameters = Memory::new("ssm").with("/test/myapp/log-level", "info");
    /// parameters.handle().delay("/test/myapp/log-level", Duration::from_secs(60));
    ///
    /// let loader = AppConfig::loader().environment("test").source(parameters);
    /// let error = loader.load_owned().await.unwrap_err();
    /// assert_eq!(error.problem("log_level").map(Problem::code), Some(Code::Timeout));
    /// # };
    /// # let mut runtime = tokio::runtime::Builder::new_current_thread();
    /// # runtime.enable_time().start_paused(true).build().unwrap().block_on(test);
    /// ```
    pub fn delay(&self, name: impl Into<String>, delay: Duration) {
        let delays = &mut self.0.state().delays;
        match delay {
            Duration::ZERO => drop(delays.remove(&name.into())),
            delay => drop(delays.insert(name.into(), delay)),
        }
    }

    /// Makes a name fail until it is [set](MemoryHandle::set) again.
    pub fn fail(&self, name: impl Into<String>, failure: Failure) {
        self.0.state().entries.insert(name.into(), KeyOutcome::Failed(failure));
    }

    /// Makes every name fail, also one that is not there, until [`recover`](MemoryHandle::recover): a store
    /// that is throttled or cannot be reached.
    ///
    /// ```
    /// use figleaf::source::{Failure, Memory};
    ///
    /// let store = Memory::new("ssm").with("/prod/greeting", "hello").handle();
    /// store.fail_all(Failure::throttled("too many requests"));
    /// store.recover();
    /// ```
    pub fn fail_all(&self, failure: Failure) {
        self.0.state().failing = Some(failure);
    }

    /// Ends [`fail_all`](MemoryHandle::fail_all): the values are there again.
    pub fn recover(&self) {
        self.0.state().failing = None;
    }

    /// Removes what stands under a name, so that it is missing.
    pub fn remove(&self, name: &str) {
        self.0.state().entries.remove(name);
    }

    /// How many requests there were, failed ones included. One load or refresh is one request, whatever
    /// the number of names.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.0.state().requests
    }

    /// The names that each request asked for, oldest request first, as reports show them: `name:AWSPREVIOUS`
    /// for one version, `/prod/flags/*` for what is below a path. Of the last 1,000 requests, or fewer when they asked
    /// for more than 10,000 names.
    #[must_use]
    pub fn asked(&self) -> Vec<Vec<String>> {
        self.0.state().asked.iter().map(|keys| names(keys)).collect()
    }

    /// The names that the last request asked for. Nothing when there was none.
    #[must_use]
    pub fn last_asked(&self) -> Vec<String> {
        self.0.state().asked.back().map_or_else(Vec::new, |keys| names(keys))
    }
}

fn names(keys: &[Key]) -> Vec<String> {
    keys.iter().map(ToString::to_string).collect()
}

/// The names that are there, and no value.
impl fmt::Debug for MemoryHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryHandle")
            .field("names", &self.0.names())
            .field("requests", &self.requests())
            .finish_non_exhaustive()
    }
}

/// What a source and its handles share.
#[derive(Default)]
pub(super) struct Shared(Mutex<State>);

/// The values, whether they are given, and what was asked.
#[derive(Default)]
pub(super) struct State {
    pub(super) entries: Entries,
    failing: Option<Failure>,
    /// How late the answers for these names come. Never zero.
    delays: BTreeMap<String, Duration>,
    requests: usize,
    /// Keys and no texts: a request that nobody looks at costs little, also in a benchmark.
    asked: VecDeque<Vec<Key>>,
    /// How many keys that are.
    names: usize,
}

impl Shared {
    /// The same values for a source that nobody has asked yet.
    pub(super) fn copy(&self) -> Self {
        let state = self.state();
        let State { entries, failing, delays, .. } = &*state;
        let (entries, failing, delays) = (entries.clone(), failing.clone(), delays.clone());
        Self(Mutex::new(State { entries, failing, delays, ..State::default() }))
    }

    /// Whether the next answer needs no timer.
    pub(super) fn is_immediate(&self) -> bool {
        self.state().delays.is_empty()
    }

    /// Answers one request. Nothing changes meanwhile.
    pub(super) async fn answer(&self, keys: &[Key], answer: &mut Answer) {
        answer.count_request();
        let late = self.state().answer(keys, answer);
        let began = Instant::now();
        for (delay, key, outcome) in late {
            sleep(delay.saturating_sub(began.elapsed())).await;
            answer.set(&key, outcome);
        }
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.state().entries.names().map(str::to_owned).collect()
    }

    // A thread of a test that panicked must not make another test fail.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Answers what is there at once. The rest, what comes first before what comes later.
    fn answer(&mut self, keys: &[Key], answer: &mut Answer) -> Vec<(Duration, Key, KeyOutcome)> {
        self.note(keys);
        let mut late = Vec::new();
        for key in keys {
            let outcome = match &self.failing {
                None => self.entries.look(key),
                Some(failure) => KeyOutcome::Failed(failure.clone()),
            };
            match self.delay(key) {
                None => answer.set(key, outcome),
                Some(delay) => late.push((delay, key.clone(), outcome)),
            }
        }
        late.sort_by_key(|(delay, ..)| *delay);
        late
    }

    fn delay(&self, key: &Key) -> Option<Duration> {
        if key.is_path() {
            let path = format!("{}/", key.name().trim_end_matches('/'));
            let names = self.delays.range(path.clone()..);
            return names
                .take_while(|(name, _)| name.starts_with(&path))
                .map(|(_, delay)| *delay)
                .max();
        }
        let version = key.selector().and_then(|_| self.delays.get(&key.to_string()));
        version.or_else(|| self.delays.get(key.name())).copied()
    }

    fn note(&mut self, keys: &[Key]) {
        self.requests += 1;
        self.names += keys.len();
        while self.asked.len() == REMEMBERED || self.names > NAMES {
            let Some(oldest) = self.asked.pop_front() else { break };
            self.names -= oldest.len();
        }
        self.asked.push_back(keys.to_vec());
    }
}
