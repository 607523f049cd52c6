//! Finding a refused value again.
//!
//! serde keeps the content of tagged, untagged and flattened types aside and decodes it later, without
//! the places at which its parts were. The error names the part; this is a digest of it, by which it is
//! looked for in the value, and which tells nothing of it.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::de::Unexpected;

use super::Step;
use crate::value::{Found, Number, Value};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Clue {
    kind: &'static str,
    digest: u64,
}

/// What a part of a value is to serde.
#[derive(Hash)]
enum Part<'a> {
    Null,
    Boolean(bool),
    Unsigned(u64),
    Signed(i64),
    Float(u64),
    Text(&'a str),
    Bytes(&'a [u8]),
    List,
    Map,
}

impl Part<'_> {
    fn clue(&self) -> Clue {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        let kind = match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Unsigned(_) | Self::Signed(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a string",
            Self::Bytes(_) => "a binary value",
            Self::List => "a list",
            Self::Map => "an object",
        };
        Clue { kind, digest: hasher.finish() }
    }

    fn of(value: &Value) -> Option<Part<'_>> {
        Some(match value {
            Value::Null => Part::Null,
            Value::Boolean(boolean) => Part::Boolean(*boolean),
            Value::Number(number) => Part::of_number(number)?,
            Value::Text(text) => Part::Text(text),
            Value::Bytes(bytes) => Part::Bytes(bytes),
            Value::List(_) => Part::List,
            Value::Map(_) => Part::Map,
        })
    }

    /// As [`Input`](crate::decode::Input) gives it to who asks for no type.
    fn of_number(number: &Number) -> Option<Self> {
        if let Ok(number) = number.integer() {
            return Some(Self::Unsigned(number));
        }
        if let Ok(number) = number.integer() {
            return Some(Self::Signed(number));
        }
        number.float::<f64>().ok().map(|number| Self::Float(number.to_bits()))
    }
}

impl Clue {
    pub(super) fn of(unexpected: &Unexpected<'_>) -> Option<Self> {
        let part = match *unexpected {
            Unexpected::Bool(boolean) => Part::Boolean(boolean),
            Unexpected::Unsigned(number) => Part::Unsigned(number),
            Unexpected::Signed(number) => Part::Signed(number),
            Unexpected::Float(number) => Part::Float(number.to_bits()),
            Unexpected::Str(text) => Part::Text(text),
            Unexpected::Bytes(bytes) => Part::Bytes(bytes),
            Unexpected::Unit | Unexpected::Option => Part::Null,
            Unexpected::Seq => Part::List,
            Unexpected::Map => Part::Map,
            _ => return None,
        };
        Some(part.clue())
    }

    pub(super) const fn kind(&self) -> &'static str {
        self.kind
    }

    /// The steps to the one part that it can be, innermost first.
    pub(super) fn find(self, value: &Value) -> Option<(Vec<Step>, Found)> {
        let mut search = Search { clue: self, path: Vec::new(), found: Vec::new() };
        search.look(value);
        let [_] = search.found.as_slice() else { return None };
        let (mut path, found) = search.found.pop()?;
        path.reverse();
        Some((path, found))
    }
}

struct Search {
    clue: Clue,
    path: Vec<Step>,
    found: Vec<(Vec<Step>, Found)>,
}

impl Search {
    fn look(&mut self, value: &Value) {
        // With two of them there is no telling which one it was.
        if self.found.len() > 1 {
            return;
        }
        if Part::of(value).is_some_and(|part| part.clue() == self.clue) {
            self.found.push((self.path.clone(), Found::of(value)));
        }
        match value {
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.below(Step::Item(index), item);
                }
            }
            Value::Map(map) => {
                for (index, (key, inner)) in map.iter().enumerate() {
                    self.below(Step::key(index, key), inner);
                }
            }
            _ => {}
        }
    }

    fn below(&mut self, step: Step, value: &Value) {
        self.path.push(step);
        self.look(value);
        self.path.pop();
    }
}
