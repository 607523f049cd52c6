//! What the extension's answers mean.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use serde_json::Value as Json;

use super::token::NoToken;
use super::{Peer, Store};
use crate::error::Code;
use crate::error::causes::{self, Verdict};
use crate::loopback::Broken;
use crate::source::details::{BINARY_SECRET, TEXT_SECRET};
use crate::source::{Details, Failure, Fetched};

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
    if let Some(verdict) = causes::of_body(body, status.as_u16()).filter(|_| !status.is_success()) {
        return Said::Service(verdict);
    }
    match status.as_u16() {
        200 => serde_json::from_slice(body)
            .ok()
            .and_then(|json| fetched(store, &json))
            .map_or(Said::NotItsProtocol, Said::Found),
        400 if body.starts_with(b"not ready") => Said::NotReady,
        404 if store == Store::Parameters && body.starts_with(b"Not found") => Said::NoParameters,
        400 | 404 => Said::Unclear,
        401 | 403 => Said::BadToken,
        429 => Said::TooMany,
        _ => Said::NotItsProtocol,
    }
}

fn fetched(store: Store, json: &Json) -> Option<Fetched> {
    match store {
        Store::Parameters => {
            let parameter = json.get("Parameter")?;
            let value = parameter.get("Value")?.as_str()?;
            let kind = parameter.get("Type").and_then(Json::as_str);
            let version = parameter.get("Version").and_then(Json::as_u64);
            let (arn, time) = (text(parameter, "ARN"), time(parameter, "LastModifiedDate"));
            let details = Details::of(version.map(|number| number.to_string()), arn, kind, time);
            Some(Fetched::parameter(kind, value).with_details(details))
        }
        Store::Secrets => {
            let (value, kind) = match (json.get("SecretString"), json.get("SecretBinary")) {
                (Some(Json::String(text)), _) => (Fetched::text(text.as_str()), TEXT_SECRET),
                (_, Some(Json::String(base64))) => {
                    (Fetched::bytes(STANDARD.decode(base64).ok()?), BINARY_SECRET)
                }
                _ => return None,
            };
            let version = text(json, "VersionId").map(str::to_owned);
            let (arn, time) = (text(json, "ARN"), time(json, "CreatedDate"));
            Some(value.with_details(Details::of(version, arn, Some(kind), time)))
        }
    }
}

fn text<'j>(json: &'j Json, name: &str) -> Option<&'j str> {
    json.get(name)?.as_str()
}

/// A time: the extension writes RFC 3339, the agent seconds since 1970, as a text.
fn time(json: &Json, name: &str) -> Option<SystemTime> {
    let written = json.get(name)?;
    if let Some(time) = written.as_str().and_then(|text| humantime::parse_rfc3339(text).ok()) {
        return Some(time);
    }
    let seconds = written.as_f64().or_else(|| written.as_str()?.parse().ok())?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::try_from_secs_f64(seconds).ok()?)
}

#[cfg(test)]
mod tests {
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
