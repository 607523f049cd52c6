//! `check`: whether environments have what the configuration needs, before a deployment meets them.

use std::time::SystemTime;

use super::deliver::Answer;
use super::json::Json;
use super::paint::Paint;
use super::seen::Seen;
use super::table::{Cell, table};
use super::told::{age, environment, reports, state, verdict, version};
use super::{FINE, Level};

/// The matrix, and the usual report of each environment that is not right.
pub(super) fn answer(config: &str, level: Level, all: &[Seen], paint: Paint) -> Answer {
    let code = all.iter().map(|seen| seen.verdict().code()).max().unwrap_or(FINE);
    let mut text = matrix(all, paint);
    if level == Level::Metadata {
        all.iter().for_each(|seen| text.push_str(&stored(seen)));
    }
    text.push_str(&reports(all));
    let notes = |seen: &Seen| {
        let of = seen.environment.clone();
        seen.notes.iter().map(move |note| format!("{of}: {note}")).collect::<Vec<_>>()
    };
    let notes: Vec<String> = all.iter().flat_map(notes).collect();
    Answer::text(text).noted(&notes).coded(code).told(json(config, level, all))
}

fn matrix(all: &[Seen], paint: Paint) -> String {
    let heads = |cells: Vec<Cell>| std::iter::once("".into()).chain(cells).collect::<Vec<Cell>>();
    let names = all.iter().map(|seen| seen.environment.as_str().into());
    let mut rows = vec![heads(names.collect())];
    // The fields, of whichever environment knows them.
    let longest = all.iter().map(Seen::fields).max_by_key(|fields| fields.len());
    for field in longest.unwrap_or_default() {
        let cell = |seen: &Seen| match seen.field(&field.path) {
            Some(field) => state(field.state),
            None => state(super::State::Unknown),
        };
        rows.push(
            std::iter::once(field.path.as_str().into()).chain(all.iter().map(cell)).collect(),
        );
    }
    rows.push(heads(all.iter().map(verdict).collect()));
    table(&rows, paint)
}

/// What is there, of which type, under which key and how old: a line for each name.
fn stored(seen: &Seen) -> String {
    let now = SystemTime::now();
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut told = Vec::new();
    for field in &seen.fields {
        let Some(crate::Origin::Store { source, name, details, .. }) = &field.origin else {
            continue;
        };
        if told.contains(&(source, name)) {
            continue;
        }
        told.push((source, name));
        let is_arn = name.name().starts_with("arn:");
        let place = if is_arn { name.to_string() } else { format!("{source}:{name}") };
        let words = match field.unseen {
            Some(why) => vec![why.to_owned()],
            None => [
                details.kind().map(str::to_owned),
                field.key.clone(),
                version(details),
                age(details, now),
            ]
            .map(Option::unwrap_or_default)
            .to_vec(),
        };
        rows.push(std::iter::once(place).chain(words).map(Cell::from).collect());
    }
    match rows.is_empty() {
        true => String::new(),
        false => format!("\n{}:\n{}", seen.environment, table(&rows, Paint::Plain)),
    }
}

fn json(config: &str, level: Level, all: &[Seen]) -> Json {
    Json::Object(vec![
        ("version", Json::Count(1)),
        ("verb", Json::text("check")),
        ("config", Json::text(config)),
        ("level", Json::text(level.as_str())),
        ("environments", Json::List(all.iter().map(environment).collect())),
    ])
}
