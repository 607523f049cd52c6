//! Where a loaded configuration is kept for the life of the process.

use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Mutex;

use crate::error::Error;

/// The place of one configuration: empty, or loaded once and for ever.
pub struct Store<T> {
    value: OnceLock<T>,
    /// How many loads have failed. Read before waiting, it tells a waiter whether the load that it
    /// waited for has failed.
    failures: AtomicUsize,
    /// Held by the load that runs; the error of the last one that failed.
    last: Mutex<Option<Error>>,
}

impl<T> Store<T> {
    /// An empty place.
    #[must_use]
    pub const fn new() -> Self {
        Self { value: OnceLock::new(), failures: AtomicUsize::new(0), last: Mutex::const_new(None) }
    }

    /// What was loaded, if it was.
    pub fn get(&self) -> Option<&T> {
        self.value.get()
    }

    /// Whether a load runs at this moment.
    pub(crate) fn is_busy(&self) -> bool {
        self.value.get().is_none() && self.last.try_lock().is_err()
    }

    /// Runs `load` unless it has succeeded before. Of the callers at one time one runs it, and the
    /// others share what it finds: the value, or the error. A later caller tries again.
    pub(crate) async fn load<F>(&self, load: impl FnOnce() -> F + Send) -> Result<&T, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        if let Some(value) = self.value.get() {
            return Ok(value);
        }
        let seen = self.failures.load(Ordering::Acquire);
        let mut last = self.last.lock().await;
        if let Some(value) = self.value.get() {
            return Ok(value);
        }
        if let Some(error) = last.as_ref()
            && self.failures.load(Ordering::Acquire) != seen
        {
            return Err(error.clone());
        }
        match load().await {
            Ok(value) => Ok(self.value.get_or_init(|| value)),
            Err(error) => {
                *last = Some(error.clone());
                self.failures.fetch_add(1, Ordering::Release);
                Err(error)
            }
        }
    }
}

impl<T> Default for Store<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for Store<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("loaded", &self.value.get().is_some()).finish_non_exhaustive()
    }
}
