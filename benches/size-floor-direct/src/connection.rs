//! Connections with TLS, through the proxy that the environment names.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::Uri;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use lambda_runtime::Error;
use rustls::crypto::ring::default_provider;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::ServerName;
use tokio_rustls::TlsConnector;
use tower_service::Service;

pub struct Connector {
    tls: TlsConnector,
    http: HttpConnector,
    proxies: Matcher,
}

impl Connector {
    pub fn new() -> Result<Self, Error> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        Ok(Self { tls: Arc::new(config).into(), http, proxies: Matcher::from_env() })
    }

    pub async fn open(&self, url: &Uri) -> Result<SendRequest<Full<Bytes>>, Error> {
        let mut http = self.http.clone();
        let stream = match self.proxies.intercept(url) {
            Some(proxy) => Tunnel::new(proxy.uri().clone(), http).call(url.clone()).await?,
            None => http.call(url.clone()).await?,
        };
        let name = ServerName::try_from(url.host().unwrap_or_default().to_owned())?;
        let stream = self.tls.connect(name, stream.into_inner()).await?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(sender)
    }
}
