//! How Parameter Store and Secrets Manager are reached.

#[cfg(feature = "extension")]
use std::path::Path;
#[cfg(any(feature = "extension", feature = "lambda"))]
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(feature = "extension")]
use crate::source::env::Variables;

/// How Parameter Store and Secrets Manager are reached. See [`Loader::transport`](crate::Loader::transport).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Transport {
    /// What works where the load runs. In the INIT phase of a Lambda function, and outside Lambda,
    /// the SDK. On an invocation the Parameters and Secrets Lambda Extension when it is there, and the
    /// SDK for everything that it does not give. In a program without the SDK, the extension.
    #[default]
    Auto,
    /// The AWS SDK.
    Sdk,
    /// The Parameters and Secrets Lambda Extension or the Secrets Manager Agent, and nothing else.
    Extension,
}

/// Whether the first event has reached this function: before it the extension answers nothing.
#[cfg(any(feature = "extension", feature = "lambda"))]
static INVOKED: AtomicBool = AtomicBool::new(false);

/// Notes that an event has reached the function.
#[cfg(feature = "lambda")]
pub(crate) fn mark_invoked() {
    INVOKED.store(true, Ordering::Release);
}

/// Whether an event has reached the function.
#[cfg(any(feature = "extension", feature = "lambda"))]
pub(crate) fn is_invoked() -> bool {
    INVOKED.load(Ordering::Acquire)
}

/// The route to one store.
#[cfg(feature = "extension")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    Sdk,
    /// The extension alone, inside an invocation or before the first one.
    Extension {
        is_init: bool,
    },
    /// The extension, and the SDK for what it does not give.
    Both,
}

#[cfg(feature = "extension")]
impl Transport {
    pub(crate) fn route(self, has_sdk: bool, place: Place) -> Route {
        let extension = Route::Extension { is_init: place.on_lambda && !place.invoked };
        match self {
            Self::Sdk => Route::Sdk,
            Self::Extension => extension,
            Self::Auto if !has_sdk => extension,
            Self::Auto if place.on_lambda && place.invoked && place.has_extension => Route::Both,
            Self::Auto => Route::Sdk,
        }
    }
}

/// Where a load runs.
#[cfg(feature = "extension")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) on_lambda: bool,
    pub(crate) invoked: bool,
    pub(crate) has_extension: bool,
}

#[cfg(feature = "extension")]
impl Place {
    pub(crate) fn new(variables: &Variables) -> Self {
        let on_lambda = variables.is_set("AWS_LAMBDA_RUNTIME_API");
        let invoked = is_invoked();
        // Only an invocation asks for it: a cold start does not look at the disk.
        let has_extension = on_lambda && invoked && has_extension(variables);
        Self { on_lambda, invoked, has_extension }
    }
}

/// Whether the extension's layer seems to be there. AWS documents no sign of it; a wrong guess costs a
/// refused connection, after which the SDK is asked.
#[cfg(feature = "extension")]
fn has_extension(variables: &Variables) -> bool {
    variables.is_set(crate::source::extension::PORT)
        || Path::new("/opt/extensions/AWSParametersAndSecretsLambdaExtension").exists()
        || Path::new("/opt/extensions/bootstrap").exists()
}

#[cfg(all(test, feature = "extension"))]
mod tests {
    use super::*;

    const CLOUD: Place = Place { on_lambda: true, invoked: true, has_extension: true };

    #[test]
    fn auto_takes_what_works_where_it_runs() {
        let route = |has_sdk, place| Transport::Auto.route(has_sdk, place);
        assert_eq!(route(true, CLOUD), Route::Both);
        assert_eq!(route(true, Place { invoked: false, ..CLOUD }), Route::Sdk);
        assert_eq!(route(true, Place { has_extension: false, ..CLOUD }), Route::Sdk);
        assert_eq!(route(true, Place { on_lambda: false, ..CLOUD }), Route::Sdk);
        assert_eq!(route(false, CLOUD), Route::Extension { is_init: false });
        let init = Place { invoked: false, ..CLOUD };
        assert_eq!(route(false, init), Route::Extension { is_init: true });
        let elsewhere = Place { on_lambda: false, invoked: false, has_extension: false };
        assert_eq!(route(false, elsewhere), Route::Extension { is_init: false });
    }

    #[test]
    fn a_choice_is_kept() {
        for place in [CLOUD, Place { invoked: false, ..CLOUD }, Place { on_lambda: false, ..CLOUD }]
        {
            assert_eq!(Transport::Sdk.route(true, place), Route::Sdk);
            assert!(matches!(Transport::Extension.route(true, place), Route::Extension { .. }));
        }
    }
}
