//! The builder, and the one pipeline that it runs.

mod built_in;
mod check;
mod events;
mod fetch;
mod file;
mod idle;
mod patience;
mod recall;
mod rereadable;
mod run;
mod settings;
mod stores;
mod unread;
#[cfg(feature = "ops")]
mod untyped;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::Instant;

pub use self::built_in::{Store, Stores};
pub(crate) use self::check::check;
#[cfg(feature = "ops")]
pub(crate) use self::check::shapes;
pub(crate) use self::fetch::Ask;
pub(crate) use self::recall::Recall;
pub use self::rereadable::Rereadable;
use self::run::Ran;
pub(crate) use self::run::Run;
pub(crate) use self::settings::Prepared;
use self::settings::{Given, Settings};
#[cfg(feature = "ops")]
pub(crate) use self::untyped::Untyped;
use crate::Config;
use crate::caught::drop_caught;
use crate::clock::Deadline;
use crate::error::Error;
use crate::live::LiveLoader;
use crate::origin::Origins;
use crate::source::Source;
use crate::source::env::Variables;
use crate::store::Caller;
use crate::summary::LoadSummary;
use crate::transport::Transport;
#[cfg(feature = "_aws")]
use crate::trust::TrustRoots;

/// Loads a configuration with settings of its own. All of them are optional.
///
/// ```no_run
/// use std::time::Duration;
/// use figleaf::Config;
///
/// #[derive(Config)]
/// #[config(prefix = "/{env}/myapp", env_prefix = "MYAPP")]
/// struct AppConfig {
///     #[config(default = "info")]
///     log_level: String,
/// }
///
/// # async fn main_() -> Result<(), figleaf::Error> {
/// let config = AppConfig::loader()
///     .environment("prod")
///     .timeout(Duration::from_secs(3))
///     .load_owned()
///     .await?;
/// # Ok(()) }
/// ```
#[must_use = "a loader does nothing until it is told to load"]
pub struct Loader<T> {
    settings: Settings,
    config: PhantomData<fn() -> T>,
}

impl<T: Config> Loader<T> {
    pub(crate) fn new() -> Self {
        Self { settings: Settings::default(), config: PhantomData }
    }

    /// Sets the environment, `{env}` in names, in place of the variable `ENVIRONMENT` or the one that
    /// the struct names. Sections of that name in joined or merged providers (figment's profiles)
    /// count as well.
    pub fn environment(mut self, environment: impl Into<String>) -> Self {
        self.settings.environment = Some(environment.into());
        self
    }

    /// Fills the placeholder `{name}` in names.
    ///
    /// A value may hold letters, digits and `.`, `-`, `_`: one that would lead to another path is
    /// refused when the configuration is loaded, and so is a placeholder that no name has. `{env}` is
    /// filled by [`environment`](Loader::environment).
    pub fn var(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.vars.insert(name.into(), value.into());
        self
    }

    /// Gives the whole name or the ARN that a field is bound to as `${variable}`, in place of the environment
    /// variable: for a name that is known when the program is deployed, such as an output of CDK or Terraform.
    ///
    /// It is checked as a name that is written in the program is, and a variable that no name has is a
    /// problem.
    ///
    /// ```
    /// # fn main() -> Result<(), figleaf::Error> {
    /// use figleaf::{Config, Secret, source::Memory};
    ///
    /// #[derive(Config)]
    /// struct AppConfig {
    ///     #[config(secretsmanager = "${API_KEY_ARN}")]
    ///     api_key: Secret<String>,
    /// }
    ///
    /// let config = AppConfig::loader()
    ///     .name("API_KEY_ARN", "prod/api-key")
    ///     .source(Memory::new("secretsmanager").with("prod/api-key", "sk_test"))
    ///     .load_owned_blocking()?;
    /// assert_eq!(config.api_key.expose_secret(), "sk_test");
    /// # Ok(()) }
    /// ```
    pub fn name(mut self, variable: impl Into<String>, name: impl Into<String>) -> Self {
        self.settings.names.insert(variable.into(), name.into());
        self
    }

    /// Reads these environment variables in place of the process's: for tests, which must not change the process's.
    /// For none at all there is [`no_env_vars`](Loader::no_env_vars).
    ///
    /// They are for everything that figleaf reads: fields, the environment, `FIGLEAF_LOCAL`, Lambda's variables and AWS's,
    /// such as `AWS_REGION`. What others read by themselves stays the process's: an `SdkConfig` of your own, the SDK's
    /// clients for roles and SSO (`AWS_ENDPOINT_URL` and its siblings), a `credential_process`, `SSL_CERT_FILE`.
    ///
    /// ```
    /// # fn main() -> Result<(), figleaf::Error> {
    /// use figleaf::Config;
    ///
    /// #[derive(Config)]
    /// struct AppConfig {
    ///     #[config(env = "PORT")]
    ///     port: u16,
    /// }
    ///
    /// let config = AppConfig::loader().env_vars([("PORT", "8080")]).load_owned_blocking()?;
    /// assert_eq!(config.port, 8080);
    /// # Ok(()) }
    /// ```
    pub fn env_vars<K, V>(mut self, variables: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<String>,
        V: Into<OsString>,
    {
        let own = |(name, value): (K, V)| (name.into(), value.into());
        self.settings.variables =
            Arc::new(Variables::Given(variables.into_iter().map(own).collect()));
        self
    }

    /// Reads no environment variable: [`env_vars`](Loader::env_vars) with nothing in it. What is set on the machine of
    /// a test then changes nothing in it.
    ///
    /// ```
    /// # fn main() -> Result<(), figleaf::Error> {
    /// use figleaf::Config;
    ///
    /// #[derive(Config)]
    /// struct AppConfig {
    ///     #[config(env = "PATH", default = "none")]
    ///     path: String,
    /// }
    ///
    /// let config = AppConfig::loader().no_env_vars().load_owned_blocking()?;
    /// assert_eq!(config.path, "none");
    /// # Ok(()) }
    /// ```
    pub fn no_env_vars(mut self) -> Self {
        self.settings.variables = Arc::new(Variables::Given(BTreeMap::new()));
        self
    }

    /// Sets how Parameter Store and Secrets Manager are reached. [`Transport::Auto`] by default.
    pub fn transport(mut self, transport: Transport) -> Self {
        self.settings.transport = transport;
        self
    }

    /// Sets how long the whole load may take, retries included. 5 seconds by default; in the INIT phase of a Lambda
    /// function, with the feature `lambda`, until its process is 9 seconds old if that is later, and 30 seconds where
    /// Lambda prepares sandboxes ahead: with provisioned concurrency, for SnapStart, on Managed Instances.
    ///
    /// What has not been answered by then is reported as `timeout`; what has been, counts. With
    /// [`Duration::ZERO`] only what needs no waiting is read: variables, providers, a local store.
    ///
    /// What cannot be ended is code that blocks the thread: a [`Source`] that does not say `await`, a
    /// provider, a file or a local store on a file system that hangs.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = Some(timeout);
        self
    }

    /// Makes a problem of what is given and no field reads, which is one `warn` event for each place without
    /// it: keys of providers, of files and of documents that hold a struct, and environment variables that
    /// begin with the struct's `env_prefix` and a `_`. Most often such a name is misspelt, and its field has
    /// its default.
    ///
    /// ```
    /// use figleaf::{Code, Config};
    ///
    /// #[derive(Debug, Config)]
    /// #[config(env_prefix = "APP")]
    /// struct AppConfig {
    ///     #[config(default = 8080)]
    ///     port: u16,
    /// }
    ///
    /// let loader = AppConfig::loader().env_vars([("APP_PROT", "80")]).strict();
    /// let error = loader.load_owned_blocking().unwrap_err();
    /// assert_eq!(error.problems()[0].code(), Code::Unused);
    /// assert_eq!(
    ///     error.problems()[0].message(),
    ///     "no field reads APP_PROT (did you mean APP_PORT?)",
    /// );
    /// ```
    pub fn strict(mut self) -> Self {
        self.settings.is_strict = true;
        self
    }

    /// Reads an environment variable that is set to nothing as if it were unset, as `APP_API_KEY=` in a file of
    /// variables and `${APP_API_KEY:-}` make them. The attribute `empty_is_unset` of a struct does the same
    /// for its fields, and for those of its groups.
    ///
    /// Without it such a variable counts, and one that hides what a store holds is one `warn` event.
    ///
    /// ```
    /// # fn main() -> Result<(), figleaf::Error> {
    /// use figleaf::Config;
    ///
    /// #[derive(Config)]
    /// struct AppConfig {
    ///     #[config(env = "LOG_LEVEL", default = "info")]
    ///     log_level: String,
    /// }
    ///
    /// let loader = || AppConfig::loader().env_vars([("LOG_LEVEL", "")]);
    /// assert_eq!(loader().load_owned_blocking()?.log_level, "");
    /// assert_eq!(loader().empty_is_unset().load_owned_blocking()?.log_level, "info");
    /// # Ok(()) }
    /// ```
    pub fn empty_is_unset(mut self) -> Self {
        self.settings.is_empty_unset = true;
        self
    }

    /// Adds a figment provider above everything else: what it has is neither looked for in the
    /// environment nor fetched. Of several, the last one wins.
    ///
    /// It is read when the configuration is loaded and, by a [live](Loader::live) one, again at each refresh.
    /// What goes wrong with it is in the report. A provider that borrows or that is not `Send`, as figment's
    /// own `Env` is not, is given as a figment, which reads it here, once: `Figment::from(provider)`.
    ///
    /// Values stand at the Rust path of their field: `database.port` is the key `port` of the table
    /// `database`. A key that no field reads is one `warn` event for each provider, see [`strict`](Loader::strict).
    ///
    /// ```
    /// # fn main() -> Result<(), figleaf::Error> {
    /// use figleaf::{Config, figment::providers::Serialized};
    ///
    /// #[derive(Config)]
    /// #[config(prefix = "/{env}/myapp")]
    /// struct AppConfig {
    ///     log_level: String,
    /// }
    ///
    /// let config = AppConfig::loader()
    ///     .merge(Serialized::default("log_level", "debug"))
    ///     .load_owned_blocking()?;
    /// assert_eq!(config.log_level, "debug");
    /// # Ok(()) }
    /// ```
    pub fn merge(mut self, provider: impl Rereadable) -> Self {
        self.settings.merges.push(Given::Provider(Box::new(provider)));
        self
    }

    /// Adds a figment provider below the stores and above the defaults, such as a file of the
    /// project. Of several, the first one wins.
    ///
    /// Values stand at the Rust path of their field, as with [`merge`](Loader::merge).
    pub fn join(mut self, provider: impl Rereadable) -> Self {
        self.settings.joins.push(Given::Provider(Box::new(provider)));
        self
    }

    /// Adds a file above everything else, as [`merge`](Loader::merge) adds a provider. See
    /// [`join_file`](Loader::join_file).
    pub fn merge_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.settings.merges.push(Given::File(path.into()));
        self
    }

    /// Adds a file below the stores and above the defaults, as [`join`](Loader::join) adds a provider: one of
    /// the project, or one that a command line names.
    ///
    /// The end of its name says what it is: `.toml` (Cargo feature `local`) or `.json`. It must exist, or the
    /// load fails and tells its path. A relative path counts from the working directory.
    ///
    /// ```
    /// use figleaf::Config;
    ///
    /// #[derive(Debug, Config)]
    /// struct AppConfig {
    ///     #[config(default = 8080)]
    ///     port: u16,
    /// }
    ///
    /// let error = AppConfig::loader().join_file("nope.json").load_owned_blocking().unwrap_err();
    /// assert_eq!(error.problems()[0].path(), "nope.json");
    /// ```
    pub fn join_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.settings.joins.push(Given::File(path.into()));
        self
    }

    /// Adds a source, or replaces the one of that name: `ssm` and `secretsmanager` too. One that no field
    /// is bound to is a problem.
    pub fn source(mut self, source: impl Source + 'static) -> Self {
        self.settings.sources.push(Arc::new(source));
        self
    }

    /// Parameter Store and Secrets Manager as this loader would read them by itself, as sources: for a
    /// [`source`](Loader::source) of your own that asks them. What is told to the loader later does not count for them.
    ///
    /// ```no_run
    /// use figleaf::source::{Answer, BoxFuture, Help, Key, KeyOutcome, Source, Store};
    ///
    /// /// Tells which parameters are there, and no value.
    /// struct Told(Store);
    ///
    /// impl Source for Told {
    ///     fn name(&self) -> &'static str {
    ///         self.0.name()
    ///     }
    ///
    ///     fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
    ///         Box::pin(async move {
    ///             self.0.fetch(keys, answer).await;
    ///             for key in keys {
    ///                 let is_found = matches!(answer.get(key), Some(KeyOutcome::Found(_)));
    ///                 println!("{key}: {is_found}");
    ///             }
    ///         })
    ///     }
    ///
    ///     // The store knows what to do about a problem, and which file stands in for it: without these two the report
    ///     // says less.
    ///     fn help(&self, problem: &Help<'_>) -> Option<String> {
    ///         self.0.help(problem)
    ///     }
    ///
    ///     fn container(&self) -> Option<&str> {
    ///         self.0.container()
    ///     }
    /// }
    ///
    /// # use figleaf::Config;
    /// # #[derive(Config)]
    /// # struct AppConfig {}
    /// # async fn main_() -> Result<(), figleaf::Error> {
    /// let loader = AppConfig::loader();
    /// let told = Told(loader.stores().ssm());
    /// let config = loader.source(told).load().await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn stores(&self) -> Stores {
        Stores::new(&self.settings)
    }

    /// Replaces both AWS services by a TOML file, as the variable `FIGLEAF_LOCAL` does, over which it goes.
    /// What is set for AWS, such as a client, is not used then. One `warn` event tells the file.
    ///
    /// The table `ssm` holds parameters, the table `secretsmanager` secrets; a table as a value is a
    /// JSON document. The environment is `dev` when nothing says another.
    ///
    /// Cargo feature `local`.
    ///
    /// ```toml
    /// [ssm]
    /// "/dev/myapp/api-key" = "sk_test_123456"
    ///
    /// [secretsmanager]
    /// "dev/database/config" = { host = "localhost", port = 5432 }
    /// ```
    #[cfg(feature = "local")]
    pub fn local(mut self, path: impl Into<PathBuf>) -> Self {
        self.settings.local = Some(path.into());
        self
    }

    /// Uses this AWS configuration in place of the default chain: region, credentials, endpoint,
    /// retries, time limits and HTTP client are the caller's. Its HTTP client is one of the SDK: with one the stores
    /// are read through the SDK, and beside [`Transport::Direct`] it is a problem. Beside [`Transport::Extension`],
    /// which would not use the configuration, all of it is.
    ///
    /// Cargo features `ssm`, `secretsmanager` or `direct`.
    #[cfg(feature = "_aws")]
    pub fn sdk_config(mut self, config: &aws_types::SdkConfig) -> Self {
        self.settings.sdk_config = Some(Arc::new(config.clone()));
        self
    }

    /// Sets whether four secrets and more may be read by BatchGetSecretValue, up to twenty in a
    /// request. They may by default.
    ///
    /// Without the permission for it (`secretsmanager:BatchGetSecretValue` on `*`) the attempt costs the first
    /// load of a process one request, after which the secrets are read one by one. `false` saves it. Through
    /// the extension and from a local store there are no batches.
    ///
    /// Cargo features `secretsmanager` or `direct`.
    #[cfg(feature = "_secrets")]
    pub fn batch_secrets(mut self, batch: bool) -> Self {
        self.settings.batch_secrets = batch;
        self
    }

    /// Sets which certificate authorities are trusted to vouch for AWS's endpoints. Those of the platform
    /// by default.
    ///
    /// An `SdkConfig` that has an HTTP client has its own: both together are a problem.
    ///
    /// Cargo features `ssm`, `secretsmanager` or `direct`.
    #[cfg(feature = "_aws")]
    pub fn trust_roots(mut self, roots: TrustRoots) -> Self {
        self.settings.trust_roots = roots;
        self
    }

    /// Calls a function at the end of each load, and of each refresh of a [live](Loader::live) configuration, with what it
    /// did: for metrics. Of several functions all are called, in their order.
    ///
    /// It is called when the load succeeds and when it fails, before whoever waits for it goes on: do not block in it.
    /// A load that is given up before its end has none. A panic in it is told by an event, and fails nothing.
    ///
    /// ```
    /// # fn main() -> Result<(), figleaf::Error> {
    /// use figleaf::{Config, source::Memory};
    ///
    /// #[derive(Config)]
    /// #[config(prefix = "/{env}/myapp")]
    /// struct AppConfig {
    ///     log_level: String,
    /// }
    ///
    /// let config = AppConfig::loader()
    ///     .environment("prod")
    ///     .source(Memory::new("ssm").with("/prod/myapp/log-level", "info"))
    ///     .on_load(|done| {
    ///         assert_eq!((done.outcome().as_str(), done.requests()), ("loaded", 1));
    ///         println!("{} ms", done.duration().as_millis());
    ///     })
    ///     .load_owned_blocking()?;
    /// # Ok(()) }
    /// ```
    pub fn on_load(mut self, function: impl Fn(&LoadSummary) + Send + Sync + 'static) -> Self {
        self.settings.hooks.add(function);
        self
    }

    /// [`Config::load`] with these settings: loads once, keeps the configuration for the life of the
    /// process and makes [`Config::get`] find it. When it is loaded already, the settings are not
    /// looked at.
    ///
    /// While another load of it runs, this one waits, but not longer than its own
    /// [`timeout`](Loader::timeout). The error of the other is also its own when the settings are the
    /// same; with others it tries for itself, in the time that is left.
    ///
    /// A tokio runtime needs its timer and its I/O for what has to be fetched (`enable_all`, as
    /// `#[tokio::main]` does); without them the error says so. Awaited by another executor, the load has a
    /// runtime of its own, on a thread that ends with it.
    ///
    /// # Errors
    /// One [`Error`] with everything that is wrong.
    pub async fn load(self) -> Result<&'static T, Error> {
        self.kept().await
    }

    /// Boxed, so that its code is not in the three copies that a program has of `main`'s future, one for each kind
    /// of tokio's runtimes.
    pub(crate) fn kept(mut self) -> BoxFuture<'static, Result<&'static T, Error>> {
        Box::pin(async move {
            let caller = self.caller();
            T::__store().load(caller, || self.load_owned_with_origins()).await
        })
    }

    /// [`Config::load_or_exit`] with these settings.
    pub async fn load_or_exit(self) -> &'static T {
        crate::exit::unless_loaded(T::SCHEMA.name(), self.kept()).await
    }

    /// [`load`](Loader::load) for programs without an async runtime.
    ///
    /// # Errors
    /// As [`Config::load_blocking`].
    pub fn load_blocking(self) -> Result<&'static T, Error> {
        crate::blocking::run_once::<T>(self.load())
    }

    /// Loads a configuration that is the caller's own: it is not kept, [`Config::get`] does not find it, and
    /// every call reads again. For tests, and for programs that hand their configuration on.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), figleaf::Error> {
    /// use figleaf::Config;
    ///
    /// #[derive(Config)]
    /// struct AppConfig {
    ///     #[config(env = "PORT")]
    ///     port: u16,
    /// }
    ///
    /// let mut config = AppConfig::loader().env_vars([("PORT", "8080")]).load_owned().await?;
    /// config.port += 1;
    /// assert!(AppConfig::try_get().is_none());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// One [`Error`] with everything that is wrong.
    pub async fn load_owned(self) -> Result<T, Error> {
        let (config, _) = self.run().await?;
        Ok(config)
    }

    /// [`load_owned`](Loader::load_owned) for programs without an async runtime.
    ///
    /// # Errors
    /// One [`Error`] with everything that is wrong.
    pub fn load_owned_blocking(self) -> Result<T, Error> {
        crate::blocking::run(T::SCHEMA.name(), self.load_owned())
    }

    /// [`load_owned`](Loader::load_owned), and where each value came from. Of what [`load`](Loader::load) keeps
    /// [`Config::origins`] tells it.
    ///
    /// # Errors
    /// One [`Error`] with everything that is wrong.
    pub async fn load_owned_with_origins(mut self) -> Result<(T, Origins), Error> {
        self.settings.tell_origins = true;
        self.run().await
    }

    /// [`load_owned_with_origins`](Loader::load_owned_with_origins) for programs without an async runtime.
    ///
    /// # Errors
    /// One [`Error`] with everything that is wrong.
    pub fn load_owned_with_origins_blocking(self) -> Result<(T, Origins), Error> {
        crate::blocking::run(T::SCHEMA.name(), self.load_owned_with_origins())
    }

    /// Makes the configuration a live one: it is read again while the program runs, and what changes is handed
    /// out as a new snapshot. Everything that this loader was told counts for that too.
    ///
    /// See [`Config::live`], which is this with nothing set.
    pub fn live(self) -> LiveLoader<T> {
        LiveLoader::new(self)
    }

    /// What it was told about names and requests.
    #[cfg(feature = "ops")]
    pub(crate) fn told(&self) -> Told<'_> {
        Told {
            environment: self.settings.environment.as_deref(),
            vars: &self.settings.vars,
            names: &self.settings.names,
            transport: self.settings.transport,
            #[cfg(feature = "_secrets")]
            batch_secrets: self.settings.batch_secrets,
            #[cfg(not(feature = "_secrets"))]
            batch_secrets: false,
        }
    }

    /// Who loads what is kept; from now on, the time counts.
    pub(crate) fn caller(&mut self) -> Caller {
        self.settings.began.get_or_insert_with(Instant::now);
        Caller {
            config: T::SCHEMA.name(),
            settings: self.settings.fingerprint(),
            deadline: self.settings.deadline(),
        }
    }

    /// What is run more than once, and the deadline of the first time.
    pub(crate) fn prepare_live(mut self) -> (Prepared, Deadline) {
        self.settings.tell_origins = true;
        let deadline = self.settings.deadline();
        (Prepared::new(self.settings), deadline)
    }

    async fn run(self) -> Result<(T, Origins), Error> {
        let deadline = self.settings.deadline();
        let prepared = Prepared::new(self.settings);
        let loaded = prepared.run(Run::first(T::SCHEMA, deadline)).await?;
        // Without anything that is recalled there is nothing that could be unchanged.
        loaded.ok_or_else(|| Error::not_derived(T::SCHEMA.name()))
    }
}

/// What a loader was told about names and requests.
#[cfg(feature = "ops")]
pub(crate) struct Told<'a> {
    pub(crate) environment: Option<&'a str>,
    pub(crate) vars: &'a BTreeMap<String, String>,
    pub(crate) names: &'a BTreeMap<String, String>,
    pub(crate) transport: Transport,
    pub(crate) batch_secrets: bool,
}

impl Prepared {
    fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// How long a refresh may take.
    pub(crate) fn timeout(&self) -> Duration {
        self.settings.timeout.unwrap_or(patience::TIMEOUT)
    }

    /// Closes what is kept from one run to the next.
    #[cfg(feature = "lambda")]
    pub(crate) fn close(&self) {
        self.kept.close();
    }

    pub(crate) fn variables(&self) -> &Variables {
        &self.settings.variables
    }

    /// Runs the pipeline for a configuration: what was loaded, or None when nothing has changed.
    pub(crate) async fn run<T: Config>(&self, run: Run<'_>) -> Result<Option<(T, Origins)>, Error> {
        let mut config = None;
        let ran = run::run(self, T::SCHEMA, run, &mut |decoder| {
            config = T::__decode(decoder);
        })
        .await;
        match (ran, config) {
            (Ok(Ran::Loaded(origins)), Some(config)) => Ok(Some((config, origins))),
            (Ok(Ran::Unchanged), None) => Ok(None),
            (Ok(_), _) => Err(Error::not_derived(T::SCHEMA.name())),
            (Err(error), config) => {
                drop_caught(config);
                Err(error)
            }
        }
    }
}

impl<T> fmt::Debug for Loader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt(f)
    }
}
