//! The profiles of `~/.aws/config` and `~/.aws/credentials`, read with the SDK's own parser.

use std::path::PathBuf;

use aws_runtime::env_config::EnvConfigValue;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_runtime::env_config::section::{EnvConfigSections, Profile};
use aws_types::os_shim_internal::{Env, Fs};

use super::link::Link;
use crate::error::Code;
use crate::source::Failure;
use crate::source::env::Variables;

/// A source profile of a source profile of … is followed so far.
const DEEPEST: usize = 10;

pub(super) struct Profiles {
    pub(super) files: EnvConfigFiles,
    sections: EnvConfigSections,
    /// The chosen one.
    pub(super) name: String,
    is_chosen: bool,
}

impl Profiles {
    pub(super) async fn load(variables: &Variables) -> Result<Self, Failure> {
        // The SDK panics at none at all.
        let mut files = EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Config, "");
        for (kind, variable, default) in [
            (EnvConfigFileKind::Config, "AWS_CONFIG_FILE", ".aws/config"),
            (EnvConfigFileKind::Credentials, "AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials"),
        ] {
            let Some(path) = path(variables, variable, default) else { continue };
            match std::fs::read(&path) {
                Ok(bytes) if std::str::from_utf8(&bytes).is_err() => {
                    return Err(broken(&path, "it is not UTF-8"));
                }
                Ok(_) => files = files.with_file(kind, path),
                // As the SDK and the AWS CLI have it.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => {
                    return Err(broken(&path, &format!("it cannot be read: {}", error.kind())));
                }
            }
        }
        let files = files.build();
        let chosen = variables.filled("AWS_PROFILE");
        let is_chosen = chosen.is_some();
        let name = chosen.unwrap_or_else(|| "default".to_owned());
        let (fs, nothing) = (Fs::real(), Env::from_slice(&[]));
        let loaded = aws_config::profile::load(&fs, &nothing, &files, Some(name.clone().into()));
        let sections = loaded.await.map_err(|error| unparsed(&error, variables))?;
        Ok(Self { files, sections, name, is_chosen })
    }

    /// A setting of the chosen profile.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.sections.get(key).filter(|value| !value.is_empty())
    }

    /// The endpoint that the chosen profile sets for a service, or for all.
    pub(super) fn endpoint(&self, service: &str) -> Option<String> {
        let value = EnvConfigValue::new().profile("endpoint_url").service_id(service);
        let nothing = Env::from_slice(&[]);
        let (url, _) = value.load(&nothing, Some(&self.sections))?;
        Some(url.into_owned()).filter(|url| !url.is_empty())
    }

    /// Whether a profile was chosen that is not there. Then nothing else gives the credentials: those of the
    /// machine would be another account's.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if !self.is_chosen || self.sections.get_profile(&self.name).is_some() {
            return Ok(());
        }
        let mut known: Vec<&str> = self.sections.profiles().collect();
        known.sort_unstable();
        let known = match known.as_slice() {
            [] => "there are none".to_owned(),
            known => format!("those there are: {}", known[..known.len().min(12)].join(", ")),
        };
        let detail = format!("there is no profile `{}`; {known}", self.name);
        Err(Failure::of(Code::Invalid, detail).of_shared("AWS_PROFILE").with_help(
            "correct AWS_PROFILE, unset it, or add the profile: aws configure --profile NAME",
        ))
    }

    /// Whether the chosen profile says anything of credentials.
    pub(super) fn has_credentials(&self) -> bool {
        const KEYS: [&str; 7] = [
            "role_arn",
            "credential_source",
            "web_identity_token_file",
            "sso_account_id",
            "login_session",
            "credential_process",
            "aws_access_key_id",
        ];
        KEYS.iter().any(|key| self.get(key).is_some())
    }

    /// The link that the chosen profile's credentials begin with: what is asked over the network, if
    /// anything is.
    pub(super) fn link(&self) -> Link {
        let mut profile = self.sections.get_profile(&self.name);
        let role = profile.and_then(|profile| self.role(profile));
        for _ in 0..DEEPEST {
            let source = profile.filter(|profile| self.role(profile).is_some());
            let source = source.and_then(|profile| profile.get("source_profile"));
            match source {
                Some(name) if Some(name) != profile.map(Profile::name) => {
                    profile = self.sections.get_profile(name);
                }
                _ => break,
            }
        }
        let Some(profile) = profile else { return Link::Profile(self.name.clone()) };
        let has = |key: &str| profile.get(key).is_some_and(|value| !value.is_empty());
        let name = profile.name().to_owned();
        if has("web_identity_token_file") {
            let arn = profile.get("role_arn").unwrap_or_default().to_owned();
            return Link::Role { arn, of: format!("profile `{name}`") };
        }
        match profile.get("credential_source") {
            Some("Ec2InstanceMetadata") => return Link::Instance,
            Some("EcsContainer") => return Link::Container("its variables".to_owned()),
            _ => {}
        }
        if has("sso_account_id") || has("sso_session") {
            Link::Sso(name)
        } else if has("login_session") {
            Link::Login(name)
        } else if has("credential_process") && !has("aws_access_key_id") {
            Link::Process(name)
        } else {
            role.unwrap_or(Link::Profile(name))
        }
    }

    /// The role that a profile assumes with other credentials.
    fn role(&self, profile: &Profile) -> Option<Link> {
        let is_token = profile.get("web_identity_token_file").is_some();
        let arn = profile.get("role_arn").filter(|_| !is_token)?.to_owned();
        Some(Link::Role { arn, of: format!("profile `{}`", profile.name()) })
    }

    /// The role that the chosen profile assumes.
    pub(super) fn chosen_role(&self) -> Option<Link> {
        self.role(self.sections.get_profile(&self.name)?)
    }
}

fn path(variables: &Variables, variable: &str, default: &str) -> Option<PathBuf> {
    let home = || variables.filled("HOME").or_else(|| variables.filled("USERPROFILE"));
    match variables.filled(variable) {
        Some(path) => match path.strip_prefix("~/") {
            Some(rest) => Some(PathBuf::from(home()?).join(rest)),
            None => Some(path.into()),
        },
        None => Some(PathBuf::from(home()?).join(default)),
    }
}

fn broken(path: &std::path::Path, wrong: &str) -> Failure {
    Failure::of(Code::Invalid, format!("{}: {wrong}", path.display()))
        .of_shared("the AWS configuration files")
        .with_help(
            "correct the file, or name another one: AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE",
        )
}

/// The parser's text quotes the file, in which secrets may stand: only file and line are told.
fn unparsed(error: &(dyn std::error::Error + 'static), variables: &Variables) -> Failure {
    let text = error.source().map(ToString::to_string).unwrap_or_default();
    let place = || {
        let (path, rest) = text.strip_prefix("error parsing ")?.split_once(" on line ")?;
        let line: u32 = rest.split(':').next()?.parse().ok()?;
        Some((PathBuf::from(path), line))
    };
    match place() {
        Some((path, line)) => {
            broken(&path, &format!("line {line} is not a profile, a setting or a comment"))
        }
        None => {
            let path = path(variables, "AWS_CONFIG_FILE", ".aws/config").unwrap_or_default();
            broken(&path, "it cannot be read")
        }
    }
}
