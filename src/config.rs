//! The trait that `#[derive(Config)]` implements.

mod boxed;

use std::sync::Arc;

use crate::cold_start::ColdStart;
use crate::decode::Decoder;
use crate::error::Error;
use crate::live::Live;
use crate::loader::Loader;
use crate::origin::Origins;
use crate::schema::Schema;
use crate::store::Store;

/// A configuration: derive it, then call [`load`](Config::load) once in `main`.
///
/// See the [crate's page](crate) for the attributes. The trait is for the derive alone: beside
/// [`SCHEMA`](Config::SCHEMA) it writes hidden functions, which any release may change, and methods are added
/// to the trait without a major version.
///
/// ```no_run
/// use figleaf::{Config, Secret};
///
/// #[derive(Config)]
/// #[config(prefix = "/{env}/myapp")]
/// struct AppConfig {
///     api_key: Secret<String>,
/// }
///
/// # async fn main_() -> Result<(), figleaf::Error> {
/// let config = AppConfig::load().await?;
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not derive `figleaf::Config`",
    label = "not a group of configuration fields",
    note = "add `#[derive(figleaf::Config)]` to `{Self}`, or remove `nested`/`flatten` to decode the field as one value with serde"
)]
pub trait Config: Sized + Send + Sync + 'static {
    /// The description of the struct.
    const SCHEMA: &'static Schema;

    /// Decodes every field, then validates; `None` when a field has no value. Written by the derive.
    #[doc(hidden)]
    fn __decode(decoder: &mut Decoder<'_>) -> Option<Self>;

    /// Where [`load`](Config::load) keeps the configuration. Written by the derive.
    #[doc(hidden)]
    fn __store() -> &'static Store<Self>;

    /// A loader with nothing set, for what [`load`](Config::load) does not offer.
    fn loader() -> Loader<Self> {
        Loader::new()
    }

    /// Loads the configuration once and keeps it for the life of the process.
    ///
    /// However often and from however many tasks it is called, one load runs; all callers that wait
    /// for a load that fails get its error. After a failure the next call tries again. Nobody waits for
    /// another's load longer than the deadline, which is 5 seconds.
    ///
    /// # Errors
    /// One [`Error`] with everything that is wrong.
    #[must_use = "a future does nothing until it is awaited"]
    fn load() -> impl Future<Output = Result<&'static Self, Error>> + Send {
        Self::loader().load()
    }

    /// [`load`](Config::load) for `main`: on failure it writes the report and ends the process.
    ///
    /// The exit code is 78 (`EX_CONFIG`). With the feature `lambda`, in a Lambda function, it also
    /// tells the Runtime API why the function does not start (`init/error` with the type
    /// `Config.Invalid`, names and codes only), so that the reason stands where the invocation failed,
    /// and writes one JSON line when the function logs JSON (`AWS_LAMBDA_LOG_FORMAT`).
    ///
    /// ```no_run
    /// # use figleaf::Config;
    /// # #[derive(Config)]
    /// # struct AppConfig {}
    /// # async fn main_() {
    /// let config = AppConfig::load_or_exit().await;
    /// # }
    /// ```
    #[must_use = "a future does nothing until it is awaited"]
    fn load_or_exit() -> impl Future<Output = &'static Self> + Send {
        Self::loader().load_or_exit()
    }

    /// [`load`](Config::load) for programs without an async runtime.
    ///
    /// Inside a runtime it blocks the thread; prefer `load().await` there. Another load that runs is waited
    /// for until the deadline. What still blocks a thread when the load ends, such as a slow resolver of
    /// names or a source in `spawn_blocking`, is left behind.
    ///
    /// # Errors
    /// One [`Error`] with everything that is wrong. When this very thread drives a load that is not
    /// finished, such as that of another task of its runtime, the problem is that: the wait for it
    /// could not end.
    fn load_blocking() -> Result<&'static Self, Error> {
        crate::blocking::run_once::<Self>(Self::load())
    }

    /// Loads the configuration once, as [`load`](Config::load) does, and keeps it right: it is read again every
    /// few minutes, and what has changed is handed out as a new snapshot.
    ///
    /// Every call gives the same handle. [`current`](Config::current) gives the snapshot anywhere else. See
    /// [`Live`] for what the handle does, and [`Loader::live`] for settings.
    ///
    /// ```no_run
    /// # use figleaf::{Config, Secret};
    /// # #[derive(Config)]
    /// # struct AppConfig { #[config(secretsmanager = "prod/api-key")] api_key: Secret }
    /// # async fn main_() -> Result<(), figleaf::Error> {
    /// let config = AppConfig::live().await?;
    /// let now = config.current(); // an Arc<AppConfig>: one consistent snapshot
    /// println!("{}", now.api_key.expose_secret().len());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// One [`Error`] with everything that is wrong. It is a `conflict` after [`load`](Config::load): there would
    /// be two truths in one process.
    #[must_use = "a future does nothing until it is awaited"]
    fn live() -> impl Future<Output = Result<Live<Self>, Error>> + Send {
        Self::loader().live().load()
    }

    /// [`live`](Config::live) for `main`: on failure it writes the report and ends the process, as
    /// [`load_or_exit`](Config::load_or_exit) does.
    #[must_use = "a future does nothing until it is awaited"]
    fn live_or_exit() -> impl Future<Output = Live<Self>> + Send {
        Self::loader().live().load_or_exit()
    }

    /// The current snapshot of the configuration that [`live`](Config::live) has loaded. It never waits. Use one
    /// for the whole of what belongs together, such as one request.
    ///
    /// # Panics
    /// When nothing was loaded: call [`live`](Config::live) first, or use [`try_current`](Config::try_current). Also after
    /// [`load`](Config::load), whose configuration is read with [`get`](Config::get).
    #[must_use]
    #[track_caller]
    #[allow(clippy::panic, reason = "what it is documented to do")]
    fn current() -> Arc<Self> {
        Self::try_current().unwrap_or_else(|| {
            let name = Self::SCHEMA.name();
            match Self::__store().get() {
                Some(_) => panic!("{name}::current() is for a configuration that {name}::live() has loaded: after {name}::load() call {name}::get()"),
                None => panic!("{name}::current() was called before {name}::live(): call `{name}::live().await?` once at the start of main"),
            }
        })
    }

    /// The current snapshot of the configuration that [`live`](Config::live) has loaded, or `None`.
    #[must_use]
    fn try_current() -> Option<Arc<Self>> {
        Self::__store().live().map(Live::current)
    }

    /// What one cold start asks of the stores through a client of AWS: requests, names and the share of AWS's
    /// quotas. Nothing is read.
    ///
    /// ```
    /// use figleaf::{Config, Secret};
    ///
    /// #[derive(Config)]
    /// #[config(prefix = "/{env}/myapp")]
    /// struct AppConfig {
    ///     log_level: String,
    ///     #[config(secretsmanager = "{env}/api-key")]
    ///     api_key: Secret,
    /// }
    ///
    /// let plan = AppConfig::plan();
    /// assert_eq!(plan.requests(), 2);
    /// assert_eq!(plan.calls()[1].operation(), Some("GetParameters"));
    /// assert_eq!(plan.calls()[1].cold_starts_per_second(), Some(40.0));
    /// println!("{plan}");
    /// ```
    #[must_use]
    fn plan() -> ColdStart {
        ColdStart::new(Self::SCHEMA)
    }

    /// What an operator needs in one environment, made of the struct: its policy, the commands that create what
    /// it reads, templates and documentation. See [`ops`](crate::ops).
    ///
    /// Cargo feature `ops`.
    #[cfg(feature = "ops")]
    fn ops(environment: impl Into<String>) -> crate::ops::Ops {
        crate::ops::Ops::of(&Self::loader(), Some(environment.into())).loader(Self::loader)
    }

    /// Checks what the compiler cannot see of a configuration, without reading anything: for a unit
    /// test.
    ///
    /// The derive sees one struct at a time. Over the whole tree of groups this finds environment
    /// variables that several fields read, fields that are found at one place, names that become too
    /// long, too deep or reserved under the prefixes around them, groups that name another environment, and
    /// documents of which only some fields are `fixed`. [`load`](Config::load) reports the same. Here every
    /// default is evaluated as well: one that its type or a validator rule refuses is found, and not on the
    /// day on which it is needed.
    ///
    /// ```
    /// use figleaf::Config;
    ///
    /// #[derive(Config)]
    /// #[config(env_prefix = "APP")]
    /// struct AppConfig {
    ///     #[config(nested)]
    ///     http: Http,
    ///     http_port: Option<u16>,
    /// }
    ///
    /// #[derive(Config)]
    /// struct Http {
    ///     #[config(default = "80 80")]
    ///     port: u16,
    /// }
    ///
    /// // In a unit test: AppConfig::check_schema().unwrap();
    /// let report = AppConfig::check_schema().unwrap_err().to_string();
    /// assert!(report.contains("APP_HTTP_PORT  read by more than one field: http.port, http_port"));
    /// assert!(report.contains("http.port      expected u16, found a string of 5 characters in its default"));
    /// ```
    ///
    /// Whose rules of `validator` are run is told by [`Schema::is_validated`] of
    /// [`SCHEMA.structs()`](Schema::structs).
    ///
    /// # Errors
    /// One [`Error`] with every contradiction.
    fn check_schema() -> Result<(), Error> {
        crate::loader::check(Self::SCHEMA, &mut |decoder| drop(Self::__decode(decoder)))
    }

    /// The configuration that [`load`](Config::load) has loaded.
    ///
    /// # Panics
    /// When nothing was loaded: call [`load`](Config::load) first, or use [`try_get`](Config::try_get). Also after
    /// [`live`](Config::live), whose snapshots are read with [`current`](Config::current).
    #[must_use]
    #[track_caller]
    #[allow(clippy::panic, reason = "what it is documented to do")]
    fn get() -> &'static Self {
        Self::try_get().unwrap_or_else(|| {
            let name = Self::SCHEMA.name();
            if Self::__store().live().is_some() {
                panic!("{name}::get() is for a configuration that {name}::load() has loaded: after {name}::live() call {name}::current()");
            }
            panic!("{name}::get() was called before {name}::load(): call `{name}::load().await?` once at the start of main")
        })
    }

    /// The configuration that [`load`](Config::load) has loaded, or `None`.
    #[must_use]
    fn try_get() -> Option<&'static Self> {
        Self::__store().get()
    }

    /// Where the value of each field came from, of the configuration that [`load`](Config::load) or
    /// [`live`](Config::live) has loaded; of a live one those of the current snapshot. Names and versions, and no value:
    /// for the log at the start, and for a page that shows what a service runs with.
    ///
    /// ```no_run
    /// # use figleaf::Config;
    /// # #[derive(Config)]
    /// # struct AppConfig {}
    /// # async fn main_() {
    /// AppConfig::load_or_exit().await;
    /// eprint!("{}", AppConfig::origins()); // a line for each field
    /// # }
    /// // In a handler of axum: `Json(AppConfig::origins())`
    /// # fn handler() -> serde_json::Result<String> {
    /// serde_json::to_string(&AppConfig::origins())
    /// # }
    /// ```
    ///
    /// # Panics
    /// When nothing was loaded: call [`load`](Config::load) first, or use [`try_origins`](Config::try_origins).
    #[must_use]
    #[track_caller]
    #[allow(clippy::panic, reason = "what it is documented to do")]
    fn origins() -> Origins {
        Self::try_origins().unwrap_or_else(|| {
            let name = Self::SCHEMA.name();
            panic!("{name}::origins() was called before {name}::load(): call `{name}::load().await?` once at the start of main")
        })
    }

    /// Where the value of each field came from, of the configuration that [`load`](Config::load) or
    /// [`live`](Config::live) has loaded, or `None`.
    #[must_use]
    fn try_origins() -> Option<Origins> {
        let store = Self::__store();
        store.origins().cloned().or_else(|| store.live().map(Live::origins))
    }
}
