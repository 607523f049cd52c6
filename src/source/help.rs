//! Commands and ARNs for one to copy out of a report.

use super::Help;
#[cfg(any(feature = "ssm", feature = "extension"))]
use super::Selector;

/// A name cannot be made of an ARN by a command of this account and region.
const CREATE_THERE: &str = "create it in the account and region of its ARN, or correct the ARN";

/// The ARN of the parameter, in whichever account.
#[cfg(any(feature = "ssm", feature = "extension"))]
pub(super) fn parameter_arn(problem: &Help<'_>) -> String {
    let name = problem.key.name();
    arn("ssm", problem.region, &format!("parameter/{}", name.trim_start_matches('/')), name)
}

/// The ARN of the secret, in whichever account. AWS ends it with a hyphen and six random characters.
#[cfg(any(feature = "secretsmanager", feature = "extension"))]
pub(super) fn secret_arn(problem: &Help<'_>) -> String {
    let name = problem.key.name();
    arn("secretsmanager", problem.region, &format!("secret:{name}-??????"), name)
}

/// The command that creates a parameter, for one to copy, or that shows which versions of it there are.
#[cfg(any(feature = "ssm", feature = "extension"))]
pub(super) fn put_parameter(problem: &Help<'_>) -> String {
    let name = problem.key.name();
    match problem.key.selector() {
        Some(Selector::Label(label)) => {
            return format!("aws ssm label-parameter-version --name {name} --labels {label}");
        }
        Some(_) => return format!("see its versions: aws ssm get-parameter-history --name {name}"),
        None => {}
    }
    if name.starts_with("arn:") {
        return CREATE_THERE.to_owned();
    }
    let below = if problem.key.is_path() { "/…" } else { "" };
    let kind = match (problem.document_keys, problem.sensitive, problem.list) {
        ([], false, true) => "StringList",
        ([], false, false) => "String",
        _ => "SecureString",
    };
    let value = match problem.document_keys {
        [] => "…".to_owned(),
        keys => json_of(keys),
    };
    format!("aws ssm put-parameter --type {kind} --name {name}{below} --value {value}")
}

/// The command that creates a secret, for one to copy, or that shows which versions of it there are.
#[cfg(any(feature = "secretsmanager", feature = "extension"))]
pub(super) fn create_secret(problem: &Help<'_>) -> String {
    let name = problem.key.name();
    if problem.key.selector().is_some() {
        return format!(
            "see its versions: aws secretsmanager list-secret-version-ids --secret-id {name}"
        );
    }
    if name.starts_with("arn:") {
        return CREATE_THERE.to_owned();
    }
    let value = match problem.document_keys {
        [] if problem.bytes => "--secret-binary fileb://…".to_owned(),
        [] => "--secret-string …".to_owned(),
        keys => format!("--secret-string {}", json_of(keys)),
    };
    format!("aws secretsmanager create-secret --name {name} {value}")
}

/// A JSON document with these keys, quoted for a shell.
fn json_of(keys: &[&str]) -> String {
    let entries: Vec<String> = keys.iter().map(|key| format!("\"{key}\":\"…\"")).collect();
    format!("'{{{}}}'", entries.join(","))
}

/// The partition of a region, for ARNs.
fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}

/// The ARN of a resource in whichever account, or the ARN that its name already is.
fn arn(service: &str, region: Option<&str>, resource: &str, name: &str) -> String {
    if name.starts_with("arn:") {
        return name.to_owned();
    }
    let region = region.unwrap_or("*");
    format!("arn:{}:{service}:{region}:*:{resource}", partition(region))
}
