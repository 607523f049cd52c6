//! JSON documents: one value that holds several fields, parsed once for all of them.

use crate::disclosure::Disclosure;
use crate::source::{Content, Fetched};
use crate::value::json::{self, Wrong};
use crate::value::{Found, Map, Value};

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Absence {
    /// The name is not in the store.
    Name,
    /// So many keys below the whole, the document has not the wanted key. These are the ones there that
    /// may be told, and how many others there are.
    Key { depth: usize, present: Vec<String>, others: usize },
    /// The document says null.
    Null,
}

/// Why what was read is no value. Only kinds, places and lengths, nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// Bytes that are not text, where text is wanted.
    Binary { length: usize },
    /// Text that is not JSON.
    Syntax(Wrong),
    /// What has no keys, where a key is wanted: so many keys below the whole.
    NoObject { found: NoObject, depth: usize },
    /// An item of a StringList that is empty.
    EmptyItem { index: usize },
}

/// What stands where a JSON object is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoObject {
    Value(Found),
    /// A JSON string that is itself JSON.
    Quoted,
    StringList,
    Parameters,
}

/// The documents of one source, by the number of their key.
#[derive(Default)]
pub(crate) struct Documents {
    parsed: Vec<(usize, Result<Value, Flaw>)>,
}

impl Documents {
    /// The value at `pointer` in the document, or why there is none.
    pub(crate) fn get(
        &mut self,
        key: usize,
        fetched: &Fetched,
        pointer: &[&str],
    ) -> Result<Result<Value, Absence>, Flaw> {
        let known = self.parsed.iter().position(|(known, _)| *known == key);
        let known = known.unwrap_or_else(|| {
            self.parsed.push((key, parse(fetched)));
            self.parsed.len() - 1
        });
        let mut value = self.parsed[known].1.as_ref().map_err(Clone::clone)?;
        for (depth, segment) in pointer.iter().enumerate() {
            let Value::Map(map) = value else {
                return Err(Flaw::NoObject { found: no_object(value), depth });
            };
            value = match map.get(segment) {
                Some(Value::Null) => return Ok(Err(Absence::Null)),
                Some(inner) => inner,
                None => {
                    let names = map.keys().filter(|key| Disclosure::Public.tells_key(key));
                    let present: Vec<String> = names.map(str::to_owned).collect();
                    let others = map.len() - present.len();
                    return Ok(Err(Absence::Key { depth, present, others }));
                }
            };
        }
        Ok(Ok(value.clone()))
    }
}

impl Documents {
    /// The documents that are objects, with the numbers of their keys.
    pub(super) fn objects(&self) -> impl Iterator<Item = (usize, &Map)> {
        self.parsed.iter().filter_map(|(key, parsed)| match parsed {
            Ok(Value::Map(map)) => Some((*key, map)),
            _ => None,
        })
    }
}

fn parse(fetched: &Fetched) -> Result<Value, Flaw> {
    let text = match &fetched.content {
        Content::Text(text) => text.as_str(),
        Content::Bytes(bytes) => {
            std::str::from_utf8(bytes).map_err(|_| Flaw::Binary { length: bytes.len() })?
        }
        Content::List(_) => return Err(Flaw::NoObject { found: NoObject::StringList, depth: 0 }),
        Content::Map(_) => return Err(Flaw::NoObject { found: NoObject::Parameters, depth: 0 }),
        #[cfg(feature = "local")]
        Content::Structured { value, .. } => return Ok(value.clone()),
    };
    json::read(text).map_err(Flaw::Syntax)
}

fn no_object(value: &Value) -> NoObject {
    match value {
        Value::Text(text) if json::is_structured(text) => NoObject::Quoted,
        value => NoObject::Value(Found::of(value)),
    }
}
