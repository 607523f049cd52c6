//! What both AWS services share: one configuration, one HTTP client, one credential chain.

mod clients;
mod http;
mod lambda;
mod watch;

use std::sync::Arc;

use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use tokio::sync::OnceCell;

use super::env::Variables;
use super::{Answer, Failure, Key};
use crate::error::aws::AWS;
use crate::trust::TrustRoots;

pub(crate) use clients::Clients;
pub(crate) use http::BadRoots;
pub(crate) use watch::Watch;

/// How often a request is tried. The SDK backs off with jitter, and the deadline of the load ends it
/// all; a mass cold start shares 40 GetParameters requests per second, so giving up after the SDK's
/// three would fail loads that a second more would have saved.
const ATTEMPTS: u32 = 8;

/// The region of a configuration.
pub(crate) fn home(config: &SdkConfig) -> &str {
    config.region().map_or("", Region::as_ref)
}

/// The AWS configuration of a load. Nothing is read or built before a service needs it.
pub(crate) struct Aws {
    given: Option<SdkConfig>,
    roots: TrustRoots,
    variables: Arc<Variables>,
    /// None when nothing tells it.
    config: OnceCell<Option<SdkConfig>>,
}

impl Aws {
    pub(crate) fn new(
        given: Option<SdkConfig>,
        roots: TrustRoots,
        variables: Arc<Variables>,
    ) -> Self {
        Self { given, roots, variables, config: OnceCell::new() }
    }

    /// The configuration for asking for these keys. Without one, all of them have failed.
    pub(crate) async fn begin(&self, keys: &[Key], answer: &mut Answer) -> Option<&SdkConfig> {
        match self.config(answer).await {
            Ok(config) => Some(config),
            Err(failure) => {
                answer.fail_rest(keys, &failure);
                None
            }
        }
    }

    async fn config(&self, answer: &mut Answer) -> Result<&SdkConfig, Failure> {
        let config = self.config.get_or_init(|| self.build()).await;
        let Some(config) = config else {
            return Err(Failure::unavailable("nothing tells its region and credentials")
                .of_shared(AWS)
                .with_help(
                    "enable figleaf's Cargo feature `default-chain`, or give .sdk_config(…); a Lambda function needs neither, unless it sets variables that only the chain reads, such as AWS_USE_FIPS_ENDPOINT",
                ));
        };
        let Some(region) = config.region() else {
            return Err(Failure::unavailable("no region is set")
                .of_shared(AWS)
                .with_help("set AWS_REGION, or give .sdk_config(…) one with a region"));
        };
        answer.set_region(region.to_string());
        if config.credentials_provider().is_none() {
            return Err(Failure::denied("the SdkConfig has no credentials provider")
                .of_shared(AWS)
                .with_help("make it with aws_config, or set its credentials_provider"));
        }
        Ok(config)
    }

    /// The user's configuration, else that of the Lambda function, else the default chain's.
    async fn build(&self) -> Option<SdkConfig> {
        let known = self.given.clone().or_else(|| lambda::config(&self.variables));
        match known {
            Some(known) => Some(self.complete(&known)),
            None => self.chain().await,
        }
    }

    #[cfg(feature = "default-chain")]
    async fn chain(&self) -> Option<SdkConfig> {
        let chain = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http::client(self.roots.clone(), None))
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS));
        Some(chain.load().await)
    }

    #[cfg(not(feature = "default-chain"))]
    async fn chain(&self) -> Option<SdkConfig> {
        None
    }

    /// What a client needs and a configuration that no chain has made lacks.
    fn complete(&self, known: &SdkConfig) -> SdkConfig {
        let mut config = known.to_builder();
        if known.behavior_version().is_none() {
            config.set_behavior_version(Some(BehaviorVersion::latest()));
        }
        if known.http_client().is_none() {
            let timeouts = known.timeout_config();
            config.set_http_client(Some(http::client(self.roots.clone(), timeouts)));
        }
        if known.sleep_impl().is_none() {
            config.set_sleep_impl(aws_smithy_async::rt::sleep::default_async_sleep());
        }
        if known.retry_config().is_none() {
            config.set_retry_config(Some(RetryConfig::standard().with_max_attempts(ATTEMPTS)));
        }
        config.build()
    }
}
