//! How long ago something was, by two clocks, of which either may be wrong.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::WallClock;

/// Both clocks. Tokio's does not count while a sandbox is frozen; the wall's may be set back.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clocks {
    pub(crate) wall: WallClock,
}

/// A point in time, as both clocks tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Moment {
    monotonic: Instant,
    wall: SystemTime,
}

impl Clocks {
    pub(crate) fn now(&self) -> Moment {
        Moment { monotonic: Instant::now(), wall: self.wall.now() }
    }

    /// How long ago a moment was: the larger of what the clocks tell.
    pub(crate) fn since(&self, moment: Moment) -> Duration {
        moment.until(self.now())
    }
}

impl Moment {
    /// The time from this moment to a later one, by the clock that tells more.
    pub(crate) fn until(self, later: Self) -> Duration {
        let (monotonic, wall) = self.both(later);
        wall.max(monotonic)
    }

    /// The part of it that tokio's clock, and so every timer, does not know of: the sandbox was frozen.
    #[cfg(all(feature = "_aws", feature = "_sdk"))]
    pub(crate) fn frozen_until(self, later: Self) -> Duration {
        let (monotonic, wall) = self.both(later);
        wall.saturating_sub(monotonic)
    }

    fn both(self, later: Self) -> (Duration, Duration) {
        let wall = later.wall.duration_since(self.wall).unwrap_or_default();
        (later.monotonic.saturating_duration_since(self.monotonic), wall)
    }
}
