//! What a handler takes: its first argument says whether its configuration is loaded once or kept right.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use lambda_runtime::SnapStartResource;

use super::init::init_error;
use super::loads::Loads;
use super::snapstart::Kept;
use crate::Config;
use crate::error::Error;
use crate::live::{Live, LiveLoader};
use crate::loader::Loader;

/// Tells Lambda that a handler takes a snapshot, or takes none, and the configuration is of the other kind.
pub(crate) fn refused(config: &'static str, takes_snapshot: bool) -> BoxFuture<'static, Error> {
    Box::pin(async move {
        let error = Error::of_handler(config, takes_snapshot);
        init_error(&error).await;
        error
    })
}

/// The first argument of a handler: `&'static T`, the configuration that is loaded once, or `Arc<T>`, a snapshot of
/// one that is [live](Config::live). Nothing else is.
#[diagnostic::on_unimplemented(
    message = "the handler of `figleaf::lambda::run` gets its configuration as `&'static T` or as `Arc<T>`",
    label = "not a handler's configuration",
    note = "`&'static T` is loaded once; `Arc<T>` is a snapshot of a configuration that is refreshed"
)]
pub trait Argument: Sealed {}

impl<T: Config> Argument for &'static T {}

impl<T: Config> Argument for Arc<T> {}

/// What only figleaf asks of an argument.
pub trait Sealed: Send + Sized + 'static {
    type Config: Config;
    type Loader: Loads<Self::Config>;

    fn loader() -> Self::Loader;

    /// The error when the configuration is one of the other kind already, after it was told to Lambda.
    fn conflict() -> Option<BoxFuture<'static, Error>>;

    /// What the handler gets. It was loaded before.
    fn now() -> Self;

    /// What is to be done around a snapshot of SnapStart.
    fn resource() -> Option<Arc<dyn SnapStartResource>>;
}

impl<T: Config> Sealed for &'static T {
    type Config = T;
    type Loader = Loader<T>;

    fn loader() -> Self::Loader {
        T::loader()
    }

    fn conflict() -> Option<BoxFuture<'static, Error>> {
        // Through what only a live configuration has: a program without one has no code for it.
        T::__store().live().and_then(Live::refuse_handler)
    }

    fn now() -> Self {
        T::get()
    }

    fn resource() -> Option<Arc<dyn SnapStartResource>> {
        None
    }
}

impl<T: Config> Sealed for Arc<T> {
    type Config = T;
    type Loader = LiveLoader<T>;

    fn loader() -> Self::Loader {
        T::loader().live()
    }

    fn conflict() -> Option<BoxFuture<'static, Error>> {
        T::__store().get().map(|_| refused(T::SCHEMA.name(), true))
    }

    fn now() -> Self {
        T::current()
    }

    fn resource() -> Option<Arc<dyn SnapStartResource>> {
        Some(Arc::new(Kept::<T>::new()))
    }
}
