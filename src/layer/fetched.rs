//! What a source answered → the values of the leaves that asked.

use super::document::{Documents, Flaw};
use super::{Absence, Layers, State};
use crate::origin::Origin;
use crate::plan::{KnownPlace, Location, Place, Plan, Wanted};
use crate::schema::Kind;
use crate::source::{Content, Fetched, KeyOutcome};
#[cfg(feature = "local")]
use crate::value::json;
use crate::value::{Map, Text, Value};

/// Adds the values of a source, and tells what became of each leaf that asked it.
pub(crate) fn look(
    plan: &Plan,
    wanted: &Wanted,
    outcomes: &mut [KeyOutcome],
    layers: &mut Layers,
    states: &mut [State],
) {
    let mut documents = Documents::default();
    // With a place for each key, every value has one reader, which may have it.
    let is_shared = wanted.places.len() != wanted.keys.len();
    for places in wanted.places.chunk_by(|a, b| a.leaf == b.leaf) {
        let leaf = places[0].leaf;
        states[leaf] = look_for(plan, places, outcomes, is_shared, &mut documents, |value| {
            layers.fetched(leaf, value);
        });
    }
    let Some(Place { leaf, at, .. }) = wanted.places.first() else { return };
    let source = plan.leaves[*leaf].locations()[*at].source;
    for (key, object) in documents.objects() {
        let key = wanted.keys[key].clone();
        let place = KnownPlace::Store { source, key: key.clone() };
        let location = Location { source, key, pointer: Vec::new() };
        layers.note_unused(plan, &place, (object, &[]), || {
            Origin::store(&location, None).to_string()
        });
    }
}

/// Looks for a value in its place, and where it is known not to be there in the older ones. A place
/// that could not be read ends it: what is in an older one may be out of date.
fn look_for(
    plan: &Plan,
    places: &[Place],
    outcomes: &mut [KeyOutcome],
    is_shared: bool,
    documents: &mut Documents,
    mut take: impl FnMut(Value),
) -> State {
    let mut absence = None;
    for Place { leaf, at, key } in places.iter().copied() {
        let leaf = &plan.leaves[leaf];
        let fetched = match &mut outcomes[key] {
            KeyOutcome::Absent => {
                absence.get_or_insert(Absence::Name);
                continue;
            }
            KeyOutcome::Failed(failure) => {
                return State::Failed { at, failure: failure.clone() };
            }
            KeyOutcome::Found(fetched) => fetched,
        };
        let (encrypted, details) = (fetched.encrypted, fetched.details().clone());
        let pointer = &leaf.locations()[at].pointer;
        let found = match pointer.is_empty() {
            true => {
                let fetched = if is_shared { fetched.clone() } else { std::mem::take(fetched) };
                whole(leaf.field.kind(), fetched).map(Ok)
            }
            false => documents.get(key, fetched, pointer),
        };
        match found {
            Ok(Ok(value)) => {
                take(value);
                return State::Found { at, encrypted, details };
            }
            Ok(Err(absent)) => drop(absence.get_or_insert(absent)),
            Err(flaw) => return State::Flawed { at, flaw },
        }
    }
    State::Absent(absence.unwrap_or(Absence::Name))
}

/// A whole value as the field's kind takes it: bytes as they are for a byte vector, else as the text
/// that they are.
fn whole(kind: &Kind, fetched: Fetched) -> Result<Value, Flaw> {
    match fetched.content {
        Content::Text(text) => Ok(Value::Text(text)),
        // JSON with commas in it, in a parameter of the wrong type.
        Content::List(items) if matches!(kind, Kind::Json) => {
            let items: Vec<&str> = items.iter().map(|item| item.as_str()).collect();
            Ok(Value::text(items.join(",")))
        }
        Content::List(items) => string_list(items.iter().map(|item| item.as_str())),
        #[cfg(feature = "local")]
        Content::Structured { value, is_string_list } => structured(kind, value, is_string_list),
        Content::Map(entries) => {
            let entry = |(name, entry)| Ok((Text::new(name), whole(kind, entry)?));
            let entries = entries.into_iter().map(entry).collect::<Result<_, Flaw>>()?;
            // A name is in a store once.
            Ok(Value::Map(Map::new(entries).unwrap_or_default()))
        }
        Content::Bytes(bytes) if matches!(kind, Kind::Bytes) => Ok(Value::Bytes(bytes)),
        Content::Bytes(bytes) => match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(Value::text(text)),
            Err(_) => Err(Flaw::Binary { length: bytes.len() }),
        },
    }
}

/// The items of a StringList: what the same string with commas would be.
fn string_list<'i>(items: impl Iterator<Item = &'i str>) -> Result<Value, Flaw> {
    let mut items: Vec<&str> = items.map(str::trim).collect();
    if items.last().is_some_and(|item| item.is_empty()) {
        items.pop();
    }
    match items.iter().position(|item| item.is_empty()) {
        Some(index) => Err(Flaw::EmptyItem { index }),
        None => Ok(Value::List(items.into_iter().map(Value::text).collect())),
    }
}

/// A list or a table of a local store, as the same field would get it from AWS: bytes, a StringList, or
/// JSON. A field that would not read that there must not read it here.
#[cfg(feature = "local")]
fn structured(kind: &Kind, value: Value, is_string_list: bool) -> Result<Value, Flaw> {
    let text = |value: Value| json::write(&value).map_or(value, Value::Text);
    Ok(match (kind, &value) {
        (Kind::Json, _) => value,
        (Kind::Bytes, Value::List(items)) => match bytes(items) {
            Some(bytes) => Value::bytes(bytes),
            None => text(value),
        },
        (_, Value::List(items)) if is_string_list => {
            let texts: Vec<Text> = items.iter().filter_map(Value::as_written).collect();
            // Commas cannot be escaped in a StringList.
            return string_list(texts.iter().flat_map(|text| text.split(',')));
        }
        _ => text(value),
    })
}

#[cfg(feature = "local")]
fn bytes(items: &[Value]) -> Option<Vec<u8>> {
    let byte = |item: &Value| match item {
        Value::Number(number) => number.integer().ok(),
        _ => None,
    };
    items.iter().map(byte).collect()
}
