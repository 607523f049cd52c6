//! What both AWS services share: one configuration, one HTTP client, one set of credentials, and all of
//! it looked at before anything is signed or sent.

#[cfg(feature = "default-chain")]
mod chain;
mod client;
#[cfg(any(feature = "ssm", feature = "secretsmanager"))]
mod clients;
mod config;
mod container;
mod credentials;
#[cfg(feature = "direct")]
pub(crate) mod direct;
mod endpoint;
mod files;
#[cfg(feature = "_sdk")]
mod http;
mod lambda;
mod line;
mod link;
#[cfg(feature = "direct")]
mod net;
#[cfg(feature = "default-chain")]
mod profile;
mod progress;
mod proxy;
#[cfg(all(feature = "ops", feature = "default-chain"))]
mod role;
mod roots;
mod run;
#[cfg(feature = "default-chain")]
mod sts;
mod variables;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use aws_types::SdkConfig;
use aws_types::region::Region;

use super::env::Variables;
use crate::trust::TrustRoots;

pub(crate) use client::{Caller, Client};
#[cfg(any(feature = "ssm", feature = "secretsmanager"))]
pub(crate) use clients::Clients;
pub(crate) use endpoint::Service;
pub(crate) use line::Line;
pub(crate) use roots::BadRoots;
pub(crate) use run::Run;

use client::Http;
use config::Ready;
use progress::Progress;

/// The region of a configuration.
pub(crate) fn home(config: &SdkConfig) -> &str {
    config.region().map_or("", Region::as_ref)
}

/// What is kept of AWS from one run to the next: the HTTP client with its connections, and the configuration with
/// its credentials. Nothing is read or built before a service needs it.
pub(crate) struct Aws {
    client: Client,
    given: Option<Arc<SdkConfig>>,
    roots: TrustRoots,
    variables: Arc<Variables>,
    progress: Arc<Progress>,
    /// None: not needed yet, or the program has given its own.
    http: Mutex<Option<Http>>,
    ready: Mutex<Option<Ready>>,
    #[cfg(all(feature = "ops", feature = "default-chain"))]
    role: Option<String>,
}

impl Aws {
    pub(crate) fn new(
        client: Client,
        given: Option<Arc<SdkConfig>>,
        roots: TrustRoots,
        variables: Arc<Variables>,
    ) -> Self {
        let (progress, http, ready) = (Arc::default(), Mutex::default(), Mutex::default());
        Self {
            client,
            given,
            roots,
            variables,
            progress,
            http,
            ready,
            #[cfg(all(feature = "ops", feature = "default-chain"))]
            role: None,
        }
    }

    /// Asks as this role, in place of who the credentials are of.
    #[cfg(all(feature = "ops", feature = "default-chain"))]
    pub(crate) fn assuming(self, role: Option<String>) -> Self {
        Self { role, ..self }
    }

    /// The HTTP client of all runs, made by the first one.
    fn http(&self, make: impl FnOnce() -> Http) -> Http {
        lock(&self.http).get_or_insert_with(make).clone()
    }

    /// What an earlier run has found, if its credentials are still good for a while.
    fn kept(&self) -> Option<Ready> {
        lock(&self.ready).clone().filter(|ready| ready.is_good_at(SystemTime::now()))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
