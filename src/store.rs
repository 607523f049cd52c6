//! Where a loaded configuration is kept for the life of the process.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex as Lock, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, ThreadId};

use tokio::sync::Mutex;

use crate::clock::Deadline;
use crate::error::Error;
use crate::live::Live;
use crate::origin::Origins;

/// The place of one configuration: empty, loaded once and for ever, or live.
pub struct Store<T> {
    value: OnceLock<(T, Origins)>,
    live: OnceLock<Live<T>>,
    /// How many loads have failed. Read before waiting, it tells a waiter whether the load that it
    /// waited for has failed.
    failures: AtomicUsize,
    /// Held by the load that runs; how the last one failed.
    last: Mutex<Option<Failed>>,
    /// The thread on which the load that runs was driven last.
    driven_on: Lock<Option<ThreadId>>,
}

/// A load that failed, and the settings that it had.
struct Failed {
    settings: u64,
    error: Error,
}

/// Who loads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    pub(crate) config: &'static str,
    /// One number for all callers that ask for the same.
    pub(crate) settings: u64,
    pub(crate) deadline: Deadline,
}

impl<T> Store<T> {
    /// An empty place.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            value: OnceLock::new(),
            live: OnceLock::new(),
            failures: AtomicUsize::new(0),
            last: Mutex::const_new(None),
            driven_on: Lock::new(None),
        }
    }

    /// What was loaded, if it was.
    pub fn get(&self) -> Option<&T> {
        self.value.get().map(|(config, _)| config)
    }

    /// Where the values of what was loaded came from.
    pub(crate) fn origins(&self) -> Option<&Origins> {
        self.value.get().map(|(_, origins)| origins)
    }

    /// The live configuration, if it was loaded.
    pub(crate) fn live(&self) -> Option<&Live<T>> {
        self.live.get()
    }

    /// Whether a load runs that this thread drives: it cannot go on while the thread waits.
    pub(crate) fn is_driven_here(&self) -> bool {
        self.value.get().is_none()
            && self.live.get().is_none()
            && *self.driven_on() == Some(thread::current().id())
    }

    /// Loads what [`get`](Self::get) gives.
    pub(crate) async fn load<F>(
        &self,
        caller: Caller,
        load: impl FnOnce() -> F + Send,
    ) -> Result<&T, Error>
    where
        F: Future<Output = Result<(T, Origins), Error>> + Send,
    {
        let other = || self.live.get().is_some().then(|| Error::two_truths(caller.config, false));
        let (config, _) = self.load_into(&self.value, other, caller, load).await?;
        Ok(config)
    }

    /// Loads what [`live`](Self::live) gives.
    pub(crate) async fn load_live<F>(
        &self,
        caller: Caller,
        load: impl FnOnce() -> F + Send,
    ) -> Result<Live<T>, Error>
    where
        F: Future<Output = Result<Live<T>, Error>> + Send,
    {
        let other = || self.value.get().is_some().then(|| Error::two_truths(caller.config, true));
        self.load_into(&self.live, other, caller, load).await.cloned()
    }

    /// Runs `load` unless it has succeeded before. Of the callers at one time one runs it. The others
    /// wait, each until its own deadline, and share what it finds: the value, or the error when they
    /// have the same settings. A later caller, and one with other settings, tries again. It is an error when
    /// the `other` place is filled.
    async fn load_into<'s, V, F>(
        &'s self,
        place: &'s OnceLock<V>,
        other: impl Fn() -> Option<Error>,
        caller: Caller,
        load: impl FnOnce() -> F + Send,
    ) -> Result<&'s V, Error>
    where
        F: Future<Output = Result<V, Error>> + Send,
    {
        if let Some(value) = place.get() {
            return Ok(value);
        }
        let seen = self.failures.load(Ordering::Acquire);
        let waited = caller.deadline.wait(self.last.lock()).await;
        let mut last = waited.map_err(|why| Error::still_loading(&caller, why))?;
        if let Some(value) = place.get() {
            return Ok(value);
        }
        if let Some(error) = other() {
            return Err(error);
        }
        if let Some(Failed { settings, error }) = last.as_ref()
            && *settings == caller.settings
            && self.failures.load(Ordering::Acquire) != seen
        {
            return Err(error.clone());
        }
        match self.drive(load()).await {
            Ok(value) => Ok(place.get_or_init(|| value)),
            Err(error) => {
                *last = Some(Failed { settings: caller.settings, error: error.clone() });
                self.failures.fetch_add(1, Ordering::Release);
                Err(error)
            }
        }
    }

    /// Notes which thread drives the load, at every step, for it may go from one to another.
    async fn drive<F: Future>(&self, load: F) -> F::Output {
        let _end = Ended(&self.driven_on);
        let mut load = pin!(load);
        poll_fn(|context| {
            *self.driven_on() = Some(thread::current().id());
            load.as_mut().poll(context)
        })
        .await
    }

    fn driven_on(&self) -> MutexGuard<'_, Option<ThreadId>> {
        self.driven_on.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end of a load, also of one that is given up.
struct Ended<'a>(&'a Lock<Option<ThreadId>>);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
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
