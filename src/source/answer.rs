//! What a source has said of its keys.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::{Failure, Fetched, Key, Tally};
use crate::error::Code;
use crate::retry::Policy;

/// What became of each key, filled in by [`Source::fetch`](super::Source::fetch). Its `Debug` shows no value.
///
/// In a test of a source it is read with [`get`](Self::get):
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use figleaf::source::{Answer, Key, KeyOutcome, Memory, Source};
///
/// let source = Memory::new("ssm").with("/prod/myapp/port", "80");
/// let keys = [Key::new("/prod/myapp/host"), Key::new("/prod/myapp/port")];
/// let mut answer = Answer::new();
/// source.fetch(&keys, &mut answer).await;
///
/// assert!(matches!(answer.get(&keys[0]), Some(KeyOutcome::Absent)));
/// let Some(KeyOutcome::Found(port)) = answer.get(&keys[1]) else { panic!("no port") };
/// assert_eq!(port.expose_text().as_deref(), Some("80"));
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Answer {
    /// In the order in which they became known.
    outcomes: Vec<(Key, KeyOutcome)>,
    pub(crate) tally: Tally,
    pub(crate) region: Option<String>,
    pub(crate) attempts: Attempts,
    /// What the run that asks does about failures that may pass.
    #[cfg_attr(not(feature = "_aws"), allow(dead_code, reason = "other sources repeat nothing"))]
    pub(crate) policy: Policy,
}

/// How the last attempt at each key has failed, while it is being tried again: when the deadline
/// passes, that is the reason, and not the deadline.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attempts(Arc<Mutex<Vec<(Key, Failure)>>>, Arc<OnceLock<String>>);

impl Attempts {
    /// The region that would have been asked.
    #[cfg(feature = "_aws")]
    pub(crate) fn are_in(&self, region: &str) {
        self.1.get_or_init(|| region.to_owned());
    }

    #[cfg(feature = "_aws")]
    pub(crate) fn failed<'k>(&self, keys: impl IntoIterator<Item = &'k Key>, failure: &Failure) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.extend(keys.into_iter().map(|key| (key.clone(), failure.clone())));
    }

    /// Those keys are asked in another way now.
    #[cfg(feature = "_parameters")]
    pub(crate) fn forget(&self, keys: &[&Key]) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.retain(|(key, _)| !keys.contains(&key));
    }

    fn last(&self, key: &Key) -> Option<Failure> {
        let attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = attempts.iter().rev().find(|(known, _)| known == key);
        last.map(|(_, failure)| failure.clone())
    }
}

/// What became of one key. Its `Debug` shows no value.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum KeyOutcome {
    /// It has this value.
    Found(Fetched),
    /// It is known not to be there, so that a default may take its place.
    Absent,
    /// It could not be read.
    Failed(Failure),
}

impl KeyOutcome {
    /// Whether both are the same value, or both are absent. A failure is like nothing.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Found(value), Self::Found(other)) => value.is_same(other),
            (Self::Absent, Self::Absent) => true,
            _ => false,
        }
    }
}

impl Answer {
    /// An answer in which nothing is said of any key yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty answer in the same run, for asking another source: its requests count here, and it is asked with the
    /// patience that this one is asked with. What it says is not said here: [`set`](Self::set) does that.
    #[must_use]
    pub fn another(&self) -> Self {
        let (tally, attempts) = (self.tally.clone(), self.attempts.clone());
        Self { tally, attempts, policy: self.policy, ..Self::default() }
    }

    /// Whether a [live](crate::Live) configuration asks, which has values already and wants to know what has changed. A
    /// cache in front of a store lets it through.
    #[must_use]
    pub fn is_refresh(&self) -> bool {
        self.policy.is_refresh()
    }

    /// What became of the key, as far as it is known. Of what was said twice the last counts.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<&KeyOutcome> {
        let said = self.outcomes.iter().rev().find(|(said, _)| said == key);
        said.map(|(_, outcome)| outcome)
    }

    /// The region that was asked, if a source has told it.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// An answer in a run with this policy.
    pub(crate) fn with_policy(policy: Policy) -> Self {
        Self { policy, ..Self::default() }
    }

    /// Makes room for what becomes of so many keys.
    pub(crate) fn expect(&mut self, keys: usize) {
        self.outcomes.reserve(keys);
    }

    /// The key has this value.
    pub fn found(&mut self, key: &Key, value: Fetched) {
        self.set(key, KeyOutcome::Found(value));
    }

    /// The key is known not to be there.
    pub fn absent(&mut self, key: &Key) {
        self.set(key, KeyOutcome::Absent);
    }

    /// The key could not be read.
    pub fn failed(&mut self, key: &Key, failure: Failure) {
        self.set(key, KeyOutcome::Failed(failure));
    }

    /// This became of the key: what another source has said of it, or what was kept.
    pub fn set(&mut self, key: &Key, outcome: KeyOutcome) {
        self.outcomes.push((key.clone(), outcome));
    }

    /// Counts one request, for the event at the end of a load and its [summary](crate::LoadSummary).
    pub fn count_request(&mut self) {
        self.tally.sent("", false);
    }

    /// Tells the region that was asked, for the report.
    pub fn set_region(&mut self, region: impl Into<String>) {
        self.region = Some(region.into());
    }

    /// Takes back what was said of the keys that failed for their credentials.
    #[cfg(feature = "_aws")]
    pub(crate) fn take_refused(&mut self, keys: &[Key]) -> Vec<Key> {
        let is_refused = |outcome: &KeyOutcome| matches!(outcome, KeyOutcome::Failed(failure) if failure.is_of_credentials());
        let refused = |key: &&Key| {
            let last = self.outcomes.iter().rev().find(|(settled, _)| settled == *key);
            last.is_some_and(|(_, outcome)| is_refused(outcome))
        };
        let refused: Vec<Key> = keys.iter().filter(refused).cloned().collect();
        self.outcomes.retain(|(key, _)| !refused.contains(key));
        refused
    }

    /// Fails every key of which nothing was said when the deadline passed.
    pub(crate) fn deadline(&mut self, keys: &[Key], deadline: Duration) {
        if self.region.is_none() {
            self.region = self.attempts.1.get().cloned();
        }
        for key in self.unsettled(keys) {
            let last = self.attempts.last(&key);
            let mut failure = last.unwrap_or(Failure::new(Code::Timeout, "").of_store());
            let comma = if failure.detail.is_empty() { "" } else { ", " };
            let detail =
                format!("{}{comma}until the load's deadline of {deadline:?}", failure.detail);
            failure.detail = detail.into();
            self.failed(&key, failure);
        }
    }

    /// Fails every key of which nothing was said.
    pub(crate) fn fail_rest<'k>(
        &mut self,
        keys: impl IntoIterator<Item = &'k Key>,
        failure: &Failure,
    ) {
        for key in self.unsettled(keys) {
            self.failed(&key, failure.clone());
        }
    }

    /// The keys of which nothing was said.
    fn unsettled<'k>(&self, keys: impl IntoIterator<Item = &'k Key>) -> Vec<Key> {
        let is_settled = |key: &Key| self.outcomes.iter().any(|(settled, _)| settled == key);
        keys.into_iter().filter(|key| !is_settled(key)).cloned().collect()
    }

    /// What became of each of these keys, which are sorted. What was said last counts. A key of which
    /// nothing was said is not known to be absent, so that no default may take its place.
    pub(crate) fn settle(&mut self, keys: &[Key]) -> Vec<KeyOutcome> {
        let said = std::mem::take(&mut self.outcomes);
        // Most sources go through the keys in their order.
        if said.iter().map(|(key, _)| key).eq(keys) {
            return said.into_iter().map(|(_, outcome)| outcome).collect();
        }
        let unsaid = Failure::new(Code::Unavailable, "the source said nothing of it");
        let mut settled = vec![KeyOutcome::Failed(unsaid); keys.len()];
        for (key, outcome) in said {
            if let Ok(index) = keys.binary_search(&key) {
                settled[index] = outcome;
            }
        }
        settled
    }
}
