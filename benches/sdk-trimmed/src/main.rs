//! The SDK with nothing that a Lambda function does without: TLS by ring, one connector for both
//! services, region and credentials straight from Lambda's variables.

#[macro_use]
mod client;
#[path = "../../sdk-default/src/fetch.rs"]
mod fetch;

use std::error::Error;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{SharedHttpConnector, http_client_fn};
use scenario::Scenario;

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
