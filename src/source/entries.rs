//! Values by their names: what a source in memory and a local store hold.

use std::collections::BTreeMap;

#[cfg(feature = "local")]
use super::Answer;
use super::{Fetched, Key, KeyOutcome};

/// What stands under each name.
#[derive(Debug, Clone, Default)]
pub(super) struct Entries(BTreeMap<String, KeyOutcome>);

impl Entries {
    /// Sets what stands under a name, and tells what stood there.
    pub(super) fn insert(&mut self, name: String, outcome: KeyOutcome) -> Option<KeyOutcome> {
        self.0.insert(name, outcome)
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// The names that are there.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The table of that name, in a local store.
    #[cfg(feature = "local")]
    pub(super) fn table(&self, name: &str) -> Option<&crate::value::Map> {
        match self.0.get(name)? {
            KeyOutcome::Found(Fetched {
                content: super::Content::Structured { value: crate::value::Value::Map(map), .. },
                ..
            }) => Some(map),
            _ => None,
        }
    }

    /// Answers one request.
    #[cfg(feature = "local")]
    pub(super) fn answer(&self, keys: &[Key], answer: &mut Answer) {
        answer.count_request();
        for key in keys {
            answer.set(key, self.look(key));
        }
    }

    pub(super) fn look(&self, key: &Key) -> KeyOutcome {
        if key.is_path() {
            return self.below(key.name());
        }
        let version = key.selector().and_then(|_| self.0.get(&key.to_string()));
        version.or_else(|| self.0.get(key.name())).cloned().unwrap_or(KeyOutcome::Absent)
    }

    fn below(&self, path: &str) -> KeyOutcome {
        let path = format!("{}/", path.trim_end_matches('/'));
        let below = self
            .0
            .range(path.clone()..)
            .map_while(|(name, entry)| Some((name.strip_prefix(&path)?.to_owned(), entry)));
        let mut entries = Vec::new();
        for (name, entry) in below {
            match entry {
                KeyOutcome::Found(value) => entries.push((name, value.clone())),
                KeyOutcome::Failed(failure) => return KeyOutcome::Failed(failure.clone()),
                KeyOutcome::Absent => {}
            }
        }
        if entries.is_empty() {
            KeyOutcome::Absent
        } else {
            KeyOutcome::Found(Fetched::map(entries))
        }
    }
}
