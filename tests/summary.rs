//! What a load did, as `on_load` tells it.

#![cfg(all(feature = "derive", feature = "secretsmanager", feature = "ssm"))]
#![allow(dead_code, reason = "what is looked at here is how loads went")]

#[path = "../examples/metrics.rs"]
mod metrics;
mod support;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_config::retry::RetryConfig;
use figleaf::source::{Failure, Memory};
use figleaf::{Code, Config, LoadSummary, Outcome, Problem, Secret, WallClock};
use support::stub::{Reply, Stub};
use support::{moto, tracing::Recorder};
use tokio::time::advance;

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app")]
struct App {
    level: String,
    #[config(secretsmanager = "{env}/key")]
    key: Secret,
}

/// The summaries, in their order.
type Told = Arc<Mutex<Vec<LoadSummary>>>;

fn note(told: &Told) -> impl Fn(&LoadSummary) + Send + Sync + 'static {
    let told = told.clone();
    move |done| told.lock().unwrap().push(done.clone())
}

fn last(told: &Told) -> LoadSummary {
    told.lock().unwrap().last().cloned().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_load_and_each_refresh_is_told() {
    let parameters = Memory::new("ssm").with("/prod/app/level", "info");
    let secrets = Memory::new("secretsmanager").with("prod/key", "hunter2");
    let (store, vault) = (parameters.handle(), secrets.handle());
    let told = Told::default();
    let loader = App::loader().environment("prod").source(parameters).source(secrets);
    let loader = loader.on_load(note(&told)).live().wall_clock(WallClock::system());
    let config = loader.load_owned().await.unwrap();

    let first = last(&told);
    assert_eq!((first.config(), first.environment()), ("App", Some("prod")));
    assert_eq!((first.outcome(), first.is_refresh()), (Outcome::Loaded, false));
    assert_eq!((first.requests(), first.retries(), first.throttled()), (2, 0, 0));
    assert_eq!(first.age(), Some(Duration::ZERO));
    let names: Vec<_> = first.operations().iter().map(|operation| operation.name()).collect();
    assert_eq!(names, ["secretsmanager", "ssm"]);

    config.refresh_now().await.unwrap();
    assert_eq!((last(&told).outcome(), last(&told).is_refresh()), (Outcome::Unchanged, true));

    advance(Duration::from_secs(100)).await;
    vault.fail_all(Failure::throttled("too many requests"));
    config.refresh_now().await.unwrap_err();
    let failed = last(&told);
    assert_eq!((failed.outcome().as_str(), failed.requests()), ("failed", 2));
    assert_eq!(failed.age().map(|age| age.as_secs()), Some(100));
    let problem = failed.error().and_then(|error| error.problem("key"));
    assert_eq!(problem.map(Problem::code), Some(Code::Throttled));

    vault.recover();
    store.set("/prod/app/level", "debug");
    config.refresh_now().await.unwrap();
    assert_eq!((last(&told).outcome(), last(&told).age()), (Outcome::Loaded, Some(Duration::ZERO)));
    assert!(!format!("{:?}", told.lock().unwrap()).contains("hunter2"));
}

#[tokio::test]
async fn the_operations_of_the_services_are_counted() {
    #[derive(Debug, Config)]
    #[config(prefix = "/prod/app")]
    struct Many {
        level: String,
        #[config(ssm = "flags", by_path)]
        flags: BTreeMap<String, String>,
        #[config(secretsmanager = "a")]
        a: Secret,
        #[config(secretsmanager = "b")]
        b: Secret,
        #[config(secretsmanager = "c")]
        c: Secret,
        #[config(secretsmanager = "d")]
        d: Secret,
        #[config(secretsmanager = "a", stage = "AWSCURRENT")]
        current: Secret,
    }
    let aws = moto::account();
    aws.put_parameter("/prod/app/level", moto::ParameterType::String, "info").await;
    for number in 0..11 {
        let name = format!("/prod/app/flags/{number}");
        aws.put_parameter(&name, moto::ParameterType::String, "on").await;
    }
    for name in ["a", "b", "c", "d"] {
        aws.put_secret(name, "hunter2").await;
    }
    let told = Told::default();
    let loader = Many::loader().sdk_config(&aws.sdk_config()).on_load(note(&told));
    loader.load_owned().await.unwrap();
    let done = last(&told);
    let mut counts: Vec<_> =
        done.operations().iter().map(|operation| (operation.name(), operation.requests)).collect();
    counts.sort_unstable();
    let expected = [
        ("secretsmanager:BatchGetSecretValue", 1),
        ("secretsmanager:GetSecretValue", 1),
        ("ssm:GetParameters", 1),
        // Two pages.
        ("ssm:GetParametersByPath", 2),
    ];
    assert_eq!(counts, expected);
    assert_eq!((done.requests(), aws.requests().len()), (5, 5));
}

#[tokio::test]
async fn what_is_sent_again_is_a_retry() {
    let asked = AtomicUsize::new(0);
    let stub = Stub::start(move |request| {
        if request.target != "AmazonSSM.GetParameters" {
            return Reply::secret("prod/key", "hunter2");
        }
        match asked.fetch_add(1, Ordering::SeqCst) {
            0 => Reply::error("ThrottlingException", "slow down"),
            1 => Reply::status(503, ""),
            _ => Reply::parameters(request, [("/prod/app/level", "String", "info")]),
        }
    });
    let pauses = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    let aws = stub.sdk_config().into_builder().retry_config(pauses).build();
    let told = Told::default();
    let loader = App::loader().environment("prod").sdk_config(&aws).on_load(note(&told));
    loader.load_owned().await.unwrap();
    let done = last(&told);
    assert_eq!((done.requests(), done.retries(), done.throttled()), (2, 2, 1));
    let parameters =
        done.operations().iter().find(|operation| operation.name() == "ssm:GetParameters");
    assert_eq!(parameters.map(|of| (of.requests, of.retries, of.throttled)), Some((1, 2, 1)));
}

/// What CloudWatch's specification of its embedded metric format asks for.
#[test]
fn the_metrics_of_the_example_are_in_cloudwatchs_format() {
    let told = Told::default();
    let loader = App::loader().environment("prod").source(Memory::new("ssm"));
    let loader = loader.source(Memory::new("secretsmanager")).on_load(note(&told));
    loader.load_owned_blocking().unwrap_err();
    let line = metrics::metrics(&last(&told));
    assert!(!line.contains('\n'), "{line}");
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert!(line["_aws"]["Timestamp"].as_u64().is_some_and(|ms| ms > 1_600_000_000_000));
    let directive = &line["_aws"]["CloudWatchMetrics"][0];
    assert!(directive["Namespace"].as_str().is_some_and(|name| !name.is_empty()));
    let list = |of: &str| directive[of].as_array().unwrap().clone();
    for dimension in list("Dimensions")[0].as_array().unwrap() {
        assert!(line[dimension.as_str().unwrap()].is_string(), "{dimension}");
    }
    for metric in list("Metrics") {
        assert!(line[metric["Name"].as_str().unwrap()].is_number(), "{metric}");
        assert!(["Count", "Milliseconds", "Seconds"].contains(&metric["Unit"].as_str().unwrap()));
    }
    assert_eq!((&line["outcome"], &line["problems"]), (&"failed".into(), &2.into()));
}

/// What is under way at the deadline was sent, too.
#[tokio::test]
async fn a_load_that_fails_tells_what_it_has_asked() {
    let stub = Stub::start(|_| Reply::Hang);
    let told = Told::default();
    let loader = App::loader().environment("prod").sdk_config(&stub.sdk_config());
    let loader = loader.timeout(Duration::from_secs(2)).on_load(note(&told));
    loader.load_owned().await.unwrap_err();
    let done = last(&told);
    assert_eq!((done.outcome(), done.requests(), done.age()), (Outcome::Failed, 2, None));
    assert!(done.duration() >= Duration::from_secs(2));
}

#[test]
fn a_function_that_panics_fails_nothing_and_the_next_one_is_called() {
    let told = Told::default();
    let recorder = Recorder::for_target("figleaf");
    let loader = App::loader()
        .environment("prod")
        .source(Memory::new("ssm").with("/prod/app/level", "info"))
        .source(Memory::new("secretsmanager").with("prod/key", "hunter2"))
        .on_load(|_| panic!("for a test"))
        .on_load(note(&told));
    ::tracing::subscriber::with_default(recorder.subscriber(), || {
        loader.load_owned_blocking().unwrap();
    });
    assert_eq!(told.lock().unwrap().len(), 1);
    let events = recorder.events();
    assert!(events.iter().any(|event| event.message == "a function of on_load panicked"));
}
