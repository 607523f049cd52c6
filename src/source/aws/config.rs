//! The one configuration of a load: that of the program, what variables tell, or what the chain finds.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::app_name::AppName;
#[cfg(feature = "_sdk")]
use aws_types::origin::Origin;
use aws_types::region::Region;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::Aws;
use super::client::{Caller, Http};
use super::container::Container;
use super::credentials;
#[cfg(feature = "direct")]
use super::direct::Direct;
use super::endpoint::{Endpoint, Service};
use super::lambda;
use super::line::Way;
use super::link::Link;
use super::proxy::Proxies;
use super::roots::{BUNDLE, Roots};
use super::run::Run;
use super::variables::{self, Form, unfit};
use crate::error::causes::AWS;
use crate::retry::Limits;
use crate::source::Failure;
use crate::source::env::Variables;

/// How often a request is tried unless `AWS_MAX_ATTEMPTS` or the profile says otherwise. The pauses are the SDK's,
/// any part of 1, 2, 4 … s, and the deadline of the load ends it all. What is throttled is tried until then.
const ATTEMPTS: u32 = 8;

/// For how long credentials that are kept must be good: longer than the requests that they sign are under way.
const GOOD_FOR: Duration = Duration::from_secs(60);

/// A configuration with which requests can be signed.
#[derive(Clone)]
pub(super) struct Ready {
    pub(super) config: SdkConfig,
    /// Those that the configuration gives, too.
    #[cfg(feature = "direct")]
    credentials: Credentials,
    http: Http,
    /// Of each service that has one.
    endpoints: Vec<(Service, Endpoint)>,
    proxy: Option<&'static str>,
    /// For figleaf's own attempts: the SDK tries once.
    pub(super) limits: Limits,
    /// When its credentials end. None: they do not say.
    expires: Option<SystemTime>,
}

impl Ready {
    /// Whether its credentials are to be used still.
    pub(super) fn is_good_at(&self, now: SystemTime) -> bool {
        self.expires.is_none_or(|end| end > now + GOOD_FOR)
    }

    /// The same with other credentials.
    #[cfg(all(feature = "ops", feature = "default-chain"))]
    pub(super) fn with_credentials(mut self, credentials: &Credentials) -> Self {
        let mut config = self.config.to_builder();
        config.set_credentials_provider(Some(SharedCredentialsProvider::new(credentials.clone())));
        self.config = config.build();
        self.expires = credentials.expiry();
        #[cfg(feature = "direct")]
        {
            self.credentials = credentials.clone();
        }
        self
    }

    /// What asks one service, and the way to it.
    pub(super) fn of(&self, service: Service) -> Result<(Caller, Way), Failure> {
        let endpoint = self.endpoints.iter().find(|(of, _)| *of == service);
        let endpoint = endpoint.map(|(_, endpoint)| endpoint);
        if let Some(endpoint) = endpoint {
            endpoint.check(&self.config)?;
        }
        let way = match endpoint {
            None => Way { endpoint: None, proxy: self.proxy },
            Some(endpoint) => {
                Way { endpoint: Some((endpoint.shown(), endpoint.set_by)), proxy: None }
            }
        };
        Ok((self.caller(service, endpoint), way))
    }

    fn caller(&self, service: Service, endpoint: Option<&Endpoint>) -> Caller {
        match &self.http {
            #[cfg(feature = "_sdk")]
            Http::Sdk(_) | Http::Own => {
                let _ = service;
                let mut config = self.config.to_builder();
                if let Some(endpoint) = endpoint {
                    config.set_endpoint_url(Some(endpoint.url.clone()));
                    config.insert_origin("endpoint_url", Origin::shared_config());
                }
                Caller::Sdk(Box::new(config.build()))
            }
            #[cfg(feature = "direct")]
            Http::Direct(net) => {
                let url = endpoint.map(|endpoint| endpoint.url.clone());
                Caller::Direct(Direct::new(net, service, &self.config, &self.credentials, url))
            }
        }
    }
}

pub(super) async fn prepare(run: &Run) -> Result<Ready, Failure> {
    let ready = match &run.aws.given {
        Some(given) => of_given(run, given).await,
        None => of_surroundings(run).await,
    };
    #[cfg(all(feature = "ops", feature = "default-chain"))]
    if let Some(role) = &run.aws.role {
        return super::role::assume(&run.aws, ready?, role).await;
    }
    ready
}

/// All services that are compiled in.
const SERVICES: &[Service] = &[
    #[cfg(feature = "_parameters")]
    Service::ParameterStore,
    #[cfg(feature = "_secrets")]
    Service::SecretsManager,
];

fn endpoints(find: impl Fn(Service) -> Option<Endpoint>) -> Vec<(Service, Endpoint)> {
    SERVICES.iter().filter_map(|service| Some((*service, find(*service)?))).collect()
}

/// Whether a service is asked through TLS.
fn need_tls(endpoints: &[(Service, Endpoint)]) -> bool {
    let is_plain = |(_, endpoint): &(Service, Endpoint)| endpoint.url.starts_with("http:");
    endpoints.len() < SERVICES.len() || !endpoints.iter().all(is_plain)
}

/// What a program's configuration lacks is added.
async fn of_given(run: &Run, given: &SdkConfig) -> Result<Ready, Failure> {
    let aws = &run.aws;
    let region = given.region().filter(|region| !region.as_ref().is_empty());
    check_region(run, region)?;
    let Some(provider) = given.credentials_provider() else {
        return Err(Failure::denied("the SdkConfig has no credentials provider")
            .of_shared(AWS)
            .with_help("make it with aws_config, or set its credentials_provider"));
    };
    let endpoints = endpoints(|service| Endpoint::of_given(given, &aws.variables, service));
    let mut proxy = None;
    let mut config = given.to_builder();
    let http = if given.http_client().is_some() {
        Http::own()?
    } else {
        let proxies = Proxies::new(&aws.variables, aws.client)?;
        proxy = proxies.name(true);
        let client = connections(aws, proxies);
        if need_tls(&endpoints) {
            client.prepare();
        }
        client.serve(&mut config);
        client
    };
    if given.behavior_version().is_none() {
        config.set_behavior_version(Some(BehaviorVersion::latest()));
    }
    if given.sleep_impl().is_none() {
        config.set_sleep_impl(aws_smithy_async::rt::sleep::default_async_sleep());
    }
    // The SDK's own default is nobody's choice.
    let set = given.retry_config().filter(|retries| **retries != RetryConfig::standard());
    let (retries, is_set) = match set {
        Some(retries) => (retries.clone(), true),
        None => retries(|_, _| None),
    };
    let within = given.timeout_config().and_then(|timeouts| timeouts.operation_timeout());
    let limits = Limits::new(&retries, within).unless_set(is_set);
    config.set_retry_config(Some(once(&retries)));
    aws.progress.asks(Some(Link::Given));
    let resolved = provider.provide_credentials().await;
    let resolved = resolved.map_err(|error| credentials::of_error(&error, &Link::Given))?;
    // The endpoints are found already, and an empty one would make the SDK panic.
    config.set_endpoint_url(None);
    config.set_service_config(None::<NoServiceConfig>);
    let with = With { http, endpoints, proxy, limits };
    finish(config, &resolved, aws, with)
}

/// What variables tell, or what the chain finds.
async fn of_surroundings(run: &Run) -> Result<Ready, Failure> {
    let aws = &run.aws;
    variables::check(&aws.variables)?;
    let proxies = Proxies::new(&aws.variables, aws.client)?;
    let proxy = proxies.name(true);
    let http = connections(aws, proxies);
    if need_tls(&endpoints(|service| Endpoint::of_variables(&aws.variables, service))) {
        http.prepare();
    }
    let found = find(run, &http).await?;
    check_region(run, found.region.as_ref())?;
    let (retries, is_set) = retries(|variable, key| found.setting(&aws.variables, variable, key));
    let limits = Limits::new(&retries, None).unless_set(is_set);
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .retry_config(once(&retries));
    http.serve(&mut config);
    config.set_region(found.region.clone());
    config.set_sleep_impl(aws_smithy_async::rt::sleep::default_async_sleep());
    let flag = |variable, key| {
        let text = found.setting(&aws.variables, variable, key)?;
        Some(text.eq_ignore_ascii_case("true"))
    };
    config.set_use_fips(flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"));
    config.set_use_dual_stack(flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"));
    let name = found.setting(&aws.variables, "AWS_SDK_UA_APP_ID", "sdk_ua_app_id");
    config.set_app_name(name.and_then(|name| AppName::new(name).ok()));
    let is_ignored = flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls");
    let endpoints = match is_ignored {
        Some(true) => Vec::new(),
        _ => endpoints(|service| found.endpoint(&aws.variables, service)),
    };
    let with = With { http, endpoints, proxy, limits };
    finish(config, &found.credentials, aws, with)
}

/// What belongs to a configuration.
struct With {
    http: Http,
    endpoints: Vec<(Service, Endpoint)>,
    proxy: Option<&'static str>,
    limits: Limits,
}

fn finish(
    mut config: aws_types::sdk_config::Builder,
    resolved: &Credentials,
    aws: &Aws,
    With { http, endpoints, proxy, limits }: With,
) -> Result<Ready, Failure> {
    credentials::check(resolved, &aws.variables)?;
    let expires = resolved.expiry();
    config.set_credentials_provider(Some(SharedCredentialsProvider::new(resolved.clone())));
    Ok(Ready {
        config: config.build(),
        #[cfg(feature = "direct")]
        credentials: resolved.clone(),
        http,
        endpoints,
        proxy,
        limits,
        expires,
    })
}

fn connections(aws: &Aws, proxies: Proxies) -> Http {
    aws.http(|| Http::new(aws.client, roots(aws), proxies, aws.progress.clone()))
}

fn roots(aws: &Aws) -> Roots {
    Roots { given: aws.roots.clone(), bundle: aws.variables.filled(BUNDLE).map(Into::into) }
}

fn check_region(run: &Run, region: Option<&Region>) -> Result<(), Failure> {
    let Some(region) = region else {
        return Err(Failure::unavailable("no region is set")
            .of_shared(AWS)
            .with_help("set AWS_REGION, or give .sdk_config(…) one with a region"));
    };
    match Form::Region.refuses(region.as_ref()) {
        Some(wrong) => Err(unfit("the region", wrong)
            .with_help("correct AWS_REGION, the profile, or the SdkConfig's region")),
        None => {
            run.region.get_or_init(|| region.to_string());
            Ok(())
        }
    }
}

/// How often to try, and whether somebody has set that.
fn retries(setting: impl Fn(&str, &str) -> Option<String>) -> (RetryConfig, bool) {
    let attempts: Option<u32> =
        setting("AWS_MAX_ATTEMPTS", "max_attempts").and_then(|text| text.parse().ok());
    let mode = setting("AWS_RETRY_MODE", "retry_mode");
    let config = match mode.is_some_and(|mode| mode.eq_ignore_ascii_case("adaptive")) {
        true => RetryConfig::adaptive(),
        false => RetryConfig::standard(),
    };
    (config.with_max_attempts(attempts.unwrap_or(ATTEMPTS).max(1)), attempts.is_some())
}

/// Without the SDK's own repeating. The mode stays: an adaptive one limits the rate of first attempts, too.
fn once(retries: &RetryConfig) -> RetryConfig {
    retries.clone().with_max_attempts(1)
}

/// What is known of where the program runs.
struct Found {
    region: Option<Region>,
    credentials: Credentials,
    #[cfg(feature = "default-chain")]
    profiles: Option<super::profile::Profiles>,
}

impl Found {
    /// A setting of a variable, else of the profile.
    fn setting(&self, variables: &Variables, variable: &str, key: &str) -> Option<String> {
        let set = variables.filled(variable);
        #[cfg(feature = "default-chain")]
        let set = set.or_else(|| self.profiles.as_ref()?.get(key).map(str::to_owned));
        let _ = key;
        set
    }

    fn endpoint(&self, variables: &Variables, service: Service) -> Option<Endpoint> {
        let set = Endpoint::of_variables(variables, service);
        #[cfg(feature = "default-chain")]
        let set = set.or_else(|| {
            let url = self.profiles.as_ref()?.endpoint(service.id())?;
            Some(Endpoint { url, set_by: "the profile's endpoint_url" })
        });
        set
    }
}

#[cfg(feature = "default-chain")]
async fn find(run: &Run, http: &Http) -> Result<Found, Failure> {
    use aws_config::provider_config::ProviderConfig;

    let aws = &run.aws;
    if lambda::is_enough(&aws.variables) {
        return of_variables(aws, http).await;
    }
    let profiles = super::profile::Profiles::load(&aws.variables, &aws.progress).await?;
    let region = lambda::region(&aws.variables)
        .or_else(|| profiles.get("region").map(|region| Region::new(region.to_owned())));
    let mut chain = super::chain::Chain {
        variables: &aws.variables,
        profiles: &profiles,
        http,
        settings: ProviderConfig::without_region()
            .with_http_client(of_chain(aws, http)?.client())
            .with_region(region.clone()),
        progress: &aws.progress,
    };
    let region = match region {
        Some(region) => Some(region),
        None => chain.region().await,
    };
    // Nothing can be signed without one.
    check_region(run, region.as_ref())?;
    chain.settings = chain.settings.with_region(region.clone());
    let credentials = chain.credentials().await?;
    Ok(Found { region, credentials, profiles: Some(profiles) })
}

/// The links of the chain are the SDK's own, and so is their HTTP client.
#[cfg(feature = "default-chain")]
fn of_chain(aws: &Aws, http: &Http) -> Result<std::sync::Arc<super::http::Pool>, Failure> {
    match http {
        Http::Sdk(pool) => Ok(pool.clone()),
        Http::Own => of_sdk(aws),
        #[cfg(feature = "direct")]
        Http::Direct(_) => of_sdk(aws),
    }
}

/// Connections for clients of the SDK.
#[cfg(feature = "default-chain")]
pub(super) fn of_sdk(aws: &Aws) -> Result<std::sync::Arc<super::http::Pool>, Failure> {
    let proxies = Proxies::new(&aws.variables, super::Client::Sdk)?;
    Ok(super::http::Pool::new(roots(aws), proxies, aws.progress.clone()))
}

#[cfg(not(feature = "default-chain"))]
async fn find(run: &Run, http: &Http) -> Result<Found, Failure> {
    of_variables(&run.aws, http).await
}

/// Of variables alone, and the container's endpoint that they name. Boxed, so that a program has its code once.
fn of_variables<'a>(aws: &'a Aws, http: &'a Http) -> BoxFuture<'a, Result<Found, Failure>> {
    found_in_variables(aws, http).boxed()
}

async fn found_in_variables(aws: &Aws, http: &Http) -> Result<Found, Failure> {
    let region = lambda::region(&aws.variables);
    let keys = lambda::credentials(&aws.variables);
    let container =
        if keys.is_some() { None } else { Container::new(&aws.variables, &aws.progress).await? };
    let credentials = match (keys, container) {
        (Some(keys), _) => keys,
        (None, Some(container)) => {
            aws.progress.asks(Some(container.link.clone()));
            container.credentials(http).await?
        }
        (None, None) => {
            return Err(Failure::unavailable("nothing tells its credentials").of_shared(AWS).with_help(
                "enable figleaf's Cargo feature `default-chain`, give .sdk_config(…), or set AWS_ACCESS_KEY_ID; on Lambda, ECS and EKS \
                 they are set already",
            ));
        }
    };
    Ok(Found {
        region,
        credentials,
        #[cfg(feature = "default-chain")]
        profiles: None,
    })
}

/// The type of a service configuration that there is none of.
#[derive(Debug)]
enum NoServiceConfig {}

impl aws_types::service_config::LoadServiceConfig for NoServiceConfig {
    fn load_config(&self, _: aws_types::service_config::ServiceConfigKey<'_>) -> Option<String> {
        None
    }
}
