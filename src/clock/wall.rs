//! The one seam for tests of time.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// The clock on the wall, which a live configuration reads beside tokio's own to tell how old its values are.
///
/// A sandbox that was frozen does not count the time it slept, and a clock on the wall can be set back: the age is
/// the larger of what the two clocks tell. Only a test has to give one, to
/// [`LiveLoader::wall_clock`](crate::live::LiveLoader::wall_clock); the default is [`system`](Self::system).
///
/// Clones are the same clock: a test keeps one, and moves it.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use figleaf::WallClock;
///
/// let clock = WallClock::starting_at(SystemTime::UNIX_EPOCH);
/// let of_the_test = clock.clone();
/// of_the_test.advance(Duration::from_secs(600)); // as after ten minutes in which the sandbox was frozen
/// assert!(clock.now() >= SystemTime::UNIX_EPOCH + Duration::from_secs(600));
/// of_the_test.set_back(Duration::from_secs(3600)); // as when somebody corrects the machine's clock
/// assert!(clock.now() < SystemTime::UNIX_EPOCH);
/// ```
#[derive(Clone)]
pub struct WallClock {
    /// Where it stood when tokio's clock stood where. None: it is the machine's.
    base: Option<(SystemTime, Instant)>,
    /// Nanoseconds.
    shift: Arc<AtomicI64>,
}

impl WallClock {
    /// The machine's clock: the default.
    #[must_use]
    pub fn system() -> Self {
        Self { base: None, shift: Arc::default() }
    }

    /// A clock that starts at a time and goes on with tokio's: in a test with `start_paused` it stands still until
    /// tokio's time is advanced.
    #[must_use]
    pub fn starting_at(time: SystemTime) -> Self {
        Self { base: Some((time, Instant::now())), shift: Arc::default() }
    }

    /// Moves this clock forward, and no other one: neither the machine's nor tokio's.
    pub fn advance(&self, by: Duration) {
        self.shift.fetch_add(nanoseconds(by), Ordering::Relaxed);
    }

    /// Moves this clock back, and no other one.
    pub fn set_back(&self, by: Duration) {
        self.shift.fetch_sub(nanoseconds(by), Ordering::Relaxed);
    }

    /// What it tells.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        let time = match self.base {
            None => SystemTime::now(),
            Some((base, since)) => base.checked_add(since.elapsed()).unwrap_or(base),
        };
        let shift = self.shift.load(Ordering::Relaxed);
        let by = Duration::from_nanos(shift.unsigned_abs());
        let shifted = if shift < 0 { time.checked_sub(by) } else { time.checked_add(by) };
        shifted.unwrap_or(time)
    }
}

/// At most 292 years.
fn nanoseconds(duration: Duration) -> i64 {
    duration.as_nanos().try_into().unwrap_or(i64::MAX)
}

impl Default for WallClock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for WallClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WallClock").field(&self.now()).finish()
    }
}
