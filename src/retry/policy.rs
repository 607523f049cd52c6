//! What a run of the pipeline does about failures that may pass.

use tokio::time::Instant;

#[cfg(feature = "_aws")]
use super::{Limits, Passing};
use crate::clock::Deadline;

/// How patient a run is. The pipeline hands it to the sources in their [`Answer`](crate::source::Answer).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    /// There are no values yet: everything that may pass is tried again until it does, as often as the settings of
    /// AWS say and the deadline allows.
    Load {
        /// The deadline. None: far away.
        until: Option<Instant>,
    },
    /// There are values in hand, and the schedule will ask again: nothing is tried twice but what fails for a
    /// connection that was kept, which ends without a word while a sandbox is frozen.
    Refresh {
        /// The last one was throttled: this one asks with one request first, and with none when that is throttled.
        is_careful: bool,
    },
}

/// That of a source which is asked by no run.
impl Default for Policy {
    fn default() -> Self {
        Self::Load { until: None }
    }
}

/// The most attempts of a refresh at what fails for its connection.
#[cfg(feature = "_aws")]
const RECONNECTED: u32 = 2;

impl Policy {
    pub(crate) fn load(deadline: Deadline) -> Self {
        Self::Load { until: deadline.at() }
    }

    pub(crate) const fn refresh(is_careful: bool) -> Self {
        Self::Refresh { is_careful }
    }

    pub(crate) const fn is_refresh(self) -> bool {
        matches!(self, Self::Refresh { .. })
    }

    /// When the run ends, if that counts: a refresh repeats nothing that waits.
    #[cfg(feature = "_aws")]
    pub(crate) fn ends(self) -> Option<Instant> {
        match self {
            Self::Load { until } => until,
            Self::Refresh { .. } => None,
        }
    }

    /// The most attempts at a request that fails for this reason. What is set as the limit for all is one here, too.
    #[cfg(feature = "_aws")]
    pub(crate) fn attempts(self, passing: Passing, limits: &Limits) -> u32 {
        match (self, passing) {
            (Self::Load { .. }, Passing::Throttled) => limits.throttled.unwrap_or(u32::MAX),
            (Self::Load { .. }, _) => limits.attempts,
            (Self::Refresh { .. }, Passing::Connection) => limits.attempts.min(RECONNECTED),
            (Self::Refresh { .. }, _) => limits.attempts.min(1),
        }
    }
}
