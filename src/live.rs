//! A configuration that stays right while secrets rotate and parameters change.

#[cfg_attr(not(test), expect(dead_code, reason = "the handle is built on it"))]
mod schedule;
