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
#[cfg(any(feature = "direct", feature = "extension"))]
use crate::value::json;

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

/// A verdict, and whether it is one of the way to the service rather than its own word.
#[cfg(feature = "_aws")]
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) verdict: Verdict,
    pub(crate) is_on_the_way: bool,
}

#[cfg(feature = "_aws")]
impl Judged {
    pub(crate) fn on_the_way(failure: Failure) -> Self {
        Self { verdict: Verdict::Failed(failure), is_on_the_way: true }
    }

    /// The client that is asked for is not compiled in.
    #[cfg(all(
        feature = "_sdk",
        feature = "direct",
        not(all(feature = "secretsmanager", feature = "ssm"))
    ))]
    pub(crate) fn no_client() -> Self {
        Self::on_the_way(Failure::unavailable("the SDK's client is not compiled in"))
    }

    /// The service's own word; one without a code is of something else that answers.
    pub(crate) fn of_refusal(refusal: &Refusal<'_>) -> Self {
        Self { verdict: refusal.verdict(), is_on_the_way: refusal.code.is_empty() }
    }

    /// An answer of this status that is cut or cannot be read.
    pub(crate) fn of_broken_answer(status: u16, ended_early: bool) -> Self {
        match status {
            status if !(200..300).contains(&status) => {
                Self { verdict: Refusal::of_status(status).verdict(), is_on_the_way: true }
            }
            _ if ended_early => {
                let failure = Failure::unavailable("its answer ended early");
                Self::on_the_way(failure.passing(Passing::Connection))
            }
            _ => Self::on_the_way(not_its_protocol()),
        }
    }

    /// Of what is no service that says "it does not exist".
    #[cfg(feature = "direct")]
    pub(crate) fn failure(self) -> Failure {
        match self.verdict {
            Verdict::Failed(failure) => failure,
            Verdict::Absent | Verdict::NoVersion => not_its_protocol(),
        }
    }
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

/// Whether a request is refused for the time at which it was signed.
#[cfg(feature = "direct")]
pub(crate) fn is_out_of_date(refusal: &Refusal<'_>) -> bool {
    let row = codes::TABLE.iter().find(|row| row.is_about(refusal));
    row.is_some_and(|row| row.means.is_out_of_date())
}

/// What a JSON body says, as both services and the agent write their refusals; `code` when it is told elsewhere.
#[cfg(any(feature = "direct", feature = "extension"))]
pub(crate) fn of_body<T>(
    body: &[u8],
    status: u16,
    code: Option<&str>,
    judge: impl FnOnce(&Refusal<'_>) -> T,
) -> Option<T> {
    let answer = json::read_object(body).unwrap_or_default();
    let text = |name: &str| answer.text(name);
    let code = code.or_else(|| text("__type")).or_else(|| text("code"))?;
    let message = text("message").or_else(|| text("Message")).or_else(|| text("errorMessage"));
    Some(judge(&Refusal::new(code, message.unwrap_or_default(), status)))
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
