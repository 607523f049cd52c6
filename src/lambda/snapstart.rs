//! SnapStart: what is closed before the snapshot, and read again after it.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use lambda_runtime::{BoxFuture, Error, SnapStartResource};

use super::around::settle;
use crate::Config;
use crate::live::Live;

/// How long a restored function may take for a refresh, before its first event.
const LONGEST: Duration = Duration::from_secs(1);

/// For a [`Runtime`](lambda_runtime::Runtime) of one's own; [`run`](super::run) does it by itself:
///
/// ```no_run
/// # use std::sync::Arc;
/// # use figleaf::Config;
/// # use lambda_runtime::{Error, LambdaEvent, Runtime, service_fn, tower::ServiceBuilder};
/// # use serde_json::Value;
/// # #[derive(Config)]
/// # struct AppConfig {}
/// # async fn handler(event: LambdaEvent<Value>) -> Result<Value, Error> { Ok(event.payload) }
/// # async fn main_() -> Result<(), Error> {
/// let config = AppConfig::live_or_exit().await;
/// let layer = figleaf::lambda::Layer::<AppConfig>::live();
/// Runtime::new(ServiceBuilder::new().layer(layer).service(service_fn(handler)))
///     .register_snapstart_resource(Arc::new(config))
///     .run()
///     .await
/// # }
/// ```
///
/// Register it before what uses the configuration, such as a pool of connections to a database.
impl<T: Config> SnapStartResource for Live<T> {
    /// Closes the connections to AWS: no snapshot is to hold one, nor credentials that will have expired.
    fn before_snapshot(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async {
            self.close();
            settle().await;
            Ok(())
        })
    }

    /// Refreshes, for a second at most. When that fails the function starts all the same, with what the snapshot
    /// has: an error here would end it.
    fn after_restore(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async {
            self.refresh_restored(LONGEST).await;
            settle().await;
            Ok(())
        })
    }
}

/// The live configuration that is kept for the process, if it was loaded when the hooks run.
pub(super) struct Kept<T>(PhantomData<fn() -> T>);

impl<T> Kept<T> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

impl<T: Config> SnapStartResource for Kept<T> {
    fn before_snapshot(&self) -> BoxFuture<'_, Result<(), Error>> {
        match T::__store().live() {
            Some(live) => live.before_snapshot(),
            None => Box::pin(async { Ok(()) }),
        }
    }

    fn after_restore(&self) -> BoxFuture<'_, Result<(), Error>> {
        match T::__store().live() {
            Some(live) => live.after_restore(),
            None => Box::pin(async { Ok(()) }),
        }
    }
}
