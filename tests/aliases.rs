//! `alias`: older names that are still read.

#![cfg(all(feature = "derive", feature = "secretsmanager", feature = "ssm"))]
#![allow(dead_code, reason = "some structs here only fail to load")]

mod support;

use std::collections::BTreeMap;

use ::tracing::Level;
use ::tracing::subscriber::with_default;
use figleaf::source::{Failure, Memory};
use figleaf::{Code, Config, Loader, Secret};
use support::moto::{self, ParameterType};
use support::tracing::{Event, Recorder};

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct App {
    #[config(alias = "api-token", alias = "/old/{env}/token")]
    api_key: Secret,
    #[config(secretsmanager = "{env}/mail", alias = "{env}/smtp")]
    mail: Secret,
    #[config(secretsmanager = "{env}/login", key = "user", alias = "username")]
    user: String,
    #[config(env = "LOG_LEVEL", alias = ["LOGLEVEL", "RUST_LOG"])]
    level: String,
    #[config(nested, secretsmanager = "{env}/database")]
    database: Database,
    #[config(by_path, alias = "switches")]
    flags: BTreeMap<String, bool>,
}

#[derive(Debug, Config)]
struct Database {
    #[config(alias = "hostname")]
    host: String,
}

fn ssm() -> Memory {
    Memory::new("ssm").with("/prod/app/flags/a", "true")
}

fn secrets() -> Memory {
    Memory::new("secretsmanager")
        .with("prod/mail", "hunter2")
        .with("prod/login", r#"{"user":"ada"}"#)
        .with("prod/database", r#"{"host":"db"}"#)
}

fn loader(ssm: Memory, secrets: Memory) -> Loader<App> {
    let loader = App::loader().environment("prod").env_vars([("LOG_LEVEL", "info")]);
    loader.source(ssm).source(secrets)
}

/// Loads, and tells the warnings.
fn warnings<T: Config>(loader: Loader<T>) -> (T, Vec<Event>) {
    let recorder = Recorder::for_target("figleaf");
    let config = with_default(recorder.subscriber(), || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(loader.load_owned()).unwrap()
    });
    assert!(!recorder.text().contains("hunter"));
    let events = recorder.events().into_iter();
    (config, events.filter(|event| event.level == Level::WARN).collect())
}

#[test]
fn the_new_name_wins_and_says_nothing() {
    let ssm = ssm()
        .with("/prod/app/api-key", "hunter-new")
        .with("/prod/app/api-token", "hunter-old")
        .with("/prod/app/switches/b", "true");
    let (app, warnings) = warnings(loader(ssm, secrets().with("prod/smtp", "hunter-old")));
    assert_eq!(app.api_key.expose_secret(), "hunter-new");
    assert_eq!(app.mail.expose_secret(), "hunter2");
    assert_eq!(app.flags.keys().collect::<Vec<_>>(), ["a"]);
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn an_older_name_is_read_with_one_warning_that_names_both() {
    let ssm = Memory::new("ssm")
        .with("/old/prod/token", "hunter-oldest")
        .with("/prod/app/switches/b", "true");
    let secrets = Memory::new("secretsmanager")
        .with("prod/smtp", "hunter2")
        .with("prod/login", r#"{"username":"ada"}"#)
        .with("prod/database", r#"{"hostname":"db"}"#);
    let loader = loader(ssm, secrets).env_vars([("RUST_LOG", "debug"), ("LOGLEVEL", "info")]);
    let (app, warnings) = warnings(loader);
    assert_eq!(app.api_key.expose_secret(), "hunter-oldest");
    assert_eq!((app.user.as_str(), app.database.host.as_str()), ("ada", "db"));
    assert_eq!(app.level, "info", "the first alias counts");
    assert_eq!(app.flags.keys().collect::<Vec<_>>(), ["b"]);
    let told: Vec<String> = warnings
        .iter()
        .map(|event| {
            format!("{}: {} -> {}", event.fields["field"], event.fields["old"], event.fields["new"])
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_variable_has_the_older_name_too() {
    let loader = loader(ssm(), secrets());
    let variables = [("APP_API_TOKEN", "hunter-old"), ("LOG_LEVEL", "info")];
    let (app, warnings) = warnings(loader.env_vars(variables));
    assert_eq!(app.api_key.expose_secret(), "hunter-old");
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].fields["old"], "APP_API_TOKEN");
    assert_eq!(warnings[0].fields["new"], "APP_API_KEY");
}

#[test]
fn an_older_variable_below_a_provider_is_not_read() {
    let loader = loader(ssm(), secrets())
        .env_vars([("APP_API_TOKEN", "hunter-old"), ("LOG_LEVEL", "info")])
        .merge(figleaf::figment::providers::Serialized::default("api_key", "hunter-given"));
    let (app, warnings) = warnings(loader);
    assert_eq!(app.api_key.expose_secret(), "hunter-given");
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn a_name_that_could_not_be_read_is_not_looked_for_elsewhere() {
    let ssm = ssm()
        .with_failure("/prod/app/api-key", Failure::denied(""))
        .with("/prod/app/api-token", "hunter-old");
    let error = loader(ssm, secrets()).load_owned_blocking().unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert_eq!((problem.path(), problem.code()), ("api_key", Code::Denied));
    assert!(problem.message().contains("ssm:/prod/app/api-key"), "{error}");
}

#[test]
fn an_older_name_that_could_not_be_read_is_told_as_such() {
    let ssm = ssm().with_failure("/prod/app/api-token", Failure::denied(""));
    let error = loader(ssm, secrets()).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error);
}

#[test]
fn missing_tells_every_name() {
    let loader = loader(Memory::new("ssm"), Memory::new("secretsmanager"));
    let error = loader.no_env_vars().load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error);
}

#[tokio::test]
async fn older_names_are_asked_in_the_same_wave() {
    #[derive(Debug, Config)]
    #[config(prefix = "/app")]
    struct Two {
        #[config(alias = "old-one", alias = "older-one")]
        one: String,
        #[config(alias = "old-two")]
        two: String,
    }
    let aws = moto::account();
    aws.put_parameter("/app/older-one", ParameterType::String, "1").await;
    aws.put_parameter("/app/two", ParameterType::String, "2").await;
    let two = Two::loader().sdk_config(&aws.sdk_config()).load_owned().await.unwrap();
    assert_eq!((two.one.as_str(), two.two.as_str()), ("1", "2"));
    assert_eq!(aws.requests(), ["AmazonSSM.GetParameters"]);
}
