//! What STS and IAM Identity Center say, when the error of a credentials provider holds their answer.

use std::error::Error;

use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::link::Link;
use crate::error::Code;
use crate::error::causes::Verdict;
use crate::error::connection::chain;
use crate::error::sdk::judge;
use crate::source::Failure;

const TRUST: &str = "allow the caller in the role's trust policy and, for AssumeRole, sts:AssumeRole on the role in the \
                     caller's own policy";
const TOKEN: &str = "look at the token's file (AWS_WEB_IDENTITY_TOKEN_FILE) and at the role's trust policy: issuer, audience \
                     and subject must be those of the token";

/// The failure of a link, if a service that gives credentials has answered.
pub(super) fn failure(error: &(dyn Error + 'static), link: &Link) -> Option<Failure> {
    chain(error).find_map(|error| {
        if let Some(error) = error.downcast_ref::<SdkError<AssumeRoleError, HttpResponse>>() {
            return Some(of_sts(error, link, TRUST));
        }
        if let Some(error) =
            error.downcast_ref::<SdkError<AssumeRoleWithWebIdentityError, HttpResponse>>()
        {
            let is_token = matches!(
                error.code(),
                Some(
                    "InvalidIdentityToken"
                        | "ExpiredTokenException"
                        | "IDPRejectedClaim"
                        | "IDPCommunicationError"
                )
            );
            return Some(of_sts(error, link, if is_token { TOKEN } else { TRUST }));
        }
        #[cfg(feature = "sso")]
        if let Some(error) = error.downcast_ref::<SdkError<
            aws_sdk_sso::operation::get_role_credentials::GetRoleCredentialsError,
            HttpResponse,
        >>() {
            return Some(of_portal(error, link));
        }
        None
    })
}

/// The failure of a role that is assumed for itself.
#[cfg(feature = "ops")]
pub(super) fn of_role(error: &SdkError<AssumeRoleError, HttpResponse>, link: &Link) -> Failure {
    of_sts(error, link, TRUST)
}

/// Any refusal is one of the role: that the caller may not, or that there is no such role.
fn of_sts<E>(error: &SdkError<E, HttpResponse>, link: &Link, help: &'static str) -> Failure
where
    E: Error + ProvideErrorMetadata + 'static,
{
    let role = match link {
        Link::Role { .. } => link.clone(),
        other => Link::Role { arn: "that it names".to_owned(), of: other.place().to_owned() },
    };
    if help == TOKEN {
        let code = error.code().unwrap_or_default();
        let detail = format!("the web identity token is not accepted: {code}");
        return role.fails(Code::Denied, detail).with_help(help);
    }
    match judge(error).verdict {
        Verdict::Failed(failure) if failure.code == Code::Denied && failure.detail.is_empty() => {
            role.fails(Code::Denied, "it may not be assumed").with_help(help)
        }
        Verdict::Failed(failure) => role.takes(failure),
        Verdict::Absent | Verdict::NoVersion => {
            role.fails(Code::Denied, "it does not exist").with_help(help)
        }
    }
}

/// A token that is not accepted any more says `UnauthorizedException`; a role that is not assigned,
/// `ForbiddenException`.
#[cfg(feature = "sso")]
fn of_portal<E>(error: &SdkError<E, HttpResponse>, link: &Link) -> Failure
where
    E: Error + ProvideErrorMetadata + 'static,
{
    match (error.code(), judge(error).verdict) {
        (Some("UnauthorizedException"), _) => link.fails(Code::Denied, "the login has expired"),
        (Some("ForbiddenException" | "ResourceNotFoundException"), _) => link
            .fails(Code::Denied, "the account or role is not assigned to the user")
            .with_help("look at sso_account_id and sso_role_name of the profile"),
        (_, Verdict::Failed(failure)) => link.takes(failure),
        (_, Verdict::Absent | Verdict::NoVersion) => {
            link.fails(Code::Denied, "it gave no credentials")
        }
    }
}
