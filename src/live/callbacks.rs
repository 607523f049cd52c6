//! What a program does before a new snapshot is handed out.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::snapshot::Snapshot;
use crate::caught::caught;

/// In the order in which they were added. None is ever removed.
pub(super) struct Callbacks<T>(Mutex<Vec<Arc<Callback<T>>>>);

struct Callback<T> {
    path: String,
    leaves: Vec<usize>,
    /// Held while it runs, so that it is never called with an older snapshot after a newer one.
    seen: Mutex<Seen>,
    call: Box<dyn Fn(&T) + Send + Sync>,
}

/// The snapshot that a callback was called with last, or that did not concern it.
#[derive(Default)]
struct Seen {
    generation: u64,
    digests: Arc<[u128]>,
}

impl<T> Callbacks<T> {
    pub(super) fn new() -> Self {
        Self(Mutex::default())
    }

    /// Adds one and calls it with the current snapshot. It is in the list before that, and what is swapped
    /// meanwhile waits for it: so that no snapshot is missed.
    pub(super) fn add(
        &self,
        (path, leaves): (&str, Vec<usize>),
        call: Box<dyn Fn(&T) + Send + Sync>,
        current: impl FnOnce() -> Snapshot<T>,
    ) {
        let callback =
            Arc::new(Callback { path: path.to_owned(), leaves, seen: Mutex::default(), call });
        let mut seen = lock(&callback.seen);
        lock(&self.0).push(callback.clone());
        let now = current();
        // It runs on the stack of who adds it, and so does its panic.
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| (callback.call)(&now.config))) {
            lock(&self.0).retain(|known| !Arc::ptr_eq(known, &callback));
            resume_unwind(panic);
        }
        *seen = Seen { generation: now.generation, digests: now.digests };
    }

    /// Calls those that a snapshot concerns and that have not seen it.
    pub(super) fn call(&self, next: &Snapshot<T>) {
        // A callback may add another one.
        let all = lock(&self.0).clone();
        for callback in all {
            let mut seen = lock(&callback.seen);
            if seen.generation >= next.generation {
                continue;
            }
            let value = |digests: &[u128], leaf: &usize| digests.get(*leaf).copied();
            let is_new = |leaf: &usize| value(&seen.digests, leaf) != value(&next.digests, leaf);
            if callback.leaves.iter().any(is_new)
                && caught(|| (callback.call)(&next.config)).is_err()
            {
                tracing::error!(
                    target: "figleaf",
                    path = callback.path,
                    "a callback of the configuration panicked; the new values are used all the same"
                );
            }
            *seen = Seen { generation: next.generation, digests: next.digests.clone() };
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
