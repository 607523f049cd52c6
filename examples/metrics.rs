//! Metrics of loads and refreshes in CloudWatch's embedded metric format: a line of JSON for each, on stdout.
//!
//! ```sh
//! cargo run --example metrics
//! ```
//!
//! In a Lambda function that is all: CloudWatch makes the metrics of the log. Elsewhere the log has to reach
//! CloudWatch Logs, by the `awslogs` driver of ECS or the CloudWatch agent for instance. Here a source in memory
//! stands in for AWS, and is throttled once.

use std::time::{SystemTime, UNIX_EPOCH};

use figleaf::source::{Failure, Memory};
use figleaf::{Config, LoadSummary};
use serde_json::json;

#[derive(Config)]
#[config(prefix = "/{env}/myapp")]
struct AppConfig {
    log_level: String,
}

/// Of each load or refresh how long it took and what it asked, by the struct and how it ended.
pub fn metrics(done: &LoadSummary) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let metric = |name: &str, unit: &str| json!({ "Name": name, "Unit": unit });
    json!({
        "_aws": {
            "Timestamp": now.as_millis() as u64,
            "CloudWatchMetrics": [{
                "Namespace": "figleaf",
                // Each pair is a metric of its own, and is paid for.
                "Dimensions": [["config", "outcome"]],
                "Metrics": [
                    metric("duration", "Milliseconds"),
                    metric("requests", "Count"),
                    metric("retries", "Count"),
                    metric("throttled", "Count"),
                    metric("age", "Seconds"),
                ],
            }],
        },
        "config": done.config(),
        "outcome": done.outcome().as_str(),
        "duration": done.duration().as_secs_f64() * 1_000.0,
        "requests": done.requests(),
        "retries": done.retries(),
        "throttled": done.throttled(),
        "age": done.age().unwrap_or_default().as_secs(),
        // Not metrics: what a person looks at when one of them is high.
        "environment": done.environment(),
        "is_refresh": done.is_refresh(),
        "problems": done.error().map(|error| error.problems().len()),
    })
    .to_string()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), figleaf::Error> {
    let parameters = Memory::new("ssm").with("/prod/myapp/log-level", "info");
    let store = parameters.handle();
    let loader = AppConfig::loader()
        .environment("prod")
        .source(parameters)
        .on_load(|done| println!("{}", metrics(done)));
    let config = loader.live().load_owned().await?;

    store.fail_all(Failure::throttled("too many requests"));
    drop(config.refresh_now().await);
    store.recover();
    config.refresh_now().await?;
    eprintln!("log level: {}", config.current().log_level);
    Ok(())
}
