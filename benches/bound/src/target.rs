//! Where the requests go.

use std::env;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore, version};

use crate::Failure;

pub struct Target {
    /// What `Host` says.
    pub authority: String,
    pub address: SocketAddr,
    /// Without it the endpoint is plain HTTP.
    pub tls: Option<Tls>,
}

pub struct Tls {
    pub config: Arc<ClientConfig>,
    pub name: ServerName<'static>,
}

impl Target {
    /// What `AWS_ENDPOINT_URL` says, looked up once.
    pub fn from_env() -> Result<Self, Failure> {
        let url = env::var("AWS_ENDPOINT_URL")?;
        let (scheme, authority) = url.split_once("://").ok_or("an endpoint without a scheme")?;
        let (host, port) = authority.split_once(':').ok_or("an endpoint without a port")?;
        let address = (host, port.parse()?).to_socket_addrs()?.next().ok_or("no address")?;
        let tls = match scheme {
            "https" => {
                Some(Tls { config: config()?, name: ServerName::try_from(host)?.to_owned() })
            }
            _ => None,
        };
        Ok(Self { authority: authority.to_owned(), address, tls })
    }
}

/// Nothing is kept for a second connection: there is none.
fn config() -> Result<Arc<ClientConfig>, Failure> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(env::var("BENCH_ROOTS")?)?)?;
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&version::TLS13])?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}
