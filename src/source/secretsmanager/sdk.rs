//! Secrets Manager through the AWS SDK.

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::primitives::{Blob, DateTime};

use super::api::{Entries, Entry};
use crate::error::causes::{Judged, Refusal};
use crate::error::sdk::judge;
use crate::source::details::{BINARY_SECRET, TEXT_SECRET};
use crate::source::{Details, Fetched, Key, Selector};

pub(super) async fn secret(client: &Client, key: &Key) -> Result<Option<Fetched>, Judged> {
    let mut request = client.get_secret_value().secret_id(key.name());
    match key.selector() {
        Some(Selector::Stage(stage)) => request = request.version_stage(stage.clone()),
        Some(Selector::VersionId(id)) => request = request.version_id(id.clone()),
        Some(Selector::Version(_) | Selector::Label(_)) | None => {}
    }
    let output = request.send().await.map_err(|error| judge(&error))?;
    let beside =
        Beside { version: output.version_id(), arn: output.arn(), created: output.created_date() };
    Ok(fetched(output.secret_string(), output.secret_binary(), beside))
}

pub(super) async fn batch(client: &Client, names: &[&str]) -> Result<Entries, Judged> {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let request = client.batch_get_secret_value().set_secret_id_list(Some(names));
    let output = request.send().await.map_err(|error| judge(&error))?;
    let errors = output.errors().iter().filter_map(|error| {
        let (code, message) = (error.error_code(), error.message());
        let (code, message) = (code.unwrap_or_default(), message.unwrap_or_default());
        Some((error.secret_id()?.to_owned(), Refusal::new(code, message, 0).verdict()))
    });
    let found = output.secret_values().iter().map(|value| {
        let beside =
            Beside { version: value.version_id(), arn: value.arn(), created: value.created_date() };
        Entry {
            name: value.name().map(str::to_owned),
            arn: value.arn().map(str::to_owned),
            value: fetched(value.secret_string(), value.secret_binary(), beside),
        }
    });
    Ok(Entries { found: found.collect(), errors: errors.collect() })
}

/// What an answer has beside the value of a secret.
#[derive(Clone, Copy)]
struct Beside<'a> {
    version: Option<&'a str>,
    arn: Option<&'a str>,
    /// When this version was made.
    created: Option<&'a DateTime>,
}

/// The value of a secret: a string, or bytes.
fn fetched(string: Option<&str>, binary: Option<&Blob>, beside: Beside<'_>) -> Option<Fetched> {
    let (value, kind) = match (string, binary) {
        (Some(text), _) => (Fetched::text(text), TEXT_SECRET),
        (None, Some(bytes)) => (Fetched::bytes(bytes.as_ref()), BINARY_SECRET),
        (None, None) => return None,
    };
    let Beside { version, arn, created } = beside;
    let time = created.and_then(|time| (*time).try_into().ok());
    let details = Details::of(version.map(str::to_owned), arn, Some(kind), time);
    Some(value.with_details(details))
}
