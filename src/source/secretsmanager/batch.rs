//! BatchGetSecretValue: many secrets in one request, when that is allowed.

use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::Config;
use aws_sdk_secretsmanager::config::retry::RetryConfig;
use aws_sdk_secretsmanager::operation::batch_get_secret_value::BatchGetSecretValueOutput;

use super::{Done, fetched};
use crate::error::Code;
use crate::error::aws::{Verdict, judge};
use crate::source::batch::Batch;
use crate::source::{Fetched, Key, Scope};

/// Whether the role may not call it: it is not tried again in this process.
static DENIED: AtomicBool = AtomicBool::new(false);

pub(super) fn may_be_asked() -> bool {
    !DENIED.load(Ordering::Relaxed)
}

/// Asks once. Whatever it fails for, the secrets are read one by one then: GetSecretValue has a
/// hundred times its quota, needs less permission, and says what is wrong with which secret.
pub(super) async fn ask<'k>(client: &Client, batch: Batch<'k>) -> Done<'k> {
    let names: Vec<String> = batch.iter().map(|key| key.name().to_owned()).collect();
    tracing::debug!(target: "figleaf", ?names, "secretsmanager:BatchGetSecretValue");
    let request = client.batch_get_secret_value().set_secret_id_list(Some(names));
    let once = Config::builder().retry_config(RetryConfig::disabled());
    match request.customize().config_override(once).send().await {
        Ok(output) => sort(&output, batch),
        Err(error) => {
            if let Verdict::Failed(failure) = judge(&error)
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

/// What the answer does not give, for whatever reason, is read alone: then it is tried again, and what
/// is wrong is told. Only that a secret does not exist is certain.
fn sort<'k>(output: &BatchGetSecretValueOutput, batch: Batch<'k>) -> Done<'k> {
    let (mut known, mut rest) = (Vec::new(), Vec::new());
    for key in batch {
        match reply(output, key) {
            Some(reply) => known.push((key, reply)),
            None => rest.push(key),
        }
    }
    Done::Batch(known, rest)
}

fn reply(output: &BatchGetSecretValueOutput, key: &Key) -> Option<Result<Fetched, Verdict>> {
    let is_asked = |name: Option<&str>| name == Some(key.name());
    // Secrets of several accounts may have one name: then only an ARN tells which is which.
    let values = output.secret_values();
    let mut named = values.iter().filter(|value| is_asked(value.name()));
    let by_name = named.next().filter(|_| named.next().is_none());
    if let Some(value) = values.iter().find(|value| is_asked(value.arn())).or(by_name) {
        return fetched(value.secret_string(), value.secret_binary()).ok().map(Ok);
    }
    let error = output.errors().iter().find(|error| is_asked(error.secret_id()))?;
    (error.error_code() == Some("ResourceNotFoundException")).then_some(Err(Verdict::Absent))
}
