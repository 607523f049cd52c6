//! What both services answer, in JSON: a parameter, a secret. The extension and the agent pass it on.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::details::{BINARY_SECRET, TEXT_SECRET};
use super::{Details, Fetched};
use crate::value::{Map, Value};

/// A parameter, as `Parameter` or one of `Parameters` holds it.
pub(crate) fn parameter(parameter: &Map) -> Option<Fetched> {
    let value = text(parameter, "Value")?;
    let kind = text(parameter, "Type");
    let version = match parameter.get("Version") {
        Some(Value::Number(number)) => number.text().map(str::to_owned),
        _ => None,
    };
    let (arn, time) = (text(parameter, "ARN"), time(parameter, "LastModifiedDate"));
    Some(Fetched::parameter(kind, value).with_details(Details::of(version, arn, kind, time)))
}

/// A secret: a string, or bytes.
pub(crate) fn secret(secret: &Map) -> Option<Fetched> {
    let (value, kind) = match (text(secret, "SecretString"), text(secret, "SecretBinary")) {
        (Some(text), _) => (Fetched::text(text), TEXT_SECRET),
        (None, Some(base64)) => (Fetched::bytes(STANDARD.decode(base64).ok()?), BINARY_SECRET),
        (None, None) => return None,
    };
    let version = text(secret, "VersionId").map(str::to_owned);
    let (arn, time) = (text(secret, "ARN"), time(secret, "CreatedDate"));
    Some(value.with_details(Details::of(version, arn, Some(kind), time)))
}

pub(crate) fn text<'m>(map: &'m Map, name: &str) -> Option<&'m str> {
    map.text(name)
}

/// The items of a list; none of what is not there.
#[cfg(feature = "direct")]
pub(crate) fn list<'m>(map: &'m Map, name: &str) -> std::slice::Iter<'m, Value> {
    match map.get(name) {
        Some(Value::List(items)) => items.iter(),
        _ => [].iter(),
    }
}

#[cfg(feature = "direct")]
pub(crate) fn as_text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

pub(crate) fn as_map(value: &Value) -> Option<&Map> {
    match value {
        Value::Map(map) => Some(map),
        _ => None,
    }
}

/// A time: the services write seconds since 1970, the agent the same as a string, the extension RFC 3339.
pub(crate) fn time(map: &Map, name: &str) -> Option<SystemTime> {
    let seconds = match map.get(name)? {
        Value::Number(number) => number.text()?,
        Value::Text(text) => {
            #[cfg(feature = "extension")]
            if let Ok(time) = humantime::parse_rfc3339(text) {
                return Some(time);
            }
            text.as_str()
        }
        _ => return None,
    };
    let seconds = Duration::try_from_secs_f64(seconds.parse().ok()?).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(seconds)
}
