//! Secrets Manager through figleaf's own client.

use super::api::{Entries, Entry};
use crate::error::causes::{Judged, Refusal};
use crate::source::answers;
use crate::source::aws::direct::{Direct, Operation};
use crate::source::{Fetched, Key, Selector};
use crate::value::json::Object;

pub(super) async fn secret(direct: &Direct, key: &Key) -> Result<Option<Fetched>, Judged> {
    let asked = Object::new().string("SecretId", key.name());
    let asked = match key.selector() {
        Some(Selector::Stage(stage)) => asked.string("VersionStage", stage),
        Some(Selector::VersionId(id)) => asked.string("VersionId", id),
        Some(Selector::Version(_) | Selector::Label(_)) | None => asked,
    };
    let answer = direct.call(Operation::GetSecretValue, key, asked).await?;
    Ok(answers::secret(&answer))
}

pub(super) async fn batch(direct: &Direct, place: &Key, names: &[&str]) -> Result<Entries, Judged> {
    let asked = Object::new().strings("SecretIdList", names);
    let answer = direct.call(Operation::BatchGetSecretValue, place, asked).await?;
    let errors = answers::list(&answer, "Errors").filter_map(answers::as_map);
    let errors = errors.filter_map(|error| {
        let text = |name| answers::text(error, name);
        let (code, message) = (text("ErrorCode"), text("Message"));
        let (code, message) = (code.unwrap_or_default(), message.unwrap_or_default());
        Some((text("SecretId")?.to_owned(), Refusal::new(code, message, 0).verdict()))
    });
    let found = answers::list(&answer, "SecretValues").filter_map(answers::as_map);
    let found = found.map(|value| Entry {
        name: answers::text(value, "Name").map(str::to_owned),
        arn: answers::text(value, "ARN").map(str::to_owned),
        value: answers::secret(value),
    });
    Ok(Entries { found: found.collect(), errors: errors.collect() })
}
