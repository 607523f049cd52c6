//! What is being waited for before the first request: when the deadline passes, that is the reason.

use std::sync::{Mutex, PoisonError};

use super::link::Link;
use crate::source::{Attempts, Failure, Key};

/// The link that is being asked.
#[derive(Default)]
pub(super) struct Progress(Mutex<Option<Link>>);

impl Progress {
    pub(super) fn asks(&self, link: Option<Link>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = link;
    }

    fn hangs(&self) -> Option<Failure> {
        let link = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        link.as_ref().map(Link::hangs)
    }

    /// For as long as it lives: dropped, which the deadline does, it notes what was being waited for.
    pub(super) fn watch<'a>(&'a self, keys: &'a [Key], attempts: &Attempts) -> Watching<'a> {
        Watching { progress: self, keys, attempts: attempts.clone() }
    }
}

pub(super) struct Watching<'a> {
    progress: &'a Progress,
    keys: &'a [Key],
    attempts: Attempts,
}

impl Drop for Watching<'_> {
    fn drop(&mut self) {
        if let Some(failure) = self.progress.hangs() {
            self.attempts.failed(self.keys, &failure);
        }
    }
}
