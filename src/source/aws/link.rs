//! The links of the credential chain: what each is called in a report, and what to do about it.

use std::borrow::Cow;

use crate::error::Code;
use crate::source::Failure;

/// What gives credentials, or should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Link {
    /// The provider of an `SdkConfig` that the program gives.
    Given,
    /// Keys in a profile.
    #[cfg(feature = "default-chain")]
    Profile(String),
    /// A program that a profile names.
    #[cfg(feature = "default-chain")]
    Process(String),
    /// `aws sso login`.
    #[cfg(feature = "default-chain")]
    Sso(String),
    /// `aws login`.
    #[cfg(feature = "default-chain")]
    Login(String),
    /// A role that a profile, or a token in a file, assumes.
    #[cfg(feature = "default-chain")]
    Role { arn: String, of: String },
    /// The agent of ECS or EKS, or Lambda with SnapStart.
    Container(String),
    /// A file that a variable names.
    File(String),
    #[cfg(feature = "default-chain")]
    Instance,
    /// The instance's region, which no variable and no profile tells.
    #[cfg(feature = "default-chain")]
    Region,
}

impl Link {
    /// As it stands behind "no answer from".
    pub(super) fn place(&self) -> &'static str {
        match self {
            Self::Given => "the SdkConfig's credentials provider",
            #[cfg(feature = "default-chain")]
            Self::Profile(_) => "the AWS profile",
            #[cfg(feature = "default-chain")]
            Self::Process(_) => "the credential_process",
            #[cfg(feature = "default-chain")]
            Self::Sso(_) => "IAM Identity Center (SSO)",
            #[cfg(feature = "default-chain")]
            Self::Login(_) => "the login session",
            #[cfg(feature = "default-chain")]
            Self::Role { .. } => "STS",
            Self::Container(_) => "the container's credentials endpoint",
            Self::File(_) => "the file system",
            #[cfg(feature = "default-chain")]
            Self::Instance | Self::Region => "the EC2 instance metadata service",
        }
    }

    /// What it is asked for, in words that follow its place.
    fn about(&self) -> Cow<'static, str> {
        match self {
            Self::Given => "for credentials".into(),
            #[cfg(feature = "default-chain")]
            Self::Profile(profile)
            | Self::Process(profile)
            | Self::Sso(profile)
            | Self::Login(profile) => format!("for credentials of profile `{profile}`").into(),
            #[cfg(feature = "default-chain")]
            Self::Role { arn, of } => format!("for the role {arn} of {of}").into(),
            Self::Container(url) => format!("for credentials, at {url}").into(),
            Self::File(path) => format!("for {path}").into(),
            #[cfg(feature = "default-chain")]
            Self::Instance => "for credentials".into(),
            #[cfg(feature = "default-chain")]
            Self::Region => "for the region".into(),
        }
    }

    /// What to do when it does not answer, or does not work.
    fn help(&self, code: Code) -> Cow<'static, str> {
        match self {
            #[cfg(feature = "default-chain")]
            Self::Sso(_) | Self::Login(_) if code != Code::Denied => {
                "check the network and the proxy (HTTPS_PROXY)".into()
            }
            Self::Container(_) if code == Code::Denied => {
                "look at its token: AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE or AWS_CONTAINER_AUTHORIZATION_TOKEN".into()
            }
            Self::Given => "look at the credentials provider that .sdk_config(…) was given".into(),
            #[cfg(feature = "default-chain")]
            Self::Profile(profile) => format!("look at profile `{profile}` in ~/.aws/config and ~/.aws/credentials").into(),
            #[cfg(feature = "default-chain")]
            Self::Process(profile) => format!("run it by hand: it is the credential_process of profile `{profile}` in ~/.aws/config").into(),
            #[cfg(feature = "default-chain")]
            Self::Sso(profile) => format!("aws sso login --profile {profile}").into(),
            #[cfg(feature = "default-chain")]
            Self::Login(profile) => format!("aws login --profile {profile}").into(),
            #[cfg(feature = "default-chain")]
            Self::Role { .. } => "a function, task or pod in a VPC needs a NAT gateway or a VPC endpoint for STS (com.amazonaws.REGION.sts)".into(),
            Self::File(path) => format!("see that {path} is a file that can be read").into(),
            Self::Container(_) => "it is the agent of ECS or EKS (Pod Identity): see that it runs and that the network reaches it".into(),
            #[cfg(feature = "default-chain")]
            Self::Instance => "give the instance a role, and a hop limit of 2 to containers on it; elsewhere set AWS_PROFILE or AWS_ACCESS_KEY_ID, and AWS_EC2_METADATA_DISABLED=true".into(),
            #[cfg(feature = "default-chain")]
            Self::Region => "set AWS_REGION".into(),
        }
    }

    /// It gives nothing, for this reason.
    pub(super) fn fails(&self, code: Code, detail: impl Into<Cow<'static, str>>) -> Failure {
        let detail = match detail.into() {
            detail if detail.is_empty() => self.about(),
            detail => format!("{detail}, asked {}", self.about()).into(),
        };
        Failure::of(code, detail).of_shared(self.place()).helped(self.help(code))
    }

    /// It was asked, and the deadline came first.
    pub(super) fn hangs(&self) -> Failure {
        self.fails(Code::Timeout, "")
    }

    /// A failure that is known already, as one of this link. Its own help counts, if it has one.
    pub(super) fn takes(&self, failure: Failure) -> Failure {
        let own = self.fails(failure.code, failure.detail);
        match failure.help {
            Some(help) if failure.code == Code::Denied => own.helped(help),
            _ => own,
        }
    }
}
