//! Whose turn it is to ask, when a service is asked more often than it answers.
//!
//! A quota is shared by all instances of an account, and a load is of no use before the last of its requests is
//! answered: what an instance was given is lost when it times out half-loaded. So who was throttled goes on with one
//! request at a time, seldom before its first answer and often after it: who has begun finishes first, and the others
//! wait without taking anything. Each answer lets one more request be under way, so that an instance with many of them
//! is as fast as ever where there is no crowd. docs/performance.md has the figures, `benches/herd` prints them.

use std::time::Duration;

use tokio::time::Instant;

use super::{Backoff, Chance};
use crate::clock::{Clocks, after};

/// The last chance of a load that needs one answer is taken so long before the deadline, and not after it.
const LAST: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(500));

/// The requests of one run to one service.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// Those that are not done.
    open: usize,
    /// Those of them that have been sent and are not answered.
    sent: usize,
    /// How many may be. None: all of them, for nothing was throttled.
    most: Option<usize>,
    /// Whether the service has answered one.
    is_answered: bool,
    /// The pauses before the first answer.
    pauses: u32,
    /// Nothing is sent before then.
    until: Option<Instant>,
    /// Nothing is sent any more.
    is_over: bool,
}

/// When a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It counts as sent.
    Now,
    /// Not before then.
    At(Instant),
    /// When another one is answered.
    Later,
    /// Another one was throttled, and that is the end of it.
    Never,
}

/// How long who was throttled waits.
#[derive(Debug)]
pub(super) struct Pauses<'p> {
    /// That of other failures, whose first pause is 1 s unless the settings of AWS say otherwise.
    pub(super) backoff: &'p Backoff,
    /// The end of the load.
    pub(super) ends: Option<Instant>,
    /// Not made before something is drawn.
    pub(super) chance: &'p mut Option<Chance>,
}

impl Turns {
    /// Begins with one request, as if something had been throttled.
    pub(super) fn careful() -> Self {
        Self { most: Some(1), ..Self::default() }
    }

    /// Another request.
    pub(super) fn open(&mut self) {
        self.open += 1;
    }

    /// One of them is done, or given up.
    pub(super) fn close(&mut self) {
        self.open = self.open.saturating_sub(1);
    }

    pub(super) fn next(&mut self, now: Instant) -> Turn {
        match self.until {
            _ if self.is_over => Turn::Never,
            Some(until) if until > now => Turn::At(until),
            _ if self.most.is_some_and(|most| self.sent >= most) => Turn::Later,
            _ => {
                self.sent += 1;
                Turn::Now
            }
        }
    }

    /// A request that was sent is under way no more, whatever became of it.
    pub(super) fn ended(&mut self) {
        self.sent = self.sent.saturating_sub(1);
    }

    /// The service has answered a request, with values or with a refusal that asking again does not change.
    pub(super) fn answered(&mut self, now: Instant, mut pauses: Pauses<'_>) {
        self.most = self.most.map(|most| most + 1);
        let is_first = !std::mem::replace(&mut self.is_answered, true);
        if is_first && self.until.is_some_and(|until| until > now) {
            self.until = Some(after(now, pauses.often()));
        }
    }

    /// A request was throttled. The pause is that of all of them.
    pub(super) fn throttled(&mut self, now: Instant, mut pauses: Pauses<'_>) {
        self.most = Some(1);
        if self.until.is_some_and(|until| until > now) {
            // Another one that was sent together with this one was throttled, too.
            return;
        }
        let pause = match self.is_answered {
            true => pauses.often(),
            false => {
                self.pauses = self.pauses.saturating_add(1);
                pauses.seldom(self.pauses, self.open <= 1, now)
            }
        };
        self.until = Some(after(now, pause));
    }

    /// A request was throttled in a run that asks once.
    pub(super) fn given_up(&mut self) {
        self.is_over = true;
    }

    /// How long nothing is sent.
    pub(super) fn pause(&self, now: Instant) -> Duration {
        self.until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }
}

impl Pauses<'_> {
    /// After the first answer: 25 to 75 ms.
    fn often(&mut self) -> Duration {
        self.part(self.backoff.first, 0.025, 0.075)
    }

    /// Before it: up to 1 s, up to 2 s, and then 1 to 2.5 s. Of the first two it is any part, so that those who were
    /// throttled together spread, and that who was throttled by chance is soon back.
    fn seldom(&mut self, number: u32, is_only: bool, now: Instant) -> Duration {
        let Backoff { first, longest, .. } = *self.backoff;
        let pause = match number {
            0 | 1 => self.part(first, 0.0, 1.0),
            2 => self.part(first.saturating_mul(2).min(longest), 0.0, 1.0),
            _ => self.part(first.saturating_mul(5).min(longest.saturating_mul(2)) / 2, 0.4, 1.0),
        };
        let left = self.ends.map(|ends| ends.saturating_duration_since(now));
        match left.filter(|left| is_only && pause.saturating_add(LAST.0) > *left) {
            Some(left) => self.last(left).unwrap_or(pause),
            None => pause,
        }
    }

    /// The pause that ends shortly before a deadline. None: there is no time for another attempt. Only who needs one
    /// answer makes it: who needs more would take this one from somebody who does not.
    fn last(&mut self, left: Duration) -> Option<Duration> {
        let before = LAST.0 + self.part(LAST.1 - LAST.0, 0.0, 1.0);
        left.checked_sub(before).filter(|pause| *pause > LAST.0)
    }

    fn part(&mut self, of: Duration, low: f64, high: f64) -> Duration {
        let chance = self.chance.get_or_insert_with(Chance::new);
        chance.part(of, low, high, Clocks::default().now())
    }
}

#[cfg(test)]
mod tests;
