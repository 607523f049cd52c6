//! HTTP to a server on this machine: the extension, and Lambda's Runtime API.
//!
//! Plain HTTP/1.1 on kept-alive connections. Nothing else than this machine is ever contacted, by
//! address and without asking a resolver or a proxy: what is sent holds the session token, and what
//! comes back holds secrets.

use std::fmt;
#[cfg(feature = "lambda")]
use std::net::{IpAddr, Ipv6Addr};
use std::net::{Ipv4Addr, SocketAddr};

use bytes::Bytes;
use futures_util::FutureExt;
#[cfg(feature = "lambda")]
use http::Uri;
use http::header::HOST;
use tokio::net::TcpStream;

use crate::http1::{self, Answered, Body, Connections, Socket, Unopened};

/// The largest answer that is read: 1 MiB. A secret has at most 64 KiB, a parameter 8 KiB; as JSON in
/// JSON they grow by what is escaped.
const LARGEST: usize = 1024 * 1024;

/// A client with its own connections: as many as it had requests under way at once.
pub(crate) struct Loopback {
    /// Tried in this order.
    addresses: Vec<SocketAddr>,
    /// `host:port`.
    host: String,
    /// In front of every path.
    base: String,
    connections: Connections,
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
        Self { addresses, host, base, connections: Connections::new(LARGEST) }
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn send(
        &self,
        request: http::request::Builder,
        path: &str,
        body: Bytes,
    ) -> Result<Answered, Broken> {
        let uri = format!("{}{path}", self.base);
        let request = request.uri(uri).header(HOST, &self.host).body(Body::new(body));
        let request = request.map_err(|_| Broken::NotLocal)?;
        let is_repeatable = request.method().is_idempotent();
        let sent = self.connections.send(request, is_repeatable, self.open().boxed());
        sent.await.map_err(Broken::from)
    }

    async fn open(&self) -> Result<Socket, Unopened> {
        let stream = TcpStream::connect(&*self.addresses).await?;
        // Otherwise a small request may wait for the acknowledgement of the one before.
        let _ = stream.set_nodelay(true);
        Ok(Box::new(stream))
    }
}

impl From<http1::Broken> for Broken {
    fn from(broken: http1::Broken) -> Self {
        match broken {
            http1::Broken::Unopened(_) => Self::Refused,
            http1::Broken::Unanswered(_) | http1::Broken::Cut(..) => Self::Closed,
            http1::Broken::TooLarge => Self::TooLarge,
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
