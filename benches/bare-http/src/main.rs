//! The extension with a client made for it: a few connections, each of which asks for one value after
//! the other, and of an answer only the value is read.

use std::env;
use std::error::Error;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use form_urlencoded::byte_serialize;
use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use scenario::{Scenario, TOKEN_HEADER};
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// As many as figleaf's.
const CONNECTIONS: usize = 6;

type Failure = Box<dyn Error + Send + Sync>;

/// What to ask for.
enum Asked {
    Parameter(String),
    Secret(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ParameterAnswer {
    parameter: Parameter,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SecretAnswer {
    secret_string: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let scenario = Scenario::from_args();
    let port: u16 = env::var("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT")?.parse()?;
    let token: Arc<str> = env::var("AWS_SESSION_TOKEN")?.into();
    let parameters = scenario.parameters.iter().cloned().map(Asked::Parameter);
    let secrets = scenario.secrets.iter().cloned().map(Asked::Secret);
    let queue = Arc::new(Mutex::new(parameters.chain(secrets).collect::<Vec<_>>()));

    let mut workers = JoinSet::new();
    for _ in 0..CONNECTIONS {
        workers.spawn(work(port, token.clone(), queue.clone()));
    }
    let mut values = Vec::new();
    while let Some(read) = workers.join_next().await {
        values.extend(read??);
    }
    scenario.check(values.iter().map(String::as_str));
    Ok(())
}

/// Asks on a connection of its own until nothing is left to ask for.
async fn work(
    port: u16,
    token: Arc<str>,
    queue: Arc<Mutex<Vec<Asked>>>,
) -> Result<Vec<String>, Failure> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut values = Vec::new();
    loop {
        // In a statement of its own, so that nothing is locked while the answer is awaited.
        let next = queue.lock().map_err(|_| "another one panicked")?.pop();
        let Some(asked) = next else { return Ok(values) };
        values.push(ask(&mut sender, &token, &asked).await?);
    }
}

async fn ask(
    sender: &mut SendRequest<Empty<Bytes>>,
    token: &str,
    asked: &Asked,
) -> Result<String, Failure> {
    let escaped = |name: &str| byte_serialize(name.as_bytes()).collect::<String>();
    let path = match asked {
        Asked::Parameter(name) => {
            format!("/systemsmanager/parameters/get?name={}&withDecryption=true", escaped(name))
        }
        Asked::Secret(name) => format!("/secretsmanager/get?secretId={}", escaped(name)),
    };
    let request = Request::get(path).header("host", "localhost").header(TOKEN_HEADER, token);
    let answer = sender.send_request(request.body(Empty::new())?).await?;
    let body = answer.into_body().collect().await?.to_bytes();
    Ok(match asked {
        Asked::Parameter(_) => serde_json::from_slice::<ParameterAnswer>(&body)?.parameter.value,
        Asked::Secret(_) => serde_json::from_slice::<SecretAnswer>(&body)?.secret_string,
    })
}
