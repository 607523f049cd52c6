//! What a load tells to `tracing`: names and numbers, never values.

#![cfg(all(feature = "derive", feature = "local", feature = "secretsmanager", feature = "ssm"))]
#![allow(dead_code, reason = "many structs here only fail to load")]

mod support;

use ::tracing::subscriber::with_default;
use figleaf::source::{Fetched, Memory};
use figleaf::{Config, Secret};
use support::moto::{self, ParameterType};
use support::tracing::{Event, Recorder};

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct App {
    api_key: Secret,
    name: String,
    #[config(default = "info")]
    level: String,
    note: Option<String>,
    #[config(secretsmanager = "{env}/login", key = "user")]
    user: String,
}

fn of_level<'e>(events: &'e [Event], level: &str) -> Vec<&'e Event> {
    events.iter().filter(|event| event.level.to_string() == level).collect()
}

#[test]
fn one_info_event_at_the_end() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let aws = moto::account();
    runtime.block_on(async {
        aws.put_parameter("/prod/app/api-key", ParameterType::SecureString, "hunter2").await;
        aws.put_secret("prod/login", r#"{"user":"hunter3"}"#).await;
    });
    let recorder = Recorder::for_target("figleaf");
    with_default(recorder.subscriber(), || {
        let loader = App::loader().environment("prod").env_vars([("APP_NAME", "hunter4")]);
        runtime.block_on(loader.sdk_config(&aws.sdk_config()).load_owned()).unwrap();
    });
    let events = recorder.events();
    let info = of_level(&events, "INFO");
    assert_eq!(info.len(), 1, "{events:?}");
    assert_eq!(info[0].message, "configuration loaded");
    let field = |name: &str| info[0].fields.get(name).map(String::as_str);
    assert_eq!(field("environment"), Some("prod"));
    assert_eq!(field("values"), Some("absent=1 default=1 env=1 secretsmanager=1 ssm=1"));
    assert_eq!(field("requests"), Some("2"));
    assert!(field("ms").is_some_and(|ms| ms.parse::<u64>().is_ok()));
    assert!(info[0].spans.iter().any(|span| span.contains("load")), "{:?}", info[0].spans);
    let text = recorder.text();
    assert!(text.contains("/prod/app/api-key") && text.contains("prod/login"));
    assert!(!text.contains("hunter"), "{text}");
}

#[test]
fn one_info_event_when_it_fails() {
    let recorder = Recorder::for_target("figleaf");
    with_default(recorder.subscriber(), || {
        let sources = App::loader().environment("prod").source(Memory::new("ssm"));
        let _ = sources.source(Memory::new("secretsmanager")).load_owned_blocking().unwrap_err();
    });
    let events = recorder.events();
    let info = of_level(&events, "INFO");
    assert_eq!(info.len(), 1);
    assert_eq!(info[0].message, "configuration not loaded");
    assert_eq!(info[0].fields.get("problems").map(String::as_str), Some("3"));
}

/// A SecureString in a field that prints: one warning, unless the field says that it is no secret.
#[test]
fn a_secure_string_that_could_be_printed() {
    #[derive(Debug, Config)]
    #[config(prefix = "/app")]
    struct Printed {
        plain: String,
        hidden: Secret,
        #[config(sensitive = false)]
        allowed: String,
        not_encrypted: String,
    }
    let encrypted = || Fetched::text("hunter2").encrypted();
    let memory = Memory::new("ssm")
        .with_fetched("/app/plain", encrypted())
        .with_fetched("/app/hidden", encrypted())
        .with_fetched("/app/allowed", encrypted())
        .with("/app/not-encrypted", "hunter2");
    let recorder = Recorder::for_target("figleaf");
    with_default(recorder.subscriber(), || {
        let printed = Printed::loader().source(memory).load_owned_blocking().unwrap();
        assert_eq!(printed.plain.len() + printed.allowed.len() + printed.not_encrypted.len(), 21);
        assert_eq!(printed.hidden.expose_secret(), "hunter2");
    });
    let events = recorder.events();
    let warnings = of_level(&events, "WARN");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].fields.get("fields").map(String::as_str), Some("plain"));
    assert_eq!(warnings[0].fields.get("parameter").map(String::as_str), Some("/app/plain"));
    assert!(!recorder.text().contains("hunter2"));
}

/// Inside a runtime a blocking load runs on another thread, which has neither by itself.
#[test]
fn a_blocking_load_keeps_the_subscriber_and_the_span() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let recorder = Recorder::new();
    with_default(recorder.subscriber(), || {
        let _inside = runtime.enter();
        ::tracing::info_span!("start").in_scope(|| {
            let sources = App::loader().environment("prod").source(Memory::new("ssm"));
            let _ =
                sources.source(Memory::new("secretsmanager")).load_owned_blocking().unwrap_err();
        });
    });
    let events = recorder.events();
    let ended = events.iter().find(|event| event.message == "configuration not loaded").unwrap();
    assert_eq!(ended.spans, ["start", "load"]);
}
