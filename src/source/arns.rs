//! The ARNs that policies allow.

use super::{arn, partition};
use crate::rules;

/// Where names that are no ARNs are. None: anywhere.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place<'a> {
    pub(crate) region: Option<&'a str>,
    pub(crate) account: Option<&'a str>,
}

impl<'a> Place<'a> {
    /// In whichever account.
    pub(crate) fn of(region: Option<&'a str>) -> Self {
        Self { region, account: None }
    }

    /// The ARN of what is not in another place. Public parameters are in no account.
    fn arn(self, service: &str, is_public: bool, resource: &str) -> String {
        let partition = partition::of(self.region.unwrap_or_default()).name;
        let region = self.region.unwrap_or("*");
        let account = if is_public { "" } else { self.account.unwrap_or("*") };
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}

/// The ARN of a parameter, in whichever account; that of a public one is in none.
///
/// The name stands there without its first slash: `parameter//prod` matches nothing.
#[cfg(any(feature = "_parameters", feature = "extension", feature = "ops"))]
pub(crate) fn parameter(name: &str, place: Place<'_>) -> String {
    if rules::is_arn(name) {
        return name.to_owned();
    }
    let resource = format!("parameter/{}", name.trim_start_matches('/'));
    place.arn("ssm", name.starts_with(rules::PUBLIC), &resource)
}

/// The name of a parameter, which stands in an ARN without its first `/`.
#[cfg(any(feature = "_parameters", feature = "extension", feature = "ops"))]
pub(crate) fn name_of_parameter(name: &str) -> std::borrow::Cow<'_, str> {
    if !rules::is_arn(name) {
        return name.into();
    }
    let resource = arn::resource(name).unwrap_or_default();
    format!("/{}", resource.strip_prefix("parameter/").unwrap_or(resource)).into()
}

/// The ARN of a secret, in whichever account. AWS ends it with a hyphen and six random characters.
pub(crate) fn secret(name: &str, place: Place<'_>) -> String {
    if !rules::is_arn(name) {
        return place.arn("secretsmanager", false, &format!("secret:{name}-??????"));
    }
    match is_complete(name) {
        true => name.to_owned(),
        false => format!("{name}-??????"),
    }
}

/// Whether the ARN of a secret ends as AWS ends it. Six small letters are a word: with them one of two
/// hundred suffixes is not known as such, and a name such as `prod/my-secret` is.
pub(crate) fn is_complete(arn: &str) -> bool {
    let Some((_, end)) = arn.rsplit_once('-') else { return false };
    let is_word = end.chars().all(|c| c.is_ascii_lowercase());
    end.len() == 6 && end.chars().all(|c| c.is_ascii_alphanumeric()) && !is_word
}

/// The name in the ARN of a secret, without what AWS puts after it.
pub(crate) fn name_of_secret(arn: &str) -> Option<&str> {
    let name = arn::resource(arn)?.strip_prefix("secret:")?;
    if !is_complete(name) {
        return Some(name);
    }
    name.rsplit_once('-').map(|(name, _)| name)
}
