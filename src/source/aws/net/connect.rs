//! One connection: the address of a server or of the proxy to it, and TLS.

use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Intercept;
use rustls_pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::resolve::Resolver;
use super::{Net, Server};
use crate::http1::{Socket, Unopened};

impl Net {
    pub(super) async fn open(
        &self,
        server: &Server,
        proxy: Option<Intercept>,
    ) -> Result<Socket, Unopened> {
        timeout(server.connect, self.open_now(server, proxy)).await?
    }

    async fn open_now(
        &self,
        server: &Server,
        proxy: Option<Intercept>,
    ) -> Result<Socket, Unopened> {
        // Set up while the connection is being made.
        let config = server.tls.then(|| self.tls.config());
        let stream = self.connect(server, proxy).await?;
        let Some(config) = config else { return Ok(Box::new(stream)) };
        let name = ServerName::try_from(server.host.clone())?;
        let tls = TlsConnector::from(config.await?).connect(name, stream).await?;
        Ok(Box::new(tls))
    }

    /// IPv6 and IPv4 are raced, and each address has its part of the time.
    async fn connect(
        &self,
        server: &Server,
        proxy: Option<Intercept>,
    ) -> Result<TcpStream, Unopened> {
        let mut connector = HttpConnector::new_with_resolver(self.resolver.clone());
        connector.enforce_http(false);
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(server.connect));
        let url = server.url().parse()?;
        let stream = match proxy {
            None => connector.call(url).await?,
            Some(proxy) if !server.tls => connector.call(proxy.uri().clone()).await?,
            Some(proxy) => {
                let mut tunnel = tunnel(connector, &proxy);
                tunnel.call(url).await?
            }
        };
        Ok(stream.into_inner())
    }
}

fn tunnel(
    connector: HttpConnector<Resolver>,
    proxy: &Intercept,
) -> Tunnel<HttpConnector<Resolver>> {
    let tunnel = Tunnel::new(proxy.uri().clone(), connector);
    match proxy.basic_auth() {
        Some(login) => tunnel.with_auth(login.clone()),
        None => tunnel,
    }
}

impl Server {
    fn url(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        match self.host.contains(':') {
            true => format!("{scheme}://[{}]:{}", self.host, self.port),
            false => format!("{scheme}://{}:{}", self.host, self.port),
        }
    }
}
