//! The attempts at the requests of one service.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_smithy_types::retry::RetryConfig;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::turns::{Pauses, Turn, Turns};
use super::{Backoff, Chance, Passing, Policy};
use crate::clock::{Clocks, after};

/// What the configuration of AWS sets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Limits {
    /// The most attempts at a request.
    pub(crate) attempts: u32,
    /// The most attempts at one that is throttled. None: the deadline of the load ends them.
    pub(crate) throttled: Option<u32>,
    /// The time for all attempts at a request. None: the deadline of the load.
    pub(crate) within: Option<Duration>,
    pub(crate) backoff: Backoff,
}

impl Limits {
    /// Those of the SDK's settings. Any part of a pause is drawn, as the SDK does it.
    pub(crate) fn new(retries: &RetryConfig, within: Option<Duration>) -> Self {
        let (first, longest) = (retries.initial_backoff(), retries.max_backoff());
        let backoff = Backoff { first, longest, part: (0.0, 1.0) };
        let attempts = retries.max_attempts();
        Self { attempts, throttled: Some(attempts), within, backoff }
    }

    /// When nobody has set how often to try: who waits for a quota has to wait for those before it.
    pub(crate) fn unless_set(self, is_set: bool) -> Self {
        Self { throttled: self.throttled.filter(|_| is_set), ..self }
    }
}

/// One for each service in each run, which all its requests share, because they share a quota: what one of them
/// meets is known to all. (The operations of Secrets Manager have quotas of their own, but only one of those is
/// repeated.)
pub(crate) struct Repeats {
    policy: Policy,
    limits: Limits,
    shared: Mutex<Shared>,
    /// One of the requests has got somewhere.
    moved: Notify,
}

struct Shared {
    turns: Turns,
    /// Not made before something fails.
    chance: Option<Chance>,
}

/// A request until it is done: however often it is sent.
pub(crate) struct Request<'r> {
    repeats: &'r Repeats,
    began: Instant,
    failures: u32,
    /// Its own pause, after a failure that is not that of others.
    until: Option<Instant>,
    is_sent: bool,
}

impl Repeats {
    pub(crate) fn new(policy: Policy, limits: Limits) -> Self {
        let turns = match policy {
            Policy::Refresh { is_careful: true } => Turns::careful(),
            Policy::Refresh { is_careful: false } | Policy::Load { .. } => Turns::default(),
        };
        let shared = Mutex::new(Shared { turns, chance: None });
        Self { policy, limits, shared, moved: Notify::new() }
    }

    /// Begins a request.
    pub(crate) fn request(&self) -> Request<'_> {
        self.shared().turns.open();
        let began = Instant::now();
        Request { repeats: self, began, failures: 0, until: None, is_sent: false }
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The pause after so many failures that are nobody else's.
    fn draw(&self, failures: u32) -> Duration {
        match self.policy {
            // The connection that was kept has ended; a new one has no reason to wait.
            Policy::Refresh { .. } => Duration::ZERO,
            Policy::Load { .. } => {
                let mut shared = self.shared();
                let chance = shared.chance.get_or_insert_with(Chance::new);
                self.limits.backoff.pause(failures, chance, Clocks::default().now())
            }
        }
    }
}

impl Request<'_> {
    /// Waits until it is to be sent: at once, as long as nothing was throttled. False: it is not, because another one
    /// of a run that asks once was.
    #[must_use]
    pub(crate) async fn turn(&mut self) -> bool {
        if let Some(until) = self.until.take() {
            sleep_until(until).await;
        }
        loop {
            let moved = self.repeats.moved.notified();
            let turn = self.repeats.shared().turns.next(Instant::now());
            match turn {
                Turn::Now => break,
                // An error: nothing has moved until then.
                Turn::At(until) => drop(timeout_at(until, moved).await),
                Turn::Later => moved.await,
                Turn::Never => return false,
            }
        }
        self.is_sent = true;
        true
    }

    /// It has what it asked for.
    pub(crate) fn answered(mut self) {
        self.settle(Turns::answered);
    }

    /// It has failed, and may succeed a moment later for this reason. Tells how long nothing is sent, if it is sent
    /// again. None: that was the last attempt.
    pub(crate) fn failed(&mut self, passing: Option<Passing>) -> Option<Duration> {
        let (repeats, now) = (self.repeats, Instant::now());
        self.failures += 1;
        match passing {
            None => self.settle(Turns::answered),
            Some(Passing::Throttled) => match repeats.policy {
                Policy::Load { .. } => self.settle(Turns::throttled),
                Policy::Refresh { .. } => self.settle(|turns, _, _| turns.given_up()),
            },
            Some(Passing::Service | Passing::Connection | Passing::Timeout) => {
                self.settle(|_, _, _| {});
            }
        }
        let passing = passing?;
        if self.failures >= repeats.policy.attempts(passing, &repeats.limits) {
            return None;
        }
        let pause = match passing {
            Passing::Throttled => repeats.shared().turns.pause(now),
            Passing::Service | Passing::Connection | Passing::Timeout => {
                repeats.draw(self.failures)
            }
        };
        let within = repeats.limits.within;
        if within.is_some_and(|within| self.began.elapsed().saturating_add(pause) >= within) {
            return None;
        }
        if passing != Passing::Throttled && !pause.is_zero() {
            self.until = Some(after(now, pause));
        }
        Some(pause)
    }

    /// It is under way no more, and the others hear of it.
    fn settle(&mut self, note: impl FnOnce(&mut Turns, Instant, Pauses<'_>)) {
        if !std::mem::take(&mut self.is_sent) {
            return;
        }
        let mut shared = self.repeats.shared();
        let Shared { turns, chance } = &mut *shared;
        let Repeats { policy, limits, .. } = self.repeats;
        turns.ended();
        let pauses = Pauses { backoff: &limits.backoff, ends: policy.ends(), chance };
        note(turns, Instant::now(), pauses);
        drop(shared);
        self.repeats.moved.notify_waiters();
    }
}

impl Drop for Request<'_> {
    fn drop(&mut self) {
        self.settle(|_, _, _| {});
        self.repeats.shared().turns.close();
    }
}

#[cfg(test)]
mod tests;
