//! The ARNs that policies allow.

use super::super::arn;
use crate::rules;

/// The beginnings of the regions of each partition but `aws`. Source: AWS's `partitions.json`.
const PARTITIONS: [(&str, &str); 8] = [
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("eusc-", "aws-eusc"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"),
    ("eu-isof-", "aws-iso-f"),
];

fn partition(region: &str) -> &'static str {
    let known = PARTITIONS.iter().find(|(begins, _)| region.starts_with(begins));
    known.map_or("aws", |(_, partition)| partition)
}

fn arn(service: &str, region: Option<&str>, account: &str, resource: &str) -> String {
    let region = region.unwrap_or("*");
    format!("arn:{}:{service}:{region}:{account}:{resource}", partition(region))
}

/// The ARN of a parameter, in whichever account; that of a public one is in none.
#[cfg(any(feature = "ssm", feature = "extension"))]
pub(super) fn parameter(name: &str, region: Option<&str>) -> String {
    if rules::is_arn(name) {
        return name.to_owned();
    }
    let account = if name.starts_with(rules::PUBLIC) { "" } else { "*" };
    arn("ssm", region, account, &format!("parameter/{}", name.trim_start_matches('/')))
}

/// The ARN of a secret, in whichever account. AWS ends it with a hyphen and six random characters.
pub(super) fn secret(name: &str, region: Option<&str>) -> String {
    if !rules::is_arn(name) {
        return arn("secretsmanager", region, "*", &format!("secret:{name}-??????"));
    }
    match is_complete(name) {
        true => name.to_owned(),
        false => format!("{name}-??????"),
    }
}

/// Whether the ARN of a secret ends as AWS ends it. Six small letters are a word: with them one of two
/// hundred suffixes is not known as such, and a name such as `prod/my-secret` is.
fn is_complete(arn: &str) -> bool {
    let Some((_, end)) = arn.rsplit_once('-') else { return false };
    let is_word = end.chars().all(|c| c.is_ascii_lowercase());
    end.len() == 6 && end.chars().all(|c| c.is_ascii_alphanumeric()) && !is_word
}

/// The name in the ARN of a secret, without what AWS puts after it.
pub(super) fn name_of_secret(arn: &str) -> Option<&str> {
    let name = arn::resource(arn)?.strip_prefix("secret:")?;
    if !is_complete(name) {
        return Some(name);
    }
    name.rsplit_once('-').map(|(name, _)| name)
}
