//! How a live configuration is, for a probe of readiness and for an alarm.

use std::time::Duration;

use crate::error::Error;

/// How a live configuration is: see [`Live::health`](super::Live::health).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Health {
    /// The time since everything was read last. Through the extension alone it includes how long the extension
    /// keeps what it has read.
    pub age: Duration,
    /// Whether the values are older than [`stale_for`](super::LiveLoader::stale_for) allows.
    pub is_stale: bool,
    /// How many refreshes have failed, one after the other. Zero after one that succeeded.
    pub failures: u32,
    /// Why the last one failed, if it did. It holds no value.
    pub last_error: Option<Error>,
}
