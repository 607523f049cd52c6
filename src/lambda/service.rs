//! The layer that sees to the configuration before the handler runs.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
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
pub struct Layer<T, L = fn() -> Loader<T>> {
    loader: L,
    config: PhantomData<fn() -> T>,
}

impl<T: Config> Layer<T> {
    /// A layer that loads as [`Config::load`] does.
    #[must_use]
    pub fn new() -> Self {
        Self::of(T::loader)
    }

    /// Loads with the settings of this loader.
    #[must_use]
    pub fn with_loader(mut self, loader: fn() -> Loader<T>) -> Self {
        self.loader = loader;
        self
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
    pub fn live() -> Layer<T, fn() -> LiveLoader<T>> {
        Layer::of(|| T::loader().live())
    }
}

impl<T: Config, L> Layer<T, L> {
    pub(super) fn of(loader: L) -> Self {
        Self { loader, config: PhantomData }
    }

    /// Loads a live configuration with the settings of this loader. See [`live`](Layer::live).
    #[must_use]
    pub fn with_live_loader(
        self,
        loader: fn() -> LiveLoader<T>,
    ) -> Layer<T, fn() -> LiveLoader<T>> {
        Layer::of(loader)
    }
}

impl<T: Config> Default for Layer<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, L: Clone> Clone for Layer<T, L> {
    fn clone(&self) -> Self {
        Self { loader: self.loader.clone(), config: PhantomData }
    }
}

impl<T, L> fmt::Debug for Layer<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Layer")
    }
}

impl<S, T, L: Clone> lambda_runtime::tower::Layer<S> for Layer<T, L> {
    type Service = Configured<S, T, L>;

    fn layer(&self, inner: S) -> Self::Service {
        Configured { inner, loader: self.loader.clone(), config: PhantomData }
    }
}

/// A handler behind a [`Layer`].
pub struct Configured<S, T, L = fn() -> Loader<T>> {
    inner: S,
    loader: L,
    config: PhantomData<fn() -> T>,
}

impl<S: Clone, T, L: Clone> Clone for Configured<S, T, L> {
    fn clone(&self) -> Self {
        let (inner, loader) = (self.inner.clone(), self.loader.clone());
        Self { inner, loader, config: PhantomData }
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
        Box::pin(self.loader.run(ready, event))
    }
}
