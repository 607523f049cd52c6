//! JSON documents: one value that holds several fields, parsed once for all of them.

use figment::value::{Dict, Empty, Tag, Value};
use serde_json::Value as Json;

use crate::source::{Content, Fetched};

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Absence {
    /// The name is not in the store.
    Name,
    /// So many keys below the whole, the document has not the wanted key; these are the ones there.
    Key { depth: usize, present: Vec<String> },
    /// The document says null.
    Null,
}

/// Why what was read is no value. Only places and lengths, nothing of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// Bytes that are not text, where text is wanted.
    Binary { length: usize },
    /// Text that is not JSON, from this place on.
    Syntax { line: usize, column: usize, length: usize, ends_early: bool },
    /// JSON that has no keys, where a key is wanted: so many keys below the whole.
    NotObject { found: &'static str, depth: usize },
}

/// The documents of one source, by the number of their key.
#[derive(Default)]
pub(crate) struct Documents {
    parsed: Vec<(usize, Result<Json, Flaw>)>,
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
        let parsed = &self.parsed[known].1;
        let mut json = parsed.as_ref().map_err(Clone::clone)?;
        for (depth, segment) in pointer.iter().enumerate() {
            let Json::Object(object) = json else {
                return Err(Flaw::NotObject { found: kind(json), depth });
            };
            json = match object.get(*segment) {
                Some(Json::Null) => return Ok(Err(Absence::Null)),
                Some(inner) => inner,
                None => {
                    let present = object.keys().cloned().collect();
                    return Ok(Err(Absence::Key { depth, present }));
                }
            };
        }
        Ok(Ok(value(json)))
    }
}

fn parse(fetched: &Fetched) -> Result<Json, Flaw> {
    match &fetched.content {
        Content::Text(text) => parse_text(text),
        Content::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => parse_text(text),
            Err(_) => Err(Flaw::Binary { length: bytes.len() }),
        },
        Content::List(_) => Err(Flaw::NotObject { found: "a StringList", depth: 0 }),
        Content::Map(_) => Err(Flaw::NotObject { found: "several parameters", depth: 0 }),
        Content::Structured(json) => Ok(json.clone()),
    }
}

fn parse_text(text: &str) -> Result<Json, Flaw> {
    serde_json::from_str(text).map_err(|error| syntax(&error, text))
}

/// JSON text as a value.
pub(crate) fn json(text: &str) -> Result<Value, Flaw> {
    parse_text(text).map(|json| value(&json))
}

/// Of serde_json's error only the place: its text may quote what it met.
fn syntax(error: &serde_json::Error, text: &str) -> Flaw {
    Flaw::Syntax {
        line: error.line(),
        column: error.column(),
        length: text.chars().count(),
        ends_early: error.is_eof(),
    }
}

fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

/// JSON as a value.
pub(crate) fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Empty(Tag::Default, Empty::None),
        Json::Bool(boolean) => Value::from(*boolean),
        Json::String(text) => Value::from(text.as_str()),
        Json::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => Value::from(number),
            (None, Some(number)) => Value::from(number),
            (None, None) => Value::from(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::Array(items) => Value::Array(Tag::Default, items.iter().map(value).collect()),
        Json::Object(entries) => {
            let entries = entries.iter().map(|(key, inner)| (key.clone(), value(inner)));
            Value::Dict(Tag::Default, entries.collect::<Dict>())
        }
    }
}
