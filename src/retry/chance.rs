//! Chance, so that many instances do not ask at the same moment. It keeps no secret.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher};
use std::time::Duration;

use crate::clock::Moment;
use crate::source::env::LOG_STREAM;

/// A source of numbers that differ between instances.
///
/// SnapStart makes many sandboxes of one that was snapshot, with all that its memory holds: a state that was
/// drawn before then is the same in all of them. So each number is made of the time at which it is drawn, too,
/// and of the name of the log stream where there is one.
#[derive(Debug, Clone)]
pub(crate) struct Chance {
    seed: u64,
    /// Two numbers that are drawn at one moment differ.
    drawn: u64,
}

impl Chance {
    pub(crate) fn new() -> Self {
        Self::seeded(RandomState::new().hash_one(std::env::var_os(LOG_STREAM)))
    }

    /// Always the same numbers at the same moments.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    /// A number of at least 0 and less than 1.
    fn unit(&mut self, now: Moment) -> f64 {
        self.drawn = self.drawn.wrapping_add(1);
        let mut hasher = DefaultHasher::new();
        (self.seed, self.drawn, now).hash(&mut hasher);
        // As many bits as an f64 holds exactly.
        (hasher.finish() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A part of a duration: at least `low` of it and less than `high`.
    pub(crate) fn part(&mut self, of: Duration, low: f64, high: f64, now: Moment) -> Duration {
        let part = of.as_secs_f64() * (low + (high - low) * self.unit(now));
        // As a number with a fraction, the longest durations are rounded up to more than there is.
        Duration::try_from_secs_f64(part).unwrap_or(of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clocks;

    #[test]
    fn numbers_are_spread_evenly() {
        let now = Clocks::default().now();
        let mut chance = Chance::new();
        let mut tenths = [0; 10];
        for _ in 0..10_000 {
            tenths[(chance.unit(now) * 10.0) as usize] += 1;
        }
        assert!(tenths.iter().all(|count| (800..1_200).contains(count)), "{tenths:?}");
    }

    #[test]
    fn the_longest_duration_has_parts() {
        let now = Clocks::default().now();
        assert!(Chance::new().part(Duration::MAX, 0.5, 0.9, now) < Duration::MAX);
        assert_eq!(Chance::new().part(Duration::MAX, 1.0, 1.0, now), Duration::MAX);
    }
}
