//! How a service is reached in a load: its endpoint and proxy, which a failure on the way to it names.

use crate::error::Code;
use crate::error::causes::Judged;
#[cfg(feature = "_parameters")]
use crate::error::causes::not_its_protocol;
use crate::error::causes::{NO_ROUTE, Verdict, throttled};
use crate::retry::{Limits, Repeats, Request};
use crate::source::{Answer, Attempts, Failure, Key, Scope, Tally};

/// What leads to a service in one run.
pub(crate) struct Line {
    attempts: Attempts,
    tally: Tally,
    way: Way,
    repeats: Repeats,
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
    pub(crate) fn new(answer: &Answer, way: Way, limits: Limits) -> Self {
        let repeats = Repeats::new(answer.policy, limits);
        Self { attempts: answer.attempts.clone(), tally: answer.tally.clone(), way, repeats }
    }

    #[cfg(feature = "_secrets")]
    pub(crate) fn tally(&self) -> &Tally {
        &self.tally
    }

    #[cfg(feature = "_parameters")]
    pub(crate) fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    /// Sends a request for these keys, again while its failures may pass. Each of them is noted, because the
    /// deadline may come before the last one.
    pub(crate) async fn ask<T, F>(
        &self,
        operation: &'static str,
        keys: &[&Key],
        mut send: impl FnMut() -> F,
    ) -> Result<T, Verdict>
    where
        F: Future<Output = Result<T, Judged>>,
    {
        let mut request = self.repeats.request();
        let mut is_again = false;
        loop {
            if !request.turn().await {
                return Err(Verdict::Failed(throttled()));
            }
            self.tally.sent(operation, is_again);
            is_again = true;
            let verdict = match send().await {
                Ok(output) => {
                    request.answered();
                    return Ok(output);
                }
                Err(judged) => self.explain(judged),
            };
            if let Verdict::Failed(failure) = &verdict {
                self.tally.failed(operation, failure.code);
            }
            if !self.is_again(keys, &verdict, &mut request) {
                return Err(verdict);
            }
        }
    }

    /// Notes how a request has failed, and tells whether it is sent again.
    fn is_again(&self, keys: &[&Key], verdict: &Verdict, request: &mut Request<'_>) -> bool {
        let failure = match verdict {
            Verdict::Failed(failure) => failure,
            Verdict::Absent | Verdict::NoVersion => return request.failed(None).is_some(),
        };
        self.attempts.failed(keys.iter().copied(), failure);
        let Some(pause) = request.failed(failure.passing) else { return false };
        tracing::debug!(target: "figleaf", code = %failure.code, ?pause, "asking again");
        true
    }

    /// Of an operation that has no word for "it does not exist": GetParameters lists unknown names, and
    /// GetParametersByPath finds nothing.
    #[cfg(feature = "_parameters")]
    pub(crate) fn failure(verdict: Verdict) -> Failure {
        match verdict {
            Verdict::Failed(failure) => failure,
            Verdict::Absent | Verdict::NoVersion => not_its_protocol(),
        }
    }

    /// A failure on the way names where the way leads.
    pub(crate) fn explain(&self, judged: Judged) -> Verdict {
        match judged {
            Judged { verdict: Verdict::Failed(failure), is_on_the_way: true } => {
                Verdict::Failed(self.way.explain(failure))
            }
            Judged { verdict, .. } => verdict,
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
