//! Which sources stand for Parameter Store and Secrets Manager in a load.

#[cfg(feature = "extension")]
use std::cell::LazyCell;
#[cfg(any(feature = "_aws", feature = "extension"))]
use std::sync::Arc;

use super::settings::Settings;
use crate::error::{Code, Problem};
use crate::source::Source;
#[cfg(feature = "extension")]
use crate::source::extension::{Extension, ExtensionStore, Patience, Store};
#[cfg(not(feature = "extension"))]
use crate::transport::Transport;
#[cfg(feature = "extension")]
use crate::transport::{Place, Route};

/// The sources of a load.
pub(super) struct Stores {
    pub(super) sources: Vec<Box<dyn Source>>,
    pub(super) is_local: bool,
}

/// The variable that names a local store.
const LOCAL: &str = "FIGLEAF_LOCAL";

/// Set by Lambda in every function, and by what imitates it.
#[cfg(feature = "local")]
const FUNCTION: &str = "AWS_LAMBDA_FUNCTION_NAME";

/// Set by Lambda in every function, and not by `cargo lambda watch`. Nobody can set them for a function: they
/// are reserved. Source: Lambda's documentation of its environment variables, and cargo-lambda 1.9.
#[cfg(feature = "local")]
const BY_LAMBDA_ALONE: [&str; 4] = [
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "LAMBDA_TASK_ROOT",
    "_HANDLER",
];

/// The user's own sources, then the local store's or AWS's of the names that are left.
pub(super) fn choose(
    mut own: Vec<Box<dyn Source>>,
    settings: &mut Settings,
) -> Result<Stores, Problem> {
    // Of two of the same name, the one that was added last counts.
    own.reverse();
    let local = local(settings)?;
    let is_local = local.is_some();
    own.extend(local.unwrap_or_else(|| aws(settings)));
    let mut sources: Vec<Box<dyn Source>> = Vec::new();
    for source in own {
        if sources.iter().all(|known| known.name() != source.name()) {
            sources.push(source);
        }
    }
    Ok(Stores { sources, is_local })
}

#[cfg(feature = "local")]
fn local(settings: &mut Settings) -> Result<Option<Vec<Box<dyn Source>>>, Problem> {
    let path = match settings.local.take() {
        Some(path) => path,
        None => match settings.variables.raw(LOCAL) {
            Some(path) => {
                refuse_on_lambda(settings)?;
                path.into()
            }
            None => return Ok(None),
        },
    };
    crate::source::local::open(&path).map(Some)
}

#[cfg(feature = "local")]
fn refuse_on_lambda(settings: &Settings) -> Result<(), Problem> {
    if !settings.variables.is_set(FUNCTION) || is_cargo_lambda(settings) {
        return Ok(());
    }
    Err(conflict(
        "set on Lambda, where values must come from AWS",
        "remove FIGLEAF_LOCAL from the function's environment variables",
    ))
}

/// Whether the function runs under `cargo lambda watch`, on somebody's machine. Its Runtime API is a URL,
/// where Lambda's is a host and a port.
#[cfg(feature = "local")]
fn is_cargo_lambda(settings: &Settings) -> bool {
    let variables = &settings.variables;
    let api = variables.raw("AWS_LAMBDA_RUNTIME_API");
    let is_url = api.is_some_and(|api| api.to_string_lossy().starts_with("http://"));
    is_url && !BY_LAMBDA_ALONE.into_iter().any(|name| variables.is_set(name))
}

#[cfg(not(feature = "local"))]
fn local(settings: &mut Settings) -> Result<Option<Vec<Box<dyn Source>>>, Problem> {
    if !settings.variables.is_set(LOCAL) {
        return Ok(None);
    }
    Err(conflict(
        "set, but figleaf was built without local stores",
        "enable figleaf's Cargo feature `local`, or unset FIGLEAF_LOCAL",
    ))
}

fn conflict(message: &str, help: &str) -> Problem {
    Problem {
        path: LOCAL.to_owned(),
        fields: Vec::new(),
        code: Code::Conflict,
        message: message.to_owned(),
        places: Vec::new(),
        help: Some(help.to_owned()),
    }
}

/// Both services, each through the transport that is right for it. Without a transport for a service
/// there is no source, which is reported when a field needs it.
#[cfg(not(feature = "extension"))]
fn aws(settings: &mut Settings) -> Vec<Box<dyn Source>> {
    match settings.transport {
        Transport::Extension => Vec::new(),
        Transport::Auto | Transport::Sdk => sdk(settings).into_iter().flatten().collect(),
    }
}

#[cfg(feature = "extension")]
fn aws(settings: &mut Settings) -> Vec<Box<dyn Source>> {
    let place = Place::new(&settings.variables);
    // Not built where both stores go through the SDK.
    let variables = settings.variables.clone();
    let extension = LazyCell::new(|| Arc::new(Extension::new(variables)));
    let stores = [Store::Parameters, Store::Secrets].into_iter().zip(sdk(settings));
    let through = |(store, sdk): (Store, Option<Box<dyn Source>>)| -> Option<Box<dyn Source>> {
        let (patience, other) = match settings.transport.route(sdk.is_some(), place) {
            Route::Sdk => return sdk,
            Route::Extension { is_init: true } => (Patience::INIT, None),
            Route::Extension { is_init: false } => (Patience::INVOCATION, None),
            Route::Both => (Patience::WITH_OTHER, sdk),
        };
        Some(Box::new(ExtensionStore { extension: extension.clone(), store, patience, other }))
    };
    stores.filter_map(through).collect()
}

/// Parameter Store and Secrets Manager through the SDK, as far as it is compiled in.
#[cfg(feature = "_aws")]
fn sdk(settings: &mut Settings) -> [Option<Box<dyn Source>>; 2] {
    let aws = Arc::new(crate::source::aws::Aws::new(
        settings.sdk_config.take(),
        settings.trust_roots.clone(),
        settings.variables.clone(),
    ));
    let mut stores: [Option<Box<dyn Source>>; 2] = [None, None];
    #[cfg(feature = "ssm")]
    {
        stores[0] = Some(Box::new(crate::source::ssm::ParameterStore::new(aws.clone())));
    }
    #[cfg(feature = "secretsmanager")]
    {
        let batch = settings.batch_secrets;
        stores[1] =
            Some(Box::new(crate::source::secretsmanager::SecretsManager::new(aws.clone(), batch)));
    }
    drop(aws);
    stores
}

#[cfg(not(feature = "_aws"))]
fn sdk(_: &mut Settings) -> [Option<Box<dyn Source>>; 2] {
    [None, None]
}
