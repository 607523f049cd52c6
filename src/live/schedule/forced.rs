//! Re-reads that a refused password causes.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::clock::Moment;
use crate::retry::Backoff;

/// At most one a second, whatever was refused.
const BETWEEN: Duration = Duration::from_secs(1);

/// The pauses between two re-reads within the rotation window.
const POLLS: Backoff = Backoff::fixed(BETWEEN, Duration::from_secs(30));

/// The pauses after a window in which nothing changed.
const WINDOWS: Backoff = Backoff::fixed(BETWEEN, Duration::from_secs(5 * 60));

/// What was re-read, and changed nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Forced {
    last: Option<Moment>,
    /// By the path of what was refused: a password that is wrong for good does not hinder another's rotation.
    vain: BTreeMap<String, Vain>,
}

/// Re-reads of one path that changed nothing.
#[derive(Debug, Clone, Copy)]
struct Vain {
    /// The first of the window.
    opened: Moment,
    last: Moment,
    /// How many there were within the window.
    polls: u32,
    /// How many windows there were, with this one.
    windows: u32,
}

impl Vain {
    /// How long after the last re-read the next one may be: the next poll or, when the window ends before that, the
    /// first of another window.
    fn pause(self, window: Duration) -> Duration {
        let poll = POLLS.whole(self.polls);
        let left = window.saturating_sub(self.opened.until(self.last));
        if poll < left { poll } else { left.max(WINDOWS.whole(self.windows)) }
    }

    fn is_open(self, now: Moment, window: Duration) -> bool {
        self.opened.until(now) < window
    }
}

impl Forced {
    pub(super) fn wait(&self, path: &str, now: Moment, window: Duration) -> Duration {
        let left = |since: Moment, pause: Duration| pause.saturating_sub(since.until(now));
        let any = self.last.map_or(Duration::ZERO, |last| left(last, BETWEEN));
        let own = self.vain.get(path);
        any.max(own.map_or(Duration::ZERO, |vain| left(vain.last, vain.pause(window))))
    }

    pub(super) fn ended(&mut self, path: &str, changed: bool, now: Moment, window: Duration) {
        self.last = Some(now);
        if changed {
            return self.forget();
        }
        let first = Vain { opened: now, last: now, polls: 0, windows: 0 };
        let vain = self.vain.entry(path.to_owned()).or_insert(first);
        if vain.windows == 0 || !vain.is_open(now, window) {
            *vain =
                Vain { opened: now, polls: 0, windows: vain.windows.saturating_add(1), ..*vain };
        }
        vain.last = now;
        vain.polls = vain.polls.saturating_add(1);
    }

    pub(super) fn forget(&mut self) {
        self.vain.clear();
    }
}
