//! The one table of causes: what AWS's codes, statuses and fixed phrases mean, whose fault it is, and
//! the one thing to do. The SDK's errors, the extension's answers and the agent's go through it.
//!
//! What a service says in its own words is matched against its fixed phrases and never passed on. A code
//! that is not known here is told as it is.

mod codes;
mod policies;

use std::borrow::Cow;

use super::Code;
use crate::retry::Passing;
use crate::source::Failure;

#[cfg(feature = "_aws")]
pub(crate) use codes::{AWS, NO_ROUTE, throttled};

/// What became of a request that did not succeed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// What was asked for does not exist.
    Absent,
    /// The secret exists, and has no such version.
    NoVersion,
    Failed(Failure),
}

/// What a service answered that is not what was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refusal<'a> {
    /// `AccessDeniedException`; empty when the answer names none.
    pub(crate) code: &'a str,
    pub(crate) message: &'a str,
    /// The HTTP status. Stand-ins for AWS differ in it, so that it counts only where there is no code.
    pub(crate) status: u16,
}

impl<'a> Refusal<'a> {
    pub(crate) fn new(code: &'a str, message: &'a str, status: u16) -> Self {
        // As some answers write it: `com.amazonaws.ssm#ParameterNotFound`, `Throttling:http://…`.
        let code = code.rsplit_once('#').map_or(code, |(_, code)| code);
        let code = code.split_once(':').map_or(code, |(code, _)| code);
        Self { code, message, status }
    }

    /// An answer without a code.
    #[cfg(feature = "_aws")]
    pub(crate) fn of_status(status: u16) -> Self {
        Self { code: "", message: "", status }
    }

    pub(crate) fn verdict(&self) -> Verdict {
        if let Some(row) = codes::TABLE.iter().find(|row| row.is_about(self)) {
            return row.means.verdict(self);
        }
        Verdict::Failed(match self.code {
            "" => of_status(self.status),
            code => of_unknown(code, self.status),
        })
    }
}

/// An answer that is none of the service's: a proxy's page, a load balancer's, an empty one.
pub(crate) fn of_status(status: u16) -> Failure {
    let help = match status {
        200..=299 => return not_its_protocol(),
        300..=399 => Some("look at the endpoint: AWS does not redirect these requests"),
        401 | 403 => Some(
            "AWS would have named a reason: look for a proxy or firewall on the way that refuses it",
        ),
        407 => Some(
            "the proxy wants a login: write it into HTTPS_PROXY, http://USER:PASSWORD@HOST:PORT",
        ),
        404 | 405 => Some("look at the endpoint: another server seems to answer there"),
        _ => None,
    };
    if status == 429 {
        return codes::throttled();
    }
    let detail = format!("it answered HTTP status {status} and no reason");
    let mut failure = Failure::of(Code::Unavailable, detail).of_store();
    if matches!(status, 408 | 500 | 502 | 503 | 504) {
        failure = failure.passing(Passing::Service);
    }
    match help {
        Some(help) => failure.with_help(help),
        None => failure,
    }
}

/// A code that the table does not know is told when it has the form of one.
fn of_unknown(code: &str, status: u16) -> Failure {
    let is_code = code.len() <= 64
        && code.chars().all(|c| c.is_ascii_alphabetic())
        && code.starts_with(|c: char| c.is_ascii_uppercase())
        && code.contains(|c: char| c.is_ascii_lowercase());
    if !is_code {
        return of_status(status);
    }
    // The service's own fault, whatever the status.
    let is_its_fault =
        ["Internal", "ServiceUnavailable"].iter().any(|fault| code.starts_with(fault));
    let is_slow = matches!(code, "RequestTimeout" | "RequestTimeoutException");
    let detail = match status {
        400..=499 if !is_its_fault => format!("it refuses the request: {code}"),
        _ => code.to_owned(),
    };
    let failure = Failure::of(Code::Unavailable, detail).of_store();
    match is_its_fault || is_slow || of_status(status).passing.is_some() {
        true => failure.passing(Passing::Service),
        false => failure,
    }
}

pub(crate) fn not_its_protocol() -> Failure {
    Failure::unavailable("it answered something that is not its protocol")
}

/// `__type` and `message` of a JSON body, as both services and the agent write their refusals.
#[cfg(feature = "extension")]
pub(crate) fn of_body(body: &[u8], status: u16) -> Option<Verdict> {
    let json: serde_json::Value = serde_json::from_slice(body).ok()?;
    let text = |name: &str| json.get(name).and_then(serde_json::Value::as_str);
    let message = text("message").or_else(|| text("Message")).unwrap_or_default();
    Some(Refusal::new(text("__type")?, message, status).verdict())
}

/// The part of a message between two fixed phrases, when it looks like a name of AWS: an action, an ARN.
fn named<'m>(message: &'m str, before: &str) -> Option<&'m str> {
    let rest = message.split_once(before)?.1;
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ')' | '(');
    let name = rest.split(is_end).next()?.trim_end_matches('.');
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ":/-_+=@!*.".contains(c);
    let is_name =
        (3..=256).contains(&name.len()) && name.chars().all(is_plain) && name.contains(':');
    is_name.then_some(name)
}

/// A denial: which policy or key denies, as far as the message says it.
fn denied(message: &str) -> Failure {
    let action = named(message, "not authorized to perform: ").unwrap_or_default();
    if let Some(policy) = policies::of(message) {
        return policy.denies(action, named(message, "on resource: "));
    }
    match action.starts_with("kms:") {
        true => no_key(named(message, "on resource: ")),
        false => Failure::denied(""),
    }
}

/// The role may not use the key that encrypts a value.
fn no_key(key: Option<&str>) -> Failure {
    let which = match key.filter(|key| key.starts_with("arn:")) {
        Some(arn) => Cow::Owned(arn.to_owned()),
        None => Cow::Borrowed("the key that encrypts it"),
    };
    Failure::denied("the role may not decrypt it").helped(format!(
        "allow kms:Decrypt on {which}, in the role's policy and, for a key of another account, in the key's own"
    ))
}

#[cfg(test)]
mod tests;
