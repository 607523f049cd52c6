//! What was seen, as words for a person and as JSON for a program: the same for every verb.

use std::time::SystemTime;

use super::json::Json;
use super::paint::Colour;
use super::seen::{Field, Seen, State, Verdict};
use super::table::Cell;
use crate::error::{Error, Problem};
use crate::source::Details;
use crate::value::count;

/// What an environment comes to, with the number of findings.
pub(super) fn verdict(seen: &Seen) -> Cell {
    let findings = seen.error.as_ref().map_or(0, |error| error.problems().len());
    match seen.verdict() {
        Verdict::Ok => Cell::new("ok", Colour::Green),
        Verdict::Findings => Cell::new(count(findings, "finding"), Colour::Red),
        Verdict::Unknown => Cell::new("unknown", Colour::Yellow),
    }
}

pub(super) fn state(state: State) -> Cell {
    let colour = match state {
        State::Ok => Colour::Green,
        State::Wrong(_) => Colour::Red,
        State::Unknown => Colour::Yellow,
        State::Default | State::Absent | State::NotChecked => Colour::None,
    };
    Cell::new(state.as_str(), colour)
}

/// The number of a parameter's version; of a secret's id its beginning.
pub(super) fn version(details: &Details) -> Option<String> {
    let version = details.version()?;
    Some(format!("version {}", version.get(..8).unwrap_or(version)))
}

pub(super) fn age(details: &Details, now: SystemTime) -> Option<String> {
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
pub(super) fn field(field: &Field) -> Json {
    let details = field.details();
    let modified = details.and_then(Details::written);
    let modified = modified.and_then(|written| usize::try_from(written).ok());
    Json::Object(vec![
        ("path", Json::text(&field.path)),
        ("state", Json::text(field.state.as_str())),
        ("from", Json::maybe(field.origin.as_ref().map(ToString::to_string))),
        ("older_name_of", Json::maybe(field.older_name_of.as_deref())),
        ("shadows", Json::texts(field.shadows.iter().map(String::as_str))),
        ("stored_version", Json::maybe(details.and_then(Details::version))),
        ("arn", Json::maybe(details.and_then(Details::arn))),
        ("type", Json::maybe(details.and_then(Details::kind))),
        ("key", Json::maybe(field.key.as_deref())),
        ("last_modified", modified.map_or(Json::Null, Json::Count)),
        ("unseen", Json::maybe(field.unseen)),
        ("fingerprint", Json::maybe(field.fingerprint())),
        ("value", Json::maybe(field.value.as_deref())),
    ])
}

/// An environment as JSON.
pub(super) fn environment(seen: &Seen) -> Json {
    Json::Object(vec![
        ("environment", Json::text(&seen.environment)),
        ("state", Json::text(seen.verdict().as_str())),
        ("fields", Json::List(seen.fields.iter().map(field).collect())),
        ("problems", Json::List(problems(seen.error.as_ref()))),
        ("notes", Json::texts(seen.notes.iter().map(String::as_str))),
    ])
}

fn problems(error: Option<&Error>) -> Vec<Json> {
    let problem = |problem: &Problem| {
        Json::Object(vec![
            ("subject", Json::text(problem.subject().as_str())),
            ("path", Json::text(problem.path())),
            ("fields", Json::texts(problem.fields().iter().map(String::as_str))),
            ("code", Json::text(problem.code().as_str())),
            ("message", Json::text(problem.message())),
            ("places", Json::texts(problem.places().iter().map(String::as_str))),
            ("help", Json::maybe(problem.help())),
        ])
    };
    error.iter().flat_map(|error| error.problems()).map(problem).collect()
}

/// The reports of environments that are not right.
pub(super) fn reports<'s>(seen: impl IntoIterator<Item = &'s Seen>) -> String {
    let errors = seen.into_iter().filter_map(|seen| seen.error.as_ref());
    errors.map(|error| format!("\n{error}")).collect()
}
