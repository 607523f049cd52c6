//! Values that are given on this machine and are too large for the store that their fields are bound to: those of
//! `--env-file`, of providers, of a local store.

use std::collections::BTreeMap;

use crate::error::{Code, Problem, Subject};
use crate::origin::Origin;
use crate::plan::Leaf;
use crate::rules::{PARAMETERS, SECRETS};
use crate::source::{Content, Fetched, Key, KeyOutcome};
use crate::value::Value;

/// Bytes of a parameter of the standard tier, ssm:PutParameter.
const STANDARD: usize = 4 * 1024;
/// Bytes of one of the advanced tier.
const ADVANCED: usize = 8 * 1024;
/// Bytes of a secret, secretsmanager:PutSecretValue.
const SECRET: usize = 64 * 1024;

/// How large the values are, by where they are to be stored. Of a document it is the sum of the values in it that are
/// known, which is less than its size.
#[derive(Default)]
pub(super) struct Sizes(BTreeMap<(&'static str, Key), Size>);

#[derive(Default)]
struct Size {
    bytes: usize,
    fields: Vec<String>,
    given_by: Vec<String>,
}

impl Sizes {
    /// A value of a layer above or below the stores.
    pub(super) fn given(&mut self, leaf: &Leaf, value: Option<&Value>, origin: Option<&Origin>) {
        let (Some(value), Some(location)) = (value, leaf.location()) else { return };
        if !matches!(origin, Some(Origin::Variable { .. } | Origin::Provider { .. })) {
            return;
        }
        let size = self.0.entry((location.source, location.key.clone())).or_default();
        size.bytes += bytes(value);
        size.fields.push(leaf.path.to_string());
        let given_by = origin.map(ToString::to_string).unwrap_or_default();
        if !size.given_by.contains(&given_by) {
            size.given_by.push(given_by);
        }
    }

    /// The values of a store that stands in for AWS.
    pub(super) fn of_store(&mut self, source: &'static str, keys: &[Key], outcomes: &[KeyOutcome]) {
        for (key, outcome) in keys.iter().zip(outcomes).filter(|(key, _)| !key.is_path()) {
            if let KeyOutcome::Found(fetched) = outcome {
                let size = self.0.entry((source, key.clone())).or_default();
                size.bytes += fetched_bytes(fetched);
            }
        }
    }

    /// What does not fit, and what needs the advanced tier.
    pub(super) fn judge(&mut self) -> (Vec<Problem>, Vec<String>) {
        let (mut problems, mut notes) = (Vec::new(), Vec::new());
        for ((source, key), size) in std::mem::take(&mut self.0) {
            let (most, what) = match source {
                PARAMETERS => (ADVANCED, "a parameter holds 8 KB"),
                SECRETS => (SECRET, "a secret holds 64 KB"),
                _ => continue,
            };
            let place = format!("{source}:{key}");
            if size.bytes > most {
                problems.push(size.problem(place, what));
            } else if source == PARAMETERS && size.bytes > STANDARD {
                notes
                    .push(format!("{place} needs the advanced tier: its value has more than 4 KB"));
            }
        }
        (problems, notes)
    }
}

impl Size {
    /// How large it is is not told: it may be a secret.
    fn problem(self, place: String, what: &str) -> Problem {
        let by = match self.given_by.as_slice() {
            [] => String::new(),
            given_by => format!(" that {} gives", given_by.join(", ")),
        };
        Problem {
            subject: if self.fields.is_empty() { Subject::Place } else { Subject::Field },
            path: self.fields.first().cloned().unwrap_or_else(|| place.clone()),
            fields: self.fields,
            code: Code::Invalid,
            message: format!("the value{by} does not fit into {place}: {what} at most"),
            places: vec![place],
            help: None,
        }
    }
}

fn bytes(value: &Value) -> usize {
    match value {
        Value::Bytes(bytes) => bytes.len(),
        Value::List(items) => items.iter().map(|item| bytes(item) + 1).sum(),
        Value::Map(map) => map.iter().map(|(key, value)| key.len() + bytes(value)).sum(),
        scalar => scalar.as_written().map_or(0, |text| text.len()),
    }
}

fn fetched_bytes(fetched: &Fetched) -> usize {
    match &fetched.content {
        Content::Text(text) => text.len(),
        Content::List(items) => items.iter().map(|item| item.len() + 1).sum(),
        Content::Bytes(bytes) => bytes.len(),
        Content::Map(_) => 0,
        #[cfg(feature = "local")]
        Content::Structured { value, .. } => bytes(value),
    }
}
