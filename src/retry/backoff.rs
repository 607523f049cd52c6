//! Pauses that double.

use std::time::Duration;

use super::Chance;
use crate::clock::Moment;

/// How long to wait after failures in a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Backoff {
    /// After the first failure; twice as long after each further one.
    pub(crate) first: Duration,
    pub(crate) longest: Duration,
    /// The part of it that is waited for, drawn between these: instances that have failed together are not to ask
    /// together again.
    pub(crate) part: (f64, f64),
}

impl Backoff {
    /// The same pauses for all.
    pub(crate) const fn fixed(first: Duration, longest: Duration) -> Self {
        Self { first, longest, part: (1.0, 1.0) }
    }

    /// The pause after so many failures, the whole of it.
    pub(crate) fn whole(&self, failures: u32) -> Duration {
        let doubled = self.first.saturating_mul(2u32.saturating_pow(failures.saturating_sub(1)));
        doubled.min(self.longest)
    }

    /// The part of it that is waited for.
    pub(crate) fn pause(&self, failures: u32, chance: &mut Chance, now: Moment) -> Duration {
        chance.part(self.whole(failures), self.part.0, self.part.1, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clocks;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let backoff = Backoff::fixed(Duration::from_millis(5), Duration::from_millis(40));
        let pauses: Vec<_> = (1..7).map(|failures| backoff.whole(failures).as_millis()).collect();
        assert_eq!(pauses, [5, 10, 20, 40, 40, 40]);
        assert_eq!(backoff.whole(u32::MAX), Duration::from_millis(40));
    }

    #[test]
    fn a_part_of_a_pause_is_drawn() {
        let backoff =
            Backoff { part: (0.5, 1.0), ..Backoff::fixed(Duration::from_secs(8), Duration::MAX) };
        let (mut chance, now) = (Chance::seeded(1), Clocks::default().now());
        let pauses: Vec<_> = (0..100).map(|_| backoff.pause(2, &mut chance, now)).collect();
        assert!(pauses.iter().all(|pause| (8..16).contains(&pause.as_secs())), "{pauses:?}");
        assert!(pauses.iter().any(|pause| *pause != pauses[0]));
    }
}
