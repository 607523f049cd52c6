//! `plan().refreshed(…)`: what it costs to keep a configuration live.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "nothing here is loaded")]

use std::collections::BTreeMap;
use std::time::Duration;

use figleaf::source::Binding;
use figleaf::{Config, QuotaUse, RefreshCost, Secret};

const MINUTE: Duration = Duration::from_secs(60);

/// Four secrets and more are one batch.
#[derive(Debug, Config)]
#[config(prefix = "/{env}/app")]
struct App {
    level: String,
    #[config(version = 3)]
    pinned: String,
    #[config(label = "blue")]
    labelled: String,
    #[config(by_path)]
    flags: BTreeMap<String, String>,
    #[config(secretsmanager = "a")]
    a: Secret,
    #[config(secretsmanager = "b")]
    b: Secret,
    #[config(secretsmanager = "c")]
    c: Secret,
    #[config(secretsmanager = "d")]
    d: Secret,
    #[config(secretsmanager = "a", stage = "AWSPREVIOUS")]
    previous: Secret,
    #[config(secretsmanager = "a", version_id = "8b7c1b9e-51b8-4a6e-9f0c-1f4c0d5d3a11")]
    fixed: Secret,
    #[config(from = Binding::new("vault", "key"))]
    key: Secret,
}

fn of<'c>(cost: &'c RefreshCost, operation: &str) -> &'c QuotaUse {
    let takes = |used: &&QuotaUse| used.operations().contains(&operation);
    cost.quotas().iter().find(takes).unwrap()
}

fn is_near(found: f64, expected: f64) -> bool {
    (found - expected).abs() < expected * 1e-9
}

#[test]
fn each_quota_has_its_requests() {
    // Every 210 seconds, seven tenths of five minutes.
    let cost = App::plan().refreshed(5 * MINUTE, 420);
    let parameters = of(&cost, "GetParameters");
    assert_eq!(parameters.operations(), ["GetParameters", "GetParametersByPath"]);
    assert_eq!(
        (parameters.source(), parameters.requests(), parameters.quota()),
        ("ssm", 2, Some(40))
    );
    assert!(is_near(parameters.per_second(), 4.0), "{cost}");
    assert!(is_near(parameters.share().unwrap(), 0.1), "{cost}");
    assert!(is_near(parameters.per_month(), 4.0 * 30.0 * 86_400.0), "{cost}");

    // A stage moves, a version does not.
    let single = of(&cost, "GetSecretValue");
    assert_eq!((single.requests(), single.quota()), (1, Some(10_000)));
    let batch = of(&cost, "BatchGetSecretValue");
    assert_eq!((batch.requests(), batch.quota()), (1, Some(100)));

    let own = cost.quotas().iter().find(|used| used.source() == "vault").unwrap();
    assert_eq!((own.requests(), own.quota(), own.share()), (1, None, None));
    assert!(!own.is_tight());
    assert!(is_near(cost.per_second(), 10.0), "{cost}");
    assert!(is_near(cost.per_month(), 10.0 * 30.0 * 86_400.0), "{cost}");
}

/// What is not asked again is in no batch either.
#[test]
fn a_batch_that_gets_small_is_single_reads() {
    #[derive(Debug, Config)]
    struct Few {
        #[config(secretsmanager = "a")]
        a: Secret,
        #[config(secretsmanager = "b", version_id = "8b7c1b9e-51b8-4a6e-9f0c-1f4c0d5d3a11")]
        b: Secret,
    }
    let cost = Few::plan().refreshed(MINUTE, 42);
    assert_eq!(Few::plan().requests(), 2);
    assert_eq!(of(&cost, "GetSecretValue").requests(), 1);
    assert!(is_near(cost.per_second(), 1.0), "{cost}");
}

#[test]
fn what_cannot_change_costs_nothing() {
    #[derive(Debug, Config)]
    struct Pinned {
        #[config(ssm = "/a", version = 1)]
        a: String,
        #[config(env = "B")]
        b: String,
        #[config(ssm = "/c", fixed)]
        c: String,
        #[config(nested, fixed, secretsmanager = "d")]
        d: Document,
    }
    #[derive(Debug, Config)]
    struct Document {
        key: String,
    }
    let cost = Pinned::plan().refreshed(Duration::ZERO, 1_000);
    assert_eq!((cost.quotas(), cost.per_second(), cost.per_month()), (&[][..], 0.0, 0.0));
    assert_eq!(cost.to_string(), "refreshing Pinned asks for nothing\n");
}

#[test]
fn the_edges_are_numbers() {
    let none = App::plan().refreshed(Duration::ZERO, 0);
    assert_eq!(none.per_second(), 0.0);
    let always = App::plan().refreshed(Duration::ZERO, 1);
    assert_eq!(always.per_second(), f64::INFINITY);
    assert!(of(&always, "GetParameters").is_tight());
    assert!(always.to_string().contains("help: take a max_age of some minutes"), "{always}");
}

#[test]
fn a_quota_that_gets_tight_is_told_with_what_to_do() {
    insta::assert_snapshot!("few", App::plan().refreshed(5 * MINUTE, 1));
    insta::assert_snapshot!("many", App::plan().refreshed(MINUTE, 2_500));

    // The advice holds, and a minute less would not.
    let at = |minutes: u32| App::plan().refreshed(minutes * MINUTE, 2_500);
    assert!(at(1).to_string().contains("max_age of 6 min or more, put several parameters"));
    assert!(!of(&at(6), "GetParameters").is_tight());
    assert!(of(&at(5), "GetParameters").is_tight());
}
