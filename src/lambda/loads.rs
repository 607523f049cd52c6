//! How a configuration comes to be there when the handler runs: loaded once, or kept right.

use lambda_runtime::LambdaEvent;
use lambda_runtime::tower::Service;

use super::HandlerError;
use super::around::around;
use super::service::Make;
use crate::Config;
use crate::error::Error;
use crate::live::LiveLoader;
use crate::loader::Loader;

/// A loader, of one kind or the other. Each program has the code of the kind that it uses.
pub trait Loads<T>: Sized + 'static {
    /// Runs a handler when the configuration is there.
    fn run<S, Event>(
        make: Make<Self>,
        handler: S,
        event: LambdaEvent<Event>,
    ) -> impl Future<Output = Result<S::Response, HandlerError<S::Error>>> + Send
    where
        S: Service<LambdaEvent<Event>> + Send + 'static,
        S::Future: Send,
        S::Response: Send,
        S::Error: Send,
        Event: Send + 'static;
}

impl<T: Config> Loads<T> for Loader<T> {
    async fn run<S, Event>(
        make: Make<Self>,
        mut handler: S,
        event: LambdaEvent<Event>,
    ) -> Result<S::Response, HandlerError<S::Error>>
    where
        S: Service<LambdaEvent<Event>> + Send + 'static,
        S::Future: Send,
        S::Response: Send,
        S::Error: Send,
        Event: Send + 'static,
    {
        if T::try_get().is_none() {
            make().kept().await.map_err(told)?;
        }
        handler.call(event).await.map_err(HandlerError::Handler)
    }
}

impl<T: Config> Loads<T> for LiveLoader<T> {
    async fn run<S, Event>(
        make: Make<Self>,
        mut handler: S,
        event: LambdaEvent<Event>,
    ) -> Result<S::Response, HandlerError<S::Error>>
    where
        S: Service<LambdaEvent<Event>> + Send + 'static,
        S::Future: Send,
        S::Response: Send,
        S::Error: Send,
        Event: Send + 'static,
    {
        let live = match T::__store().live() {
            Some(live) => live.clone(),
            None => make().load().await.map_err(told)?,
        };
        let deadline = event.context.deadline();
        let answer = around(&live, deadline, move || handler.call(event)).await.map_err(told)?;
        answer.map_err(HandlerError::Handler)
    }
}

/// The runtime tells the caller and no log: an event from a queue has no caller.
fn told<E>(error: Error) -> HandlerError<E> {
    crate::exit::write(&error);
    HandlerError::Config(error)
}
