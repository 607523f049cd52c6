//! The HTTP client of both services and of the chain for credentials: one pool of connections for requests
//! with the same time limits, and TLS set up once, while requests are being made.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::byte_stream::ByteStream;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};

use http::Uri;
use tokio::runtime::Handle;
use zeroize::Zeroizing;

use super::client::Within;
use super::progress::Progress;
use super::proxy::Proxies;
use super::roots::{self, BadRoots, Roots};
use crate::clock::{Clocks, IDLE, Moment};
use crate::error::{causes, connection};
use crate::source::Failure;

#[cfg(test)]
mod tests;

/// How long a connection may take to open: what the SDK asks for unless its configuration says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);

/// Clocks that differ by less were not stopped.
const NOTICED: Duration = Duration::from_secs(1);

/// Connectors by what they are for. Each has its own connections.
pub(super) struct Pool {
    roots: Roots,
    proxies: Proxies,
    /// Told what requests meet before there are credentials.
    progress: Arc<Progress>,
    clocks: Clocks,
    connectors: Mutex<Connectors>,
}

#[derive(Default)]
struct Connectors {
    built: Vec<(Use, Built)>,
    /// When one of them was used last.
    used: Option<Moment>,
}

/// What requests must have in common to share connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Use {
    tls: bool,
    connect: Option<Duration>,
    read: Option<Duration>,
}

/// A connector that may still be under construction.
pub(super) type Built = Shared<BoxFuture<'static, Result<SharedHttpConnector, BadRoots>>>;

impl Pool {
    pub(super) fn new(roots: Roots, proxies: Proxies, progress: Arc<Progress>) -> Arc<Self> {
        let (clocks, connectors) = Default::default();
        Arc::new(Self { roots, proxies, progress, clocks, connectors })
    }

    fn lock(&self) -> MutexGuard<'_, Connectors> {
        self.connectors.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to set up TLS as the services will ask for it: on another thread, because loading the
    /// trusted roots takes longer than everything else that comes before the first connection.
    pub(super) fn prepare(&self) {
        drop(self.connector(Use { tls: true, connect: Some(CONNECT_TIMEOUT), read: None }));
    }

    /// The client for a configuration of the SDK, which asks for a connector with the time limits of each
    /// operation.
    pub(super) fn client(self: &Arc<Self>) -> SharedHttpClient {
        let pool = self.clone();
        http_client_fn(move |settings, _| {
            let line = Line { pool: pool.clone(), settings: settings.clone() };
            SharedHttpConnector::new(line)
        })
    }

    /// Asks for the JSON that is at a URL: status and body.
    pub(super) async fn get(
        &self,
        url: &Uri,
        authorization: Option<&str>,
        Within { connect, read }: Within,
    ) -> Result<(u16, Zeroizing<Vec<u8>>), Failure> {
        let mut request = HttpRequest::empty();
        request.set_uri(url.to_string()).map_err(|_| connection::not_built())?;
        request.headers_mut().insert("accept", "application/json");
        if let Some(authorization) = authorization {
            request.headers_mut().insert("authorization", authorization.to_owned());
        }
        let tls = url.scheme_str() == Some("https");
        let of = Use { tls, connect: Some(connect), read: Some(read) };
        let connector = self.connector(of).await.map_err(|bad| connection::of_chain(&bad))?;
        let response = connector.call(request).await;
        let response = response.map_err(|error| connection::of_connector(&error, &error))?;
        let status = response.status().as_u16();
        let body = ByteStream::new(response.into_body()).collect().await;
        let body = body.map_err(|error| connection::of_chain(&error))?;
        Ok((status, Zeroizing::new(body.to_vec())))
    }

    fn connector(&self, of: Use) -> Built {
        let mut connectors = self.lock();
        let now = self.clocks.now();
        // The connectors' own limit does not count the time in which a sandbox was frozen. With it alone they stay,
        // because to build one is to read the trusted roots again.
        let is_old = |used: Moment| used.until(now) >= IDLE && used.frozen_until(now) >= NOTICED;
        if connectors.used.replace(now).is_some_and(is_old) {
            connectors.built.clear();
        }
        if let Some((_, built)) = connectors.built.iter().find(|(known, _)| *known == of) {
            return built.clone();
        }
        let built = self.build(of);
        connectors.built.push((of, built.clone()));
        built
    }

    fn build(&self, of: Use) -> Built {
        let mut settings = HttpConnectorSettings::builder();
        settings.set_connect_timeout(of.connect).set_read_timeout(of.read);
        let mut builder = Connector::builder().connector_settings(settings.build());
        builder.set_proxy_config(self.proxies.config(of.tls));
        builder.set_pool_idle_timeout(Some(Some(IDLE)));
        let build = move |context| {
            let builder = builder.tls_provider(Provider::Rustls(MODE)).tls_context(context);
            SharedHttpConnector::new(builder.build())
        };
        if !of.tls {
            // The same type of connector, so that the program has its code once. Without certificates, which
            // an endpoint with `http://` does not need.
            return std::future::ready(roots::none().map(build)).boxed().shared();
        }
        let roots = self.roots.clone();
        let build = move || roots.context().map(build);
        match Handle::try_current() {
            Ok(runtime) => {
                let built = runtime.spawn_blocking(build);
                built.map(|built| built.unwrap_or(Err(BadRoots::None))).boxed().shared()
            }
            Err(_) => std::future::ready(build()).boxed().shared(),
        }
    }
}

/// `ring` unless the feature `aws-lc` is on: aws-lc gathers entropy for some 20 ms at its first use.
#[cfg(feature = "aws-lc")]
const MODE: CryptoMode = CryptoMode::AwsLc;
#[cfg(not(feature = "aws-lc"))]
const MODE: CryptoMode = CryptoMode::Ring;

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pool")
    }
}

/// The pool for operations with the same time limits.
#[derive(Debug)]
struct Line {
    pool: Arc<Pool>,
    settings: HttpConnectorSettings,
}

impl HttpConnector for Line {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let tls = request.uri().starts_with("https:");
        let (connect, read) = (self.settings.connect_timeout(), self.settings.read_timeout());
        let connector = self.pool.connector(Use { tls, connect, read });
        let progress = self.pool.progress.clone();
        HttpConnectorFuture::new(async move {
            let answer = match connector.await {
                Ok(connector) => connector.call(request).await,
                Err(bad) => Err(ConnectorError::user(Box::new(bad))),
            };
            match &answer {
                Err(error) => progress.met(connection::of_connector(error, error)),
                Ok(answer) if answer.status().is_server_error() => {
                    progress.met(causes::of_status(answer.status().as_u16()));
                }
                Ok(_) => {}
            }
            answer
        })
    }
}
