//! The main job on a local store: `cargo run -p quickstart`.
//!
//! Try what the report says: `MYAPP_API_KEY=short LOG_LEVEL=loud cargo run -p quickstart`.

pub mod config;

use config::AppConfig;
use figleaf::Config;

#[tokio::main]
async fn main() -> Result<(), figleaf::Error> {
    // Against AWS this is `AppConfig::load().await?`, and `AppConfig::get()` anywhere else.
    let (config, origins) = AppConfig::loader()
        .local(concat!(env!("CARGO_MANIFEST_DIR"), "/quickstart.toml"))
        .load_owned_with_origins()
        .await?;

    println!("{config:#?}\n");
    println!("{origins}");
    println!("connecting to {}:{}", config.database.host, config.database.port);
    println!(
        "flags: {} for {}",
        config.feature_flags.new_checkout,
        config.feature_flags.beta_users.join(", ")
    );
    Ok(())
}
