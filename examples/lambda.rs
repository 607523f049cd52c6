//! A Lambda function that loads its configuration in the INIT phase, through figleaf's own client.
//!
//! `scripts/lambda-local.sh` runs it on this machine. See docs/lambda.md.

use figleaf::{Config, Secret};
use lambda_runtime::{Error, LambdaEvent};
use serde::{Deserialize, Serialize};
use validator::Validate;

#[derive(Debug, Config, Validate)]
#[config(prefix = "/{env}/greeter", env_prefix = "GREETER")]
struct AppConfig {
    /// The parameter /prod/greeter/greeting.
    #[validate(length(min = 1, max = 40))]
    greeting: String,

    /// A SecureString.
    #[validate(length(min = 8))]
    api_key: Secret<String>,

    #[config(nested, secretsmanager = "{env}/greeter/database")]
    database: Database,
}

#[derive(Debug, Config, Validate)]
struct Database {
    host: String,
    #[validate(range(min = 1))]
    port: u16,
    password: Secret<String>,
}

#[derive(Deserialize)]
struct Request {
    name: String,
}

#[derive(Serialize)]
struct Response {
    greeting: String,
    database: String,
    /// Characters of the password, for a look from outside.
    password: usize,
    /// What a log would show of the configuration.
    configuration: String,
}

async fn handler(
    config: &'static AppConfig,
    event: LambdaEvent<Request>,
) -> Result<Response, Error> {
    Ok(Response {
        greeting: format!("{}, {}!", config.greeting, event.payload.name),
        database: format!("{}:{}", config.database.host, config.database.port),
        password: config.database.password.expose_secret().len(),
        configuration: format!("{config:?}"),
    })
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    // INIT: a configuration that is wrong ends the cold start here and says why.
    AppConfig::load_or_exit().await;
    figleaf::lambda::run(handler).await
}
