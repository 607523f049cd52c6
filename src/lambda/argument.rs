//! What a handler takes: its first argument says whether its configuration is loaded once or kept right.

use std::sync::Arc;

use lambda_runtime::SnapStartResource;

use super::loads::Loads;
use super::snapstart::Kept;
use crate::Config;
use crate::error::Error;
use crate::live::LiveLoader;
use crate::loader::Loader;

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

    /// An error when the configuration is one of the other kind already.
    fn check() -> Result<(), Error>;

    /// What the handler gets. It was loaded before.
    fn now() -> Self;

    /// What is to be done around a snapshot of SnapStart.
    fn resource() -> Option<Arc<dyn SnapStartResource>>;
}

impl<T: Config> Sealed for &'static T {
    type Config = T;
    type Loader = fn() -> Loader<T>;

    fn loader() -> Self::Loader {
        T::loader
    }

    fn check() -> Result<(), Error> {
        let is_live = T::store().live().is_some();
        if is_live { Err(Error::of_handler(T::SCHEMA.name(), false)) } else { Ok(()) }
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
    type Loader = fn() -> LiveLoader<T>;

    fn loader() -> Self::Loader {
        || T::loader().live()
    }

    fn check() -> Result<(), Error> {
        let is_loaded = T::store().get().is_some();
        if is_loaded { Err(Error::of_handler(T::SCHEMA.name(), true)) } else { Ok(()) }
    }

    fn now() -> Self {
        T::current()
    }

    fn resource() -> Option<Arc<dyn SnapStartResource>> {
        Some(Arc::new(Kept::<T>::new()))
    }
}
