//! Credentials as a step of their own: asked for once, before anything is signed, and looked at.

use std::error::Error;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;

use super::link::Link;
use super::variables::{Form, unfit};
use crate::error::Code;
use crate::error::causes::AWS;
use crate::error::connection;
use crate::source::Failure;
use crate::source::env::Variables;

/// Refuses what cannot be signed with: the SDK's signer panics at it.
pub(super) fn check(credentials: &Credentials, variables: &Variables) -> Result<(), Failure> {
    let parts = [
        ("AWS_ACCESS_KEY_ID", "the access key id", Some(credentials.access_key_id())),
        ("AWS_SECRET_ACCESS_KEY", "the secret access key", Some(credentials.secret_access_key())),
        ("AWS_SESSION_TOKEN", "the session token", credentials.session_token()),
    ];
    for (variable, part, value) in parts {
        let Some(value) = value else { continue };
        let wrong = match value {
            "" if part != "the session token" => Some("it is empty".to_owned()),
            value => Form::Credential.refuses(value),
        };
        if let Some(wrong) = wrong {
            let is_variable = variables.text(variable).is_some_and(|text| text == value);
            let name = if is_variable { variable } else { part };
            return Err(unfit(name, wrong).with_help("correct what gives the credentials"));
        }
    }
    Ok(())
}

/// What a provider's error means, whichever link it is of.
pub(super) fn of_error(error: &CredentialsError, link: &Link) -> Failure {
    #[cfg(feature = "default-chain")]
    if let Some(failure) = super::sts::failure(error, link) {
        return failure;
    }
    match error {
        CredentialsError::CredentialsNotLoaded(_) if *link == Link::Given => none(""),
        CredentialsError::ProviderTimedOut(_) => link.hangs(),
        _ => match on_the_way(error) {
            Some(failure) => link.takes(failure),
            None => link.fails(Code::Denied, "the credentials could not be loaded"),
        },
    }
}

/// A failure of the network or of TLS, if that is what a provider's error holds.
pub(super) fn on_the_way(error: &(dyn Error + 'static)) -> Option<Failure> {
    connection::find(error)
}

/// Nothing has credentials; what was looked at, and what was said.
pub(super) fn none(looked_in: &str) -> Failure {
    let detail = match looked_in {
        "" => "no credentials were found".to_owned(),
        places => format!("no credentials were found in {places}"),
    };
    let help =
        "set AWS_PROFILE or AWS_ACCESS_KEY_ID, or give the task, function or instance a role";
    Failure::of(Code::Denied, detail).of_shared(AWS).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_signed_with_is_refused_and_not_shown() {
        let none = Variables::Given(Default::default());
        for (id, secret, token, wrong) in [
            ("AKID\n", "s", None, "it ends with a line feed"),
            ("AKID", "hunter2 ", None, "it has white space around it"),
            ("AKID", "s", Some("hunt\u{0}er2"), "it has a control character in it"),
            ("", "s", None, "it is empty"),
        ] {
            let credentials = Credentials::new(id, secret, token.map(str::to_owned), None, "test");
            let failure = check(&credentials, &none).unwrap_err();
            assert_eq!(failure.detail, wrong);
            assert!(!format!("{failure:?}").contains("hunt"), "{failure:?}");
        }
        assert_eq!(check(&Credentials::new("AKID", "s+/=", None, None, "test"), &none), Ok(()));
    }
}
