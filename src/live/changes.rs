//! Waiting for the next snapshot.

use std::fmt;
use std::sync::Arc;

use tokio::sync::watch::Receiver;

use super::fields::{Fields, Paths};
use super::snapshot::Snapshot;

/// The snapshots of a [`Live`](super::Live) configuration that come after the one at which it was
/// [made](super::Live::changes).
///
/// Who is slow misses nothing but what was gone again: [`next`](Changes::next) compares with what it has told
/// last. It keeps no old snapshot alive.
pub struct Changes<T> {
    snapshots: Receiver<Snapshot<T>>,
    seen: Arc<[u128]>,
    paths: Paths,
}

/// A new snapshot.
#[non_exhaustive]
pub struct Change<T> {
    /// The configuration as it is now.
    pub config: Arc<T>,
    /// The fields whose values are others than in the snapshot before.
    pub fields: Fields,
}

impl<T> Changes<T> {
    pub(super) fn new(mut snapshots: Receiver<Snapshot<T>>, paths: Paths) -> Self {
        let seen = snapshots.borrow_and_update().digests.clone();
        Self { snapshots, seen, paths }
    }

    /// Waits for the next change. None when the last handle of the configuration is dropped.
    ///
    /// It may be dropped before it ends, as in `tokio::select!`: nothing is lost.
    pub async fn next(&mut self) -> Option<Change<T>> {
        loop {
            self.snapshots.changed().await.ok()?;
            let (config, digests) = {
                let now = self.snapshots.borrow_and_update();
                (now.config.clone(), now.digests.clone())
            };
            let fields = self.paths.changed(&self.seen, &digests);
            self.seen = digests;
            if !fields.is_empty() {
                return Some(Change { config, fields });
            }
        }
    }
}

impl<T> fmt::Debug for Changes<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes").finish_non_exhaustive()
    }
}

/// The fields, and no value.
impl<T> fmt::Debug for Change<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change").field("fields", &self.fields).finish_non_exhaustive()
    }
}
