//! One client for each region that is asked.

use std::collections::BTreeMap;

use aws_types::SdkConfig;
use aws_types::region::Region;

use crate::source::{Key, arn};

/// The clients of one service: one for the region of the configuration, and one for each other region
/// that an ARN names.
pub(crate) struct Clients<C> {
    home: C,
    elsewhere: BTreeMap<String, C>,
}

impl<C> Clients<C> {
    pub(crate) fn new(config: &SdkConfig, keys: &[Key], client: fn(&SdkConfig) -> C) -> Self {
        let home = super::home(config);
        let elsewhere = keys
            .iter()
            .filter_map(|key| arn::region(key.name()))
            .filter(|region| *region != home)
            .map(|region| {
                let config = config.to_builder().region(Region::new(region.to_owned())).build();
                (region.to_owned(), client(&config))
            });
        Self { elsewhere: elsewhere.collect(), home: client(config) }
    }

    /// The client for what is in the region of the key.
    pub(crate) fn of(&self, key: &Key) -> &C {
        let elsewhere = arn::region(key.name()).and_then(|region| self.elsewhere.get(region));
        elsewhere.unwrap_or(&self.home)
    }
}
