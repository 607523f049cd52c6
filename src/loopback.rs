//! HTTP to a server on this machine: the extension, and Lambda's Runtime API.
//!
//! Plain HTTP/1.1 on kept-alive connections. Nothing else than this machine is ever contacted, by
//! address and without asking a resolver or a proxy: what is sent holds the session token, and what
//! comes back holds secrets.
//!
//! A connection is driven by the request that it is used for, not by a task of its own: nothing runs
//! between requests, and a request that is given up closes its connection.

use std::fmt;
#[cfg(feature = "lambda")]
use std::net::{IpAddr, Ipv6Addr};
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{Either, select};
#[cfg(feature = "lambda")]
use http::Uri;
use http::header::HOST;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{Connection, SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::clock::{Clocks, Moment};

/// The largest answer that is read: 1 MiB. A secret has at most 64 KiB, a parameter 8 KiB; as JSON in
/// JSON they grow by what is escaped.
const LARGEST: usize = 1024 * 1024;

type Body = Full<Bytes>;

/// A client with its own connections: as many as it had requests under way at once.
pub(crate) struct Loopback {
    /// Tried in this order.
    addresses: Vec<SocketAddr>,
    /// `host:port`.
    host: String,
    /// In front of every path.
    base: String,
    /// The one that was used last is the last.
    idle: Mutex<Vec<Open>>,
    clocks: Clocks,
}

/// For how long a connection waits for the next request.
const IDLE: Duration = Duration::from_secs(20);

/// A connection that waits for a request.
struct Open {
    /// Since then.
    since: Moment,
    sender: SendRequest<Body>,
    connection: Connection<TokioIo<TcpStream>, Body>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// Nobody listens.
    Refused,
    /// The connection ended before the answer, or was none of HTTP.
    Closed,
    /// The answer is larger than any that this server has.
    TooLarge,
    /// The address is not on this machine.
    NotLocal,
}

/// Why an exchange on a connection has failed.
enum Failed {
    /// Before the request was written.
    Unsent(Box<Request<Body>>),
    /// After that, and before the head of an answer was read.
    Unanswered,
    /// Later.
    Amid(Broken),
}

impl Loopback {
    /// A client of the server on this port.
    #[cfg(feature = "extension")]
    pub(crate) fn port(port: u16) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Self::new(vec![address], address.to_string(), String::new())
    }

    /// A client of the server at `host:port`; a scheme in front of it is left out, as local emulators
    /// of Lambda write one, and a path behind it stands before every other.
    #[cfg(feature = "lambda")]
    pub(crate) fn authority(address: &str) -> Result<Self, Broken> {
        let address = address.rsplit_once("://").map_or(address, |(_, rest)| rest);
        let address = address.trim_end_matches('/');
        let uri: Uri = format!("http://{address}/").parse().map_err(|_| Broken::NotLocal)?;
        let host = uri.host().unwrap_or_default();
        let port = uri.port_u16().unwrap_or(80);
        let addresses = local(host)?.into_iter().map(|ip| SocketAddr::new(ip, port)).collect();
        Ok(Self::new(
            addresses,
            format!("{host}:{port}"),
            uri.path().trim_end_matches('/').to_owned(),
        ))
    }

    fn new(addresses: Vec<SocketAddr>, host: String, base: String) -> Self {
        let (idle, clocks) = Default::default();
        Self { addresses, host, base, idle, clocks }
    }

    /// Sends a request and reads the whole answer.
    ///
    /// A server may close a connection that it has kept alive at the very moment of the next request.
    /// What has failed for that is sent once more on a new connection: if nothing of it was sent, or if
    /// doing it twice is doing it once.
    pub(crate) async fn send(
        &self,
        request: http::request::Builder,
        path: &str,
        body: Bytes,
    ) -> Result<(StatusCode, Bytes), Broken> {
        let uri = format!("{}{path}", self.base);
        let request = request.uri(uri).header(HOST, &self.host).body(Full::new(body));
        let mut request = request.map_err(|_| Broken::NotLocal)?;
        if let Some(open) = self.idle() {
            let again = request.method().is_idempotent().then(|| request.clone());
            request = match (self.exchange(open, request).await, again) {
                (Ok(answer), _) => return Ok(answer),
                (Err(Failed::Unsent(request)), _) => *request,
                (Err(Failed::Unanswered), Some(request)) => request,
                (Err(failed), _) => return Err(failed.into()),
            };
        }
        let open = self.open().await?;
        Ok(self.exchange(open, request).await?)
    }

    /// A connection that is not known to have ended, and has not waited for long.
    fn idle(&self) -> Option<Open> {
        let now = self.clocks.now();
        self.lock().retain(|open| open.since.until(now) < IDLE);
        loop {
            let mut open = self.lock().pop()?;
            // It ends with the server's side of it, and with the runtime that it was opened in.
            if (&mut open.connection).now_or_never().is_none() {
                return Some(open);
            }
        }
    }

    async fn open(&self) -> Result<Open, Broken> {
        let stream = TcpStream::connect(&*self.addresses).await.map_err(|_| Broken::Refused)?;
        // Otherwise a small request may wait for the acknowledgement of the one before.
        let _ = stream.set_nodelay(true);
        let (sender, connection) =
            handshake(TokioIo::new(stream)).await.map_err(|_| Broken::Closed)?;
        Ok(Open { sender, connection, since: self.clocks.now() })
    }

    /// One request and its answer. After a failure nothing is left of the connection.
    async fn exchange(
        &self,
        Open { mut sender, connection, .. }: Open,
        request: Request<Body>,
    ) -> Result<(StatusCode, Bytes), Failed> {
        let (answer, connection) = {
            let exchange = pin!(ask(&mut sender, request));
            match select(connection, exchange).await {
                // What it has read before its end can still be taken.
                Either::Left((_, exchange)) => (exchange.await?, None),
                Either::Right((answer, connection)) => (answer?, Some(connection)),
            }
        };
        if let Some(connection) = connection {
            self.lock().push(Open { sender, connection, since: self.clocks.now() });
        }
        Ok(answer)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Open>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn ask(
    sender: &mut SendRequest<Body>,
    request: Request<Body>,
) -> Result<(StatusCode, Bytes), Failed> {
    let response = sender.try_send_request(request).await;
    let response = response.map_err(|mut error| match error.take_message() {
        Some(request) => Failed::Unsent(Box::new(request)),
        // Something has come, and it is not HTTP.
        None if error.error().is_parse() => Failed::Amid(Broken::Closed),
        None => Failed::Unanswered,
    })?;
    let status = response.status();
    let mut incoming = response.into_body();
    let mut body = Vec::new();
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|_| Failed::Amid(Broken::Closed))?;
        let Some(data) = frame.data_ref() else { continue };
        if body.len() + data.len() > LARGEST {
            return Err(Failed::Amid(Broken::TooLarge));
        }
        body.extend_from_slice(data);
    }
    Ok((status, body.into()))
}

impl From<Failed> for Broken {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Unsent(_) | Failed::Unanswered => Self::Closed,
            Failed::Amid(broken) => broken,
        }
    }
}

impl fmt::Debug for Loopback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loopback").field("host", &self.host).finish_non_exhaustive()
    }
}

/// Lambda's own addresses: `127.0.0.1:9001` in the cloud, `localhost` or `[::1]` in emulators, and
/// the link-local address at which some versions of the sandbox have the Runtime API. No resolver is
/// asked what `localhost` is. An unspecified address, such as the `[::]` of cargo-lambda, is where a server
/// of this machine listens on all of its addresses.
#[cfg(feature = "lambda")]
fn local(host: &str) -> Result<Vec<IpAddr>, Broken> {
    if host == "localhost" {
        return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
    }
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let address: IpAddr = host.parse().map_err(|_| Broken::NotLocal)?;
    match address.to_canonical() {
        IpAddr::V4(address) if address.is_unspecified() => Ok(vec![Ipv4Addr::LOCALHOST.into()]),
        // Most listen for both. A machine without IPv6 has the second one alone.
        IpAddr::V6(address) if address.is_unspecified() => {
            Ok(vec![Ipv6Addr::LOCALHOST.into(), Ipv4Addr::LOCALHOST.into()])
        }
        address if is_local(address) => Ok(vec![address]),
        _ => Err(Broken::NotLocal),
    }
}

#[cfg(feature = "lambda")]
fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests;
