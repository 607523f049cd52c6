//! GetSecretValue: one secret, or one version of it.

use aws_sdk_secretsmanager::Client;

use super::{Beside, fetched};
use crate::error::causes::Verdict;
use crate::source::aws::Line;
use crate::source::{Fetched, Key, Selector};

pub(super) async fn ask(client: &Client, key: &Key, line: &Line) -> Result<Fetched, Verdict> {
    tracing::debug!(target: "figleaf", name = %key, "secretsmanager:GetSecretValue");
    let mut request = client.get_secret_value().secret_id(key.name());
    match key.selector() {
        Some(Selector::Stage(stage)) => request = request.version_stage(stage),
        Some(Selector::VersionId(id)) => request = request.version_id(id),
        Some(Selector::Version(_) | Selector::Label(_)) | None => {}
    }
    let output = line.ask(&[key], || request.clone().send()).await?;
    let beside =
        Beside { version: output.version_id(), arn: output.arn(), created: output.created_date() };
    fetched(output.secret_string(), output.secret_binary(), beside)
}
