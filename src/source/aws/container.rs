//! The container's credentials endpoint: ECS, EKS with Pod Identity, and Lambda functions with SnapStart.
//! figleaf asks it itself, so that a function without the chain has credentials too.
//!
//! Source: "Container credential provider" of the AWS SDKs and Tools Reference Guide.

use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use aws_credential_types::Credentials;
use http::Uri;

use super::client::{Http, Within};
use super::files;
use super::link::Link;
use super::progress::Progress;
use super::variables::{Form, unfit};
use crate::error::Code;
use crate::source::Failure;
use crate::source::env::Variables;
use crate::value::json;

const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

/// The endpoint of ECS, of which `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` is a path.
const ECS: &str = "http://169.254.170.2";

/// The SDK's limits for this endpoint, and how often it asks.
const LIMITS: Within = Within { connect: Duration::from_secs(2), read: Duration::from_secs(5) };
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_millis(100);

pub(super) struct Container {
    uri: Uri,
    authorization: Option<String>,
    pub(super) link: Link,
}

impl Container {
    /// The endpoint that the variables name; nothing when they name none.
    pub(super) async fn new(
        variables: &Variables,
        progress: &Progress,
    ) -> Result<Option<Self>, Failure> {
        let uri = match (variables.filled(RELATIVE), variables.filled(FULL)) {
            (Some(path), _) => format!("{ECS}{path}"),
            (None, Some(uri)) => uri,
            (None, None) => return Ok(None),
        };
        let unfit_url = || unfit(FULL, "it is not a URL".to_owned());
        let uri: Uri = uri.parse().map_err(|_| unfit_url())?;
        let (Some(host), Some(scheme)) = (uri.host(), uri.scheme_str()) else {
            return Err(unfit_url());
        };
        if scheme != "https" && !is_near(host) {
            let wrong =
                "without TLS only this machine and the endpoints of ECS and EKS may be asked";
            return Err(unfit(FULL, wrong.to_owned()));
        }
        let link = Link::Container(format!("{scheme}://{host}"));
        Ok(Some(Self { authorization: authorization(variables, progress).await?, link, uri }))
    }

    pub(super) async fn credentials(&self, http: &Http) -> Result<Credentials, Failure> {
        let mut attempt = 1;
        loop {
            let outcome = self.ask(http).await;
            match outcome {
                Err(failure) if failure.code == Code::Unavailable && attempt < ATTEMPTS => {
                    tokio::time::sleep(PAUSE * attempt).await;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn ask(&self, http: &Http) -> Result<Credentials, Failure> {
        let answer = http.get(&self.uri, self.authorization.as_deref(), LIMITS).await;
        let (status, body) = answer.map_err(|failure| self.link.takes(failure))?;
        self.read(status, &body)
    }

    fn read(&self, status: u16, body: &[u8]) -> Result<Credentials, Failure> {
        match status {
            200..300 => {}
            500.. => {
                return Err(self
                    .link
                    .fails(Code::Unavailable, format!("it answered HTTP status {status}")));
            }
            _ => {
                return Err(self
                    .link
                    .fails(Code::Denied, format!("it answered HTTP status {status}")));
            }
        }
        let answer = json::read_object(body).unwrap_or_default();
        let text = |name: &str| answer.text(name).map(str::to_owned);
        match (text("AccessKeyId"), text("SecretAccessKey")) {
            (Some(id), Some(secret)) => {
                Ok(Credentials::new(id, secret, text("Token"), None, "Container"))
            }
            _ => Err(self
                .link
                .fails(Code::Unavailable, "it answered something that is no credentials")),
        }
    }
}

/// The token that the endpoint asks for, from its file, which is read anew each time, or its variable.
async fn authorization(
    variables: &Variables,
    progress: &Progress,
) -> Result<Option<String>, Failure> {
    let (name, token) = match (variables.filled(TOKEN_FILE), variables.filled(TOKEN)) {
        (Some(path), _) => match read_token(&path, progress).await {
            Ok(token) => (TOKEN_FILE, token.trim_end_matches(['\r', '\n']).to_owned()),
            Err(error) => {
                return Err(unfit(
                    TOKEN_FILE,
                    format!("the file cannot be read: {}", error.kind()),
                ));
            }
        },
        (None, Some(token)) => (TOKEN, token),
        (None, None) => return Ok(None),
    };
    // `Basic …` and `Bearer …` have a space in them.
    match token.split(' ').find_map(|part| Form::Credential.refuses(part)) {
        Some(wrong) => Err(unfit(name, wrong)),
        None => Ok(Some(token)),
    }
}

async fn read_token(path: &str, progress: &Progress) -> std::io::Result<String> {
    progress.asks(Some(Link::File(path.to_owned())));
    files::read_text(Path::new(path)).await
}

/// This machine, and the addresses of ECS and EKS.
fn is_near(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    const AGENTS: [&str; 3] = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"];
    host == "localhost"
        || AGENTS.contains(&host)
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(variables: &[(&str, &str)]) -> Result<Option<Container>, Failure> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).into());
        let variables = Variables::Given(variables.iter().map(own).collect());
        futures_util::FutureExt::now_or_never(Container::new(&variables, &Progress::default()))
            .unwrap()
    }

    #[test]
    fn variables_name_the_endpoint() {
        assert!(container(&[]).unwrap().is_none());
        assert!(container(&[(FULL, "")]).unwrap().is_none());
        assert_eq!(
            container(&[(RELATIVE, "/v2/credentials/id")]).unwrap().unwrap().uri,
            "http://169.254.170.2/v2/credentials/id"
        );
        for near in [
            "http://localhost:1/c",
            "http://127.0.0.1/c",
            "http://[::1]:8/c",
            "http://169.254.170.23/v1",
            "http://[fd00:ec2::23]/v1",
            "https://example.com/c",
        ] {
            assert_eq!(container(&[(FULL, near)]).unwrap().unwrap().uri, near);
        }
    }

    #[test]
    fn what_would_carry_the_token_away_is_refused() {
        for far in ["http://example.com/c", "http://10.0.0.1/c", "/c", "hunter2"] {
            assert_eq!(container(&[(FULL, far)]).err().unwrap().code, Code::Invalid, "{far}");
        }
        let missing = [(FULL, "http://localhost/c"), (TOKEN_FILE, "/nowhere/token")];
        assert_eq!(
            container(&missing).err().unwrap().detail,
            "the file cannot be read: entity not found"
        );
        let broken = [(FULL, "http://localhost/c"), (TOKEN, "hunter2\n")];
        assert_eq!(container(&broken).err().unwrap().detail, "it ends with a line feed");
    }
}
