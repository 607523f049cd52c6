//! `explain`: where the value of every field comes from in one environment.

use std::time::SystemTime;

use super::deliver::Answer;
use super::json::Json;
use super::paint::Paint;
use super::seen::{Field, Seen, State};
use super::table::{Cell, table};
use super::told::{age, environment, reports, version};
use crate::source::Details;

/// A line for each field, and below it what it shadows; then the report when something is wrong.
pub(super) fn answer(config: &str, seen: &Seen) -> Answer {
    let now = SystemTime::now();
    let mut rows = Vec::new();
    for field in &seen.fields {
        rows.push(row(field, now));
        let older = field.older_name_of.iter().map(|new| format!("older name of {new}"));
        let shadows = field.shadows.iter().map(|shadowed| format!("shadows {shadowed}"));
        rows.extend(older.chain(shadows).map(|said| vec!["".into(), said.into()]));
    }
    let text = table(&rows, Paint::Plain) + &reports([seen]);
    let Json::Object(entries) = environment(seen) else { return Answer::text(text) };
    let begin = [
        ("version", Json::Count(1)),
        ("verb", Json::text("explain")),
        ("config", Json::text(config)),
    ];
    let json = Json::Object(begin.into_iter().chain(entries).collect());
    Answer::text(text).coded(seen.verdict().code()).told(json)
}

fn row(field: &Field, now: SystemTime) -> Vec<Cell> {
    let origin = match (field.state, &field.origin) {
        (State::Wrong(_) | State::Unknown | State::NotChecked, _) | (_, None) => {
            field.state.as_str().to_owned()
        }
        (_, Some(origin)) => origin.to_string(),
    };
    let details = field.details();
    let words = [
        field.path.clone(),
        origin,
        details.and_then(version).unwrap_or_default(),
        details.and_then(|details: &Details| age(details, now)).unwrap_or_default(),
        field.fingerprint().unwrap_or_default(),
        field.value.clone().unwrap_or_default(),
    ];
    words.map(Cell::from).to_vec()
}
