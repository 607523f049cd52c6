//! `diff`: which fields differ between two environments.

use serde_json::json;

use super::environments::{Answer, Environment};
use super::explain::{told, version};
use super::look::Field;
use super::table::table;
use super::{FINDINGS, FINE, UNKNOWN};
use crate::source::Details;

/// A line for each field whose value, type or presence differs. Versions are told, and are no difference: each store
/// counts its own.
pub(super) fn answer(config: &str, one: &Environment, other: &Environment) -> Answer {
    let is_unknown = [one, other].iter().any(|environment| environment.looked.is_unknown);
    let mut rows = vec![vec![String::new(), one.name.clone(), other.name.clone(), String::new()]];
    let mut fields = Vec::new();
    for left in &one.looked.fields {
        let right = other.looked.fields.iter().find(|right| right.path == left.path);
        let Some((right, how)) = right.and_then(|right| Some((right, difference(left, right)?)))
        else {
            continue;
        };
        rows.push(vec![
            left.path.clone(),
            cell(left, one.looked.is_unknown),
            cell(right, other.looked.is_unknown),
            how.to_owned(),
        ]);
        fields.push(json!({
            "path": left.path,
            "difference": how,
            "first": told(left, one.looked.is_unknown),
            "second": told(right, other.looked.is_unknown),
        }));
    }
    let mut text = match fields.is_empty() {
        true => format!("{} and {} are alike\n", one.name, other.name),
        false => table(&rows),
    };
    for environment in [one, other] {
        if let Some(error) = &environment.looked.error {
            text.push_str(&format!("\n{error}"));
        }
    }
    let code = match (is_unknown, fields.is_empty()) {
        (true, _) => UNKNOWN,
        (false, false) => FINDINGS,
        (false, true) => FINE,
    };
    let json = json!({
        "version": 1,
        "verb": "diff",
        "config": config,
        "environments": [one.name, other.name],
        "complete": !is_unknown,
        "fields": fields,
    });
    Answer { text, json, code }
}

/// How two fields differ.
fn difference(one: &Field, other: &Field) -> Option<&'static str> {
    let kind = |field: &Field| field.details().and_then(Details::kind).map(str::to_owned);
    match (one.fingerprint, other.fingerprint) {
        (Some(left), Some(right)) if left != right => Some("value"),
        (Some(_), Some(_)) if kind(one) != kind(other) => Some("type"),
        (Some(_), None) => Some("in the first only"),
        (None, Some(_)) => Some("in the second only"),
        _ if one.code != other.code => Some("state"),
        _ => None,
    }
}

fn cell(field: &Field, is_unknown: bool) -> String {
    let Some(fingerprint) = field.fingerprint else { return field.state(is_unknown).to_owned() };
    let details = field.details();
    let kind = details.and_then(Details::kind).map(str::to_owned);
    let parts =
        [Some(fingerprint.to_string()), kind, details.and_then(version), field.value.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
