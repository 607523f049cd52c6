//! The SDK with nothing that a Lambda function does without: TLS by ring, one connector for both
//! services, region and credentials straight from Lambda's variables.

#[path = "../../sdk-default/src/fetch.rs"]
mod fetch;

use std::env;
use std::error::Error;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{SharedHttpConnector, http_client_fn};
use scenario::Scenario;

/// Both crates have types of their own for the same settings.
macro_rules! client {
    ($sdk:ident, $http:expr) => {{
        use $sdk::config::{BehaviorVersion, Builder, Credentials, Region};
        let credentials = Credentials::new(
            env::var("AWS_ACCESS_KEY_ID")?,
            env::var("AWS_SECRET_ACCESS_KEY")?,
            env::var("AWS_SESSION_TOKEN").ok(),
            None,
            "environment",
        );
        let config = Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(env::var("AWS_REGION")?))
            .credentials_provider(credentials)
            .http_client($http);
        let config = match env::var("AWS_ENDPOINT_URL") {
            Ok(url) => config.endpoint_url(url),
            Err(_) => config,
        };
        $sdk::Client::from_conf(config.build())
    }};
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let scenario = Scenario::from_args();
    let connector = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring)).build();
    let connector = SharedHttpConnector::new(connector);
    // The SDK's own HTTP client builds a connector for each setting of timeouts.
    let http = http_client_fn(move |_, _| connector.clone());
    let ssm = client!(aws_sdk_ssm, http.clone());
    let secrets_manager = client!(aws_sdk_secretsmanager, http);
    let values = fetch::fetch(&ssm, &secrets_manager, &scenario).await?;
    scenario.check(values.iter().map(String::as_str));
    Ok(())
}
