//! What a loader was told. It knows nothing of the configuration's type, so that what reads it is
//! compiled once, and not in every program for every struct.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use figment::Provider;
use tokio::time::Instant;

use super::stores::Kept;
use super::{file, patience};
use crate::caught::caught;
use crate::clock::Deadline;
use crate::error::Problem;
use crate::layer::{Provided, name_of};
use crate::plan::is_fit;
use crate::source::Source;
use crate::source::env::Variables;
use crate::summary::Hooks;
use crate::transport::Transport;

/// What a user gives above or below the other layers. It is read in every run.
pub(super) enum Given {
    Provider(Box<dyn Provider + Send + Sync>),
    /// A file that must exist.
    File(PathBuf),
}

impl Given {
    /// What it holds now.
    pub(super) fn read(&self) -> Result<Provided, Problem> {
        match self {
            Self::Provider(provider) => Ok(Provided::read(provider.as_ref())),
            Self::File(path) => Ok(Provided::file(path, file::read(path)?)),
        }
    }
}

pub(super) struct Settings {
    pub(super) environment: Option<String>,
    pub(super) vars: BTreeMap<String, String>,
    /// Whole names, by the variables in whose place they are given.
    pub(super) names: BTreeMap<String, String>,
    pub(super) variables: Arc<Variables>,
    /// Those that names and fields are read from, where AWS's client reads others.
    #[cfg(feature = "ops")]
    pub(super) application: Option<Arc<Variables>>,
    pub(super) transport: Transport,
    /// None: as long as it may take where it runs.
    pub(super) timeout: Option<Duration>,
    /// When the load began, if it has waited for another one.
    pub(super) began: Option<Instant>,
    pub(super) merges: Vec<Given>,
    pub(super) joins: Vec<Given>,
    pub(super) sources: Vec<Arc<dyn Source>>,
    pub(super) local: Option<PathBuf>,
    /// Whether what no field reads is a problem.
    pub(super) is_strict: bool,
    /// Whether a variable that is set to nothing counts as unset.
    pub(super) is_empty_unset: bool,
    /// Who wants a summary of each run.
    pub(super) hooks: Hooks,
    /// Whether where each value came from is to be told.
    pub(super) tell_origins: bool,
    #[cfg(feature = "_aws")]
    pub(super) sdk_config: Option<Arc<aws_types::SdkConfig>>,
    #[cfg(feature = "_secrets")]
    pub(super) batch_secrets: bool,
    #[cfg(feature = "_aws")]
    pub(super) trust_roots: crate::trust::TrustRoots,
    /// The role that AWS is asked as, in place of who the credentials are of.
    #[cfg(all(feature = "_aws", feature = "ops", feature = "default-chain"))]
    pub(super) role: Option<String>,
}

/// Settings, and what is kept from one run with them to the next.
#[derive(Default)]
pub(crate) struct Prepared {
    pub(super) settings: Settings,
    #[allow(dead_code, reason = "without any store there is nothing to keep")]
    pub(super) kept: Kept,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            environment: None,
            vars: BTreeMap::new(),
            names: BTreeMap::new(),
            variables: Arc::new(Variables::Process),
            #[cfg(feature = "ops")]
            application: None,
            transport: Transport::Auto,
            timeout: None,
            began: None,
            merges: Vec::new(),
            joins: Vec::new(),
            sources: Vec::new(),
            local: None,
            is_strict: false,
            is_empty_unset: false,
            hooks: Hooks::default(),
            tell_origins: false,
            #[cfg(feature = "_aws")]
            sdk_config: None,
            #[cfg(feature = "_secrets")]
            batch_secrets: true,
            #[cfg(feature = "_aws")]
            trust_roots: crate::trust::TrustRoots::Platform,
            #[cfg(all(feature = "_aws", feature = "ops", feature = "default-chain"))]
            role: None,
        }
    }
}

impl Settings {
    /// What counts for the built-in sources alone.
    pub(super) fn of_stores(&self) -> Self {
        Self {
            variables: self.variables.clone(),
            transport: self.transport,
            local: self.local.clone(),
            #[cfg(feature = "_aws")]
            sdk_config: self.sdk_config.clone(),
            #[cfg(feature = "_secrets")]
            batch_secrets: self.batch_secrets,
            #[cfg(feature = "_aws")]
            trust_roots: self.trust_roots.clone(),
            #[cfg(all(feature = "_aws", feature = "ops", feature = "default-chain"))]
            role: self.role.clone(),
            ..Self::default()
        }
    }

    /// Whether a file stands in for AWS.
    #[cfg(feature = "ops")]
    pub(super) fn is_local(&self) -> bool {
        super::stores::file(self).is_some()
    }

    /// The variables that names and fields are read from.
    pub(super) fn of_application(&self) -> &Arc<Variables> {
        #[cfg(feature = "ops")]
        if let Some(application) = &self.application {
            return application;
        }
        &self.variables
    }

    /// When the load ends.
    pub(super) fn deadline(&self) -> Deadline {
        let began = self.began.unwrap_or_else(Instant::now);
        let timeout = self.timeout;
        Deadline::new(
            began,
            timeout.unwrap_or_else(|| patience::timeout(&self.variables, began.elapsed())),
        )
    }

    /// One number for all loaders that ask for the same. What the sources and providers hold cannot be
    /// compared: those of one name, in one order, count as the same.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.environment, &self.vars, &self.names, &self.variables, self.transport)
            .hash(&mut hasher);
        (self.timeout, &self.local, self.is_strict, self.is_empty_unset).hash(&mut hasher);
        self.hooks.len().hash(&mut hasher);
        for source in &self.sources {
            name(source.as_ref()).hash(&mut hasher);
        }
        for providers in [&self.merges, &self.joins] {
            providers.len().hash(&mut hasher);
            for provider in providers {
                match provider {
                    Given::Provider(provider) => name_of(provider.as_ref()).hash(&mut hasher),
                    Given::File(path) => path.hash(&mut hasher),
                }
            }
        }
        #[cfg(feature = "_aws")]
        if let Some(config) = &self.sdk_config {
            config.region().map(AsRef::<str>::as_ref).hash(&mut hasher);
            config.endpoint_url().hash(&mut hasher);
        }
        hasher.finish()
    }
}

/// The name of a user's source, which is the user's code.
fn name(source: &dyn Source) -> &'static str {
    caught(|| source.name()).unwrap_or_default()
}

/// What is set, and no value that could be secret.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loader")
            .field("environment", &self.environment.as_deref().map(environment))
            .field("vars", &self.vars.keys().collect::<Vec<_>>())
            .field("names", &self.names.keys().collect::<Vec<_>>())
            .field("transport", &self.transport)
            .field("timeout", &self.timeout.unwrap_or(patience::TIMEOUT))
            .field("merges", &self.merges.len())
            .field("joins", &self.joins.len())
            .field(
                "sources",
                &self.sources.iter().map(|source| name(source.as_ref())).collect::<Vec<_>>(),
            )
            .field("local", &self.local)
            .finish_non_exhaustive()
    }
}

/// The report does not tell an environment that is not fit for a name, which may be anything.
fn environment(environment: &str) -> &str {
    if is_fit(environment) { environment } else { "(not fit for a name)" }
}
