//! Which sources stand for Parameter Store and Secrets Manager in a load.

#[cfg(feature = "_aws")]
use std::convert::Infallible;
use std::path::PathBuf;
#[cfg(feature = "local")]
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(any(feature = "_aws", feature = "extension"))]
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::settings::{Prepared, Settings};
use crate::error::{Code, Problem, Subject};
use crate::source::Source;
#[cfg(feature = "extension")]
use crate::source::Valueless;
#[cfg(feature = "_aws")]
use crate::source::aws::{Aws, Client, Run};
#[cfg(feature = "local")]
use crate::source::env::{INITIALIZATION, LOG_STREAM, RUNTIME_API};
#[cfg(feature = "extension")]
use crate::source::extension::{Extension, ExtensionStore, Patience, Store, ttl};
use crate::source::guarded::Guarded;
use crate::transport::Transport;
#[cfg(feature = "extension")]
use crate::transport::{Place, Route};
#[cfg(feature = "_aws")]
use crate::trust::TrustRoots;

/// The sources of a load.
pub(super) struct Stores {
    pub(super) sources: Vec<Box<dyn Source>>,
    pub(super) is_local: bool,
    /// The names of the user's own.
    pub(super) own: Vec<&'static str>,
}

/// What is kept from one run to the next: clients, connections, credentials.
#[derive(Default)]
pub(super) struct Kept {
    #[cfg(feature = "_aws")]
    aws: Slot<Aws>,
    #[cfg(feature = "extension")]
    extension: Slot<Extension>,
    /// How old answers may be already, where the extension is the only way to a store.
    #[cfg(feature = "extension")]
    cached_for: Mutex<Duration>,
    /// Whether the warning of a local store was given.
    #[cfg(feature = "local")]
    is_local_told: AtomicBool,
}

/// The variable that names a local store.
pub(super) const LOCAL: &str = "FIGLEAF_LOCAL";

/// Set by Lambda in every function, and by what imitates it.
#[cfg(feature = "local")]
const FUNCTION: &str = "AWS_LAMBDA_FUNCTION_NAME";

/// Set by Lambda in every function, and not by `cargo lambda watch`. Nobody can set them for a function: they
/// are reserved. Source: Lambda's documentation of its environment variables, and cargo-lambda 1.9.
#[cfg(feature = "local")]
const BY_LAMBDA_ALONE: [&str; 4] = [INITIALIZATION, LOG_STREAM, "LAMBDA_TASK_ROOT", "_HANDLER"];

/// The user's own sources, then the local store's or AWS's of the names that are left.
pub(super) fn choose(prepared: &Prepared, is_refresh: bool) -> Result<Stores, Problem> {
    let settings = &prepared.settings;
    // Of two of the same name, the one that was added last counts.
    let own = settings.sources.iter().rev().cloned();
    let mut own: Vec<_> = own.map(Guarded::boxed).collect::<Result<_, _>>()?;
    let names = own.iter().map(|source| source.name()).collect();
    let local = local(prepared)?;
    let is_local = local.is_some();
    own.extend(match local {
        Some(local) => local,
        None => {
            refuse_unused(settings)?;
            aws(prepared, is_refresh)?
        }
    });
    let mut sources: Vec<Box<dyn Source>> = Vec::new();
    for source in own {
        if sources.iter().all(|known| known.name() != source.name()) {
            sources.push(source);
        }
    }
    Ok(Stores { sources, is_local, own: names })
}

/// The file of the local store, if one is to stand in for AWS.
pub(super) fn file(settings: &Settings) -> Option<PathBuf> {
    // As compose files and shells unset a variable.
    let set = || settings.variables.raw(LOCAL).filter(|path| !path.is_empty());
    settings.local.clone().or_else(|| set().map(PathBuf::from))
}

#[cfg(feature = "local")]
fn local(prepared: &Prepared) -> Result<Option<Vec<Box<dyn Source>>>, Problem> {
    let settings = &prepared.settings;
    let Some(path) = file(settings) else { return Ok(None) };
    if settings.local.is_none() {
        refuse_on_lambda(settings)?;
    }
    let sources = crate::source::local::open(&path)?;
    // Who expects AWS must not have to guess why its values are others.
    if !prepared.kept.is_local_told.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            target: "figleaf",
            file = %path.display(),
            "a local store stands in for Parameter Store and Secrets Manager"
        );
    }
    Ok(Some(sources))
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
    let api = variables.raw(RUNTIME_API);
    let is_url = api.is_some_and(|api| api.to_string_lossy().starts_with("http://"));
    is_url && !BY_LAMBDA_ALONE.into_iter().any(|name| variables.is_set(name))
}

#[cfg(not(feature = "local"))]
fn local(prepared: &Prepared) -> Result<Option<Vec<Box<dyn Source>>>, Problem> {
    if file(&prepared.settings).is_none() {
        return Ok(None);
    }
    Err(conflict(
        "set, but figleaf was built without local stores",
        "enable figleaf's Cargo feature `local`, or unset FIGLEAF_LOCAL",
    ))
}

fn conflict(message: &str, help: &str) -> Problem {
    Problem::of_setting(Subject::Variable, LOCAL, Code::Conflict, message, help)
}

/// Both services, each through the transport that is right for it. Without a transport for a service
/// there is no source, which is reported when a field needs it.
#[cfg(not(feature = "extension"))]
fn aws(prepared: &Prepared, _: bool) -> Result<Vec<Box<dyn Source>>, Problem> {
    Ok(match prepared.settings.transport {
        Transport::Extension | Transport::ExtensionFirst => Vec::new(),
        Transport::Auto | Transport::Direct | Transport::Sdk => {
            clients(prepared).into_iter().flatten().collect()
        }
    })
}

#[cfg(feature = "extension")]
fn aws(prepared: &Prepared, is_refresh: bool) -> Result<Vec<Box<dyn Source>>, Problem> {
    let settings = &prepared.settings;
    let transport = match settings.transport {
        // What the extension has in its cache is not what a restart would find.
        Transport::ExtensionFirst if is_refresh => Transport::Auto,
        transport => transport,
    };
    let place = Place::new(transport, &settings.variables);
    let mut cached_for = Duration::ZERO;
    let mut sources: Vec<Box<dyn Source>> = Vec::new();
    for (store, client) in [Store::Parameters, Store::Secrets].into_iter().zip(clients(prepared)) {
        let (patience, other) = match transport.route(client.is_some(), place) {
            Route::Client => {
                sources.extend(client);
                continue;
            }
            Route::Extension { is_init: true } => (Patience::INIT, None),
            Route::Extension { is_init: false } => (Patience::INVOCATION, None),
            Route::Both => (Patience::WITH_OTHER, client),
        };
        if other.is_none() {
            cached_for = cached_for.max(ttl(store, &settings.variables));
        }
        sources.push(Box::new(ExtensionStore {
            extension: prepared.kept.extension(settings)?,
            store,
            patience,
            other,
            valueless: Valueless::default(),
        }));
    }
    *prepared.kept.cached_for.lock().unwrap_or_else(PoisonError::into_inner) = cached_for;
    Ok(sources)
}

impl Prepared {
    /// How old the answers of the last run may have been already.
    pub(crate) fn cached_for(&self) -> Duration {
        #[cfg(feature = "extension")]
        return *self.kept.cached_for.lock().unwrap_or_else(PoisonError::into_inner);
        #[cfg(not(feature = "extension"))]
        Duration::ZERO
    }
}

impl Kept {
    /// Not built where both stores have a client.
    #[cfg(feature = "extension")]
    fn extension(&self, settings: &Settings) -> Result<Arc<Extension>, Problem> {
        self.extension.get_or_make(|| Extension::new(settings.variables.clone()))
    }

    #[cfg(feature = "_aws")]
    pub(super) fn aws(&self, settings: &Settings, client: Client) -> Arc<Aws> {
        let make = || {
            let (given, roots) = (settings.sdk_config.clone(), settings.trust_roots.clone());
            let aws = Aws::new(client, given, roots, settings.variables.clone());
            #[cfg(all(feature = "ops", feature = "default-chain"))]
            let aws = aws.assuming(settings.role.clone());
            Ok(aws)
        };
        let Ok::<_, Infallible>(aws) = self.aws.get_or_make(make);
        aws
    }

    /// Closes the connections, when the requests on them have ended, and forgets the credentials.
    #[cfg(feature = "lambda")]
    pub(super) fn close(&self) {
        #[cfg(feature = "_aws")]
        self.aws.lock().take();
        #[cfg(feature = "extension")]
        self.extension.lock().take();
    }
}

/// Something that is made when it is needed first, and again after it was taken.
#[cfg(any(feature = "_aws", feature = "extension"))]
struct Slot<V>(Mutex<Option<Arc<V>>>);

#[cfg(any(feature = "_aws", feature = "extension"))]
impl<V> Slot<V> {
    fn get_or_make<E>(&self, make: impl FnOnce() -> Result<V, E>) -> Result<Arc<V>, E> {
        let mut slot = self.lock();
        match &*slot {
            Some(kept) => Ok(kept.clone()),
            None => Ok(slot.insert(Arc::new(make()?)).clone()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<V>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(any(feature = "_aws", feature = "extension"))]
impl<V> Default for Slot<V> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

/// A client or authorities that are given for nothing: whoever did it expects that they count.
#[cfg(feature = "_aws")]
fn refuse_unused(settings: &Settings) -> Result<(), Problem> {
    let given = settings.sdk_config.as_deref();
    let has_roots = !matches!(settings.trust_roots, TrustRoots::Platform);
    let is_extension = settings.transport == Transport::Extension;
    let (path, message, help) = if is_extension && given.is_some() {
        (".sdk_config(…)", BESIDE_EXTENSION, "remove one of them")
    } else if is_extension && has_roots {
        (".trust_roots(…)", BESIDE_EXTENSION, "remove one of them")
    } else if has_own_client(settings)
        && Client::of(settings.transport, given) != Client::of(Transport::Sdk, given)
    {
        (
            ".sdk_config(…)",
            "it has an HTTP client of its own, which is one of the SDK: figleaf's client has its own connections",
            "make the SdkConfig without one, or read through the SDK: Cargo features `ssm` and `secretsmanager`, \
             and Transport::Auto",
        )
    } else if has_roots && has_own_client(settings) {
        (
            ".trust_roots(…)",
            "given beside an SdkConfig that has its own HTTP client, and so its own authorities",
            "give them to that client, or make the SdkConfig without one",
        )
    } else {
        return Ok(());
    };
    Err(Problem::of_setting(Subject::Loader, path, Code::Conflict, message, help))
}

#[cfg(feature = "_aws")]
fn has_own_client(settings: &Settings) -> bool {
    settings.sdk_config.as_ref().is_some_and(|given| given.http_client().is_some())
}

#[cfg(feature = "_aws")]
const BESIDE_EXTENSION: &str = "given beside Transport::Extension, which does not use it";

#[cfg(not(feature = "_aws"))]
fn refuse_unused(_: &Settings) -> Result<(), Problem> {
    Ok(())
}

/// Parameter Store and Secrets Manager through a client, as far as one is compiled in.
#[cfg(feature = "_aws")]
fn clients(prepared: &Prepared) -> [Option<Box<dyn Source>>; 2] {
    let settings = &prepared.settings;
    let mut stores: [Option<Box<dyn Source>>; 2] = [None, None];
    let client = Client::of(settings.transport, settings.sdk_config.as_deref());
    let Some(client) = client else { return stores };
    let aws = Run::new(prepared.kept.aws(settings, client));
    #[cfg(feature = "_parameters")]
    if client.has_parameters() {
        stores[0] = Some(Box::new(crate::source::ssm::ParameterStore::new(aws.clone())));
    }
    #[cfg(feature = "_secrets")]
    if client.has_secrets() {
        let batch = settings.batch_secrets;
        stores[1] =
            Some(Box::new(crate::source::secretsmanager::SecretsManager::new(aws.clone(), batch)));
    }
    drop(aws);
    stores
}

#[cfg(not(feature = "_aws"))]
fn clients(_: &Prepared) -> [Option<Box<dyn Source>>; 2] {
    [None, None]
}
