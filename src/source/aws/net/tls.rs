//! TLS for all connections: set up once, so that a connection which is opened later continues a session.

use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use tokio::runtime::Handle;

use super::super::lock;
use super::super::roots::{BadRoots, Roots};

/// The set-up, which may still be under way.
type Config = Shared<BoxFuture<'static, Result<Arc<ClientConfig>, BadRoots>>>;

pub(super) struct Tls {
    roots: Roots,
    config: Mutex<Option<Config>>,
}

impl Tls {
    pub(super) fn new(roots: Roots) -> Self {
        Self { roots, config: Mutex::default() }
    }

    /// Begins with the first call. One that has failed is begun anew.
    pub(super) fn config(&self) -> Config {
        let mut config = lock(&self.config);
        let has_failed = |config: &Config| config.peek().is_some_and(Result::is_err);
        if let Some(config) = config.as_ref().filter(|config| !has_failed(config)) {
            return config.clone();
        }
        config.insert(self.begin()).clone()
    }

    fn begin(&self) -> Config {
        let roots = self.roots.clone();
        let set_up = move || set_up(roots);
        match Handle::try_current() {
            // What is compiled in is read faster than a thread is started.
            Ok(runtime) if self.roots.are_files() => {
                let config = runtime.spawn_blocking(set_up);
                config.map(|config| config.unwrap_or(Err(BadRoots::None))).boxed().shared()
            }
            _ => std::future::ready(set_up()).boxed().shared(),
        }
    }
}

/// Its versions are those that rustls holds to be safe, its protocol is HTTP/1.1.
fn set_up(roots: Roots) -> Result<Arc<ClientConfig>, BadRoots> {
    let builder = ClientConfig::builder_with_provider(Arc::new(provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(|_| BadRoots::None)?;
    let mut config = builder.with_root_certificates(roots.store()?).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

#[cfg(feature = "aws-lc")]
fn provider() -> CryptoProvider {
    rustls::crypto::aws_lc_rs::default_provider()
}

#[cfg(not(feature = "aws-lc"))]
fn provider() -> CryptoProvider {
    rustls::crypto::ring::default_provider()
}
