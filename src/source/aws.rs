//! What both AWS services share: one configuration, one HTTP client, one set of credentials, and all of
//! it looked at before anything is signed or sent.

#[cfg(feature = "default-chain")]
mod chain;
mod clients;
mod config;
mod container;
mod credentials;
mod endpoint;
mod files;
mod http;
mod lambda;
mod line;
mod link;
#[cfg(feature = "default-chain")]
mod profile;
mod progress;
mod proxy;
mod roots;
#[cfg(feature = "default-chain")]
mod sts;
mod variables;
mod watch;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use aws_types::SdkConfig;
use aws_types::region::Region;
use tokio::sync::OnceCell;

use super::env::Variables;
use super::{Answer, Failure, Key};
use crate::trust::TrustRoots;

pub(crate) use clients::Clients;
pub(crate) use endpoint::Service;
pub(crate) use line::Line;
pub(crate) use roots::BadRoots;

use config::Ready;
use progress::Progress;

/// The region of a configuration.
pub(crate) fn home(config: &SdkConfig) -> &str {
    config.region().map_or("", Region::as_ref)
}

/// The AWS configuration of a load. Nothing is read or built before a service needs it, and then once
/// for both.
pub(crate) struct Aws {
    given: Option<SdkConfig>,
    roots: TrustRoots,
    variables: Arc<Variables>,
    progress: Arc<Progress>,
    /// For the report, as soon as it is known.
    region: OnceLock<String>,
    ready: OnceCell<Result<Ready, Failure>>,
    has_begun: AtomicBool,
}

impl Aws {
    pub(crate) fn new(
        given: Option<SdkConfig>,
        roots: TrustRoots,
        variables: Arc<Variables>,
    ) -> Self {
        let (progress, region, ready) = (Arc::default(), OnceLock::new(), OnceCell::new());
        let has_begun = AtomicBool::new(false);
        Self { given, roots, variables, progress, region, ready, has_begun }
    }

    /// Begins once: at the deadline the service that waits for the other one's attempt would begin anew.
    async fn prepare(&self) -> Result<Ready, Failure> {
        match self.has_begun.swap(true, Ordering::AcqRel) {
            false => config::prepare(self).await,
            true => std::future::pending().await,
        }
    }

    /// The configuration for asking a service for these keys, and the way to it. Without one, all of the
    /// keys have failed.
    pub(crate) async fn begin(
        &self,
        service: Service,
        keys: &[Key],
        answer: &mut Answer,
    ) -> Option<(SdkConfig, Line)> {
        let watching = self.progress.watch(keys, &answer.attempts, &self.region);
        let ready = self.ready.get_or_init(|| self.prepare()).await;
        self.progress.asks(None);
        drop(watching);
        if let Some(region) = self.region.get() {
            answer.set_region(region.as_str());
        }
        let found = ready.as_ref().map_err(Clone::clone).and_then(|ready| ready.of(service));
        match found {
            Ok((config, way)) => Some((config, Line::new(&answer.attempts, way))),
            Err(failure) => {
                answer.fail_rest(keys, &failure);
                None
            }
        }
    }
}
