//! One parameter and one secret, read by hand through the trimmed SDK before the first event.

#[macro_use]
#[path = "../../sdk-trimmed/src/client.rs"]
mod client;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{SharedHttpConnector, http_client_fn};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let connector = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring)).build();
    let connector = SharedHttpConnector::new(connector);
    let http = http_client_fn(move |_, _| connector.clone());
    let ssm = client!(aws_sdk_ssm, http.clone());
    let secrets = client!(aws_sdk_secretsmanager, http);
    let parameters =
        ssm.get_parameters().names("/prod/app/level").with_decryption(true).send().await?;
    let secret = secrets.get_secret_value().secret_id("prod/app/key").send().await?;
    let known = parameters.parameters().len() + secret.secret_string().map_or(0, str::len);
    let handler = service_fn(move |event: LambdaEvent<Value>| async move {
        Ok::<Value, Error>(json!({ "known": known, "event": event.payload }))
    });
    lambda_runtime::run(handler).await
}
