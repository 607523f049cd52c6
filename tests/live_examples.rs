//! What docs/live.md shows, as programs and tests that are compiled and, where they need no AWS, run.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "some of it is only compiled")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use figleaf::source::Memory;
use figleaf::{Config, Error, Live, Secret};
use validator::{Validate, ValidationError};

#[derive(Debug, Config, Validate)]
#[config(prefix = "/{env}/shop")]
#[validate(schema(function = one_cluster))]
struct AppConfig {
    greeting: String,
    #[config(default = "a")]
    cluster: String,
    #[config(nested, secretsmanager = "{env}/shop/database")]
    database: Database,
}

#[derive(Debug, Config, Validate)]
struct Database {
    #[config(default = "a")]
    cluster: String,
    host: String,
    password: Secret,
}

// The new host of one store and the old password of the other are refused together.
fn one_cluster(config: &AppConfig) -> Result<(), ValidationError> {
    if config.cluster == config.database.cluster {
        return Ok(());
    }
    Err(ValidationError::new("cluster").with_message("must be that of the database".into()))
}

async fn start() -> Result<(), Error> {
    let config = AppConfig::live().await?; // Live<AppConfig>: loaded as load() does, then kept fresh
    let now = config.current(); // Arc<AppConfig>: one consistent snapshot; it never waits
    println!("{} on {}", now.greeting, now.database.host);
    Ok(())
}

async fn with_settings() -> Result<Live<AppConfig>, Error> {
    let config = AppConfig::loader()
        .timeout(Duration::from_secs(3))
        .live()
        .max_age(Duration::from_secs(60)) // how old values may become: 5 minutes by default
        .stale_for(Duration::from_secs(15 * 60)) // when that is too old: 1 hour by default
        .load()
        .await?;
    Ok(config)
}

fn watch(config: &Live<AppConfig>) -> tokio::task::JoinHandle<()> {
    let mut changes = config.changes();
    tokio::spawn(async move {
        while let Some(change) = changes.next().await {
            println!("changed: {}", change.fields); // such as database.password, and no value
        }
    })
}

#[cfg(feature = "lambda")]
mod on_lambda {
    use lambda_runtime::LambdaEvent;
    use serde_json::{Value, json};

    use super::*;

    async fn handler(
        config: Arc<AppConfig>, // one snapshot for the whole invocation
        _event: LambdaEvent<Value>,
    ) -> Result<Value, lambda_runtime::Error> {
        Ok(json!({ "greeting": config.greeting }))
    }

    async fn run() -> Result<(), lambda_runtime::Error> {
        AppConfig::live_or_exit().await;
        figleaf::lambda::run(handler).await
    }
}

fn document(password: &str) -> String {
    format!(r#"{{"host":"db","password":"{password}"}}"#)
}

#[tokio::test(start_paused = true)]
async fn a_new_password_is_there_after_five_minutes() {
    let secrets = Memory::new("secretsmanager").with("test/shop/database", document("first"));
    let parameters = Memory::new("ssm").with("/test/shop/greeting", "hello");
    let store = secrets.handle();
    let loader = AppConfig::loader().environment("test").source(secrets).source(parameters);
    let config = loader.live().load_owned().await.unwrap();

    store.set("test/shop/database", document("second"));
    tokio::time::advance(Duration::from_secs(5 * 60)).await;
    let now = config.fresh().await.unwrap();
    assert_eq!(now.database.password.expose_secret(), "second");
    assert_eq!(store.requests(), 2);
}

/// A part of a program that follows the configuration.
struct Banner(Arc<Mutex<String>>);

impl Banner {
    fn new(config: &Live<AppConfig>) -> Self {
        let text = Arc::<Mutex<String>>::default();
        let shown = text.clone();
        config.on("greeting", move |config| *shown.lock().unwrap() = config.greeting.clone());
        Self(text)
    }
}

fn example(greeting: &str) -> AppConfig {
    AppConfig {
        greeting: greeting.to_owned(),
        cluster: "a".to_owned(),
        database: Database {
            cluster: "a".to_owned(),
            host: "db".to_owned(),
            password: Secret::new("hunter2".to_owned()),
        },
    }
}

#[test]
fn the_banner_follows() {
    let config = Live::of(example("hello"));
    let banner = Banner::new(&config);
    config.set(example("good day"), &["greeting"]);
    assert_eq!(*banner.0.lock().unwrap(), "good day");
}

#[tokio::test]
async fn a_change_is_told() {
    let config = Live::of(example("hello"));
    let watcher = watch(&config);
    config.set(example("good day"), &["greeting"]);
    drop(config);
    watcher.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_mixture_of_two_stores_is_refused() {
    let database = |cluster| format!(r#"{{"cluster":"{cluster}","host":"db","password":"p"}}"#);
    let secrets = Memory::new("secretsmanager").with("test/shop/database", database("a"));
    let parameters = Memory::new("ssm").with("/test/shop/greeting", "hello");
    let (vault, store) = (secrets.handle(), parameters.handle());
    let loader = AppConfig::loader().environment("test").source(secrets).source(parameters);
    let config = loader.live().load_owned().await.unwrap();
    vault.set("test/shop/database", database("b"));
    config.refresh_now().await.unwrap_err();
    assert_eq!(config.current().database.cluster, "a");
    store.set("/test/shop/cluster", "b");
    config.refresh_now().await.unwrap();
    assert_eq!(config.current().database.cluster, "b");
}

#[test]
fn what_it_costs() {
    let cost = AppConfig::plan().refreshed(Duration::from_secs(5 * 60), 1_000);
    println!("{cost}");
    let page = include_str!("../docs/live.md");
    for line in cost.to_string().lines() {
        assert!(page.contains(line), "docs/live.md does not have: {line}");
    }
}
