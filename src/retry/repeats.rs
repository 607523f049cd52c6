//! The attempts at the requests of one service.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_types::retry::RetryConfig;
use tokio::time::Instant;

use super::{Backoff, Chance, Passing, Policy};
use crate::clock::Clocks;

/// What the configuration of AWS sets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Limits {
    /// The most attempts at a request.
    pub(crate) attempts: u32,
    /// The time for all attempts at a request. None: the deadline of the load.
    pub(crate) within: Option<Duration>,
    pub(crate) backoff: Backoff,
}

impl Limits {
    /// Those of the SDK's settings. Any part of a pause is drawn, as the SDK does it.
    pub(crate) fn new(retries: &RetryConfig, within: Option<Duration>) -> Self {
        let (first, longest) = (retries.initial_backoff(), retries.max_backoff());
        let backoff = Backoff { first, longest, part: (0.0, 1.0) };
        Self { attempts: retries.max_attempts(), within, backoff }
    }
}

/// One for each service in each run, which all its requests share, because they share a quota: what one of them
/// meets can be known to all. (The operations of Secrets Manager have quotas of their own, but only one of those is
/// repeated.)
pub(crate) struct Repeats {
    policy: Policy,
    limits: Limits,
    /// Not made before something fails.
    chance: Mutex<Option<Chance>>,
}

impl Repeats {
    pub(crate) fn new(policy: Policy, limits: Limits) -> Self {
        Self { policy, limits, chance: Mutex::default() }
    }

    /// The pause before the next attempt at a request that was begun then and has failed so often, now for this
    /// reason. None: that was the last one.
    pub(crate) fn pause(
        &self,
        passing: Passing,
        failures: u32,
        began: Instant,
    ) -> Option<Duration> {
        if failures >= self.policy.attempts(passing, self.limits.attempts) {
            return None;
        }
        let pause = match self.policy {
            // The connection that was kept has ended; a new one has no reason to wait.
            Policy::Refresh => Duration::ZERO,
            Policy::Load => self.draw(failures),
        };
        let is_late = self.limits.within.is_some_and(|within| began.elapsed() + pause >= within);
        (!is_late).then_some(pause)
    }

    fn draw(&self, failures: u32) -> Duration {
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        let chance = chance.get_or_insert_with(Chance::new);
        self.limits.backoff.pause(failures, chance, Clocks::default().now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(policy: Policy, passing: Passing, limits: Limits) -> Vec<Duration> {
        let repeats = Repeats::new(policy, limits);
        (1..).map_while(|failures| repeats.pause(passing, failures, Instant::now())).collect()
    }

    fn limits(attempts: u32) -> Limits {
        Limits::new(&RetryConfig::standard().with_max_attempts(attempts), None)
    }

    #[test]
    fn a_load_repeats_what_may_pass_up_to_the_limit() {
        for passing in [Passing::Throttled, Passing::Service, Passing::Connection, Passing::Timeout]
        {
            let pauses = pauses(Policy::load(), passing, limits(8));
            assert_eq!(pauses.len(), 7);
            let longest = [1, 2, 4, 8, 16, 20, 20].map(Duration::from_secs);
            assert!(
                pauses.iter().zip(longest).all(|(pause, longest)| *pause < longest),
                "{pauses:?}"
            );
        }
        assert!(pauses(Policy::load(), Passing::Throttled, limits(1)).is_empty());
    }

    #[test]
    fn a_refresh_repeats_a_lost_connection_once_and_at_once() {
        assert_eq!(pauses(Policy::refresh(), Passing::Connection, limits(8)), [Duration::ZERO]);
        assert!(pauses(Policy::refresh(), Passing::Connection, limits(1)).is_empty());
        for passing in [Passing::Throttled, Passing::Service, Passing::Timeout] {
            assert!(pauses(Policy::refresh(), passing, limits(8)).is_empty());
        }
    }

    #[test]
    fn what_is_set_for_a_whole_operation_ends_it() {
        let limits = Limits { within: Some(Duration::ZERO), ..limits(8) };
        assert!(pauses(Policy::load(), Passing::Throttled, limits).is_empty());
    }
}
