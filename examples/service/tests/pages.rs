//! What the service shows of itself, and that no secret is in it.

mod support;

use std::time::Duration;

use axum::http::StatusCode;
use figleaf::Config;
use figleaf::source::{Failure, Memory};
use serde_json::{Value, json};
use service::{AppConfig, app};
use support::get;

const DATABASE: &str = r#"{"host":"db.internal","username":"shop","password":"hunter2!"}"#;

fn secrets() -> Memory {
    Memory::new("secretsmanager").with("test/shop/database", DATABASE)
}

fn loader() -> figleaf::Loader<AppConfig> {
    AppConfig::loader().environment("test").env_vars([("SHOP_GREETING", "hi")])
}

#[tokio::test]
async fn the_configuration_is_shown_without_its_secrets() {
    let parameters = Memory::new("ssm").with("/test/shop/payment-key", "sk_hunter2");
    let live = loader().source(secrets()).source(parameters).live();
    let app = app(live.load_owned().await.unwrap());
    let (status, told) = get(&app, "/config").await;
    assert_eq!(status, StatusCode::OK);
    assert!(!told.contains("hunter2"), "{told}");

    let shown: Value = serde_json::from_str(&told).unwrap();
    let values = &shown["values"];
    assert_eq!((&values["greeting"], &values["database"]["port"]), (&json!("hi"), &json!(5432)));
    assert_eq!(values["database"]["password"], json!("[REDACTED]"));
    assert_eq!(values["payment_key"], json!("[REDACTED]"));

    let origins = &shown["origins"];
    assert_eq!(origins["greeting"], json!({ "from": "SHOP_GREETING", "layer": "variable" }));
    assert_eq!(origins["listen"], json!({ "from": "default", "layer": "default" }));
    for (path, from) in [
        ("database.password", "secretsmanager:test/shop/database#password"),
        ("payment_key", "ssm:/test/shop/payment-key"),
    ] {
        assert_eq!(origins[path], json!({ "from": from, "layer": "store" }));
    }
}

#[tokio::test]
async fn a_secret_that_is_not_set_is_told_as_such() {
    let live = loader().source(secrets()).source(Memory::new("ssm")).live();
    let app = app(live.load_owned().await.unwrap());
    let shown: Value = serde_json::from_str(&get(&app, "/config").await.1).unwrap();
    assert_eq!(shown["values"]["payment_key"], Value::Null);
    assert_eq!(shown["origins"]["payment_key"], json!({ "from": "nowhere", "layer": "absent" }));
}

#[tokio::test]
async fn it_is_ready_until_what_it_has_is_stale() {
    let secrets = secrets();
    let store = secrets.handle();
    let live = loader().source(secrets).source(Memory::new("ssm")).live();
    let config = live.stale_for(Duration::ZERO).load_owned().await.unwrap();
    let app = app(config.clone());

    store.fail_all(Failure::unavailable("for a test"));
    config.refresh_now().await.unwrap_err();
    let (status, told) = get(&app, "/ready").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(told.contains(r#""failures":1"#) && !told.contains("test/shop/database"), "{told}");

    store.recover();
    config.refresh_now().await.unwrap();
    assert!(get(&app, "/ready").await.1.contains(r#""failures":0"#));
}
