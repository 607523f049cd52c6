//! The layer that sees to the configuration before the handler runs.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use lambda_runtime::LambdaEvent;
use lambda_runtime::tower::Service;

use super::HandlerError;
use super::loads::Loads;
use crate::Config;
use crate::live::LiveLoader;
use crate::loader::Loader;
use crate::transport::mark_invoked;

/// A `tower` layer for a handler: it loads the configuration when it is not loaded yet, so that
/// [`Config::get`] finds it in the handler.
///
/// [`run`](super::run) is this layer and a runtime. Use it directly for a runtime with other layers or
/// with streamed responses:
///
/// ```no_run
/// # use figleaf::Config;
/// # use lambda_runtime::{Error, LambdaEvent, Runtime, service_fn, tower::ServiceBuilder};
/// # use serde_json::Value;
/// # #[derive(Config)]
/// # struct AppConfig {}
/// # async fn handler(event: LambdaEvent<Value>) -> Result<Value, Error> { Ok(event.payload) }
/// # async fn main_() -> Result<(), Error> {
/// let layer = figleaf::lambda::Layer::<AppConfig>::new()
///     .with_loader(|| AppConfig::loader().var("tenant", "acme"));
/// let service = ServiceBuilder::new().layer(layer).service(service_fn(handler));
/// Runtime::new(service).run().await
/// # }
/// ```
///
/// Its second parameter is the loader that it makes: a `Layer<AppConfig>` loads once, a
/// `Layer<AppConfig, LiveLoader<AppConfig>>` keeps what it has loaded [live](Layer::live).
pub struct Layer<T, L = Loader<T>> {
    make: Make<L>,
    config: PhantomData<fn() -> T>,
}

/// What makes the loader. It is shared by all invocations.
pub(super) type Make<L> = Arc<dyn Fn() -> L + Send + Sync>;

impl<T: Config> Layer<T> {
    /// A layer that loads as [`Config::load`] does.
    #[must_use]
    pub fn new() -> Self {
        Self::of(T::loader)
    }

    /// Loads with the settings of this loader. It is made anew for each load: the first invocation may fail, and the
    /// next one tries again.
    ///
    /// ```
    /// # use figleaf::Config;
    /// # #[derive(Config)]
    /// # struct AppConfig {}
    /// let tenant = String::from("acme"); // found out in `main`
    /// let layer = figleaf::lambda::Layer::<AppConfig>::new()
    ///     .with_loader(move || AppConfig::loader().var("tenant", &tenant));
    /// ```
    #[must_use]
    pub fn with_loader(self, loader: impl Fn() -> Loader<T> + Send + Sync + 'static) -> Self {
        Self::of(loader)
    }

    /// A layer that loads as [`Config::live`] does, and refreshes the configuration around the handler:
    /// [`Config::current`] finds it there.
    ///
    /// Take the snapshot once, at the beginning of the handler, and use it to its end: a refresh beside the handler
    /// may hand out another one meanwhile.
    ///
    /// ```no_run
    /// # use figleaf::Config;
    /// # use lambda_runtime::{Error, LambdaEvent, Runtime, service_fn, tower::ServiceBuilder};
    /// # use serde_json::{Value, json};
    /// # #[derive(Config)]
    /// # struct AppConfig { #[config(env = "GREETING")] greeting: String }
    /// async fn handler(_: LambdaEvent<Value>) -> Result<Value, Error> {
    ///     let config = AppConfig::current();
    ///     Ok(json!({ "greeting": config.greeting }))
    /// }
    ///
    /// # async fn main_() -> Result<(), Error> {
    /// let layer = figleaf::lambda::Layer::<AppConfig>::live();
    /// let service = ServiceBuilder::new().layer(layer).service(service_fn(handler));
    /// Runtime::new(service).run().await
    /// # }
    /// ```
    #[must_use]
    pub fn live() -> Layer<T, LiveLoader<T>> {
        Layer::of(|| T::loader().live())
    }
}

impl<T: Config, L> Layer<T, L> {
    pub(super) fn of(make: impl Fn() -> L + Send + Sync + 'static) -> Self {
        Self { make: Arc::new(make), config: PhantomData }
    }

    /// Loads a live configuration with the settings of this loader, which is made anew for each try. See
    /// [`live`](Layer::live).
    #[must_use]
    pub fn with_live_loader(
        self,
        loader: impl Fn() -> LiveLoader<T> + Send + Sync + 'static,
    ) -> Layer<T, LiveLoader<T>> {
        Layer::of(loader)
    }
}

impl<T: Config> Default for Layer<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, L> Clone for Layer<T, L> {
    fn clone(&self) -> Self {
        Self { make: self.make.clone(), config: PhantomData }
    }
}

impl<T, L> fmt::Debug for Layer<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Layer")
    }
}

impl<S, T, L> lambda_runtime::tower::Layer<S> for Layer<T, L> {
    type Service = Configured<S, T, L>;

    fn layer(&self, inner: S) -> Self::Service {
        Configured { inner, make: self.make.clone(), config: PhantomData }
    }
}

/// A handler behind a [`Layer`].
pub struct Configured<S, T, L = Loader<T>> {
    inner: S,
    make: Make<L>,
    config: PhantomData<fn() -> T>,
}

impl<S: Clone, T, L> Clone for Configured<S, T, L> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), make: self.make.clone(), config: PhantomData }
    }
}

impl<S, T, L> fmt::Debug for Configured<S, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Configured")
    }
}

impl<S, T, L, Event> Service<LambdaEvent<Event>> for Configured<S, T, L>
where
    T: Config,
    L: Loads<T>,
    S: Service<LambdaEvent<Event>> + Clone + Send + 'static,
    S::Future: Send,
    S::Response: Send,
    S::Error: Send,
    Event: Send + 'static,
{
    type Response = S::Response;
    type Error = HandlerError<S::Error>;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context).map_err(HandlerError::Handler)
    }

    fn call(&mut self, event: LambdaEvent<Event>) -> Self::Future {
        mark_invoked();
        // The one that was polled ready is called; its clone is polled for the next event.
        let next = self.inner.clone();
        let ready = std::mem::replace(&mut self.inner, next);
        Box::pin(L::run(self.make.clone(), ready, event))
    }
}
