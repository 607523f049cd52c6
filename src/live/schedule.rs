//! When one `Live` asks its stores: pure rules, no I/O and nothing that waits.

mod forced;
#[cfg(test)]
mod tests;

use std::time::Duration;

use forced::Forced;

use crate::clock::{Clocks, Moment, WallClock};
use crate::retry::{Backoff, Chance};

/// What a user chooses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ages {
    /// What is older is not handed out without a try to refresh it.
    pub(crate) max_age: Duration,
    /// What is older is stale, and told to be.
    pub(crate) stale_for: Duration,
    /// For how long after a refused password the new one is waited for.
    pub(crate) rotation_window: Duration,
}

impl Default for Ages {
    fn default() -> Self {
        Self {
            max_age: Duration::from_secs(5 * 60),
            stale_for: Duration::from_secs(60 * 60),
            rotation_window: Duration::from_secs(5),
        }
    }
}

/// The part of `max_age` at which a refresh is due: drawn anew each time, so that instances that were started
/// together do not ask together. Its end leaves time for one back-off before `max_age`.
pub(crate) const DUE: (f64, f64) = (0.5, 0.9);

/// The pause after the first failure; it doubles with each further one, up to half of `max_age`.
const FIRST_PAUSE: Duration = Duration::from_secs(5);

/// When to refresh, when to try again after a failure, and when a refused password may cause a re-read.
///
/// A sandbox may be frozen and a clock set back: every time here is by the clock that tells more.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    ages: Ages,
    clocks: Clocks,
    chance: Chance,
    refreshed: Moment,
    /// The age at which a refresh is due.
    due: Duration,
    failures: u32,
    /// The last failure, and for how long nothing is due after it.
    pause: Option<(Moment, Duration)>,
    forced: Forced,
}

impl Schedule {
    /// Of values that have just been loaded.
    pub(crate) fn new(ages: Ages, wall: WallClock) -> Self {
        Self::drawn(ages, wall, Chance::new())
    }

    fn drawn(ages: Ages, wall: WallClock, chance: Chance) -> Self {
        let clocks = Clocks { wall };
        let refreshed = clocks.now();
        let mut schedule = Self {
            ages,
            clocks,
            chance,
            refreshed,
            due: Duration::ZERO,
            failures: 0,
            pause: None,
            forced: Forced::default(),
        };
        schedule.succeeded();
        schedule
    }

    /// How old the values are: the time since the last refresh that succeeded.
    pub(crate) fn age(&self) -> Duration {
        self.clocks.since(self.refreshed)
    }

    /// Whether a refresh is to be started. Never during the pause after a failure.
    pub(crate) fn is_due(&self) -> bool {
        self.until_due().is_zero()
    }

    /// How long nothing is due, by tokio's clock. Who sleeps that long may find that it is still not due, or that it
    /// has been for long: while it slept, the other clock may have gone on.
    pub(crate) fn until_due(&self) -> Duration {
        match self.pause {
            Some((since, pause)) => pause.saturating_sub(self.clocks.since(since)),
            None => self.due.saturating_sub(self.age()),
        }
    }

    /// Whether the values are so old that a refresh is waited for, if one is due.
    #[cfg(any(feature = "lambda", test))]
    pub(crate) fn is_over(&self) -> bool {
        self.age() >= self.ages.max_age
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.age() >= self.ages.stale_for
    }

    /// A refresh has read everything, whether or not anything had changed.
    pub(crate) fn succeeded(&mut self) {
        self.refreshed = self.clocks.now();
        self.due = self.chance.part(self.ages.max_age, DUE.0, DUE.1, self.refreshed);
        self.failures = 0;
        self.pause = None;
    }

    /// A refresh has failed, or was given up.
    pub(crate) fn failed(&mut self) {
        let now = self.clocks.now();
        let longest = self.ages.max_age / 2;
        let backoff = Backoff { first: FIRST_PAUSE, longest, part: (0.5, 1.0) };
        self.failures = self.failures.saturating_add(1);
        self.pause = Some((now, backoff.pause(self.failures, &mut self.chance, now)));
    }

    /// The failures in a row.
    pub(crate) fn failures(&self) -> u32 {
        self.failures
    }

    /// Whether the failure that was noted last is to be told: the first, the second, the fourth, the eighth …
    pub(crate) fn is_failure_to_tell(&self) -> bool {
        self.failures.is_power_of_two()
    }

    /// Whether what is refused at `path` may cause a re-read now.
    pub(crate) fn may_force(&self, path: &str) -> bool {
        self.until_forced(path).is_zero()
    }

    /// How long what is refused at `path` may not cause a re-read.
    pub(crate) fn until_forced(&self, path: &str) -> Duration {
        self.forced.wait(path, self.clocks.now(), self.ages.rotation_window)
    }

    /// A re-read that was caused by what is refused at `path` has ended. One that failed has changed nothing.
    pub(crate) fn forced(&mut self, path: &str, changed: bool) {
        self.forced.ended(path, changed, self.clocks.now(), self.ages.rotation_window);
    }

    /// Something has changed, by whichever refresh: what was refused before then is worth a re-read again.
    pub(crate) fn changed(&mut self) {
        self.forced.forget();
    }
}
