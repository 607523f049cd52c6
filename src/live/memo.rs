//! What each key last gave, so that what is equal is not parsed, and what a refresh finds against it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::layer::{Digester, Layers, Provided, Slot, State};
use crate::loader::{Ask, Recall};
use crate::plan::{Leaf, Plan};
use crate::source::{Failure, Key, KeyOutcome, SECRETS, Selector};

/// The stage that a rotation puts a new version under, before the service that it is for accepts it.
const PENDING: Selector = Selector::Stage(Cow::Borrowed("AWSPENDING"));

/// What the run found that gave the current snapshot. All of it is wiped when it is replaced.
#[derive(Default)]
pub(super) struct Memo {
    answers: Answers,
    above: Vec<Provided>,
    below: Vec<Provided>,
    /// The leaves that keep what they first were.
    fixed: Vec<(usize, Option<Slot>, State)>,
    /// A number for the value of each leaf.
    digests: Arc<[u128]>,
    /// The secrets of which the version in `AWSPENDING` is used.
    pending: BTreeMap<Key, Pending>,
    /// Whether the last refresh was throttled, so that the next one is careful.
    pub(super) is_throttled: bool,
}

/// What each key of each source last gave.
type Answers = BTreeMap<&'static str, BTreeMap<Key, KeyOutcome>>;

/// A secret of which the version in `AWSPENDING` is used, for as long as `AWSCURRENT` is what it was.
struct Pending {
    current: KeyOutcome,
    adopted: KeyOutcome,
}

impl Memo {
    pub(super) fn digests(&self) -> Arc<[u128]> {
        self.digests.clone()
    }

    fn get(&self, source: &str, key: &Key) -> Option<&KeyOutcome> {
        self.answers.get(source)?.get(key)
    }

    fn pending(&self, source: &str, key: &Key) -> Option<&Pending> {
        if source == SECRETS { self.pending.get(key) } else { None }
    }

    /// Whether versions in `AWSPENDING` are in use.
    pub(super) fn has_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Goes back to `AWSCURRENT`.
    pub(super) fn drop_pending(&mut self) {
        let secrets = self.answers.entry(SECRETS).or_default();
        let back = std::mem::take(&mut self.pending).into_iter();
        secrets.extend(back.map(|(key, pending)| (key, pending.current)));
    }

    /// Takes in what a run found that was accepted.
    pub(super) fn update(&mut self, found: Found) {
        self.settle(&found);
        for (source, answers) in found.answers {
            self.answers.entry(source).or_default().extend(answers);
        }
        if let Some((above, below)) = found.providers {
            (self.above, self.below) = (above, below);
        }
        if !found.fixed.is_empty() {
            self.fixed = found.fixed;
        }
        self.digests = found.digests;
        self.pending.extend(found.pending);
    }

    /// Takes in what a run found that has changed nothing.
    pub(super) fn settle(&mut self, found: &Found) {
        self.pending.retain(|key, _| !found.settled.contains(key));
    }
}

/// What a run reads anew.
#[derive(Debug, Clone, Copy)]
pub(super) enum What<'w> {
    Everything,
    /// The secrets of Secrets Manager that these leaves are in.
    Secrets(&'w [usize]),
    /// The same in the stage `AWSPENDING`.
    Pending(&'w [usize]),
    /// Nothing: what is known makes the snapshot.
    Nothing,
}

impl What<'_> {
    /// What a source is asked for in the place of a key.
    fn asks(self, key: &Key) -> Key {
        match self {
            Self::Pending(_) => key.clone().with_selector(PENDING),
            _ => key.clone(),
        }
    }
}

/// One run against what is known.
pub(super) struct Recalled<'m> {
    /// None in the first run.
    memo: Option<&'m Memo>,
    what: What<'m>,
    digester: &'m Digester,
    /// How old the values are. None before the first run.
    age: Option<Duration>,
    found: Found,
}

/// What a run found, as far as it is new.
#[derive(Default)]
pub(super) struct Found {
    answers: Answers,
    providers: Option<(Vec<Provided>, Vec<Provided>)>,
    fixed: Vec<(usize, Option<Slot>, State)>,
    digests: Arc<[u128]>,
    pending: Vec<(Key, Pending)>,
    /// The secrets whose `AWSCURRENT` is no longer what it was.
    settled: Vec<Key>,
}

impl Found {
    pub(super) fn digests(&self) -> Arc<[u128]> {
        self.digests.clone()
    }
}

impl<'m> Recalled<'m> {
    pub(super) fn new(memo: Option<&'m Memo>, what: What<'m>, digester: &'m Digester) -> Self {
        Self { memo, what, digester, age: None, found: Found::default() }
    }

    pub(super) fn aged(self, age: Duration) -> Self {
        Self { age: Some(age), ..self }
    }

    pub(super) fn found(self) -> Found {
        self.found
    }

    /// What became of a key that was asked, or what is known of one that was not.
    fn outcome(
        &mut self,
        source: &'static str,
        key: &Key,
        answer: Option<KeyOutcome>,
    ) -> KeyOutcome {
        let known = self.memo.and_then(|memo| memo.get(source, key));
        let outcome = match (answer, known) {
            (Some(answer), known) => self.adopt(source, key, answer, known),
            (None, Some(known)) => return known.clone(),
            (None, None) => return KeyOutcome::Failed(Failure::unavailable("it was not asked")),
        };
        if known.is_none_or(|known| !known.is_same(&outcome)) {
            let answers = self.found.answers.entry(source).or_default();
            answers.insert(key.clone(), outcome.clone());
        }
        outcome
    }

    /// What an answer means for the key, which may be of a version in `AWSPENDING`.
    fn adopt(
        &mut self,
        source: &'static str,
        key: &Key,
        answer: KeyOutcome,
        known: Option<&KeyOutcome>,
    ) -> KeyOutcome {
        if let (What::Pending(_), Some(current)) = (self.what, known) {
            // An empty version is one that the rotation has not filled yet.
            let is_filled = matches!(&answer, KeyOutcome::Found(value) if !value.is_empty());
            if !is_filled || answer.is_same(current) {
                return current.clone();
            }
            let pending = Pending { current: current.clone(), adopted: answer.clone() };
            self.found.pending.push((key.clone(), pending));
            return answer;
        }
        match self.memo.and_then(|memo| memo.pending(source, key)) {
            Some(pending) if answer.is_same(&pending.current) => pending.adopted.clone(),
            Some(_) => {
                if !matches!(answer, KeyOutcome::Failed(_)) {
                    self.found.settled.push(key.clone());
                }
                answer
            }
            None => answer,
        }
    }
}

impl Recall for Recalled<'_> {
    fn is_refresh(&self) -> bool {
        self.memo.is_some()
    }

    fn is_throttled(&self) -> bool {
        self.memo.is_some_and(|memo| memo.is_throttled)
    }

    fn age(&self, is_right: bool, took: Duration) -> Option<Duration> {
        match (is_right, self.what) {
            (true, What::Everything) => Some(Duration::ZERO),
            _ => self.age.map(|age| age + took),
        }
    }

    fn providers(&self) -> Option<(Vec<Provided>, Vec<Provided>)> {
        match (self.what, self.memo) {
            (What::Everything, _) | (_, None) => None,
            (_, Some(memo)) => Some((memo.above.clone(), memo.below.clone())),
        }
    }

    fn provided(&mut self, above: &[Provided], below: &[Provided]) {
        let same = |now: &[Provided], then: &[Provided]| {
            now.len() == then.len() && now.iter().zip(then).all(|(now, then)| now.is_same(then))
        };
        let is_known =
            self.memo.is_some_and(|memo| same(above, &memo.above) && same(below, &memo.below));
        if !is_known {
            self.found.providers = Some((above.to_vec(), below.to_vec()));
        }
    }

    fn ask(&mut self, plan: &Plan, ask: &mut Ask<'_>) {
        let Some(memo) = self.memo else { return };
        let (source, what) = (ask.source.name(), self.what);
        let is_needed = |key: &Key| match (what, memo.get(source, key)) {
            // Said below, leaf by leaf.
            (What::Pending(_) | What::Everything, _) => false,
            (_, known) => known.is_none_or(|known| matches!(known, KeyOutcome::Failed(_))),
        };
        let mut asked: Vec<bool> = ask.wanted.keys.iter().map(is_needed).collect();
        for place in &ask.wanted.places {
            asked[place.key] |= match what {
                What::Everything => plan.leaves[place.leaf].is_refreshed(),
                What::Secrets(leaves) => source == SECRETS && leaves.contains(&place.leaf),
                What::Pending(leaves) => {
                    let is_current = ask.wanted.keys[place.key].selector().is_none();
                    source == SECRETS && is_current && leaves.contains(&place.leaf)
                }
                What::Nothing => false,
            };
        }
        let keys = ask.wanted.keys.iter().zip(asked).filter(|(_, is_asked)| *is_asked);
        ask.only = Some(keys.map(|(key, _)| what.asks(key)).collect());
    }

    fn complete(&mut self, ask: &Ask<'_>, outcomes: Vec<KeyOutcome>) -> Vec<KeyOutcome> {
        let (source, what) = (ask.source.name(), self.what);
        let mut answers = ask.keys().iter().zip(outcomes).peekable();
        let complete = ask.wanted.keys.iter().map(|key| {
            let answer = answers.next_if(|(asked, _)| **asked == what.asks(key));
            self.outcome(source, key, answer.map(|(_, outcome)| outcome))
        });
        complete.collect()
    }

    fn is_unchanged(&self) -> bool {
        let is_same = self.found.answers.is_empty() && self.found.providers.is_none();
        // What goes back to `AWSCURRENT` has that to decode.
        is_same && self.memo.is_some() && !matches!(self.what, What::Nothing)
    }

    fn layered(&mut self, plan: &Plan, layers: &mut Layers, states: &mut [State]) {
        match self.memo {
            None => {
                let keeps_first = |(_, leaf): &(usize, &Leaf)| leaf.keeps_first();
                let fixed = plan.leaves.iter().enumerate().filter(keeps_first);
                let kept = fixed.map(|(leaf, _)| (leaf, layers.slot(leaf), states[leaf].clone()));
                self.found.fixed = kept.collect();
            }
            Some(memo) => {
                for (leaf, slot, state) in &memo.fixed {
                    layers.put_back(*leaf, slot.clone());
                    states[*leaf] = state.clone();
                }
            }
        }
        let digest = |leaf| layers.digest(leaf, self.digester);
        self.found.digests = (0..plan.leaves.len()).map(digest).collect();
    }
}
