//! Accepts connections and answers their requests.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::rt::{Read, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::answer::Answer;
use crate::counters::Counters;
use crate::{aws, extension};

/// Serves AWS with TLS, or AWS and the extension without, on the port that it returns.
pub async fn listen(tls: Option<TlsAcceptor>, counters: Arc<Counters>) -> io::Result<u16> {
    let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let port = v4.local_addr()?.port();
    // `localhost` may be either.
    let v6 = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await;
    for listener in [Some(v4), v6.ok()].into_iter().flatten() {
        tokio::spawn(accept(listener, tls.clone(), counters.clone()));
    }
    Ok(port)
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, counters: Arc<Counters>) {
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(greet(stream, tls.clone(), counters.clone()));
        }
    }
}

async fn greet(stream: TcpStream, tls: Option<TlsAcceptor>, counters: Arc<Counters>) {
    // A client that goes early is its own affair: its program says so.
    let _ = stream.set_nodelay(true);
    match tls {
        None => converse(TokioIo::new(stream), false, counters).await,
        Some(tls) => {
            counters.connection();
            if let Ok(stream) = tls.accept(stream).await {
                counters.handshake();
                converse(TokioIo::new(stream), true, counters).await;
            }
        }
    }
}

/// Answers one connection's requests until either side closes it.
async fn converse(stream: impl Read + Write + Unpin, is_aws: bool, counters: Arc<Counters>) {
    // The runner's own connections to the plain port do not count, and only a request tells them apart.
    let counted = AtomicBool::new(is_aws);
    let serve = service_fn(async |request: Request<Incoming>| {
        let answer = if is_aws {
            of_aws(request, &counters).await
        } else {
            of_plain(request, &counters, &counted).await
        };
        Ok::<_, Infallible>(response(answer))
    });
    let _ = http1::Builder::new().serve_connection(stream, serve).await;
}

async fn of_aws(request: Request<Incoming>, counters: &Counters) -> Answer {
    let target = request.headers().get("x-amz-target").and_then(|target| target.to_str().ok());
    let target = target.unwrap_or("none").to_owned();
    if !request.headers().contains_key("authorization") {
        return Answer::error("MissingAuthenticationTokenException", "not signed");
    }
    let Ok(body) = request.into_body().collect().await else {
        return Answer::error("IncompleteBody", "");
    };
    counters.serve(&target).await;
    aws::answer(&target, &body.to_bytes())
}

async fn of_plain(request: Request<Incoming>, counters: &Counters, counted: &AtomicBool) -> Answer {
    let (path, query) = (request.uri().path(), request.uri().query().unwrap_or_default());
    match (request.method(), path) {
        (&Method::GET, "/__counters") => Answer::json(counters.report()),
        (&Method::POST, "/__reset") => {
            let given = query.strip_prefix("service_ms=").and_then(|ms| ms.parse().ok());
            counters.reset(given.map(Duration::from_millis));
            Answer::text(200, "")
        }
        (&Method::POST, "/") => {
            count(counters, counted);
            of_aws(request, counters).await
        }
        (&Method::GET, path) if extension::PATHS.contains(&path) => {
            count(counters, counted);
            counters.serve(path).await;
            extension::answer(path, query, request.headers())
        }
        _ => Answer::text(404, "not found"),
    }
}

/// The connection, at its first request.
fn count(counters: &Counters, counted: &AtomicBool) {
    if !counted.swap(true, Ordering::Relaxed) {
        counters.connection();
    }
}

fn response(answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(answer.body));
    *response.status_mut() = answer.status.try_into().unwrap_or_default();
    let json = "application/x-amz-json-1.1".parse();
    response.headers_mut().extend(json.ok().map(|json| (hyper::header::CONTENT_TYPE, json)));
    response
}
