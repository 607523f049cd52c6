//! What the extension's answers mean.

use http::StatusCode;

use super::token::NoToken;
use super::{Peer, Store};
use crate::error::Code;
use crate::error::causes::{self, Verdict};
use crate::loopback::Broken;
use crate::source::{Failure, Fetched, answers};
use crate::value::json;

/// Where the agent's documentation has the token.
const OF_AGENT: &str = "set AWS_TOKEN to the token that the agent was started with, or to its file: \
                        file:///var/run/awssmatoken";

/// What became of one request.
#[derive(Debug)]
pub(crate) enum Said {
    Found(Fetched),
    /// It answers only after the function's first invocation.
    NotReady,
    /// The service's own word, which the agent passes on.
    Service(Verdict),
    /// Missing or denied: the extension does not tell which.
    Unclear,
    /// It reads secrets alone: the agent.
    NoParameters,
    /// Nobody listens.
    Refused,
    /// The connection ended before the answer.
    Closed,
    /// No answer in the time that it is given when there is another transport.
    Silent,
    NoToken(NoToken),
    BadToken,
    TooMany,
    /// It was not asked: it reads single parameters and secrets only.
    NoPaths,
    NotItsProtocol,
}

impl From<Broken> for Said {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Refused => Self::Refused,
            Broken::Closed => Self::Closed,
            Broken::TooLarge | Broken::NotLocal => Self::NotItsProtocol,
        }
    }
}

impl Said {
    /// Whether a moment later it may say something else.
    pub(super) fn may_change(&self) -> bool {
        matches!(self, Self::NotReady | Self::Refused | Self::Closed)
    }

    /// Why there is no value, when there is no other transport.
    pub(super) fn failure(&self, peer: Peer) -> Failure {
        let who = match peer {
            Peer::Extension => "the extension",
            Peer::Agent => "the Secrets Manager Agent",
        };
        let of = |code, detail| Failure::new(code, detail).of_shared(who);
        match self {
            Self::NotReady => of(Code::NotReady, "it answers only after the first invocation").with_help(
                "load on the first invocation: figleaf::lambda::run(handler) without a load() in main",
            ),
            Self::Service(Verdict::Failed(failure)) => failure.clone(),
            Self::NoParameters => of(Code::Unavailable, "it reads no parameters").with_help(
                "read them through AWS: Cargo feature `ssm` and Transport::Auto",
            ),
            Self::Unclear => {
                Failure::denied("or it does not exist: the extension does not tell which")
            }
            Self::Refused => of(Code::Unavailable, "it does not listen").with_help(match peer {
                Peer::Extension => {
                    "add the layer AWS-Parameters-and-Secrets-Lambda-Extension to the function"
                }
                Peer::Agent => {
                    "start the agent on this machine, or set PARAMETERS_SECRETS_EXTENSION_HTTP_PORT to its port"
                }
            }),
            Self::Closed => of(Code::Unavailable, "it closed the connection"),
            Self::Silent => of(Code::Timeout, "while the SDK could be asked"),
            Self::NoToken(missing) => {
                Failure::of(Code::Denied, missing.detail()).of_shared(who).with_help(
                    match (missing, peer) {
                        (NoToken::Unset, Peer::Extension) => {
                            "AWS_SESSION_TOKEN must be set, as Lambda does"
                        }
                        _ => OF_AGENT,
                    },
                )
            }
            Self::BadToken => of(Code::Denied, "it does not accept the token").with_help(match peer {
                Peer::Extension => "the token is AWS_TOKEN if that is set, else AWS_SESSION_TOKEN",
                Peer::Agent => OF_AGENT,
            }),
            Self::NoPaths => of(Code::Unavailable, "it cannot read what is below a path").with_help(
                "read it through the SDK: Cargo feature `ssm` and Transport::Auto or Transport::Sdk",
            ),
            Self::TooMany => of(Code::Throttled, "too many requests"),
            Self::Found(_)
            | Self::Service(Verdict::Absent | Verdict::NoVersion)
            | Self::NotItsProtocol => {
                of(Code::Unavailable, "it answered something that is not its protocol")
            }
        }
    }
}

/// Judges an answer. Another server may listen on the port, so that nothing but the extension's own
/// bodies is believed, and `404` is not "missing".
pub(super) fn judge(store: Store, status: StatusCode, body: &[u8]) -> Said {
    let refusal = || causes::of_body(body, status.as_u16(), None, |refusal| refusal.verdict());
    if let Some(verdict) = (!status.is_success()).then(refusal).flatten() {
        return Said::Service(verdict);
    }
    match status.as_u16() {
        200 => fetched(store, body).map_or(Said::NotItsProtocol, Said::Found),
        400 if body.starts_with(b"not ready") => Said::NotReady,
        404 if store == Store::Parameters && body.starts_with(b"Not found") => Said::NoParameters,
        400 | 404 => Said::Unclear,
        401 | 403 => Said::BadToken,
        429 => Said::TooMany,
        _ => Said::NotItsProtocol,
    }
}

fn fetched(store: Store, body: &[u8]) -> Option<Fetched> {
    let answer = json::read_object(body)?;
    match store {
        Store::Parameters => answers::parameter(answers::as_map(answer.get("Parameter")?)?),
        Store::Secrets => answers::secret(&answer),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    /// As the agent's code writes it: `TimestampSecondsWithFrac<String>`.
    #[test]
    fn the_agents_times_are_read_as_the_extensions() {
        let written = SystemTime::UNIX_EPOCH + Duration::from_millis(1_668_586_960_500);
        for text in ["\"1668586960.5\"", "1668586960.5", "\"2022-11-16T08:22:40.500Z\""] {
            let body = format!(r#"{{"ARN":"arn:a","CreatedDate":{text},"SecretString":"s"}}"#);
            let said = judge(Store::Secrets, StatusCode::OK, body.as_bytes());
            let Said::Found(value) = said else { panic!("{said:?}") };
            assert_eq!(value.details().last_modified(), Some(written), "{text}");
        }
        for text in ["null", "\"\"", "-1", "\"1e400\"", "1e300"] {
            let body = format!(r#"{{"CreatedDate":{text},"SecretString":"s"}}"#);
            let said = judge(Store::Secrets, StatusCode::OK, body.as_bytes());
            let Said::Found(value) = said else { panic!("{said:?}") };
            assert_eq!(value.details().last_modified(), None, "{text}");
        }
    }
}
