//! The service: what it is configured by, its database, and its three pages.

mod config;
mod database;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{Router, get};
use figleaf::Live;
use serde_json::{Value, json};

pub use config::AppConfig;
use database::Connections;

#[derive(Clone)]
struct Service {
    config: Live<AppConfig>,
    connections: Connections,
}

/// The pages of the service.
pub fn app(config: Live<AppConfig>) -> Router {
    let connections = Connections::new(&config);
    Router::new()
        .route("/config", get(configuration))
        .route("/ready", get(ready))
        .route("/hello", get(hello))
        .with_state(Service { config, connections })
}

/// What the service runs with, and where each value came from. A `Secret` writes itself as `[REDACTED]`, and origins
/// have no value.
async fn configuration(State(service): State<Service>) -> Json<Value> {
    let Service { config, .. } = service;
    Json(json!({ "values": &*config.current(), "origins": config.origins() }))
}

/// For the load balancer: whether the configuration is young enough to go on with. While it is not, the service
/// works with what it has, and somebody must look.
async fn ready(State(service): State<Service>) -> (StatusCode, Json<Value>) {
    let health = service.config.health();
    let status = if health.is_stale { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    // Not the last error: it names secrets, and this page is for everybody. It is in the log.
    let told = json!({
        "age_in_seconds": health.age.as_secs(),
        "is_stale": health.is_stale,
        "failures": health.failures,
    });
    (status, Json(told))
}

/// Asks the database, also while its password is being rotated.
async fn hello(State(service): State<Service>) -> Result<String, StatusCode> {
    // One snapshot for the whole request: a swap in the middle of it changes nothing here.
    let config = service.config.current();
    let user = service.connections.user().await.map_err(|error| {
        eprintln!("the database does not answer: {error}");
        StatusCode::SERVICE_UNAVAILABLE
    })?;
    Ok(format!("{} from {user}\n", config.greeting))
}
