//! Where the fields of a run are looked for, and what stands in for a value that is not read.

use std::collections::BTreeMap;

use crate::plan::{Plan, Wanted};
use crate::source::{Content, Fetched, KeyOutcome};
use crate::value::{Value, json};

/// The places of all fields.
#[derive(Default)]
pub(super) struct Places {
    /// The path in the document of each place, by the numbers of the field and of the place.
    pointers: BTreeMap<(usize, usize), Vec<&'static str>>,
    /// The older places that have a value too.
    filled: Vec<(usize, usize)>,
}

impl Places {
    pub(super) fn note(&mut self, plan: &Plan, wanted: &Wanted) {
        for place in &wanted.places {
            let location = &plan.leaves[place.leaf].locations()[place.at];
            self.pointers.insert((place.leaf, place.at), location.pointer.clone());
        }
    }

    /// Notes which older places have a value.
    pub(super) fn answered(&mut self, wanted: &Wanted, outcomes: &[KeyOutcome]) {
        for place in wanted.places.iter().filter(|place| place.at > 0) {
            let id = (place.leaf, place.at);
            let pointer = self.pointers.get(&id).map(Vec::as_slice).unwrap_or_default();
            let is_there = |fetched: &Fetched| pointer.is_empty() || has(fetched, pointer);
            if matches!(&outcomes[place.key], KeyOutcome::Found(fetched) if is_there(fetched)) {
                self.filled.push(id);
            }
        }
    }

    pub(super) fn has_value(&self, leaf: usize, at: usize) -> bool {
        self.filled.contains(&(leaf, at))
    }

    /// The paths that are wanted of one key.
    pub(super) fn pointers(&self, wanted: &Wanted, key: usize) -> Vec<&[&'static str]> {
        let places = wanted.places.iter().filter(|place| place.key == key);
        places
            .filter_map(|place| self.pointers.get(&(place.leaf, place.at)))
            .map(Vec::as_slice)
            .collect()
    }
}

/// Whether a JSON document has something at a path.
fn has(fetched: &Fetched, pointer: &[&str]) -> bool {
    let Content::Text(text) = &fetched.content else { return false };
    let Ok(document) = json::read(text) else { return false };
    let mut value = &document;
    for key in pointer {
        match value {
            Value::Map(map) => match map.get(key) {
                Some(inner) => value = inner,
                None => return false,
            },
            _ => return false,
        }
    }
    !matches!(value, Value::Null)
}

/// A value in which every wanted path has something, so that a field whose store says that it is there is found
/// there. Nobody decodes it.
pub(super) fn stand_in(pointers: &[&[&'static str]]) -> Fetched {
    let mut document = serde_json::Value::Object(serde_json::Map::new());
    for pointer in pointers.iter().filter(|pointer| !pointer.is_empty()) {
        let mut at = &mut document;
        for key in *pointer {
            if !at.is_object() {
                *at = serde_json::Value::Object(serde_json::Map::new());
            }
            at = &mut at[*key];
        }
        if at.is_null() {
            *at = "-".into();
        }
    }
    match pointers.iter().any(|pointer| !pointer.is_empty()) {
        true => Fetched::text(document.to_string()),
        false => Fetched::text("-"),
    }
}
