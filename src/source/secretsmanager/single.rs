//! GetSecretValue: one secret, or one version of it.

use super::api::Api;
use crate::error::Code;
use crate::error::causes::Verdict;
use crate::source::aws::Line;
use crate::source::{Failure, Fetched, Key};

pub(super) async fn ask(api: &Api, key: &Key, line: &Line) -> Result<Fetched, Verdict> {
    tracing::debug!(target: "figleaf", name = %key, "secretsmanager:GetSecretValue");
    let value = line.ask("secretsmanager:GetSecretValue", &[key], || api.secret(key)).await?;
    let none = || Verdict::Failed(Failure::new(Code::Unavailable, "the secret has no value"));
    value.ok_or_else(none)
}
