//! `explain`: where the value of every field comes from in one environment.

use std::time::SystemTime;

use serde_json::json;

use super::environments::{Answer, Environment};
use super::look::Field;
use super::table::table;
use super::{FINDINGS, FINE, UNKNOWN};
use crate::source::Details;
use crate::value::count;

/// A line for each field, and below it what it shadows; then the report when something is wrong.
pub(super) fn answer(config: &str, environment: &Environment) -> Answer {
    let looked = &environment.looked;
    let now = SystemTime::now();
    let mut rows = Vec::new();
    for field in &looked.fields {
        rows.push(row(field, looked.is_unknown, now));
        for shadowed in &field.shadowed {
            rows.push(vec![String::new(), format!("shadows {shadowed}")]);
        }
    }
    let mut text = table(&rows);
    if let Some(error) = &looked.error {
        text.push_str(&format!("\n{error}"));
    }
    let fields: Vec<_> = looked.fields.iter().map(|field| told(field, looked.is_unknown)).collect();
    let json = json!({
        "version": 1,
        "verb": "explain",
        "config": config,
        "environment": environment.name,
        "fields": fields,
    });
    let code = match (&looked.error, looked.is_unknown) {
        (_, true) => UNKNOWN,
        (Some(_), false) => FINDINGS,
        (None, false) => FINE,
    };
    Answer { text, json, code }
}

fn row(field: &Field, is_unknown: bool, now: SystemTime) -> Vec<String> {
    let origin = match (&field.code, &field.origin) {
        (None, Some(origin)) => origin.to_string(),
        _ => field.state(is_unknown).to_owned(),
    };
    let details = field.details();
    let fingerprint = field.fingerprint.map(|fingerprint| fingerprint.to_string());
    vec![
        field.path.clone(),
        origin,
        details.and_then(version).unwrap_or_default(),
        details.and_then(|details| age(details, now)).unwrap_or_default(),
        fingerprint.unwrap_or_default(),
        field.value.clone().unwrap_or_default(),
    ]
}

/// The number of a parameter's version; of a secret's id its beginning.
pub(super) fn version(details: &Details) -> Option<String> {
    let version = details.version()?;
    Some(format!("version {}", version.get(..8).unwrap_or(version)))
}

fn age(details: &Details, now: SystemTime) -> Option<String> {
    // Clocks differ: what was written a moment ago may have been written a moment from now.
    let seconds = now.duration_since(details.last_modified()?).unwrap_or_default().as_secs();
    let number = |number: u64, what| count(usize::try_from(number).unwrap_or(usize::MAX), what);
    Some(match seconds {
        0..60 => "just written".to_owned(),
        60..3_600 => number(seconds / 60, "minute") + " old",
        3_600..86_400 => number(seconds / 3_600, "hour") + " old",
        _ => number(seconds / 86_400, "day") + " old",
    })
}

/// A field as JSON.
pub(super) fn told(field: &Field, is_unknown: bool) -> serde_json::Value {
    let details = field.details();
    let modified = details.and_then(Details::last_modified).and_then(|time| {
        time.duration_since(SystemTime::UNIX_EPOCH).ok().map(|since| since.as_secs())
    });
    json!({
        "path": field.path,
        "state": field.state(is_unknown),
        "from": field.origin.as_ref().map(ToString::to_string),
        "shadows": field.shadowed,
        "stored_version": details.and_then(Details::version),
        "arn": details.and_then(Details::arn),
        "type": details.and_then(Details::kind),
        "last_modified": modified,
        "fingerprint": field.fingerprint.map(|fingerprint| fingerprint.to_string()),
        "value": field.value,
    })
}
