//! BatchGetSecretValue: many secrets in one request, when that is allowed.

use std::sync::atomic::{AtomicBool, Ordering};

use super::Done;
use super::api::{Api, Entries, Entry};
use crate::error::Code;
use crate::error::causes::Verdict;
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
pub(super) async fn ask<'k>(api: &Api, batch: Batch<'k>, line: &Line) -> Done<'k> {
    let names: Vec<&str> = batch.iter().map(|key| key.name()).collect();
    tracing::debug!(target: "figleaf", ?names, "secretsmanager:BatchGetSecretValue");
    const OPERATION: &str = "secretsmanager:BatchGetSecretValue";
    line.tally().sent(OPERATION, false);
    match api.batch(&batch).await {
        Ok(output) => sort(output, batch),
        Err(judged) => {
            if let Verdict::Failed(failure) = line.explain(judged) {
                line.tally().failed(OPERATION, failure.code);
                // And not because of its credentials, which may be others in the next load.
                if failure.code == Code::Denied && failure.scope == Scope::Key {
                    DENIED.store(true, Ordering::Relaxed);
                    tracing::debug!(target: "figleaf", "secretsmanager:BatchGetSecretValue is denied, reading one by one from now on");
                }
            }
            Done::Batch(Vec::new(), batch)
        }
    }
}

/// Whether a value is what another secret of the batch was asked for: by its ARN, whole or without the
/// suffix. Secrets of several accounts may have one name, and then it is not the value of that name here.
fn is_of_another(value: &Entry, batch: &[&Key]) -> bool {
    let Some(arn) = &value.arn else { return false };
    batch.iter().any(|key| key.name().starts_with("arn:") && arn.starts_with(key.name()))
}

/// What the answer does not give, for whatever reason, is read alone: then it is tried again, and what
/// is wrong is told. Only that a secret does not exist is certain.
fn sort(mut output: Entries, batch: Batch<'_>) -> Done<'_> {
    let (mut known, mut rest) = (Vec::new(), Vec::new());
    let asked = batch.clone();
    for key in batch {
        match reply(&mut output, key, &asked) {
            Some(reply) => known.push((key, reply)),
            None => rest.push(key),
        }
    }
    Done::Batch(known, rest)
}

/// Errors first: one of them may stand beside the value of a secret of another account that has the name.
fn reply(output: &mut Entries, key: &Key, batch: &[&Key]) -> Option<Result<Fetched, Verdict>> {
    if let Some(at) = output.errors.iter().position(|(id, _)| id == key.name()) {
        let (_, verdict) = output.errors.swap_remove(at);
        return (!matches!(verdict, Verdict::Failed(_))).then_some(Err(verdict));
    }
    let is_asked = |name: &Option<String>| name.as_deref() == Some(key.name());
    let values = &output.found;
    let mut named = values.iter().filter(|value| is_asked(&value.name));
    let by_name = named.next().filter(|_| named.next().is_none());
    let by_name = by_name.filter(|value| !is_of_another(value, batch));
    let value = values.iter().find(|value| is_asked(&value.arn)).or(by_name)?;
    value.value.clone().map(Ok)
}
