//! One consistent configuration, and what is known of it.

use std::sync::Arc;

use crate::origin::Origins;

pub(super) struct Snapshot<T> {
    pub(super) config: Arc<T>,
    /// A number for the value of each leaf.
    pub(super) digests: Arc<[u128]>,
    pub(super) origins: Origins,
    /// From 1.
    pub(super) generation: u64,
}

impl<T> Clone for Snapshot<T> {
    fn clone(&self) -> Self {
        Self {
            config: self.config.clone(),
            digests: self.digests.clone(),
            origins: self.origins.clone(),
            generation: self.generation,
        }
    }
}
