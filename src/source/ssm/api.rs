//! The two operations of Parameter Store that figleaf calls, through either client.

use crate::error::causes::Judged;
use crate::source::aws::Caller;
#[cfg(feature = "ssm")]
use crate::source::aws::Clients;
#[cfg(feature = "direct")]
use crate::source::aws::direct::Direct;
use crate::source::{Fetched, Key};

pub(crate) enum Api {
    #[cfg(feature = "ssm")]
    Sdk(Clients<aws_sdk_ssm::Client>),
    #[cfg(feature = "direct")]
    Direct(Direct),
    /// The SDK is there for something else, and no loader chooses it for this store.
    #[cfg(all(feature = "_sdk", not(feature = "ssm")))]
    None,
}

/// What an answer says of one parameter.
pub(super) struct Parameter {
    pub(super) name: Option<String>,
    pub(super) arn: Option<String>,
    pub(super) value: Option<Fetched>,
}

/// What GetParameters answers.
#[derive(Default)]
pub(super) struct Parameters {
    pub(super) found: Vec<Parameter>,
    /// The names that do not exist.
    pub(super) invalid: Vec<String>,
}

/// A page of GetParametersByPath.
#[derive(Default)]
pub(super) struct Page {
    pub(super) found: Vec<Parameter>,
    /// For the next page.
    pub(super) token: Option<String>,
}

/// The most parameters that GetParametersByPath puts on a page.
pub(super) const PAGE: i32 = 10;

impl Api {
    /// For asking for these keys, some of which may be of other regions.
    #[cfg_attr(not(feature = "ssm"), allow(unused_variables))]
    pub(crate) fn new(caller: Caller, keys: &[Key]) -> Self {
        match caller {
            #[cfg(feature = "ssm")]
            Caller::Sdk(config) => Self::Sdk(Clients::new(&config, keys, aws_sdk_ssm::Client::new)),
            #[cfg(all(feature = "_sdk", not(feature = "ssm")))]
            Caller::Sdk(_) => Self::None,
            #[cfg(feature = "direct")]
            Caller::Direct(direct) => Self::Direct(direct),
        }
    }

    /// Asks for names in the region of this key.
    pub(super) async fn parameters(
        &self,
        place: &Key,
        names: &[String],
    ) -> Result<Parameters, Judged> {
        match self {
            #[cfg(feature = "ssm")]
            Self::Sdk(clients) => super::sdk::parameters(clients.of(place), names).await,
            #[cfg(feature = "direct")]
            Self::Direct(direct) => super::direct::parameters(direct, place, names).await,
            #[cfg(all(feature = "_sdk", not(feature = "ssm")))]
            Self::None => Err(Judged::no_client()),
        }
    }

    /// Asks for a page of what is below a path.
    pub(super) async fn page(&self, path: &Key, token: Option<&str>) -> Result<Page, Judged> {
        match self {
            #[cfg(feature = "ssm")]
            Self::Sdk(clients) => super::sdk::page(clients.of(path), path, token).await,
            #[cfg(feature = "direct")]
            Self::Direct(direct) => super::direct::page(direct, path, token).await,
            #[cfg(all(feature = "_sdk", not(feature = "ssm")))]
            Self::None => Err(Judged::no_client()),
        }
    }
}
