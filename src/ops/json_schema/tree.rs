//! Objects in objects, with what stands at their keys.

use super::super::json::Json;

/// What stands at one place: values, keys, or both.
#[derive(Debug, Default)]
pub(super) struct Tree {
    keys: Vec<(&'static str, Self)>,
    /// What fields read here as one value. Two may read the same.
    values: Vec<Json>,
    required: Vec<&'static str>,
    /// Alternatives of which one has to be there.
    either: Vec<Vec<Vec<&'static str>>>,
}

impl Tree {
    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.values.is_empty()
    }

    pub(super) fn put(&mut self, pointer: &[&'static str], value: Json) {
        match pointer {
            [] if self.values.contains(&value) => {}
            [] => self.values.push(value),
            [key, rest @ ..] => self.at(key).put(rest, value),
        }
    }

    fn at(&mut self, key: &'static str) -> &mut Self {
        let at = self.keys.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            self.keys.push((key, Self::default()));
            self.keys.len() - 1
        });
        &mut self.keys[at].1
    }

    /// Says that a value has to be there, at one of these places.
    pub(super) fn demand(&mut self, pointers: &[Vec<&'static str>]) {
        let [pointer] = pointers else {
            self.either.push(pointers.to_vec());
            return;
        };
        let [key, rest @ ..] = pointer.as_slice() else { return };
        if !self.required.contains(key) {
            self.required.push(key);
        }
        if !rest.is_empty() {
            self.at(key).demand(&[rest.to_vec()]);
        }
    }

    fn is_demanded(&self) -> bool {
        !self.required.is_empty() || !self.either.is_empty()
    }

    pub(super) fn entries(&self) -> Vec<(&'static str, Json)> {
        if let ([Json::Object(only)], true) = (self.values.as_slice(), self.keys.is_empty()) {
            return only.clone();
        }
        let mut entries = Vec::new();
        let mut all: Vec<Json> = self.values.clone();
        if !self.keys.is_empty() {
            // Null is nothing, and where nothing is demanded nothing may be.
            let of = match self.is_demanded() {
                true => Json::text("object"),
                false => Json::texts(["object", "null"]),
            };
            entries.push(("type", of));
            let property =
                |(key, tree): &(&'static str, Self)| (*key, Json::Object(tree.entries()));
            entries.push(("properties", Json::Object(self.keys.iter().map(property).collect())));
        }
        if !self.required.is_empty() {
            entries.push(("required", Json::texts(self.required.iter().copied())));
        }
        all.extend(self.either.iter().map(|places| {
            let places = places.iter().map(|pointer| demanded(pointer)).collect();
            Json::Object(vec![("anyOf", Json::List(places))])
        }));
        if !all.is_empty() {
            entries.push(("allOf", Json::List(all)));
        }
        entries
    }
}

/// That something stands at this place.
fn demanded(pointer: &[&'static str]) -> Json {
    let [key, rest @ ..] = pointer else { return Json::Bool(true) };
    let mut entries = vec![("required", Json::texts([*key]))];
    if !rest.is_empty() {
        entries.push(("properties", Json::Object(vec![(*key, demanded(rest))])));
    }
    Json::Object(entries)
}
