//! The HTTP client of both services: one connector, built once, while requests are being made.

use std::fmt;
use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::timeout::TimeoutConfig;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use crate::trust::TrustRoots;

/// How long a connection may take to open. The SDK's own default.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);

/// TLS by rustls, on `ring` unless the feature `aws-lc` is on: aws-lc gathers entropy for some 20 ms at
/// its first use.
pub(super) fn client(roots: TrustRoots, timeouts: Option<&TimeoutConfig>) -> SharedHttpClient {
    let connect = timeouts.and_then(TimeoutConfig::connect_timeout).unwrap_or(CONNECT_TIMEOUT);
    let mut settings = HttpConnectorSettings::builder().connect_timeout(connect);
    settings.set_read_timeout(timeouts.and_then(TimeoutConfig::read_timeout));
    let settings = settings.build();
    // The SDK asks for a connector once for each service and request. This one is shared by all, and
    // is built on another thread from now on: loading the trusted roots takes longer than everything
    // else that comes before the first connection.
    let early = Early(
        tokio::task::spawn_blocking(|| build(roots, settings))
            .map(|built| built.ok().flatten())
            .boxed()
            .shared(),
    );
    http_client_fn(move |_, _| SharedHttpConnector::new(early.clone()))
}

fn build(roots: TrustRoots, settings: HttpConnectorSettings) -> Option<SharedHttpConnector> {
    #[cfg(feature = "aws-lc")]
    let mode = CryptoMode::AwsLc;
    #[cfg(not(feature = "aws-lc"))]
    let mode = CryptoMode::Ring;
    let connector =
        Connector::builder().connector_settings(settings).tls_provider(Provider::Rustls(mode));
    let connector = match roots.into_pem() {
        None => connector,
        Some(certificates) => {
            if !certificates.iter().all(|pem| has_certificates(pem)) {
                return None;
            }
            let store = TrustStore::empty();
            let store = certificates.into_iter().fold(store, TrustStore::with_pem_certificate);
            match TlsContext::builder().with_trust_store(store).build() {
                Ok(context) => connector.tls_context(context),
                Err(_) => connector,
            }
        }
    };
    Some(SharedHttpConnector::new(connector.build()))
}

/// Whether a text is one certificate in PEM, or more, and nothing that only looks like one.
fn has_certificates(pem: &[u8]) -> bool {
    let mut certificates = CertificateDer::pem_slice_iter(pem).peekable();
    certificates.peek().is_some() && certificates.all(|certificate| certificate.is_ok())
}

/// A connector that may still be under construction.
#[derive(Clone)]
struct Early(Shared<BoxFuture<'static, Option<SharedHttpConnector>>>);

impl fmt::Debug for Early {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Early")
    }
}

impl HttpConnector for Early {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let early = self.0.clone();
        HttpConnectorFuture::new(async move {
            match early.await {
                Some(connector) => connector.call(request).await,
                None => Err(ConnectorError::other(Box::new(BadRoots), None)),
            }
        })
    }
}

/// The connector could not be built: the certificates that the user gave are none.
#[derive(Debug)]
pub(crate) struct BadRoots;

impl fmt::Display for BadRoots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the trusted roots are no PEM certificates")
    }
}

impl std::error::Error for BadRoots {}
