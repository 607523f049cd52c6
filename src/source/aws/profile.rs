//! The profiles of `~/.aws/config` and `~/.aws/credentials`, read with the SDK's own parser.

use std::error::Error;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use aws_config::profile::{ProfileFileLoadError, load};
use aws_runtime::env_config::EnvConfigValue;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_runtime::env_config::section::{EnvConfigSections, Profile};
use aws_types::os_shim_internal::{Env, Fs};

use super::files::read_text;
use super::link::Link;
use super::progress::Progress;
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
    pub(super) async fn load(variables: &Variables, progress: &Progress) -> Result<Self, Failure> {
        let mut files = Vec::new();
        for (kind, variable, default) in [
            (EnvConfigFileKind::Config, "AWS_CONFIG_FILE", ".aws/config"),
            (EnvConfigFileKind::Credentials, "AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials"),
        ] {
            let Some(path) = path(variables, variable, default) else { continue };
            progress.asks(Some(Link::File(path.display().to_string())));
            match read_text(&path).await {
                Ok(text) => files.push((kind, path, text)),
                // As the SDK and the AWS CLI have it.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) if error.kind() == ErrorKind::InvalidData => {
                    return Err(broken(&path, "it is not UTF-8"));
                }
                Err(error) => {
                    return Err(broken(&path, &format!("it cannot be read: {}", error.kind())));
                }
            }
        }
        let chosen = variables.filled("AWS_PROFILE");
        let is_chosen = chosen.is_some();
        let name = chosen.unwrap_or_else(|| "default".to_owned());
        match parse(&files, &name).await {
            Ok((files, sections)) => Ok(Self { files, sections, name, is_chosen }),
            Err(error) => {
                // The parser knows no paths: which of the files it is shows when each is read alone.
                for file in &files {
                    if let Err(error) = parse(std::slice::from_ref(file), &name).await {
                        return Err(unparsed(&file.1, &error));
                    }
                }
                Err(unparsed(Path::new("~/.aws"), &error))
            }
        }
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

fn broken(path: &Path, wrong: &str) -> Failure {
    Failure::of(Code::Invalid, format!("{}: {wrong}", path.display()))
        .of_shared("the AWS configuration files")
        .with_help(
            "correct the file, or name another one: AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE",
        )
}

type Files = [(EnvConfigFileKind, PathBuf, String)];

/// The profiles of these files, in a form in which the SDK's provider takes them too.
async fn parse(
    files: &Files,
    name: &str,
) -> Result<(EnvConfigFiles, EnvConfigSections), ProfileFileLoadError> {
    // The SDK panics at none at all.
    let builder = EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Config, "");
    let all = files
        .iter()
        .fold(builder, |builder, (kind, _, text)| builder.with_contents(*kind, text.as_str()));
    let all = all.build();
    let (fs, nothing) = (Fs::real(), Env::from_slice(&[]));
    let sections = load(&fs, &nothing, &all, Some(name.to_owned().into())).await?;
    Ok((all, sections))
}

/// The parser's text quotes the file, in which secrets may stand: only the line is told.
fn unparsed(path: &Path, error: &ProfileFileLoadError) -> Failure {
    let text = error.source().map(ToString::to_string).unwrap_or_default();
    let line =
        || -> Option<u32> { text.split_once(" on line ")?.1.split(':').next()?.parse().ok() };
    broken(
        path,
        &match line() {
            Some(line) => format!("line {line} is not a profile, a setting or a comment"),
            None => "it cannot be read".to_owned(),
        },
    )
}
