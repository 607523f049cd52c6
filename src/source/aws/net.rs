//! The connections of figleaf's own client: to each server as many as there are requests at once, with TLS that
//! is set up once, through the proxies that the SDK's client goes through.

mod connect;
mod resolve;
mod tls;

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use http::header::{ACCEPT, AUTHORIZATION, HOST, HeaderValue, PROXY_AUTHORIZATION};
use http::{Request, Uri};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::client::Within;
use super::direct::Clock;
use super::lock;
use super::progress::Progress;
use super::proxy::Proxies;
use super::roots::Roots;
use crate::error::causes;
use crate::error::connection;
use crate::http1::{Answered, Body, Broken, Connections};
use crate::source::Failure;
use resolve::Resolver;
use tls::Tls;

/// How long a connection may take to open: as long as the SDK gives it.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);

/// The largest answer that is read: 8 MiB. Twenty secrets of 64 KiB are a batch, and JSON escapes a character by
/// six at most.
const LARGEST: usize = 8 * 1024 * 1024;

/// Servers with their connections.
pub(super) struct Net {
    proxies: Proxies,
    /// Told what requests meet before there are credentials.
    progress: Arc<Progress>,
    resolver: Resolver,
    tls: Tls,
    pub(super) clock: Clock,
    servers: Mutex<Vec<(Server, Arc<Connections>)>>,
}

/// Whom connections lead to.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Server {
    tls: bool,
    /// Without the brackets of an IPv6 address.
    host: String,
    port: u16,
    connect: Duration,
}

impl Server {
    /// The server of a URL.
    pub(super) fn of(url: &Uri, connect: Duration) -> Option<Self> {
        let tls = match url.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let host = url.host()?.trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = url.port_u16().unwrap_or(if tls { 443 } else { 80 });
        Some(Self { tls, host, port, connect })
    }
}

impl Net {
    pub(super) fn new(roots: Roots, proxies: Proxies, progress: Arc<Progress>) -> Arc<Self> {
        let (resolver, clock, servers) = Default::default();
        Arc::new(Self { proxies, progress, resolver, tls: Tls::new(roots), clock, servers })
    }

    /// Begins to set up TLS: on another thread, because loading the platform's trusted roots takes longer than
    /// everything else that comes before the first connection.
    pub(super) fn prepare(&self) {
        drop(self.tls.config());
    }

    /// Sends a request to the server of its URL and reads the whole answer. Its `Host` is what the URL has. With
    /// `is_repeatable` it is sent once more when a connection that was kept has ended.
    pub(super) async fn send(
        &self,
        server: &Server,
        mut request: Request<Body>,
        is_repeatable: bool,
    ) -> Result<Answered, Broken> {
        let proxy = self.proxies.of_request(request.uri());
        if !request.headers().contains_key(HOST)
            && let Some(host) = host(request.uri())
        {
            request.headers_mut().insert(HOST, host);
        }
        match proxy.as_ref().filter(|_| !server.tls) {
            // A proxy of plain HTTP is told the whole URL.
            Some(proxy) => {
                let login = proxy.basic_auth().cloned();
                request.headers_mut().extend(login.map(|login| (PROXY_AUTHORIZATION, login)));
            }
            None => {
                let path = request.uri().path_and_query().cloned();
                *request.uri_mut() = path.map_or_else(Uri::default, Uri::from);
            }
        }
        let open = self.open(server, proxy).boxed();
        let answer = self.connections(server).send(request, is_repeatable, open).await;
        match &answer {
            Ok(answer) if answer.status().is_server_error() => {
                self.progress.met(causes::of_status(answer.status().as_u16()));
            }
            Ok(_) => {}
            Err(broken) => self.progress.met(connection::of_broken(broken).failure()),
        }
        answer
    }

    /// Asks for the JSON that is at a URL: status and body.
    pub(super) async fn get(
        &self,
        url: &Uri,
        authorization: Option<&str>,
        Within { connect, read }: Within,
    ) -> Result<(u16, Zeroizing<Vec<u8>>), Failure> {
        let server = Server::of(url, connect).ok_or_else(connection::not_built)?;
        let mut request = Request::get(url).header(ACCEPT, "application/json");
        if let Some(authorization) = authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let request = request.body(Body::default()).map_err(|_| connection::not_built())?;
        let answer = timeout(connect + read, self.send(&server, request, true)).await;
        let answer = answer.map_err(|late| connection::of_chain(&late))?;
        let answer = answer.map_err(|broken| connection::of_broken(&broken).failure())?;
        Ok((answer.status().as_u16(), answer.into_body()))
    }

    fn connections(&self, server: &Server) -> Arc<Connections> {
        let mut servers = lock(&self.servers);
        if let Some((_, connections)) = servers.iter().find(|(known, _)| known == server) {
            return connections.clone();
        }
        let connections = Arc::new(Connections::new(LARGEST));
        servers.push((server.clone(), connections.clone()));
        connections
    }
}

/// The host of a URL, with its port if it has one: what is sent as `Host`, and signed.
pub(super) fn host(url: &Uri) -> Option<HeaderValue> {
    let authority = url.authority()?.as_str();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    HeaderValue::from_str(host).ok()
}

impl fmt::Debug for Net {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Net")
    }
}
