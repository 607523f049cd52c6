//! How a service is reached in a load: its endpoint and proxy, which a failure on the way to it names.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::watch::Watch;
use crate::error::Code;
#[cfg(feature = "ssm")]
use crate::error::causes::not_its_protocol;
use crate::error::causes::{NO_ROUTE, Verdict};
use crate::error::sdk::{Judged, judge};
use crate::source::{Attempts, Failure, Key, Scope};

/// What leads to a service.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    attempts: Attempts,
    way: Way,
}

/// Where the requests go, when it is not simply AWS.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Way {
    /// A URL that is not AWS's own, and what sets it.
    pub(crate) endpoint: Option<(String, &'static str)>,
    /// The variable that names the proxy.
    pub(crate) proxy: Option<&'static str>,
}

impl Line {
    pub(crate) fn new(attempts: &Attempts, way: Way) -> Self {
        Self { attempts: attempts.clone(), way }
    }

    pub(crate) fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    /// Notes each attempt at a request for these keys.
    pub(crate) fn watch<E>(&self, keys: &[&Key]) -> Watch<E> {
        Watch::new(keys, self)
    }

    pub(crate) fn verdict<E>(&self, error: &SdkError<E, HttpResponse>) -> Verdict
    where
        E: Error + ProvideErrorMetadata + 'static,
    {
        self.explain(judge(error))
    }

    /// Of an operation that has no word for "it does not exist": GetParameters lists unknown names, and
    /// GetParametersByPath finds nothing.
    #[cfg(feature = "ssm")]
    pub(crate) fn failure<E>(&self, error: &SdkError<E, HttpResponse>) -> Failure
    where
        E: Error + ProvideErrorMetadata + 'static,
    {
        match self.verdict(error) {
            Verdict::Failed(failure) => failure,
            Verdict::Absent | Verdict::NoVersion => not_its_protocol(),
        }
    }

    /// A failure on the way names where the way leads.
    pub(super) fn explain(&self, (verdict, is_on_the_way): Judged) -> Verdict {
        match verdict {
            Verdict::Failed(failure) if is_on_the_way => Verdict::Failed(self.way.explain(failure)),
            verdict => verdict,
        }
    }
}

impl Way {
    pub(super) fn explain(&self, mut failure: Failure) -> Failure {
        let is_of_way = matches!(failure.code, Code::Unavailable | Code::Timeout)
            && failure.scope == Scope::Source;
        if !is_of_way {
            return failure;
        }
        let is_general = failure.help.as_deref().is_none_or(|help| help == NO_ROUTE);
        if let Some((url, set_by)) = &self.endpoint {
            failure.detail = format!("{}, at {url}", failure.detail).into();
            if is_general {
                failure = failure.helped(format!("look at {set_by}, which sets the endpoint"));
            }
        } else if let Some(variable) = self.proxy {
            failure.detail = format!("{}, through the proxy of {variable}", failure.detail).into();
            if is_general {
                failure = failure
                    .helped(format!("look at {variable}, or except AWS: NO_PROXY=.amazonaws.com"));
            }
        }
        failure
    }
}
