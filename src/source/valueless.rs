//! Secrets that exist and have no value: they need one, and cannot be created once more.

use std::sync::{Mutex, PoisonError};

use super::Key;

/// Those that a source has met.
#[derive(Default)]
pub(crate) struct Valueless(Mutex<Vec<Key>>);

impl Valueless {
    pub(crate) fn note(&self, key: &Key) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(key.clone());
    }

    pub(crate) fn has(&self, key: &Key) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(key)
    }
}
