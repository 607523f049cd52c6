//! What is known of names in a store without their values.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::source::{Answer, BoxFuture, Details, Fetched, Key, Source};

/// What a store tells of one name.
#[derive(Debug, Clone, Default)]
pub(super) struct Fact {
    /// Version, ARN, type, time.
    pub(super) details: Details,
    /// The key of KMS.
    pub(super) key: Option<String>,
    /// Why it cannot be told whether it is there.
    pub(super) unseen: Option<&'static str>,
}

impl Fact {
    pub(super) fn unseen(why: &'static str) -> Self {
        Self { unseen: Some(why), ..Self::default() }
    }
}

/// What all stores have told of an environment, filled in by the sources that stand in for them.
#[derive(Debug, Default)]
pub(super) struct Facts {
    told: Mutex<BTreeMap<(&'static str, Key), Fact>>,
    region: Mutex<Option<String>>,
}

impl Facts {
    /// Something is there, or may be. The text stands in for the value; nobody reads it.
    pub(super) fn tell(&self, source: &'static str, key: &Key, fact: Fact, answer: &mut Answer) {
        answer.found(key, Fetched::text("").with_details(fact.details.clone()));
        if let Some(region) = &answer.region {
            lock(&self.region).get_or_insert_with(|| region.clone());
        }
        lock(&self.told).insert((source, key.clone()), fact);
    }

    pub(super) fn of(&self, source: &'static str, key: &Key) -> Option<Fact> {
        lock(&self.told).get(&(source, key.clone())).cloned()
    }

    /// The region that was asked.
    pub(super) fn region(&self) -> Option<String> {
        lock(&self.region).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A store that is not asked.
pub(super) struct Unasked {
    pub(super) name: &'static str,
    pub(super) why: &'static str,
    pub(super) facts: Arc<Facts>,
}

impl Source for Unasked {
    fn name(&self) -> &'static str {
        self.name
    }

    fn is_immediate(&self) -> bool {
        true
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        for key in keys {
            self.facts.tell(self.name, key, Fact::unseen(self.why), answer);
        }
        Box::pin(std::future::ready(()))
    }
}
