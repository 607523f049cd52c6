//! Sources that ask others, as a user writes them: a cache, another region, a second account.

#![cfg(all(feature = "derive", feature = "direct", feature = "secretsmanager", feature = "ssm"))]

#[path = "composed/accounts.rs"]
mod accounts;
#[path = "composed/cache.rs"]
mod cache;
#[path = "composed/fallback.rs"]
mod fallback;
mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use accounts::Accounts;
use aws_config::{Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, future};
use cache::Cached;
use fallback::Fallback;
use figleaf::source::{Answer, Failure, Fetched, Key, KeyOutcome, Memory, Source, Store};
use figleaf::{Code, Config, Loader, Secret};
use support::moto::{self, ParameterType};
use support::stub::{Reply, Request, Stub};

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app")]
struct App {
    greeting: String,
    #[config(ssm = "/shared/limit", default = 5)]
    limit: u8,
    #[config(secretsmanager = "{env}/key")]
    key: Secret,
}

fn loader() -> Loader<App> {
    App::loader().environment("prod").no_env_vars()
}

fn secrets() -> Memory {
    Memory::new("secretsmanager").with("prod/key", "hunter2")
}

// A cache.

#[test]
fn a_cache_asks_once_and_keeps_no_failure() {
    let parameters = Memory::new("ssm")
        .with("/prod/app/greeting", "hello")
        .with_failure("/shared/limit", Failure::unavailable("it sleeps"));
    let store = parameters.handle();
    let cache = Arc::new(Cached::new(parameters, Duration::MAX));
    let load = || loader().source(secrets()).source(Arc::clone(&cache)).load_owned_blocking();

    assert_eq!(load().unwrap_err().problems()[0].code(), Code::Unavailable);
    store.set("/shared/limit", "7");
    store.set("/prod/app/greeting", "nobody asks for it");
    for _ in 0..2 {
        let app = load().unwrap();
        assert_eq!((app.greeting.as_str(), app.limit), ("hello", 7));
    }
    assert_eq!(store.asked(), [vec!["/prod/app/greeting", "/shared/limit"], vec!["/shared/limit"]]);
}

#[test]
fn a_cache_keeps_that_something_is_absent() {
    let parameters = Memory::new("ssm").with("/prod/app/greeting", "hello");
    let store = parameters.handle();
    let cache = Arc::new(Cached::new(parameters, Duration::MAX));
    for _ in 0..2 {
        let loader = loader().source(secrets()).source(Arc::clone(&cache));
        assert_eq!(loader.load_owned_blocking().unwrap().limit, 5);
    }
    assert_eq!(store.requests(), 1);
}

#[tokio::test]
async fn a_refresh_goes_through_the_cache() {
    let parameters = Memory::new("ssm").with("/prod/app/greeting", "hello");
    let store = parameters.handle();
    let cache = Cached::new(parameters, Duration::MAX);
    let live = loader().source(secrets()).source(cache).live().load_owned().await.unwrap();
    store.set("/prod/app/greeting", "good morning");
    live.refresh_now().await.unwrap();
    assert_eq!(live.current().greeting, "good morning");
    assert_eq!(live.origins().get("greeting").unwrap().to_string(), "ssm:/prod/app/greeting");
}

// Another region.

/// A stub that serves each region in its own way.
fn regions(serve: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static) -> Stub {
    Stub::start(move |request| {
        serve(request).unwrap_or_else(|| match request.target.as_str() {
            "AmazonSSM.GetParameters" => {
                let region = format!("hello from {}", request.region);
                Reply::parameters(request, [("/prod/app/greeting", "String", region.as_str())])
            }
            _ => Reply::secret("prod/key", "hunter2"),
        })
    })
}

fn in_region(config: &SdkConfig, region: &'static str) -> SdkConfig {
    config.to_builder().region(Region::new(region)).build()
}

/// How long a region is waited for that does not come to an answer.
const BRIEF: Duration = Duration::from_millis(300);

/// Parameters of eu-west-1, else of eu-central-1: of a region that answers, however busy this machine is.
fn two_regions(config: &SdkConfig) -> Loader<App> {
    two_regions_within(config, Duration::from_secs(10))
}

fn two_regions_within(config: &SdkConfig, within: Duration) -> Loader<App> {
    let of = |region| loader().sdk_config(&in_region(config, region)).stores().ssm();
    let (first, second) = (of("eu-west-1"), of("eu-central-1"));
    let source = Fallback { first, second, within };
    loader().sdk_config(config).source(source)
}

#[tokio::test]
async fn another_region_answers_for_one_that_is_down() {
    let stub = regions(|request| match (request.target.as_str(), request.region.as_str()) {
        ("AmazonSSM.GetParameters", "eu-west-1") => Some(Reply::status(503, "")),
        _ => None,
    });
    let requests = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&requests);
    let loader = two_regions_within(&stub.sdk_config(), BRIEF);
    let loader = loader.on_load(move |done| *counted.lock().unwrap() = done.requests());
    let app = loader.load_owned().await.unwrap();
    assert_eq!((app.greeting.as_str(), app.limit), ("hello from eu-central-1", 5));
    // A secret, and the parameters in two regions.
    assert_eq!(*requests.lock().unwrap(), 3);
}

#[tokio::test]
async fn another_region_answers_for_one_that_is_silent() {
    let stub = regions(|request| match (request.target.as_str(), request.region.as_str()) {
        ("AmazonSSM.GetParameters", "eu-west-1") => Some(Reply::Hang),
        _ => None,
    });
    let app = two_regions_within(&stub.sdk_config(), BRIEF).load_owned().await.unwrap();
    assert_eq!(app.greeting, "hello from eu-central-1");
}

#[tokio::test]
async fn a_region_that_works_is_the_only_one_that_is_asked() {
    let stub = regions(|_| None);
    let app = two_regions(&stub.sdk_config()).load_owned().await.unwrap();
    assert_eq!((app.greeting.as_str(), app.limit), ("hello from eu-west-1", 5));
    assert!(stub.requests().iter().all(|request| request.region == "eu-west-1"));
}

/// What is denied is denied: a role that may read elsewhere what it may not read here would be a surprise.
#[tokio::test]
async fn what_is_denied_is_not_looked_for_elsewhere() {
    let stub = regions(|request| {
        let is_parameters = request.target == "AmazonSSM.GetParameters";
        is_parameters.then(|| Reply::error("AccessDeniedException", "no"))
    });
    let error = two_regions(&stub.sdk_config()).load_owned().await.unwrap_err();
    assert_eq!(error.problem("greeting").unwrap().code(), Code::Denied);
    assert!(stub.requests().iter().all(|request| request.region == "eu-west-1"));
    assert!(error.to_string().contains("arn:aws:ssm:eu-west-1:"), "{error}");
}

#[tokio::test]
async fn the_report_is_about_the_first_region_when_both_fail() {
    let stub = regions(|request| {
        let is_parameters = request.target == "AmazonSSM.GetParameters";
        is_parameters.then(|| match request.region.as_str() {
            "eu-west-1" => Reply::status(503, ""),
            _ => Reply::error("AccessDeniedException", "no"),
        })
    });
    // The second one's answer is no fault that passes: what it says counts where the first one said nothing.
    let loader = two_regions_within(&stub.sdk_config(), BRIEF);
    let error = loader.load_owned().await.unwrap_err();
    let problem = error.problem("greeting").unwrap();
    assert_eq!(problem.places(), ["ssm:/prod/app/greeting"]);
    assert!(error.to_string().contains("region eu-west-1"), "{error}");
}

// A second account.

#[tokio::test]
async fn each_account_is_asked_for_its_own() {
    let (own, other) = (moto::account(), moto::account());
    own.put_parameter("/prod/app/greeting", ParameterType::String, "hello").await;
    own.put_parameter("/shared/limit", ParameterType::String, "1").await;
    own.put_secret("prod/key", "hunter2").await;
    other.put_parameter("/shared/limit", ParameterType::String, "7").await;

    let load = || {
        let stores = loader().sdk_config(&own.sdk_config()).stores();
        let shared = loader().sdk_config(&other.sdk_config()).stores().ssm();
        let parameters = Accounts { own: stores.ssm(), shared, below: "/shared/" };
        loader().source(parameters).source(stores.secretsmanager()).load_owned_with_origins()
    };
    let (app, origins) = load().await.unwrap();
    assert_eq!((app.greeting.as_str(), app.limit), ("hello", 7));
    assert_eq!(app.key.expose_secret(), "hunter2");
    let limit = origins.get("limit").unwrap();
    assert_eq!(limit.to_string(), "ssm:/shared/limit");
    let arn = limit.details().unwrap().arn().unwrap();
    assert!(arn.contains(other.id()), "{arn}");
    assert_eq!(other.requests(), ["AmazonSSM.GetParameters"]);

    // What the other account denies is its own affair, and no value of this one takes its place.
    other.allow(r#"{"Version": "2012-10-17", "Statement": []}"#);
    let error = load().await.unwrap_err();
    assert_eq!(error.problem("limit").unwrap().code(), Code::Denied);
    assert_eq!(error.problems().len(), 1, "{error}");
}

// The built-in sources.

/// Counts how often it is asked.
#[derive(Debug, Clone, Default)]
struct Counting(Arc<AtomicUsize>);

impl ProvideCredentials for Counting {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        self.0.fetch_add(1, Ordering::Relaxed);
        future::ProvideCredentials::ready(Ok(Credentials::for_tests()))
    }
}

#[tokio::test]
async fn both_stores_look_for_credentials_once_and_keep_connections() {
    // Both stores are asked at the same time.
    let stub = Stub::start_gated(2, |request| match request.target.as_str() {
        "AmazonSSM.GetParameters" => {
            Reply::parameters(request, [("/prod/app/greeting", "String", "hello")])
        }
        _ => Reply::secret("prod/key", "hunter2"),
    });
    let counting = Counting::default();
    let config = stub.sdk_config().to_builder().credentials_provider(
        aws_credential_types::provider::SharedCredentialsProvider::new(counting.clone()),
    );
    let stores = loader().sdk_config(&config.build()).stores();
    for loads in 1..=2 {
        let loader = loader().source(stores.ssm()).source(stores.secretsmanager());
        loader.load_owned().await.unwrap();
        assert_eq!(counting.0.load(Ordering::Relaxed), 1, "after {loads}");
        assert_eq!(stub.requests().len(), 2 * loads);
    }
    assert!(*stub.connections().borrow() <= 2);
}

/// One after the other it is two runs, each with the credentials of its time; what is good is kept.
#[tokio::test]
async fn a_store_is_asked_by_itself() {
    let stub = regions(|_| None);
    let ssm = loader().sdk_config(&stub.sdk_config()).stores().ssm();
    let keys = [Key::new("/prod/app/greeting"), Key::new("/prod/app/nothing")];
    let mut answer = Answer::new();
    ssm.fetch(&keys, &mut answer).await;
    let Some(KeyOutcome::Found(greeting)) = answer.get(&keys[0]) else { panic!("{answer:?}") };
    assert_eq!(greeting.expose_text().as_deref(), Some("hello from eu-west-1"));
    assert_eq!(greeting.details().version(), Some("1"));
    assert!(matches!(answer.get(&keys[1]), Some(KeyOutcome::Absent)));
    assert!(answer.get(&Key::new("/another")).is_none());
    assert_eq!((answer.region(), answer.is_refresh()), (Some("eu-west-1"), false));
    assert!(!format!("{answer:?} {greeting:?} {ssm:?}").contains("hello"));
}

#[test]
fn a_report_is_that_of_the_built_in_source() {
    let stub = Stub::start(|request| match request.target.as_str() {
        "AmazonSSM.GetParameters" => Reply::parameters(request, []),
        _ => Reply::error("AccessDeniedException", "no"),
    });
    let by_itself = loader().sdk_config(&stub.sdk_config());
    let stores = by_itself.stores();
    let wrapped = loader()
        .source(Cached::new(stores.ssm(), Duration::MAX))
        .source(Cached::new(stores.secretsmanager(), Duration::MAX));
    let expected = by_itself.load_owned_blocking().unwrap_err();
    assert_eq!(wrapped.load_owned_blocking().unwrap_err().to_string(), expected.to_string());
}

/// In a folder of its own with a file `local.toml`.
#[cfg(feature = "local")]
fn local(wrap: impl Fn(Store) -> Cached<Store>) -> (Loader<App>, Loader<App>) {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("composed.toml");
    std::fs::write(&file, "[ssm]\n\"/dev/app/greeting\" = \"hello\"\n").unwrap();
    let by_itself = || App::loader().env_vars([("FIGLEAF_LOCAL", &file)]);
    let stores = by_itself().stores();
    let wrapped = by_itself().source(wrap(stores.ssm())).source(wrap(stores.secretsmanager()));
    (by_itself(), wrapped)
}

/// The stores of a loader are those of its file, so that no program asks AWS that is not to.
#[test]
#[cfg(feature = "local")]
fn the_stores_of_a_local_store_are_its_file() {
    let (by_itself, wrapped) = local(|store| Cached::new(store, Duration::MAX));
    let expected = by_itself.load_owned_blocking().unwrap_err().to_string();
    assert!(expected.contains("composed.toml") && !expected.contains("greeting"), "{expected}");
    assert_eq!(wrapped.load_owned_blocking().unwrap_err().to_string(), expected);
}

/// A setting that keeps both stores from being asked is one problem of each.
#[test]
fn what_a_store_cannot_be_asked_for_is_told() {
    let own = support::aws::with_client("http://127.0.0.1:1", "FIGLEAF");
    let stores = loader().sdk_config(&own).transport(figleaf::Transport::Direct).stores();
    let error = loader().source(stores.ssm()).source(secrets()).load_owned_blocking().unwrap_err();
    let problem = &error.problems()[0];
    assert!(problem.message().contains(".sdk_config(…): it has an HTTP client"), "{error}");
    assert!(problem.help().unwrap().contains("make the SdkConfig without one"), "{error}");
}

#[test]
fn every_form_of_value_can_be_handed_on() {
    let text = Fetched::text("hunter2").encrypted();
    assert_eq!(text.expose_text().as_deref(), Some("hunter2"));
    assert!(text.is_encrypted() && text.expose_list().is_none() && text.expose_bytes().is_none());
    let list = Fetched::list(["a".to_owned(), "b".to_owned()]);
    assert_eq!(list.expose_list().unwrap(), ["a", "b"]);
    assert!(list.expose_text().is_none() && list.entries().is_none());
    assert_eq!(Fetched::bytes([0, 255]).expose_bytes(), Some(&[0, 255][..]));
    let map = Fetched::map([("checkout/new".to_owned(), text)]);
    let [(name, value)] = map.entries().unwrap() else { panic!("one entry") };
    assert_eq!((name.as_str(), value.expose_text().as_deref()), ("checkout/new", Some("hunter2")));
}
