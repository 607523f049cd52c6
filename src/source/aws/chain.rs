//! The SDK's default chain for credentials, link by link, so that a report can name the one that failed:
//! environment variables, a profile, a web identity token, the container's endpoint, the instance.
//!
//! The links are the SDK's own providers in its own order; the container's endpoint alone is read by
//! `container`.

use std::path::Path;
use std::time::SystemTime;

use aws_config::imds;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::imds::region::ImdsRegionProvider;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::web_identity_token::{StaticConfiguration, WebIdentityTokenCredentialsProvider};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_types::region::Region;

use super::client::Http;
use super::container::Container;
use super::credentials::{none, of_error, on_the_way};
use super::files;
use super::link::Link;
use super::profile::Profiles;
use super::progress::Progress;
use super::variables::unfit;
use crate::error::Code;
use crate::error::connection::chain as below;
use crate::source::Failure;
use crate::source::env::Variables;

/// Everything that the links need.
pub(super) struct Chain<'a> {
    pub(super) variables: &'a Variables,
    pub(super) profiles: &'a Profiles,
    pub(super) http: &'a Http,
    pub(super) settings: ProviderConfig,
    pub(super) progress: &'a Progress,
}

impl Chain<'_> {
    pub(super) async fn credentials(&self) -> Result<Credentials, Failure> {
        let mut looked_in = vec!["environment variables".to_owned()];
        if let Some(credentials) = super::lambda::credentials(self.variables) {
            return Ok(credentials);
        }
        self.profiles.check()?;
        match self.profile().await? {
            Some(credentials) => return Ok(credentials),
            None => looked_in.push(format!("profile `{}`", self.profiles.name)),
        }
        if let Some(credentials) = self.web_identity().await? {
            return Ok(credentials);
        }
        if let Some(container) = Container::new(self.variables, self.progress).await? {
            self.progress.asks(Some(container.link.clone()));
            return container.credentials(self.http).await;
        }
        looked_in.push(match self.instance().await? {
            Ok(credentials) => return Ok(credentials),
            Err(said) => format!("EC2 instance metadata ({said})"),
        });
        Err(none(&looked_in.join(", ")))
    }

    /// None: the profile says nothing of credentials.
    async fn profile(&self) -> Result<Option<Credentials>, Failure> {
        if !self.profiles.has_credentials() {
            return Ok(None);
        }
        let link = self.profiles.link();
        self.check_endpoints(&link)?;
        self.progress.asks(Some(link.clone()));
        let provider = ProfileFileCredentialsProvider::builder()
            .configure(&self.settings)
            .profile_name(&self.profiles.name)
            .profile_files(self.profiles.files.clone())
            .build();
        match provider.provide_credentials().await {
            Ok(credentials) => Ok(Some(credentials)),
            Err(error) => Err(self.of_profile(&error, &link)),
        }
    }

    fn of_profile(&self, error: &CredentialsError, link: &Link) -> Failure {
        let role = self.profiles.chosen_role();
        if let Some(failure) = super::sts::failure(error, role.as_ref().unwrap_or(link)) {
            return failure;
        }
        // What the SDK's providers say here is made of text alone.
        let says = |phrase: &str| below(error).any(|error| error.to_string().contains(phrase));
        if says("cargo feature(s) enabled: sso")
            || says("cargo feature(s) enabled: credentials-login")
        {
            let detail = "it needs figleaf's Cargo feature `sso`";
            return link
                .fails(Code::Unavailable, detail)
                .with_help("enable figleaf's Cargo feature `sso`, or use another profile");
        }
        if says("formed an infinite loop") {
            return link.fails(Code::Invalid, "its source profiles lead back to themselves");
        }
        if says("provider is not supported")
            || says("invalid credential source")
            || says("missing credential source")
        {
            return link
                .fails(Code::Invalid, "its source_profile or credential_source cannot be used");
        }
        if says("was not defined") {
            return link.fails(Code::Invalid, "a profile or setting that it needs is not there");
        }
        match link {
            Link::Process(_) => of_process(error, link),
            Link::Sso(_) | Link::Login(_) => match on_the_way(error) {
                // A file of tokens that is not there.
                Some(failure) if failure.code != Code::Denied => link.takes(failure),
                _ => link.fails(Code::Denied, "there is no login, or it has expired"),
            },
            link => of_error(error, link),
        }
    }

    /// The SDK's own clients of STS and SSO read the endpoint's variables by themselves, and panic at an
    /// empty one. Nothing can hide it from them.
    fn check_endpoints(&self, link: &Link) -> Result<(), Failure> {
        const READ: [&str; 4] = [
            "AWS_ENDPOINT_URL",
            "AWS_ENDPOINT_URL_STS",
            "AWS_ENDPOINT_URL_SSO",
            "AWS_ENDPOINT_URL_SSO_OIDC",
        ];
        let asks_a_service = matches!(link, Link::Role { .. } | Link::Sso(_) | Link::Login(_))
            || self.profiles.chosen_role().is_some();
        let is_empty = |name: &&str| std::env::var_os(name).is_some_and(|value| value.is_empty());
        match READ.into_iter().find(is_empty).filter(|_| asks_a_service) {
            Some(name) => {
                let wrong =
                    format!("it is set and empty, and the SDK cannot ask {} so", link.place());
                Err(unfit(name, wrong).with_help("unset it"))
            }
            None => Ok(()),
        }
    }

    /// None: no variable names a token.
    async fn web_identity(&self) -> Result<Option<Credentials>, Failure> {
        let Some(file) = self.variables.filled("AWS_WEB_IDENTITY_TOKEN_FILE") else {
            return Ok(None);
        };
        let Some(arn) = self.variables.filled("AWS_ROLE_ARN") else {
            let wrong = "it is not set beside AWS_WEB_IDENTITY_TOKEN_FILE".to_owned();
            return Err(unfit("AWS_ROLE_ARN", wrong)
                .with_help("set AWS_ROLE_ARN, or unset AWS_WEB_IDENTITY_TOKEN_FILE"));
        };
        self.progress.asks(Some(Link::File(file.clone())));
        if let Err(error) = files::read_text(Path::new(&file)).await {
            let wrong = format!("the file cannot be read: {}", error.kind());
            return Err(unfit("AWS_WEB_IDENTITY_TOKEN_FILE", wrong));
        }
        let link = Link::Role { arn: arn.clone(), of: "the web identity token".to_owned() };
        self.check_endpoints(&link)?;
        self.progress.asks(Some(link.clone()));
        let session = self.variables.filled("AWS_ROLE_SESSION_NAME");
        let configuration = StaticConfiguration {
            web_identity_token_file: file.into(),
            role_arn: arn,
            session_name: session.unwrap_or_else(session_name),
        };
        let provider = WebIdentityTokenCredentialsProvider::builder()
            .static_configuration(configuration)
            .configure(&self.settings)
            .build();
        let credentials = provider.provide_credentials().await;
        credentials.map(Some).map_err(|error| of_error(&error, &link))
    }

    /// The instance's own role, or what its metadata service says in place of one.
    async fn instance(&self) -> Result<Result<Credentials, &'static str>, Failure> {
        let Some(client) = self.metadata() else { return Ok(Err("turned off")) };
        self.progress.asks(Some(Link::Instance));
        let provider =
            ImdsCredentialsProvider::builder().configure(&self.settings).imds_client(client);
        match provider.build().provide_credentials().await {
            Ok(credentials) => Ok(Ok(credentials)),
            Err(error @ CredentialsError::CredentialsNotLoaded(_)) => {
                Ok(Err(match on_the_way(&error) {
                    Some(_) => "it does not answer",
                    None => "the instance has no role",
                }))
            }
            Err(error) => Err(of_error(&error, &Link::Instance)),
        }
    }

    /// The instance's region.
    pub(super) async fn region(&self) -> Option<Region> {
        let client = self.metadata()?;
        self.progress.asks(Some(Link::Region));
        ImdsRegionProvider::builder()
            .configure(&self.settings)
            .imds_client(client)
            .build()
            .region()
            .await
    }

    /// None: a variable or the profile turns it off.
    fn metadata(&self) -> Option<imds::Client> {
        let is_off = self.variables.filled("AWS_EC2_METADATA_DISABLED");
        if is_off.is_some_and(|off| off.eq_ignore_ascii_case("true")) {
            return None;
        }
        let client = imds::Client::builder().configure(&self.settings);
        let endpoint = self.variables.filled("AWS_EC2_METADATA_SERVICE_ENDPOINT");
        let endpoint = endpoint
            .or_else(|| self.profiles.get("ec2_metadata_service_endpoint").map(str::to_owned));
        match endpoint {
            Some(url) => client.endpoint(url).ok().map(imds::client::Builder::build),
            None => Some(client.build()),
        }
    }
}

/// What the SDK says of a program that a profile names. Its output and its errors may hold secrets.
fn of_process(error: &CredentialsError, link: &Link) -> Failure {
    let says = |phrase: &str| {
        below(error)
            .find_map(|error| error.to_string().split_once(phrase).map(|(_, rest)| rest.to_owned()))
    };
    if let Some(rest) = says("external process exited with code ") {
        let status = rest
            .strip_prefix("exit status: ")
            .and_then(|rest| rest.split('.').next()?.parse::<i32>().ok());
        return link.fails(
            Code::Unavailable,
            match status {
                Some(127) => "its program was not found".to_owned(),
                Some(status) => format!("it ended with exit status {status}"),
                None => "it was ended by a signal".to_owned(),
            },
        );
    }
    if says("could not parse response").is_some() || says("could not decode output").is_some() {
        return link
            .fails(Code::Unavailable, "what it printed is not the JSON of a credential_process");
    }
    link.fails(Code::Unavailable, "it could not be run")
}

fn session_name() -> String {
    let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    format!("figleaf-{}", time.as_millis())
}
