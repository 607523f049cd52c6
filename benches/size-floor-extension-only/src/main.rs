//! The values of `examples/lambda_extension_only.rs`, read by hand from the extension on each invocation.
//!
//! One error, no retry while the extension starts, no report: what figleaf is for.

use std::env;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};
use tokio::net::TcpStream;

async fn get(path: &str) -> Result<Value, Error> {
    let stream = TcpStream::connect(("127.0.0.1", 2773)).await?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = Request::get(path)
        .header("host", "127.0.0.1:2773")
        .header("x-aws-parameters-secrets-token", env::var("AWS_SESSION_TOKEN")?)
        .body(Empty::<Bytes>::new())?;
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    let body = answer.into_body().collect().await?.to_bytes();
    if !status.is_success() {
        return Err(format!("{path}: {status}").into());
    }
    Ok(serde_json::from_slice(&body)?)
}

async fn handler(_: LambdaEvent<Value>) -> Result<Value, Error> {
    let environment = env::var("ENVIRONMENT")?;
    let parameter = format!(
        "/systemsmanager/parameters/get?name=%2F{environment}%2Fgreeter%2Fgreeting&withDecryption=true"
    );
    let secret = format!("/secretsmanager/get?secretId={environment}%2Fgreeter%2Ftoken");
    let (parameter, secret) = (get(&parameter).await?, get(&secret).await?);
    Ok(json!({
        "greeting": parameter["Parameter"]["Value"],
        "token": secret["SecretString"].as_str().map(str::len),
    }))
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(handler)).await
}
