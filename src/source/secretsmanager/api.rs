//! The two operations of Secrets Manager that figleaf calls, through either client.

use crate::error::causes::{Judged, Verdict};
use crate::source::aws::Caller;
#[cfg(feature = "secretsmanager")]
use crate::source::aws::Clients;
#[cfg(feature = "direct")]
use crate::source::aws::direct::Direct;
use crate::source::{Fetched, Key};

pub(crate) enum Api {
    #[cfg(feature = "secretsmanager")]
    Sdk(Clients<aws_sdk_secretsmanager::Client>),
    #[cfg(feature = "direct")]
    Direct(Direct),
    /// The SDK is there for something else, and no loader chooses it for this store.
    #[cfg(all(feature = "_sdk", not(feature = "secretsmanager")))]
    None,
}

/// What an answer says of one secret.
pub(super) struct Entry {
    pub(super) name: Option<String>,
    pub(super) arn: Option<String>,
    pub(super) value: Option<Fetched>,
}

/// What BatchGetSecretValue answers.
#[derive(Default)]
pub(super) struct Entries {
    pub(super) found: Vec<Entry>,
    /// What it says of ids that it gives no value of.
    pub(super) errors: Vec<(String, Verdict)>,
}

impl Api {
    /// For asking for these keys, some of which may be of other regions.
    #[cfg_attr(not(feature = "secretsmanager"), allow(unused_variables))]
    pub(crate) fn new(caller: Caller, keys: &[Key]) -> Self {
        match caller {
            #[cfg(feature = "secretsmanager")]
            Caller::Sdk(config) => {
                Self::Sdk(Clients::new(&config, keys, aws_sdk_secretsmanager::Client::new))
            }
            #[cfg(all(feature = "_sdk", not(feature = "secretsmanager")))]
            Caller::Sdk(_) => Self::None,
            #[cfg(feature = "direct")]
            Caller::Direct(direct) => Self::Direct(direct),
        }
    }

    /// Asks for one secret, or one version of it. None: it has no value.
    pub(super) async fn secret(&self, key: &Key) -> Result<Option<Fetched>, Judged> {
        match self {
            #[cfg(feature = "secretsmanager")]
            Self::Sdk(clients) => super::sdk::secret(clients.of(key), key).await,
            #[cfg(feature = "direct")]
            Self::Direct(direct) => super::direct::secret(direct, key).await,
            #[cfg(all(feature = "_sdk", not(feature = "secretsmanager")))]
            Self::None => Err(Judged::no_client()),
        }
    }

    /// Asks for many secrets of one region.
    pub(super) async fn batch(&self, keys: &[&Key]) -> Result<Entries, Judged> {
        let names: Vec<&str> = keys.iter().map(|key| key.name()).collect();
        match self {
            #[cfg(feature = "secretsmanager")]
            Self::Sdk(clients) => super::sdk::batch(clients.of(keys[0]), &names).await,
            #[cfg(feature = "direct")]
            Self::Direct(direct) => super::direct::batch(direct, keys[0], &names).await,
            #[cfg(all(feature = "_sdk", not(feature = "secretsmanager")))]
            Self::None => Err(Judged::no_client()),
        }
    }
}
