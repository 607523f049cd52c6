//! The environment variables that AWS's SDKs read: what each may hold, looked at before anything is
//! signed or sent. The SDK itself takes them as they are, and some of what people write there makes it
//! panic. An empty variable counts as unset.

use std::fmt::Write;

use http::Uri;

use crate::error::Code;
use crate::source::Failure;
use crate::source::env::{Variable, Variables};
use crate::source::partition::is_region;

/// What a variable may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A part of a credential, which travels in a header and is never shown.
    Credential,
    Region,
    Url,
    /// A path or a whole URL, of which nothing is known but that it is one.
    Text,
    Boolean,
    /// A number from 1.
    Count,
    RetryMode,
}

/// Source: "Environment variables supported" of the AWS SDKs and Tools Reference Guide.
const KNOWN: &[(&str, Form)] = &[
    ("AWS_ACCESS_KEY_ID", Form::Credential),
    ("AWS_SECRET_ACCESS_KEY", Form::Credential),
    ("AWS_SESSION_TOKEN", Form::Credential),
    ("AWS_REGION", Form::Region),
    ("AWS_DEFAULT_REGION", Form::Region),
    ("AWS_ENDPOINT_URL", Form::Url),
    ("AWS_ENDPOINT_URL_SSM", Form::Url),
    ("AWS_ENDPOINT_URL_SECRETS_MANAGER", Form::Url),
    ("AWS_ENDPOINT_URL_STS", Form::Url),
    ("AWS_ENDPOINT_URL_SSO", Form::Url),
    ("AWS_ENDPOINT_URL_SSO_OIDC", Form::Url),
    ("AWS_EC2_METADATA_SERVICE_ENDPOINT", Form::Url),
    ("AWS_PROFILE", Form::Text),
    ("AWS_ROLE_ARN", Form::Text),
    ("AWS_ROLE_SESSION_NAME", Form::Text),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", Form::Text),
    ("AWS_CA_BUNDLE", Form::Text),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI", Form::Text),
    ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", Form::Text),
    ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", Form::Text),
    ("AWS_USE_FIPS_ENDPOINT", Form::Boolean),
    ("AWS_USE_DUALSTACK_ENDPOINT", Form::Boolean),
    ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", Form::Boolean),
    ("AWS_EC2_METADATA_DISABLED", Form::Boolean),
    ("AWS_MAX_ATTEMPTS", Form::Count),
    ("AWS_RETRY_MODE", Form::RetryMode),
];

/// What is wrong with AWS's variables, as one failure that names each of them.
pub(super) fn check(variables: &Variables) -> Result<(), Failure> {
    let mut found: Vec<(&'static str, String)> = Vec::new();
    for (name, form) in KNOWN {
        let wrong = match variables.get(name) {
            Variable::Unset => continue,
            Variable::NotUnicode => Some("it is not UTF-8".to_owned()),
            Variable::Text(text) if text.is_empty() => continue,
            Variable::Text(text) => form.refuses(&text),
        };
        found.extend(wrong.map(|wrong| (*name, wrong)));
    }
    match found.as_slice() {
        [] => Ok(()),
        [(name, wrong)] => Err(unfit(name, wrong.clone())),
        several => {
            let all: Vec<String> =
                several.iter().map(|(name, wrong)| format!("{name}: {wrong}")).collect();
            Err(unfit("several environment variables", all.join("; ")))
        }
    }
}

/// The failure of a variable or setting that holds what it may not.
pub(super) fn unfit(name: &'static str, wrong: String) -> Failure {
    Failure::of(Code::Invalid, wrong).of_shared(name).with_help("correct it, or unset it")
}

impl Form {
    /// Why a value is refused, if it is.
    pub(super) fn refuses(self, text: &str) -> Option<String> {
        let wrong = blemish(text, self != Self::Text).map(str::to_owned);
        let wrong = wrong.or_else(|| match self {
            Self::Credential | Self::Text => None,
            Self::Region => (!is_region(text))
                .then(|| "it is not the name of a region, such as eu-west-1".to_owned()),
            Self::Url => of_url(text),
            Self::Boolean => {
                let is_boolean =
                    ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word));
                (!is_boolean).then(|| "it is neither true nor false".to_owned())
            }
            Self::Count => {
                let is_count = text.parse::<u32>().is_ok_and(|count| count > 0);
                (!is_count).then(|| "it is not a number from 1".to_owned())
            }
            Self::RetryMode => {
                let is_known = ["standard", "adaptive", "legacy"]
                    .iter()
                    .any(|mode| text.eq_ignore_ascii_case(mode));
                (!is_known).then(|| "it is neither standard nor adaptive".to_owned())
            }
        })?;
        let is_shown = self != Self::Credential && is_telling(text);
        Some(if is_shown { format!("{wrong}: {}", escaped(text)) } else { wrong })
    }
}

/// What people do not see that they have written.
fn blemish(text: &str, is_word: bool) -> Option<&'static str> {
    let is_quoted = |mark: char| text.len() > 1 && text.starts_with(mark) && text.ends_with(mark);
    if text.ends_with(['\n', '\r']) {
        Some("it ends with a line feed")
    } else if is_quoted('"') || is_quoted('\'') {
        Some("it has quotation marks around it")
    } else if text.trim() != text {
        Some("it has white space around it")
    } else if text.chars().any(char::is_control) {
        Some("it has a control character in it")
    } else if is_word && text.contains(char::is_whitespace) {
        Some("it has white space in it")
    } else if is_word && !text.is_ascii() {
        Some("it has characters that are not ASCII")
    } else {
        None
    }
}

/// Whether a value that is wrong may be shown: when it can be no secret that somebody has put into another variable, and
/// not the variable of the next line, of which the line break was lost. The keys of AWS have 40 characters.
fn is_telling(text: &str) -> bool {
    let is_of_word =
        |c: char| c.is_ascii_alphanumeric() || "-_.:/[]'\"".contains(c) || c.is_whitespace();
    text.len() < 40 && text.chars().all(is_of_word)
}

fn of_url(text: &str) -> Option<String> {
    let Some((scheme, _)) = text.split_once("://") else {
        let example = if is_telling(text) { text } else { "" };
        return Some(format!("it has no scheme (write http://{example})"));
    };
    if !["http", "https"].contains(&scheme) {
        return Some("its scheme is neither http nor https".to_owned());
    }
    let is_url = || {
        let uri: Uri = text.parse().ok()?;
        let server = uri.authority()?.as_str().rsplit('@').next()?;
        // A port that is none is no part of the host and no port either.
        let port = server.strip_prefix(uri.host().filter(|host| !host.is_empty())?)?;
        (port.is_empty() || uri.port_u16().is_some()).then_some(())
    };
    is_url().is_none().then(|| "it is not a URL".to_owned())
}

/// A value in quotation marks, with what cannot be seen made visible.
fn escaped(text: &str) -> String {
    let mut shown = String::from('"');
    for c in text.chars() {
        let _ = if c.is_ascii() {
            write!(shown, "{}", c.escape_default())
        } else {
            write!(shown, "{}", c.escape_unicode())
        };
    }
    shown.push('"');
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(variables: &[(&str, &str)]) -> Result<(), Failure> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).into());
        check(&Variables::Given(variables.iter().map(own).collect()))
    }

    #[test]
    fn what_is_fit_or_empty_passes() {
        for (name, form) in KNOWN {
            assert_eq!(checked(&[(name, "")]), Ok(()), "{name}");
            let good = match form {
                Form::Credential => "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY=",
                Form::Region => "us-gov-west-1",
                Form::Url => "http://[::1]:4566/base",
                Form::Text => "a profile with spaces, ümlauts and /paths",
                Form::Boolean => "TRUE",
                Form::Count => "7",
                Form::RetryMode => "Standard",
            };
            assert_eq!(checked(&[(name, good)]), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_is_unfit_is_told_with_the_variable() {
        for (name, value, wrong) in [
            ("AWS_ACCESS_KEY_ID", "AKID\n", "it ends with a line feed"),
            ("AWS_SECRET_ACCESS_KEY", "\"key\"", "it has quotation marks around it"),
            ("AWS_SESSION_TOKEN", "a\u{7f}b", "it has a control character in it"),
            ("AWS_SESSION_TOKEN", "schlüssel", "it has characters that are not ASCII"),
            ("AWS_REGION", "us-east-1\n", "it ends with a line feed: \"us-east-1\\n\""),
            (
                "AWS_REGION",
                "\"us-east-1\"",
                "it has quotation marks around it: \"\\\"us-east-1\\\"\"",
            ),
            ("AWS_REGION", " us-east-1", "it has white space around it: \" us-east-1\""),
            (
                "AWS_DEFAULT_REGION",
                "EU-West-1",
                "it is not the name of a region, such as eu-west-1: \"EU-West-1\"",
            ),
            (
                "AWS_ENDPOINT_URL",
                "localhost:4566",
                "it has no scheme (write http://localhost:4566): \"localhost:4566\"",
            ),
            (
                "AWS_ENDPOINT_URL_SSM",
                "ftp://host",
                "its scheme is neither http nor https: \"ftp://host\"",
            ),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://", "it is not a URL: \"http://\""),
            ("AWS_ENDPOINT_URL", "http://user:hunter2@host:99999999", "it is not a URL"),
            ("AWS_ENDPOINT_URL", "ftp://h?token=hunter2", "its scheme is neither http nor https"),
            ("AWS_ENDPOINT_URL", "h/hunter2!", "it has no scheme (write http://)"),
            ("AWS_REGION", "eu-west-1 AWS_SESSION_TOKEN=hunter2", "it has white space in it"),
            (
                "AWS_REGION",
                "wJalrXUtnFEMIxK7MDENGxbPxRfiCYEXAMPLEKEY",
                "it is not the name of a region, such as eu-west-1",
            ),
            ("AWS_PROFILE", "'prod'", "it has quotation marks around it: \"\\'prod\\'\""),
            ("AWS_USE_FIPS_ENDPOINT", "yes", "it is neither true nor false: \"yes\""),
            ("AWS_MAX_ATTEMPTS", "0", "it is not a number from 1: \"0\""),
            ("AWS_RETRY_MODE", "often", "it is neither standard nor adaptive: \"often\""),
        ] {
            let failure = checked(&[(name, value)]).unwrap_err();
            assert_eq!(failure.detail, wrong, "{name}");
            assert_eq!(failure.code, Code::Invalid);
        }
    }

    #[test]
    fn several_are_told_at_once() {
        let failure =
            checked(&[("AWS_REGION", "x y"), ("AWS_ACCESS_KEY_ID", "hunter2\n")]).unwrap_err();
        assert_eq!(
            failure.detail,
            "AWS_ACCESS_KEY_ID: it ends with a line feed; AWS_REGION: it has white space in it: \"x y\""
        );
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_utf_8_is_told() {
        use std::os::unix::ffi::OsStringExt;
        let value = std::ffi::OsString::from_vec(vec![0xff]);
        let variables = Variables::Given([("AWS_REGION".to_owned(), value)].into());
        assert_eq!(check(&variables).unwrap_err().detail, "it is not UTF-8");
    }
}
