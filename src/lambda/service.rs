//! The layer that sees to the configuration before the handler runs.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use lambda_runtime::LambdaEvent;
use lambda_runtime::tower::Service;

use super::HandlerError;
use crate::Config;
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
pub struct Layer<T> {
    loader: fn() -> Loader<T>,
}

impl<T: Config> Layer<T> {
    /// A layer that loads as [`Config::load`] does.
    #[must_use]
    pub fn new() -> Self {
        Self { loader: T::loader }
    }

    /// Loads with the settings of this loader.
    #[must_use]
    pub fn with_loader(mut self, loader: fn() -> Loader<T>) -> Self {
        self.loader = loader;
        self
    }
}

impl<T: Config> Default for Layer<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for Layer<T> {
    fn clone(&self) -> Self {
        Self { loader: self.loader }
    }
}

impl<T> fmt::Debug for Layer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Layer")
    }
}

impl<S, T> lambda_runtime::tower::Layer<S> for Layer<T> {
    type Service = Configured<S, T>;

    fn layer(&self, inner: S) -> Self::Service {
        Configured { inner, loader: self.loader, config: PhantomData }
    }
}

/// A handler behind a [`Layer`].
pub struct Configured<S, T> {
    inner: S,
    loader: fn() -> Loader<T>,
    config: PhantomData<fn() -> T>,
}

impl<S: Clone, T> Clone for Configured<S, T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), loader: self.loader, config: PhantomData }
    }
}

impl<S, T> fmt::Debug for Configured<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Configured")
    }
}

impl<S, T, Event> Service<LambdaEvent<Event>> for Configured<S, T>
where
    T: Config,
    S: Service<LambdaEvent<Event>> + Clone + Send + 'static,
    S::Future: Send,
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
        let mut ready = std::mem::replace(&mut self.inner, next);
        let loader = self.loader;
        Box::pin(async move {
            if T::try_get().is_none() {
                loader().load().await.map_err(|error| {
                    // The runtime tells the caller and no log: an event from a queue has no caller.
                    crate::exit::write(&error);
                    HandlerError::Config(error)
                })?;
            }
            ready.call(event).await.map_err(HandlerError::Handler)
        })
    }
}
