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
    assert_eq!(shown["greeting"], json!({ "value": "hi", "origin": "SHOP_GREETING" }));
    assert_eq!(shown["listen"], json!({ "value": "127.0.0.1:3000", "origin": "default" }));
    assert_eq!(shown["database.port"], json!({ "value": 5432, "origin": "default" }));
    let host = "secretsmanager:test/shop/database#host";
    assert_eq!(shown["database.host"], json!({ "value": "db.internal", "origin": host }));
    for (path, origin) in [
        ("database.password", "secretsmanager:test/shop/database#password"),
        ("payment_key", "ssm:/test/shop/payment-key"),
    ] {
        let expected = json!({ "is_set": true, "origin": origin, "age_in_seconds": 0 });
        assert_eq!(shown[path], expected);
    }
}

#[tokio::test]
async fn a_secret_that_is_not_set_is_told_as_such() {
    let live = loader().source(secrets()).source(Memory::new("ssm")).live();
    let app = app(live.load_owned().await.unwrap());
    let shown: Value = serde_json::from_str(&get(&app, "/config").await.1).unwrap();
    let expected = json!({ "is_set": false, "origin": "nowhere", "age_in_seconds": 0 });
    assert_eq!(shown["payment_key"], expected);
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
