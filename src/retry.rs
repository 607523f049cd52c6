//! When to ask again: the one place for back-off, for chance and for what a load and a refresh repeat.
//!
//! What may pass at all is decided by the table of causes (`error/causes`), which says so of a failure.

#![cfg_attr(not(feature = "_aws"), allow(dead_code, reason = "other sources repeat nothing"))]

mod backoff;
mod chance;
mod policy;
#[cfg(feature = "_aws")]
mod repeats;
#[cfg(feature = "_aws")]
mod turns;

pub(crate) use backoff::Backoff;
pub(crate) use chance::Chance;
pub(crate) use policy::Policy;
#[cfg(feature = "_aws")]
pub(crate) use repeats::{Limits, Repeats, Request};

/// Why the same request may succeed a moment later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passing {
    /// Too many requests at once.
    Throttled,
    /// The service's own fault.
    Service,
    /// There was no connection, or it ended before the answer.
    Connection,
    /// No answer in time.
    Timeout,
}
