//! Live configurations that are made by hand, for tests.

use std::sync::Arc;
use std::time::Duration;

use super::fields::Paths;
use super::health::Health;
use super::snapshot::Snapshot;
use super::{Inner, Live};
use crate::Config;
use crate::origin::Origins;

impl<T: Config> Live<T> {
    /// A configuration of a test's own, which reads nothing and changes when [`set`](Live::set) says so.
    ///
    /// ```
    /// use figleaf::{Config, live::Live};
    ///
    /// #[derive(Config)]
    /// struct AppConfig {
    ///     log_level: String,
    /// }
    ///
    /// let config = Live::of(AppConfig { log_level: "info".to_owned() });
    /// config.set(AppConfig { log_level: "debug".to_owned() }, &["log_level"]);
    /// assert_eq!(config.current().log_level, "debug");
    /// ```
    #[must_use]
    pub fn of(config: T) -> Self {
        let paths = Paths::new(T::SCHEMA);
        let digests = vec![0; paths.len()].into();
        let first = Snapshot {
            config: Arc::new(config),
            digests,
            origins: Origins::default(),
            generation: 1,
        };
        Self(Inner::new(first, paths, None))
    }

    /// Swaps the configuration of a [test](Live::of), and says which fields that changes: callbacks and
    /// [`changes`](Live::changes) hear of what is at or below these paths.
    ///
    /// # Panics
    /// When no field is at one of the paths, and when the configuration is a loaded one.
    #[track_caller]
    pub fn set(&self, config: T, changed: &[&str]) {
        assert!(self.0.engine.is_none(), "set() is for configurations of Live::of(…) alone");
        let leaves: Vec<usize> = changed.iter().flat_map(|path| self.0.paths.at(path)).collect();
        let before = self.snapshot();
        let generation = before.generation + 1;
        let mut digests = before.digests.to_vec();
        for leaf in leaves {
            digests[leaf] = generation.into();
        }
        let (config, digests) = (Arc::new(config), digests.into());
        self.0.swap(&Snapshot { config, digests, origins: before.origins, generation });
    }
}

impl Health {
    /// That of a configuration which reads nothing.
    pub(super) fn of_hand() -> Self {
        Self { age: Duration::ZERO, is_stale: false, failures: 0, last_error: None }
    }
}
