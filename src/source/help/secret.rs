//! Secrets: how they are created or filled, and who may read them.

use super::super::arns::{self, Place};
use super::super::shell::quoted;
use super::super::{Help, arn};
use super::command::{Value, command, named, region};
use crate::rules;

/// What a policy is to allow.
pub(crate) fn allow(problem: &Help<'_>) -> String {
    let arn = arns::secret(problem.key.name(), Place::of(problem.region));
    format!("allow secretsmanager:GetSecretValue on {arn}")
}

/// The command that creates a secret, or that shows which versions of it there are.
pub(crate) fn create(problem: &Help<'_>) -> String {
    let name = problem.key.name();
    if problem.key.selector().is_some() {
        return versions(problem);
    }
    match rules::is_arn(name) {
        true => look_for(name, problem),
        false => create_of(name, problem),
    }
}

/// The command that creates a secret of this name.
pub(super) fn create_of(name: &str, problem: &Help<'_>) -> String {
    // Names with `!` are those of the services that create them.
    if let Some((service, _)) = name.split_once('!') {
        let service = quoted(service);
        let filter = format!("--filters Key=owning-service,Values={service}");
        let list = format!("aws secretsmanager list-secrets{} {filter}", region(problem));
        return format!(
            "the service that manages it creates it, see what there is: {list} --query 'SecretList[].Name'"
        );
    }
    store(&command("secretsmanager create-secret", problem, "--name", name), problem)
}

/// The command that gives a value to a secret that has none.
pub(crate) fn fill(problem: &Help<'_>) -> String {
    if problem.key.selector().is_some() {
        return versions(problem);
    }
    format!("it exists and has no value: {}", give(problem))
}

/// The same without words.
pub(crate) fn give(problem: &Help<'_>) -> String {
    let name = problem.key.name();
    let command = command("secretsmanager put-secret-value", problem, "--secret-id", name);
    store(&command, problem)
}

fn store(command: &str, problem: &Help<'_>) -> String {
    let option = if problem.bytes { "--secret-binary" } else { "--secret-string" };
    Value::of(problem).into(option, command, problem)
}

fn versions(problem: &Help<'_>) -> String {
    let name = problem.key.name();
    let list = command("secretsmanager list-secret-version-ids", problem, "--secret-id", name);
    format!("see its versions: {list}")
}

/// The end of an ARN is random, so that none can be created with it.
fn look_for(name: &str, problem: &Help<'_>) -> String {
    let account = arn::account(name).map(|id| format!(" in account {id}")).unwrap_or_default();
    let bare = arns::name_of_secret(name).unwrap_or(name);
    let filter = named("--filters", &format!("Key=name,Values={bare}"));
    format!(
        "no secret has this ARN, see which ones there are{account}: aws secretsmanager list-secrets{} {filter} --query 'SecretList[].ARN'",
        region(problem)
    )
}
