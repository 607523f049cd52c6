//! JSON → a value.
//!
//! A reader of its own, because of what `serde_json` cannot give: numbers as they are written (its
//! feature for that changes what every other crate in the program reads), a refusal of a key that is
//! there twice, and strings of which no copy is left behind unwiped. And it says what kind of mistake a
//! text has, in place of the column at which something is wrong.

mod object;
mod reader;
mod strings;
#[cfg(test)]
mod tests;
#[cfg(feature = "local")]
mod write;
mod wrong;

#[cfg(any(feature = "_aws", feature = "extension"))]
use super::Map;
use super::Value;

pub(crate) use object::Object;
#[cfg(feature = "local")]
pub(crate) use write::write;
pub(crate) use wrong::{Mistake, Wrong};

/// How deep lists and objects may stand in each other.
const DEEPEST: usize = 128;

/// The value of JSON.
pub(crate) fn read(text: &str) -> Result<Value, Wrong> {
    reader::Reader::new(text).read()
}

/// The object that the body of an answer is. All of it is wiped when it is dropped.
#[cfg(any(feature = "_aws", feature = "extension"))]
pub(crate) fn read_object(body: &[u8]) -> Option<Map> {
    match read(std::str::from_utf8(body).ok()?).ok()? {
        Value::Map(map) => Some(map),
        _ => None,
    }
}

/// Whether a string is a JSON list or object.
pub(crate) fn is_structured(text: &str) -> bool {
    text.trim_start().starts_with(['[', '{']) && read(text).is_ok()
}
