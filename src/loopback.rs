//! HTTP to a server on this machine: the extension, and Lambda's Runtime API.
//!
//! Plain HTTP/1.1 on kept-alive connections. Nothing else than loopback is ever contacted: what is
//! sent holds the session token, and what comes back holds secrets.

use std::fmt;
#[cfg(feature = "lambda")]
use std::net::IpAddr;
#[cfg(feature = "extension")]
use std::net::Ipv4Addr;

use bytes::Bytes;
#[cfg(feature = "lambda")]
use http::Uri;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// The largest answer that is read: 1 MiB. A secret has at most 64 KiB, a parameter 8 KiB; as JSON in
/// JSON they grow by what is escaped.
const LARGEST: usize = 1024 * 1024;

/// A client with its own connections. Cloning it shares them.
#[derive(Clone)]
pub(crate) struct Loopback {
    client: Client<HttpConnector, Full<Bytes>>,
    authority: String,
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
        Self::new(format!("{}:{port}", Ipv4Addr::LOCALHOST))
    }

    /// A client of the server at `host:port`; a scheme in front of it is left out, as local emulators
    /// of Lambda write one.
    #[cfg(feature = "lambda")]
    pub(crate) fn authority(address: &str) -> Result<Self, Broken> {
        let authority = address.rsplit_once("://").map_or(address, |(_, rest)| rest);
        let authority = authority.trim_end_matches('/');
        let uri: Uri = format!("http://{authority}/").parse().map_err(|_| Broken::NotLocal)?;
        match uri.host() {
            Some(host) if is_local(host) => Ok(Self::new(authority.to_owned())),
            _ => Err(Broken::NotLocal),
        }
    }

    fn new(authority: String) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Self { client, authority }
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn send(
        &self,
        request: http::request::Builder,
        path: &str,
        body: Bytes,
    ) -> Result<(StatusCode, Bytes), Broken> {
        let uri = format!("http://{}{path}", self.authority);
        let request: Request<Full<Bytes>> =
            request.uri(uri).body(Full::new(body)).map_err(|_| Broken::NotLocal)?;
        let response: Response<_> =
            self.client.request(request).await.map_err(|error| {
                if error.is_connect() { Broken::Refused } else { Broken::Closed }
            })?;
        let status = response.status();
        let body =
            Limited::new(response.into_body(), LARGEST).collect().await.map_err(|error| {
                if error.is::<LengthLimitError>() { Broken::TooLarge } else { Broken::Closed }
            })?;
        Ok((status, body.to_bytes()))
    }
}

impl fmt::Debug for Loopback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loopback").field("authority", &self.authority).finish_non_exhaustive()
    }
}

/// Lambda's own addresses: `127.0.0.1:9001` in the cloud, `localhost` or `[::1]` in emulators, and
/// the link-local address at which some versions of the sandbox have the Runtime API.
#[cfg(feature = "lambda")]
fn is_local(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_loopback(),
        Err(_) => host == "localhost",
    }
}

#[cfg(all(test, feature = "lambda"))]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_contacted() {
        for address in
            ["127.0.0.1:9001", "http://localhost:9001/", "[::1]:80", "169.254.100.1:9001"]
        {
            assert!(Loopback::authority(address).is_ok(), "{address}");
        }
        for address in [
            "example.com:80",
            "10.0.0.1:80",
            "127.0.0.1.example.com:80",
            "user@example.com:1",
            "",
            "a b",
        ] {
            assert_eq!(Loopback::authority(address).err(), Some(Broken::NotLocal), "{address}");
        }
    }
}
