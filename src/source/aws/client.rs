//! Which client asks AWS: the SDK's, or figleaf's own.

use std::sync::Arc;
use std::time::Duration;

use aws_types::SdkConfig;
use http::Uri;
use zeroize::Zeroizing;

#[cfg(feature = "direct")]
use super::direct::Direct;
#[cfg(feature = "_sdk")]
use super::http::Pool;
#[cfg(feature = "direct")]
use super::net::Net;
use super::progress::Progress;
use super::proxy::Proxies;
use super::roots::Roots;
use crate::source::Failure;
use crate::transport::Transport;

/// Who speaks to the services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Client {
    #[cfg(feature = "_sdk")]
    Sdk,
    #[cfg(feature = "direct")]
    Direct,
}

impl Client {
    #[cfg(test)]
    pub(super) const ALL: &[Self] = &[
        #[cfg(feature = "_sdk")]
        Self::Sdk,
        #[cfg(feature = "direct")]
        Self::Direct,
    ];

    /// The client of a loader. The SDK's goes with an HTTP client that the program gives, because that is one
    /// of the SDK's. None: the one that it must be is not compiled in.
    pub(crate) fn of(transport: Transport, given: Option<&SdkConfig>) -> Option<Self> {
        let own = given.is_some_and(|given| given.http_client().is_some());
        match transport {
            Transport::Direct => Self::direct().filter(|_| !own),
            Transport::Sdk => Self::sdk(),
            _ if own => Self::sdk(),
            _ => Self::direct().or(Self::sdk()),
        }
    }

    /// Whether it reads Parameter Store.
    #[cfg(feature = "_parameters")]
    pub(crate) fn has_parameters(self) -> bool {
        Some(self) == Self::direct() || cfg!(feature = "ssm")
    }

    /// Whether it reads Secrets Manager.
    #[cfg(feature = "_secrets")]
    pub(crate) fn has_secrets(self) -> bool {
        Some(self) == Self::direct() || cfg!(feature = "secretsmanager")
    }

    fn sdk() -> Option<Self> {
        #[cfg(any(feature = "ssm", feature = "secretsmanager"))]
        return Some(Self::Sdk);
        #[cfg(not(any(feature = "ssm", feature = "secretsmanager")))]
        None
    }

    fn direct() -> Option<Self> {
        #[cfg(feature = "direct")]
        return Some(Self::Direct);
        #[cfg(not(feature = "direct"))]
        None
    }
}

/// What a service is asked with in one run.
pub(crate) enum Caller {
    #[cfg(feature = "_sdk")]
    Sdk(Box<SdkConfig>),
    #[cfg(feature = "direct")]
    Direct(Direct),
}

impl Caller {
    /// The region of what is no ARN.
    pub(crate) fn home(&self) -> &str {
        match self {
            #[cfg(feature = "_sdk")]
            Self::Sdk(config) => super::home(config),
            #[cfg(feature = "direct")]
            Self::Direct(direct) => direct.region(),
        }
    }
}

/// The connections of a client.
#[derive(Clone)]
pub(super) enum Http {
    #[cfg(feature = "_sdk")]
    Sdk(Arc<Pool>),
    /// The client of the SDK that the program gives.
    #[cfg(feature = "_sdk")]
    Own,
    #[cfg(feature = "direct")]
    Direct(Arc<Net>),
}

impl Http {
    pub(super) fn own() -> Result<Self, Failure> {
        #[cfg(feature = "_sdk")]
        return Ok(Self::Own);
        // A loader without the SDK has refused it by then.
        #[cfg(not(feature = "_sdk"))]
        Err(crate::error::connection::not_built())
    }

    pub(super) fn new(
        client: Client,
        roots: Roots,
        proxies: Proxies,
        progress: Arc<Progress>,
    ) -> Self {
        match client {
            #[cfg(feature = "_sdk")]
            Client::Sdk => Self::Sdk(Pool::new(roots, proxies, progress)),
            #[cfg(feature = "direct")]
            Client::Direct => Self::Direct(Net::new(roots, proxies, progress)),
        }
    }

    /// Begins to set up TLS.
    pub(super) fn prepare(&self) {
        match self {
            #[cfg(feature = "_sdk")]
            Self::Sdk(pool) => pool.prepare(),
            #[cfg(feature = "_sdk")]
            Self::Own => {}
            #[cfg(feature = "direct")]
            Self::Direct(net) => net.prepare(),
        }
    }

    /// Makes it the client of a configuration, if it is one of the SDK.
    pub(super) fn serve(&self, config: &mut aws_types::sdk_config::Builder) {
        match self {
            #[cfg(feature = "_sdk")]
            Self::Sdk(pool) => {
                config.set_http_client(Some(pool.client()));
            }
            #[cfg(feature = "_sdk")]
            Self::Own => {}
            #[cfg(feature = "direct")]
            Self::Direct(_) => {
                let _ = config;
            }
        }
    }

    /// Asks for the JSON that is at a URL, with a header `Authorization`: status and body.
    pub(super) async fn get(
        &self,
        url: &Uri,
        authorization: Option<&str>,
        within: Within,
    ) -> Result<(u16, Zeroizing<Vec<u8>>), Failure> {
        match self {
            #[cfg(feature = "_sdk")]
            Self::Sdk(pool) => pool.get(url, authorization, within).await,
            // Only the credentials of surroundings are asked for in this way, and those have no such client.
            #[cfg(feature = "_sdk")]
            Self::Own => Err(crate::error::connection::not_built()),
            #[cfg(feature = "direct")]
            Self::Direct(net) => net.get(url, authorization, within).await,
        }
    }
}

/// How long a request may take.
#[derive(Clone, Copy)]
pub(super) struct Within {
    pub(super) connect: Duration,
    pub(super) read: Duration,
}
