//! Commands and ARNs for one to copy out of a report.

use super::Help;

/// The ARN of the parameter, in whichever account.
pub(super) fn parameter_arn(problem: &Help<'_>) -> String {
    let name = problem.key.name();
    arn("ssm", problem.region, &format!("parameter/{}", name.trim_start_matches('/')), name)
}

/// The ARN of the secret, in whichever account. AWS ends it with a hyphen and six random characters.
pub(super) fn secret_arn(problem: &Help<'_>) -> String {
    let name = problem.key.name();
    arn("secretsmanager", problem.region, &format!("secret:{name}-??????"), name)
}

/// The command that creates a parameter, for one to copy.
pub(super) fn put_parameter(problem: &Help<'_>) -> String {
    let kind = match (problem.document_keys, problem.sensitive, problem.list) {
        ([], false, true) => "StringList",
        ([], false, false) => "String",
        _ => "SecureString",
    };
    let value = match problem.document_keys {
        [] => "…".to_owned(),
        keys => json_of(keys),
    };
    format!("aws ssm put-parameter --type {kind} --name {} --value {value}", problem.key)
}

/// The command that creates a secret, for one to copy.
pub(super) fn create_secret(problem: &Help<'_>) -> String {
    let value = match problem.document_keys {
        [] if problem.bytes => "--secret-binary fileb://…".to_owned(),
        [] => "--secret-string …".to_owned(),
        keys => format!("--secret-string {}", json_of(keys)),
    };
    format!("aws secretsmanager create-secret --name {} {value}", problem.key)
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
