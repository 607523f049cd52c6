//! Changing what a source in memory holds while it is in use.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::entries::Entries;
use super::super::{Answer, Failure, Fetched, Key, Outcome};

/// How many requests are remembered: a test that runs for long must not fill the memory.
const REMEMBERED: usize = 1_000;

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

    /// Sets the text under a name, as a rotation does.
    pub fn set(&self, name: impl Into<String>, text: impl Into<String>) {
        self.set_fetched(name, Fetched::text(text));
    }

    /// Sets a value of any form under a name.
    pub fn set_fetched(&self, name: impl Into<String>, value: Fetched) {
        self.0.state().entries.insert(name.into(), Outcome::Found(value));
    }

    /// Makes a name fail until it is [set](MemoryHandle::set) again.
    pub fn fail(&self, name: impl Into<String>, failure: Failure) {
        self.0.state().entries.insert(name.into(), Outcome::Failed(failure));
    }

    /// Makes every name fail, also one that is not there, until [`recover`](MemoryHandle::recover): a store
    /// that is throttled or cannot be reached.
    ///
    /// ```
    /// use figleaf::{Code, source::{Failure, Memory}};
    ///
    /// let store = Memory::new("ssm").with("/prod/greeting", "hello").handle();
    /// store.fail_all(Failure::new(Code::Throttled, "too many requests").of_store());
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
    /// for one version, `/prod/flags/*` for what is below a path. Of the last 1,000 requests.
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
    requests: usize,
    /// Keys and no texts: a request that nobody looks at costs little, also in a benchmark.
    asked: VecDeque<Vec<Key>>,
}

impl Shared {
    /// The same values for a source that nobody has asked yet.
    pub(super) fn copy(&self) -> Self {
        let state = self.state();
        let (entries, failing) = (state.entries.clone(), state.failing.clone());
        Self(Mutex::new(State { entries, failing, ..State::default() }))
    }

    /// Answers one request. Nothing changes meanwhile.
    pub(super) fn answer(&self, keys: &[Key], answer: &mut Answer) {
        let mut state = self.state();
        state.note(keys);
        match &state.failing {
            None => state.entries.answer(keys, answer),
            Some(failure) => {
                answer.count_request();
                answer.fail_rest(keys, failure);
            }
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
    fn note(&mut self, keys: &[Key]) {
        self.requests += 1;
        if self.asked.len() == REMEMBERED {
            self.asked.pop_front();
        }
        self.asked.push_back(keys.to_vec());
    }
}
