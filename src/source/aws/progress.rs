//! What is being waited for before the first request, and what it met so far: when the deadline passes,
//! that is the reason.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::link::Link;
use crate::source::{Attempts, Failure, Key};

/// The link that is being asked, and how its last attempt has failed.
#[derive(Default)]
pub(super) struct Progress(Mutex<Option<(Link, Option<Failure>)>>);

impl Progress {
    pub(super) fn asks(&self, link: Option<Link>) {
        *self.lock() = link.map(|link| (link, None));
    }

    /// An attempt has failed that may be followed by another.
    pub(super) fn met(&self, failure: Failure) {
        if let Some((_, last)) = self.lock().as_mut() {
            *last = Some(failure);
        }
    }

    fn hangs(&self) -> Option<Failure> {
        match self.lock().as_ref()? {
            (link, Some(last)) => Some(link.takes(last.clone())),
            (link, None) => Some(link.hangs()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<(Link, Option<Failure>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For as long as it lives: dropped, which the deadline does, it notes what was being waited for.
    pub(super) fn watch<'a>(
        &'a self,
        keys: &'a [Key],
        attempts: &Attempts,
        region: &'a OnceLock<String>,
    ) -> Watching<'a> {
        Watching { progress: self, keys, attempts: attempts.clone(), region }
    }
}

pub(super) struct Watching<'a> {
    progress: &'a Progress,
    keys: &'a [Key],
    attempts: Attempts,
    region: &'a OnceLock<String>,
}

impl Drop for Watching<'_> {
    fn drop(&mut self) {
        if let Some(failure) = self.progress.hangs() {
            self.attempts.failed(self.keys, &failure);
            self.region.get().into_iter().for_each(|region| self.attempts.are_in(region));
        }
    }
}
