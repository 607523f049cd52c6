//! What a run has sent, by operation.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[cfg(feature = "_aws")]
use crate::error::Code;
use crate::summary::Operation;

/// What was sent to one source in one run. Clones are the same, so that what is under way at the deadline counts too.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally(Arc<Mutex<Vec<Operation>>>);

impl Tally {
    /// A request was sent, for the first time or again.
    pub(crate) fn sent(&self, operation: &'static str, is_again: bool) {
        self.change(operation, |operation| match is_again {
            true => operation.retries += 1,
            false => operation.requests += 1,
        });
    }

    /// A request has failed.
    #[cfg(feature = "_aws")]
    pub(crate) fn failed(&self, operation: &'static str, code: Code) {
        if code == Code::Throttled {
            self.change(operation, |operation| operation.throttled += 1);
        }
    }

    /// All operations. One without a name of its own has the source's.
    pub(crate) fn operations(&self, source: &'static str) -> Vec<Operation> {
        let mut operations = self.lock().clone();
        for operation in operations.iter_mut().filter(|operation| operation.name.is_empty()) {
            operation.name = source;
        }
        operations
    }

    /// How many requests, each counted once.
    pub(crate) fn requests(&self) -> usize {
        self.lock().iter().map(|operation| operation.requests).sum()
    }

    fn change(&self, name: &'static str, change: impl FnOnce(&mut Operation)) {
        let mut operations = self.lock();
        match operations.iter_mut().find(|operation| operation.name == name) {
            Some(operation) => change(operation),
            None => {
                let mut operation = Operation { name, requests: 0, retries: 0, throttled: 0 };
                change(&mut operation);
                operations.push(operation);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Operation>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
