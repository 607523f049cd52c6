//! How Parameter Store and Secrets Manager are reached.

#[cfg(feature = "extension")]
use std::path::Path;
#[cfg(any(feature = "extension", feature = "lambda"))]
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(feature = "extension")]
use crate::source::env::{RUNTIME_API, Variables};

/// How Parameter Store and Secrets Manager are reached, each store for itself. See
/// [`Loader::transport`](crate::Loader::transport).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Transport {
    /// figleaf's own client (Cargo feature `direct`), else the AWS SDK (`ssm` and `secretsmanager`), and the
    /// Parameters and Secrets Lambda Extension for a store that has no client. Never the extension beside a client:
    /// what another crate turns on with the feature `extension` changes nothing. An `SdkConfig` that has an HTTP
    /// client of its own is used with the SDK.
    #[default]
    Auto,
    /// figleaf's own client, and nothing else: the fastest one.
    Direct,
    /// The AWS SDK, and nothing else.
    Sdk,
    /// The Parameters and Secrets Lambda Extension or the Secrets Manager Agent, and nothing else.
    Extension,
    /// The extension where it is there and answers, and the client for everything that it does not give. In the
    /// INIT phase of a Lambda function, where the extension does not answer, the client. For a store whose client
    /// is not compiled in it is [`Extension`](Transport::Extension).
    ///
    /// It saves calls of AWS in a function that loads on invocations. A refresh of a [live](crate::Live)
    /// configuration goes to AWS all the same: what the extension keeps may be five minutes old. Outside Lambda
    /// the Secrets Manager Agent is asked when `PARAMETERS_SECRETS_EXTENSION_HTTP_PORT` says where it listens.
    ExtensionFirst,
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
    Client,
    /// The extension alone, inside an invocation or before the first one.
    Extension {
        is_init: bool,
    },
    /// The extension, and the client for what it does not give.
    Both,
}

#[cfg(feature = "extension")]
impl Transport {
    /// The route to a store, now: an event or another layer may change it.
    pub(crate) fn route(self, has_client: bool, place: Place) -> Route {
        let extension = Route::Extension { is_init: place.is_init() };
        match self {
            Self::Direct | Self::Sdk => Route::Client,
            Self::Extension => extension,
            Self::Auto | Self::ExtensionFirst if !has_client => extension,
            Self::ExtensionFirst if place.has_extension && !place.is_init() => Route::Both,
            Self::Auto | Self::ExtensionFirst => Route::Client,
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
    /// The place of now, as far as this transport has to know it: only who asks for the extension beside a
    /// client looks at the disk, and not in INIT.
    pub(crate) fn new(transport: Transport, variables: &Variables) -> Self {
        let on_lambda = variables.is_set(RUNTIME_API);
        let mut place = Self { on_lambda, invoked: is_invoked(), has_extension: false };
        if transport == Transport::ExtensionFirst && !place.is_init() {
            place.has_extension =
                variables.is_set(crate::source::extension::PORT) || on_lambda && has_layer();
        }
        place
    }

    /// Before the first event the extension does not answer.
    fn is_init(self) -> bool {
        self.on_lambda && !self.invoked
    }
}

/// Whether the extension's layer seems to be there. AWS documents no sign of it; a wrong guess costs a
/// refused connection, after which the SDK is asked.
#[cfg(feature = "extension")]
fn has_layer() -> bool {
    Path::new("/opt/extensions/AWSParametersAndSecretsLambdaExtension").exists()
        || Path::new("/opt/extensions/bootstrap").exists()
}

#[cfg(all(test, feature = "extension"))]
mod tests {
    use super::*;

    const CLOUD: Place = Place { on_lambda: true, invoked: true, has_extension: true };
    const INIT: Place = Place { invoked: false, ..CLOUD };
    /// A service with the agent beside it.
    const SERVICE: Place = Place { on_lambda: false, invoked: false, has_extension: true };
    const PLACES: [Place; 4] = [CLOUD, INIT, SERVICE, Place { has_extension: false, ..CLOUD }];

    #[test]
    fn auto_is_the_client_that_is_there() {
        for place in PLACES {
            assert_eq!(Transport::Auto.route(true, place), Route::Client);
        }
        let route = |place| Transport::Auto.route(false, place);
        assert_eq!(route(CLOUD), Route::Extension { is_init: false });
        assert_eq!(route(INIT), Route::Extension { is_init: true });
        assert_eq!(route(SERVICE), Route::Extension { is_init: false });
    }

    #[test]
    fn the_extension_is_first_where_it_answers() {
        let route = |has_client, place| Transport::ExtensionFirst.route(has_client, place);
        assert_eq!(route(true, CLOUD), Route::Both);
        assert_eq!(route(true, SERVICE), Route::Both);
        assert_eq!(route(true, INIT), Route::Client);
        assert_eq!(route(true, Place { has_extension: false, ..CLOUD }), Route::Client);
        assert_eq!(route(true, Place { has_extension: false, ..SERVICE }), Route::Client);
        for place in PLACES {
            assert_eq!(route(false, place), Transport::Extension.route(false, place));
        }
    }

    #[test]
    fn a_choice_is_kept() {
        for place in PLACES {
            assert_eq!(Transport::Sdk.route(true, place), Route::Client);
            assert!(matches!(Transport::Extension.route(true, place), Route::Extension { .. }));
        }
    }

    /// What is there counts when it is asked for, and is not looked for by others.
    #[test]
    fn the_port_tells_that_somebody_listens() {
        let variables = |names: &[&str]| {
            Variables::Given(names.iter().map(|name| ((*name).to_owned(), "1".into())).collect())
        };
        let (port, api) = (crate::source::extension::PORT, RUNTIME_API);
        let has = |transport, names: &[_]| Place::new(transport, &variables(names)).has_extension;
        assert!(has(Transport::ExtensionFirst, &[port]));
        assert!(!has(Transport::ExtensionFirst, &[]));
        // INIT: this process has got no event.
        assert!(!has(Transport::ExtensionFirst, &[port, api]));
        assert!(!has(Transport::Auto, &[port]));
    }
}
