//! A role in the place of who the credentials are of: what an operation asks as, so that it is denied what the
//! application is.

use aws_credential_types::Credentials;
use aws_sdk_sts::Client;
use aws_sdk_sts::operation::assume_role::AssumeRoleOutput;

use super::config::{self, Ready};
use super::link::Link;
use super::{Aws, sts};
use crate::error::Code;
use crate::source::Failure;

/// What CloudTrail shows the session as.
const SESSION: &str = "figleaf-check";

/// The same configuration with the credentials of the role.
pub(super) async fn assume(aws: &Aws, ready: Ready, arn: &str) -> Result<Ready, Failure> {
    let link = Link::Role { arn: arn.to_owned(), of: "--role".to_owned() };
    aws.progress.asks(Some(link.clone()));
    let mut config = ready.config.to_builder();
    config.set_endpoint_url(endpoint(aws));
    // The SDK tries once for the stores, whose requests figleaf repeats itself.
    config.set_retry_config(None);
    if ready.config.http_client().is_none() {
        config.set_http_client(Some(config::of_sdk(aws)?.client()));
    }
    let client = Client::new(&config.build());
    let request = client.assume_role().role_arn(arn).role_session_name(SESSION);
    let told = request.send().await.map_err(|error| sts::of_role(&error, &link))?;
    let credentials = credentials(&told);
    let credentials =
        credentials.ok_or_else(|| link.fails(Code::Unavailable, "it gave no credentials"))?;
    Ok(ready.with_credentials(&credentials))
}

/// Where STS is asked, when that is not AWS's own endpoint.
fn endpoint(aws: &Aws) -> Option<String> {
    let given = aws.given.as_ref().and_then(|given| given.endpoint_url().map(str::to_owned));
    let filled = |name| aws.variables.filled(name);
    let set =
        given.or_else(|| filled("AWS_ENDPOINT_URL_STS")).or_else(|| filled("AWS_ENDPOINT_URL"));
    set.filter(|url| !url.is_empty())
}

fn credentials(told: &AssumeRoleOutput) -> Option<Credentials> {
    let told = told.credentials()?;
    let end = (*told.expiration()).try_into().ok();
    let (id, secret) = (told.access_key_id(), told.secret_access_key());
    Some(Credentials::new(id, secret, Some(told.session_token().to_owned()), end, "figleaf"))
}
