//! A service that goes on while its secrets rotate, on a local store in the place of AWS:
//!
//! ```sh
//! FIGLEAF_LOCAL=examples/service/local.toml cargo run -p service
//! curl localhost:3000/config
//! curl localhost:3000/ready
//! curl localhost:3000/hello
//! ```
//!
//! The first two answer at once; change `local.toml`, and within some seconds so does what they show. The last
//! one needs the PostgreSQL that `local.toml` names. `tests/rotation.rs` has one of its own.

use std::time::Duration;

use figleaf::Config;
use service::{AppConfig, app};

/// A file costs nothing to read. Against AWS five minutes, the default, are right: `AppConfig::plan().refreshed(…)`
/// tells what less of it costs.
const MAX_AGE: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let config = match std::env::var_os("FIGLEAF_LOCAL") {
        Some(_) => AppConfig::loader().live().max_age(MAX_AGE).load_or_exit().await,
        None => AppConfig::live_or_exit().await,
    };
    let listener = tokio::net::TcpListener::bind(config.current().listen).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app(config)).await
}
