//! Lambda functions: the configuration in the INIT phase or on the first invocation, and a failed
//! cold start that says why.
//!
//! Cargo feature `lambda`.
//!
//! A function with the AWS SDK loads in `main`, which is the INIT phase, and its handler gets the
//! configuration:
//!
//! ```no_run
//! use figleaf::{Config, Secret};
//! use lambda_runtime::{Error, LambdaEvent};
//! use serde_json::{Value, json};
//!
//! #[derive(Config)]
//! #[config(prefix = "/{env}/myapp")]
//! struct AppConfig {
//!     api_key: Secret<String>,
//! }
//!
//! async fn handler(config: &'static AppConfig, event: LambdaEvent<Value>) -> Result<Value, Error> {
//!     Ok(json!({ "key": config.api_key.expose_secret().len() }))
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Error> {
//!     AppConfig::load_or_exit().await;
//!     figleaf::lambda::run(handler).await
//! }
//! ```
//!
//! A function without the SDK (`default-features = false`, features `derive`, `extension`, `lambda`)
//! leaves out the first line of `main`: the extension answers only after the first invocation, on which
//! [`run`] loads. A load that fails fails that invocation, and the next one tries again.

mod argument;
mod around;
mod init;
mod loads;
mod service;
mod snapstart;

use std::fmt;

use futures_util::FutureExt;
use lambda_runtime::tower::ServiceBuilder;
use lambda_runtime::{Diagnostic, LambdaEvent, Runtime, layers::TracingLayer};
use serde::{Serialize, de::DeserializeOwned};

use crate::error::Error;

pub use argument::Argument;
pub(crate) use argument::refused;
pub(crate) use init::{init_error, log_line, logs_json};
pub use service::{Configured, Layer};

/// The type of error that a configuration which cannot be loaded is to Lambda.
pub(crate) const ERROR_TYPE: &str = "Config.Invalid";

/// Runs a handler that gets the configuration with every event.
///
/// What the handler takes says which one. `&'static AppConfig` is the one that [`Config::load`](crate::Config::load)
/// has loaded, or it is loaded on the first invocation. `Arc<AppConfig>` is a snapshot of the one that
/// [`Config::live`](crate::Config::live) has loaded, or it is loaded so on the first invocation:
///
/// ```no_run
/// use std::sync::Arc;
/// # use figleaf::{Config, Secret};
/// # use lambda_runtime::{Error, LambdaEvent};
/// # use serde_json::{Value, json};
/// # #[derive(Config)]
/// # #[config(prefix = "/{env}/myapp")]
/// # struct AppConfig { api_key: Secret<String> }
/// async fn handler(config: Arc<AppConfig>, event: LambdaEvent<Value>) -> Result<Value, Error> {
///     Ok(json!({ "key": config.api_key.expose_secret().len() }))
/// }
///
/// #[tokio::main]
/// async fn main() -> Result<(), Error> {
///     AppConfig::live_or_exit().await;
///     figleaf::lambda::run(handler).await
/// }
/// ```
///
/// A live configuration is refreshed by the invocations, as nothing runs between them. When that is due it runs
/// beside the handler, which has its snapshot already; when the values are older than
/// [`max_age`](crate::live::LiveLoader::max_age), as after a sandbox has slept, it is waited for before the handler. Either takes a
/// second and a quarter of the time that is left at most, and has ended when the answer is given. What is not
/// refreshed in time keeps its last good values.
///
/// With the feature `concurrency-tokio`, as that of `lambda_runtime`, one process runs as many invocations at
/// one time as Lambda Managed Instances ask for (`AWS_LAMBDA_MAX_CONCURRENCY`), and one of them loads.
/// Without it they are run one after the other, and `lambda_runtime` warns of that.
///
/// # Errors
/// What `lambda_runtime` says when it cannot reach the Runtime API. Before the first event, a `conflict` when the
/// configuration was loaded in the other way than the handler takes it; the Runtime API is told as well.
pub async fn run<A, F, Fut, Event, Output, E>(handler: F) -> Result<(), lambda_runtime::Error>
where
    A: Argument,
    F: Fn(A, LambdaEvent<Event>) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = Result<Output, E>> + Send + 'static,
    Event: DeserializeOwned + Send + 'static,
    Output: Serialize + Send + 'static,
    E: Into<Diagnostic> + fmt::Debug + Send + 'static,
{
    if let Some(conflict) = A::conflict() {
        return Err(conflict.await.into());
    }
    // The layer has loaded it, or has not called the handler.
    let handler = lambda_runtime::service_fn(move |event| handler(A::now(), event));
    let service = ServiceBuilder::new().layer(Layer::of(A::loader)).service(handler);
    let mut runtime = Runtime::new(service).layer(TracingLayer::new());
    if let Some(resource) = A::resource() {
        runtime = runtime.register_snapstart_resource(resource);
    }
    #[cfg(feature = "concurrency-tokio")]
    let run = runtime.run_concurrent();
    #[cfg(not(feature = "concurrency-tokio"))]
    let run = runtime.run();
    // A program has three copies of `main`'s future, one for each kind of tokio's runtimes. This is not in them.
    run.boxed().await
}

/// Why an invocation failed: there is no configuration, or the handler says so.
///
/// `Display` is what the invocation is answered with: of a configuration the names of fields and the codes of their
/// problems, of a handler what its own error says. `Debug` has the whole report.
#[non_exhaustive]
pub enum HandlerError<E> {
    /// The configuration could not be loaded.
    Config(Error),
    /// The handler failed.
    Handler(E),
}

impl<E: fmt::Debug> fmt::Debug for HandlerError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Handler(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Display> fmt::Display for HandlerError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => f.write_str(&init::summary(error)),
            Self::Handler(error) => error.fmt(f),
        }
    }
}

/// Its source is the report. A handler's error stands for itself, and may be `lambda_runtime::Error`, which is no
/// `std::error::Error`: match [`HandlerError::Handler`] for its sources.
impl<E: fmt::Debug + fmt::Display> std::error::Error for HandlerError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Config(error) => Some(error),
            Self::Handler(_) => None,
        }
    }
}

/// As an answer to the invocation: under the type `Config.Invalid` the names of fields and the codes of their
/// problems, as a failed start has them, or what the handler's own error says. The caller may be anybody:
/// the report, which names parameters and secrets, is in the function's log.
impl<E: Into<Diagnostic>> From<HandlerError<E>> for Diagnostic {
    fn from(error: HandlerError<E>) -> Self {
        match error {
            HandlerError::Config(error) => {
                Self { error_type: ERROR_TYPE.to_owned(), error_message: init::summary(&error) }
            }
            HandlerError::Handler(error) => error.into(),
        }
    }
}
