//! The values of `examples/lambda.rs`, read by hand with the libraries that `direct` is made of.
//!
//! No environment variables but Lambda's, one error, no retry, no deadline, no report: what figleaf is for.

mod connection;
mod sign;

use std::env;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request as HttpRequest, Uri};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use validator::Validate;

use connection::Connector;

#[derive(Debug, Validate)]
struct AppConfig {
    #[validate(length(min = 1, max = 40))]
    greeting: String,
    #[validate(length(min = 8))]
    api_key: String,
    #[validate(nested)]
    database: Database,
}

#[derive(Debug, Deserialize, Validate)]
struct Database {
    host: String,
    #[validate(range(min = 1))]
    port: u16,
    password: String,
}

#[derive(Deserialize)]
struct Request {
    name: String,
}

#[derive(Serialize)]
struct Response {
    greeting: String,
    database: String,
    password: usize,
}

/// Asks one service.
async fn call(
    connector: &Connector,
    service: &'static str,
    target: &str,
    body: Value,
) -> Result<Value, Error> {
    let region = env::var("AWS_REGION")?;
    let url: Uri = format!("https://{service}.{region}.amazonaws.com/").parse()?;
    let body = Bytes::from(body.to_string());
    let host = url.host().unwrap_or_default().to_owned();
    let headers = [
        ("host", host.as_str()),
        ("content-type", "application/x-amz-json-1.1"),
        ("x-amz-target", target),
    ];
    let signed = sign::sign(service, &region, &url, &headers, &body)?;
    let mut request = HttpRequest::post("/");
    for (name, value) in headers
        .into_iter()
        .chain(signed.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    {
        request = request.header(name, value);
    }
    let mut sender = connector.open(&url).await?;
    let answer = sender.send_request(request.body(Full::new(body))?).await?;
    let status = answer.status();
    let body = answer.into_body().collect().await?.to_bytes();
    if !status.is_success() {
        return Err(format!("{target}: {status}").into());
    }
    Ok(serde_json::from_slice(&body)?)
}

async fn load() -> Result<AppConfig, Error> {
    let connector = Connector::new()?;
    let environment = env::var("ENVIRONMENT")?;
    let name = |field: &str| format!("/{environment}/greeter/{field}");
    let names = [name("greeting"), name("api-key")];
    let parameters = json!({ "Names": names, "WithDecryption": true });
    let secret = json!({ "SecretId": format!("{environment}/greeter/database") });
    let parameters = call(&connector, "ssm", "AmazonSSM.GetParameters", parameters).await?;
    let secret =
        call(&connector, "secretsmanager", "secretsmanager.GetSecretValue", secret).await?;
    let of = |name: &str| {
        let all = parameters["Parameters"].as_array()?;
        let parameter = all.iter().find(|parameter| parameter["Name"] == name)?;
        Some(parameter["Value"].as_str()?.to_owned())
    };
    let config = AppConfig {
        greeting: of(&names[0]).ok_or("no greeting")?,
        api_key: of(&names[1]).ok_or("no key")?,
        database: serde_json::from_str(secret["SecretString"].as_str().ok_or("no secret")?)?,
    };
    config.validate()?;
    Ok(config)
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let config: &'static AppConfig = Box::leak(Box::new(load().await?));
    let handler = move |event: LambdaEvent<Request>| async move {
        Ok::<_, Error>(Response {
            greeting: format!("{}, {}! {config:?}", config.greeting, event.payload.name),
            database: format!("{}:{}", config.database.host, config.database.port),
            password: config.database.password.len() + config.api_key.len(),
        })
    };
    lambda_runtime::run(service_fn(handler)).await
}
