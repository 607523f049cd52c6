//! The Runtime API. What breaks its rules is a complaint, because `lambda_runtime` keeps to them.

use super::super::aws::REGION;
use super::Shared;
use super::http::{self, Request};
use super::sandbox::Report;
use serde_json::{Value, json};
use std::io;
use std::sync::Arc;
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;

const TRACE_ID: &str = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";

pub async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let (stream, _) = listener.accept().await.expect("the Runtime API can accept connections");
        shared.spawn(&Handle::current(), converse(stream, Arc::clone(&shared)));
    }
}

/// Answers one connection's requests until the function closes it.
async fn converse(stream: TcpStream, shared: Arc<Shared>) {
    let mut stream = BufReader::new(stream);
    loop {
        let request = match http::read_request(&mut stream).await {
            Ok(Some(request)) => request,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return shared.complain(format!("the Runtime API got {error}"));
            }
            // A function that ends in the middle of a request.
            Ok(None) | Err(_) => return,
        };
        let path = request.path.strip_prefix("/2018-06-01/runtime/").unwrap_or_default();
        let answered = match (&*request.method, path) {
            ("GET", "invocation/next") => next(&mut stream, &shared).await,
            ("GET", "restore/next") => {
                tokio::select! {
                    () = shared.sandbox.snapshot() => {}
                    () = http::closed(&mut stream) => return,
                }
                http::write_answer(&mut stream, 200, "", b"{}").await
            }
            _ => {
                if path.starts_with("invocation/") {
                    shared.freezer.answered().await;
                }
                let (status, body) = take(&request, path, &shared);
                let body = body.to_string();
                http::write_answer(&mut stream, status, "", body.as_bytes()).await
            }
        };
        if answered.is_err() || request.is_last() {
            return;
        }
    }
}

/// Waits for an event of the test.
async fn next(stream: &mut BufReader<TcpStream>, shared: &Shared) -> io::Result<()> {
    let event = tokio::select! {
        event = shared.sandbox.next() => event,
        () = http::closed(stream) => return Err(io::ErrorKind::ConnectionAborted.into()),
    };
    shared.sandbox.delivered(&event.id);
    shared.extension.first_event();
    let arn = format!("arn:aws:lambda:{REGION}:123456789012:function:function");
    let headers = format!(
        "Lambda-Runtime-Aws-Request-Id: {}\r\n\
         Lambda-Runtime-Deadline-Ms: {}\r\n\
         Lambda-Runtime-Invoked-Function-Arn: {arn}\r\n\
         Lambda-Runtime-Trace-Id: {TRACE_ID}\r\n",
        event.id,
        shared.sandbox.deadline_ms(),
    );
    http::write_answer(stream, 200, &headers, event.body.as_bytes()).await
}

/// What the function has to say.
fn take(request: &Request, path: &str, shared: &Shared) -> (u16, Value) {
    let body = || {
        serde_json::from_slice(&request.body)
            .unwrap_or_else(|_| String::from_utf8_lossy(&request.body).into())
    };
    let report = || Report {
        error_type: request.header("lambda-runtime-function-error-type").map(Into::into),
        body: body(),
    };
    let known = match (&*request.method, &*path.split('/').collect::<Vec<_>>()) {
        ("POST", ["invocation", id, "response"]) => shared.sandbox.answered(id, Ok(body())),
        ("POST", ["invocation", id, "error"]) => shared.sandbox.answered(id, Err(report())),
        ("POST", ["init", "error"]) => {
            shared.sandbox.init_error(report());
            true
        }
        _ => {
            shared.complain(format!("the Runtime API has no {} {}", request.method, request.path));
            return (404, json!({ "errorType": "NotFound", "errorMessage": "Not Found" }));
        }
    };
    if known {
        return (202, json!({ "status": "OK" }));
    }
    shared.complain(format!("{path} is for no invocation in progress"));
    (400, json!({ "errorType": "InvalidRequestID", "errorMessage": "Invalid request ID" }))
}
