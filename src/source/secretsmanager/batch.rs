//! BatchGetSecretValue: many secrets in one request, when that is allowed.

use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::batch_get_secret_value::BatchGetSecretValueOutput;
use aws_sdk_secretsmanager::types::SecretValueEntry;

use super::{Beside, Done, fetched};
use crate::error::Code;
use crate::error::causes::{Refusal, Verdict};
use crate::source::aws::Line;
use crate::source::batch::Batch;
use crate::source::{Fetched, Key, Scope};

/// Whether the role may not call it: it is not tried again in this process.
static DENIED: AtomicBool = AtomicBool::new(false);

pub(super) fn may_be_asked() -> bool {
    !DENIED.load(Ordering::Relaxed)
}

/// Asks once. Whatever it fails for, the secrets are read one by one then: GetSecretValue has a
/// hundred times its quota, needs less permission, and says what is wrong with which secret.
pub(super) async fn ask<'k>(client: &Client, batch: Batch<'k>, line: &Line) -> Done<'k> {
    let names: Vec<String> = batch.iter().map(|key| key.name().to_owned()).collect();
    tracing::debug!(target: "figleaf", ?names, "secretsmanager:BatchGetSecretValue");
    let request = client.batch_get_secret_value().set_secret_id_list(Some(names));
    match request.send().await {
        Ok(output) => sort(&output, batch),
        Err(error) => {
            if let Verdict::Failed(failure) = line.verdict(&error)
                && failure.code == Code::Denied
                // And not because of its credentials, which may be others in the next load.
                && failure.scope == Scope::Key
            {
                DENIED.store(true, Ordering::Relaxed);
                tracing::debug!(target: "figleaf", "secretsmanager:BatchGetSecretValue is denied, reading one by one from now on");
            }
            Done::Batch(Vec::new(), batch)
        }
    }
}

/// Whether a value is what another secret of the batch was asked for: by its ARN, whole or without the
/// suffix. Secrets of several accounts may have one name, and then it is not the value of that name here.
fn is_of_another(value: &SecretValueEntry, batch: &[&Key]) -> bool {
    let Some(arn) = value.arn() else { return false };
    batch.iter().any(|key| key.name().starts_with("arn:") && arn.starts_with(key.name()))
}

/// What the answer does not give, for whatever reason, is read alone: then it is tried again, and what
/// is wrong is told. Only that a secret does not exist is certain.
fn sort<'k>(output: &BatchGetSecretValueOutput, batch: Batch<'k>) -> Done<'k> {
    let (mut known, mut rest) = (Vec::new(), Vec::new());
    let asked = batch.clone();
    for key in batch {
        match reply(output, key, &asked) {
            Some(reply) => known.push((key, reply)),
            None => rest.push(key),
        }
    }
    Done::Batch(known, rest)
}

/// Errors first: one of them may stand beside the value of a secret of another account that has the name.
fn reply(
    output: &BatchGetSecretValueOutput,
    key: &Key,
    batch: &[&Key],
) -> Option<Result<Fetched, Verdict>> {
    let is_asked = |name: Option<&str>| name == Some(key.name());
    if let Some(error) = output.errors().iter().find(|error| is_asked(error.secret_id())) {
        let code = error.error_code().unwrap_or_default();
        let verdict = Refusal::new(code, error.message().unwrap_or_default(), 0).verdict();
        return (!matches!(verdict, Verdict::Failed(_))).then_some(Err(verdict));
    }
    let values = output.secret_values();
    let mut named = values.iter().filter(|value| is_asked(value.name()));
    let by_name = named.next().filter(|_| named.next().is_none());
    let by_name = by_name.filter(|value| !is_of_another(value, batch));
    let value = values.iter().find(|value| is_asked(value.arn())).or(by_name)?;
    let beside =
        Beside { version: value.version_id(), arn: value.arn(), created: value.created_date() };
    fetched(value.secret_string(), value.secret_binary(), beside).ok().map(Ok)
}
