//! A server in a Lambda function, behind `lambda_http` or the Web Adapter: nothing refreshes in the background, so that
//! each request does it when it is due.

mod support;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{Router, get};
use figleaf::source::Memory;
use figleaf::{Config, Live, WallClock};
use service::AppConfig;

/// Gives each request one snapshot, after a refresh if one is due.
async fn fresh(
    State(config): State<Live<AppConfig>>,
    mut request: Request,
    next: Next,
) -> Response {
    let Ok(now) = config.fresh().await else {
        // With .fail_when_stale() alone.
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    request.extensions_mut().insert(now);
    next.run(request).await
}

async fn greet(Extension(config): Extension<Arc<AppConfig>>) -> String {
    config.greeting.clone()
}

fn app(config: Live<AppConfig>) -> Router {
    Router::new().route("/", get(greet)).layer(from_fn_with_state(config, fresh))
}

const DATABASE: &str = r#"{"host":"db.internal","username":"shop","password":"hunter2!"}"#;

#[tokio::test]
async fn a_request_after_a_freeze_sees_new_values() {
    let parameters = Memory::new("ssm").with("/test/shop/greeting", "hello");
    let store = parameters.handle();
    let clock = WallClock::system();
    let loader = AppConfig::loader()
        .environment("test")
        // As in a function, where no task runs in the background.
        .env_vars([("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")])
        .source(Memory::new("secretsmanager").with("test/shop/database", DATABASE))
        .source(parameters);
    let config = loader.live().wall_clock(clock.clone()).load_owned().await.unwrap();
    let app = app(config);

    store.set("/test/shop/greeting", "good day");
    assert_eq!(support::get(&app, "/").await.1, "hello");
    clock.advance(Duration::from_secs(5 * 60));
    assert_eq!(support::get(&app, "/").await.1, "good day");
}
