//! What both AWS services share: one configuration, one HTTP client, one credential chain.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::marker::PhantomData;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::FinalizerInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use tokio::sync::OnceCell;

use super::{Answer, Attempts, Failure, Key, arn};
use crate::error::aws::{AWS, of_attempt};

/// How often a request is tried. The SDK backs off with jitter, and the deadline of the load ends it
/// all; a mass cold start shares 40 GetParameters requests per second, so giving up after the SDK's
/// three would fail loads that a second more would have saved.
const ATTEMPTS: u32 = 8;

/// The AWS configuration of a load. Nothing is read or built before a service needs it.
pub(crate) struct Aws {
    given: Option<SdkConfig>,
    config: OnceCell<SdkConfig>,
}

impl Aws {
    pub(crate) fn new(given: Option<SdkConfig>) -> Self {
        Self { given, config: OnceCell::new() }
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

    async fn build(&self) -> SdkConfig {
        match &self.given {
            Some(given) => complete(given),
            None => {
                aws_config::defaults(BehaviorVersion::latest())
                    .http_client(http_client())
                    .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
                    .load()
                    .await
            }
        }
    }
}

/// The clients of one service: one for the region of the configuration, and one for each other region
/// that an ARN names.
pub(crate) struct Clients<C> {
    home: C,
    elsewhere: BTreeMap<String, C>,
}

impl<C> Clients<C> {
    pub(crate) fn new(config: &SdkConfig, keys: &[Key], client: fn(&SdkConfig) -> C) -> Self {
        let home = config.region().map(Region::as_ref);
        let elsewhere = keys
            .iter()
            .filter_map(|key| arn::region(key.name()))
            .filter(|region| Some(*region) != home)
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

/// What a client needs and a configuration made by hand may lack.
fn complete(given: &SdkConfig) -> SdkConfig {
    let mut config = given.to_builder();
    if given.behavior_version().is_none() {
        config.set_behavior_version(Some(BehaviorVersion::latest()));
    }
    if given.http_client().is_none() {
        config.set_http_client(Some(http_client()));
    }
    if given.sleep_impl().is_none() {
        config.set_sleep_impl(aws_smithy_async::rt::sleep::default_async_sleep());
    }
    if given.retry_config().is_none() {
        config.set_retry_config(Some(RetryConfig::standard().with_max_attempts(ATTEMPTS)));
    }
    config.build()
}

/// TLS by rustls on `ring`, which has no start-up stall, with the platform's trusted roots.
fn http_client() -> SharedHttpClient {
    Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

/// Notes how each attempt at a request fails, because the SDK tells only how the last one did, and
/// the deadline may come before it.
pub(crate) struct Watch<E> {
    keys: Vec<Key>,
    attempts: Attempts,
    error: PhantomData<fn() -> E>,
}

impl<E> Watch<E> {
    pub(crate) fn new(keys: &[&Key], attempts: &Attempts) -> Self {
        let keys = keys.iter().map(|key| (*key).clone()).collect();
        Self { keys, attempts: attempts.clone(), error: PhantomData }
    }
}

impl<E> fmt::Debug for Watch<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}

impl<E> Intercept for Watch<E>
where
    E: Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    fn name(&self) -> &'static str {
        "figleaf::Watch"
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(Err(error)) = context.output_or_error()
            && let Some(failure) = of_attempt::<E>(error)
        {
            self.attempts.failed(&self.keys, &failure);
        }
        Ok(())
    }
}
