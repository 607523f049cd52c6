//! What a source answered → the values of the leaves that asked.

use figment::value::{Dict, Value};

use super::document::{self, Documents, Flaw};
use super::{Absence, Layers, State};
use crate::plan::{Place, Plan, Wanted};
use crate::schema::Kind;
use crate::source::{Content, Fetched, Outcome};

/// Adds the values of a source, and tells what became of each leaf that asked it.
pub(crate) fn look(
    plan: &Plan,
    wanted: &Wanted,
    outcomes: &mut [Outcome],
    layers: &mut Layers,
    states: &mut [State],
) {
    let mut documents = Documents::default();
    // With a place for each key, every value has one reader, which may have it.
    let is_shared = wanted.places.len() != wanted.keys.len();
    for places in wanted.places.chunk_by(|a, b| a.leaf == b.leaf) {
        let leaf = places[0].leaf;
        let (state, value) = look_for(plan, places, outcomes, is_shared, &mut documents);
        states[leaf] = state;
        if let Some(value) = value {
            layers.fetched(leaf, value);
        }
    }
}

/// Looks for a value in its place, and where it is known not to be there in the older ones. A place
/// that could not be read ends it: what is in an older one may be out of date.
fn look_for(
    plan: &Plan,
    places: &[Place],
    outcomes: &mut [Outcome],
    is_shared: bool,
    documents: &mut Documents,
) -> (State, Option<Value>) {
    let mut absence = None;
    for Place { leaf, at, key } in places.iter().copied() {
        let leaf = &plan.leaves[leaf];
        let fetched = match &mut outcomes[key] {
            Outcome::Absent => {
                absence.get_or_insert(Absence::Name);
                continue;
            }
            Outcome::Failed(failure) => {
                return (State::Failed { at, failure: failure.clone() }, None);
            }
            Outcome::Found(fetched) => fetched,
        };
        let encrypted = fetched.encrypted;
        let pointer = &leaf.locations()[at].pointer;
        let found = match pointer.is_empty() {
            true => {
                let fetched = if is_shared { fetched.clone() } else { std::mem::take(fetched) };
                whole(leaf.field.kind(), fetched).map(Ok)
            }
            false => documents.get(key, fetched, pointer),
        };
        match found {
            Ok(Ok(value)) => return (State::Found { at, encrypted }, Some(value)),
            Ok(Err(absent)) => drop(absence.get_or_insert(absent)),
            Err(flaw) => return (State::Flawed { at, flaw }, None),
        }
    }
    (State::Absent(absence.unwrap_or(Absence::Name)), None)
}

/// A whole value as the field's kind takes it: bytes as they are for a byte vector, else as the text
/// that they are.
fn whole(kind: &Kind, fetched: Fetched) -> Result<Value, Flaw> {
    let bytes = match fetched.content {
        Content::Text(text) => return Ok(text.into()),
        // JSON text with commas in it, in a parameter of the wrong type.
        Content::List(items) if matches!(kind, Kind::Json) => return Ok(items.join(",").into()),
        Content::List(items) => {
            let items: Vec<String> = items.iter().map(|item| item.trim().to_owned()).collect();
            return Ok(items.into());
        }
        Content::Structured(json) => return Ok(document::value(&json)),
        Content::Map(entries) => {
            let entries = entries.into_iter().map(|(name, entry)| Ok((name, whole(kind, entry)?)));
            return entries.collect::<Result<Dict, Flaw>>().map(Value::from);
        }
        Content::Bytes(bytes) => bytes,
    };
    if matches!(kind, Kind::Bytes) {
        return Ok(bytes.into());
    }
    let length = bytes.len();
    String::from_utf8(bytes).map(Value::from).map_err(|_| Flaw::Binary { length })
}
