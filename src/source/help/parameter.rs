//! Parameters: how they are created, and who may read them.

use super::super::arns::{self, Place};
use super::super::shell::quoted;
use super::super::{Help, Selector, arn};
use super::command::{Value, command, region};
use super::secret;
use crate::rules::{PUBLIC, REFERENCE};

/// What a policy is to allow. A parameter that is a window to a secret is read with both permissions.
pub(crate) fn allow(action: &str, problem: &Help<'_>) -> String {
    let name = problem.key.name();
    let parameter =
        format!("allow ssm:{action} on {}", arns::parameter(name, Place::of(problem.region)));
    match name.strip_prefix(REFERENCE) {
        Some(name) => {
            let secret = arns::secret(name, Place::of(problem.region));
            format!("{parameter}, and secretsmanager:GetSecretValue on {secret}")
        }
        None => parameter,
    }
}

/// The command that creates a parameter, or that shows which versions of it there are.
pub(crate) fn create(problem: &Help<'_>) -> String {
    let name = arns::name_of_parameter(problem.key.name());
    if let Some(secret) = name.strip_prefix(REFERENCE) {
        return secret::create_of(secret, problem);
    }
    if name.starts_with(PUBLIC) {
        return public(&name, problem);
    }
    let there = in_account(problem.key.name());
    let command = match problem.key.selector() {
        Some(Selector::Label(label)) => {
            let command = command("ssm label-parameter-version", problem, "--name", &name);
            format!("{command} --labels {}", quoted(label))
        }
        Some(_) => {
            let command = command("ssm get-parameter-history", problem, "--name", &name);
            return format!("see its versions{there}: {command}");
        }
        None => put(&name, problem),
    };
    match there.as_str() {
        "" => command,
        there => format!("create it{there}: {command}"),
    }
}

/// The type that a parameter is created with.
pub(crate) fn kind(problem: &Help<'_>) -> &'static str {
    match (problem.document_keys, problem.sensitive, problem.list) {
        ([], false, true) => "StringList",
        ([], false, false) => "String",
        _ => "SecureString",
    }
}

fn put(name: &str, problem: &Help<'_>) -> String {
    let kind = kind(problem);
    let operation = format!("ssm put-parameter{} --type {kind}", region(problem));
    let value = Value::of(problem);
    if !problem.key.is_path() {
        let command = format!("aws {operation} {}", super::command::named("--name", name));
        return value.into("--value", &command, problem);
    }
    // Each one below the path has a name of its own.
    let name = quoted(name.trim_end_matches('/'));
    let command = format!("aws {operation} --name {name}/\"$NAME\"");
    format!("IFS= read -r NAME; {}", value.into("--value", &command, problem))
}

/// AWS's own parameters cannot be created: what there is beside it.
fn public(name: &str, problem: &Help<'_>) -> String {
    let parent = name.trim_end_matches('/').rsplit_once('/').map_or(name, |(parent, _)| parent);
    let command = command("ssm get-parameters-by-path", problem, "--path", parent);
    format!("AWS gives it, see what there is: {command} --recursive --query 'Parameters[].Name'")
}

fn in_account(name: &str) -> String {
    arn::account(name).map(|account| format!(" in account {account}")).unwrap_or_default()
}
