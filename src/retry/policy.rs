//! What a run of the pipeline does about failures that may pass.

use super::Passing;

/// How patient a run is. The pipeline hands it to the sources in their [`Answer`](crate::source::Answer).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Policy {
    /// There are no values yet: everything that may pass is tried again until it does, as often as the settings of
    /// AWS say and the deadline allows.
    #[default]
    Load,
    /// There are values in hand, and the schedule will ask again: nothing is tried twice but what fails for a
    /// connection that was kept, which ends without a word while a sandbox is frozen.
    Refresh,
}

/// The most attempts of a refresh at what fails for its connection.
const RECONNECTED: u32 = 2;

impl Policy {
    pub(crate) const fn load() -> Self {
        Self::Load
    }

    pub(crate) const fn refresh() -> Self {
        Self::Refresh
    }

    /// The most attempts at a request that fails for this reason. What is set as the limit for all is one here, too.
    pub(crate) fn attempts(self, passing: Passing, limit: u32) -> u32 {
        match (self, passing) {
            (Self::Load, _) => limit,
            (Self::Refresh, Passing::Connection) => limit.min(RECONNECTED),
            (Self::Refresh, _) => limit.min(1),
        }
    }
}
