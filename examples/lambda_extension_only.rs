//! A Lambda function without the AWS SDK: the smallest binary, its values come from the Parameters and
//! Secrets Lambda Extension on the first invocation.
//!
//! ```sh
//! cargo build --release --example lambda_extension_only \
//!     --no-default-features --features derive,extension,lambda
//! ```

use figleaf::{Config, Secret};
use lambda_runtime::{Error, LambdaEvent};
use serde_json::{Value, json};

#[derive(Debug, Config)]
#[config(prefix = "/{env}/greeter", env_prefix = "GREETER")]
struct AppConfig {
    /// The parameter /prod/greeter/greeting.
    greeting: String,

    /// The secret prod/greeter/token.
    #[config(secretsmanager = "{env}/greeter/token")]
    token: Secret<String>,
}

async fn handler(config: &'static AppConfig, _: LambdaEvent<Value>) -> Result<Value, Error> {
    Ok(json!({
        "greeting": config.greeting,
        "token": config.token.expose_secret().len(), // characters, for a look from outside
        "configuration": format!("{config:?}"),
    }))
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    // No load() here: before the first invocation the extension does not answer.
    figleaf::lambda::run(handler).await
}
