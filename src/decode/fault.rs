//! Why a value could not be decoded: types, lengths and places, and nothing of the value.
//!
//! serde hands the offending value to an error's constructors, and user code may put it into every
//! text that it passes. So no string is kept but `'static` ones, and what was found is described by
//! the deserializer, which knows the input.

mod clue;
mod known;

use std::fmt;

use serde::de::{Expected, Unexpected};

use crate::disclosure::is_name;
use crate::value::json::Wrong;
use crate::value::number::Unfit;
use crate::value::{Found, Value};

use clue::Clue;

use crate::secret::{NOT_KEPT, REDACTED};

/// The error of [`Input`](super::Input). It holds no part of a value.
#[derive(Clone, PartialEq, Eq)]
pub struct Fault {
    pub(crate) reason: Reason,
    /// Where in the value, innermost first.
    pub(crate) path: Vec<Step>,
    pub(crate) found: Option<Found>,
    pub(crate) buffered: Buffered,
    clue: Option<Clue>,
}

/// What is wrong. There are three roots: the type, the value, the number of items; and what a form of
/// text or a document has wrong before any type is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Another type is wanted; which one, when the deserializer was told.
    Type(Option<&'static str>),
    /// It is a number, and none that the type holds.
    Number(Unfit, Option<&'static str>),
    /// Another number of items is wanted.
    Length {
        wanted: Option<usize>,
        found: usize,
    },
    /// The value is a string, and JSON is what is wanted for such a type; serde's name of the type.
    NotJson(&'static str),
    /// The text is JSON, and nobody has said so.
    Undeclared,
    /// A collection inside of a collection, where one delimiter is to separate both.
    Nested,
    /// Between two delimiters is nothing.
    EmptyItem,
    /// Text of this form is wanted: "a duration such as 30s"; how a number in it does not fit.
    Form(&'static str, Option<Unfit>),
    /// An item is no `key=value`.
    NoPair,
    /// Two items have the same key.
    SameKey,
    /// None of the names that are known.
    Variant(&'static [&'static str]),
    /// The name of a variant that has data, without data.
    VariantHasData,
    /// Data for a variant that has none.
    VariantHasNone,
    /// An object that is to name a variant by its one key.
    NotOneKey,
    /// None of an untagged enum's variants takes the value.
    NoVariant,
    /// A struct's field has no value.
    Missing(&'static str),
    /// A struct has no such field; these it has.
    Unknown(&'static [&'static str]),
    Duplicate(&'static str),
    /// The text is no JSON.
    Syntax(Wrong),
    /// The type itself refused the value.
    Refused,
    /// The text that stands in the place of a secret, and no secret.
    Redacted,
    /// The type's decoding panicked.
    Panicked,
    /// The expression of a default panicked.
    DefaultPanicked,
}

/// Whether serde had kept the value aside, without its place, when a type refused it: it does so for
/// tagged, untagged and flattened types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Buffered {
    No,
    /// It was found again.
    Found,
    /// It is in there somewhere; this is its kind.
    Somewhere(&'static str),
}

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A key by its number; its name if it looks like one, or like that of a parameter.
    Key {
        index: usize,
        name: Option<String>,
    },
    Item(usize),
}

impl Step {
    pub(crate) fn key(index: usize, name: &str) -> Self {
        let is_name = name.split('/').all(is_name);
        Self::Key { index, name: is_name.then(|| name.to_owned()) }
    }
}

impl Fault {
    pub(crate) fn new(reason: Reason) -> Self {
        Self { reason, path: Vec::new(), found: None, buffered: Buffered::No, clue: None }
    }

    /// Adds what was met, where it was met first, and what was wanted if the fault does not say it.
    pub(crate) fn at(mut self, found: Found, wanted: Option<&'static str>) -> Self {
        if self.path.is_empty() {
            self.found.get_or_insert(found);
            if let Reason::Type(known @ None) = &mut self.reason {
                *known = wanted;
            }
        }
        self
    }

    pub(crate) fn inside(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }

    /// Says what is wanted in the words of a function of [`with`](crate::with).
    pub(crate) fn worded(mut self, words: &'static str) -> Self {
        let unfit = match self.reason {
            Reason::Number(unfit, _) => Some(unfit),
            _ => None,
        };
        self.reason = Reason::Form(words, unfit);
        self
    }

    /// Finds the place in `value` again of what serde had kept aside.
    pub(crate) fn located(mut self, value: &Value) -> Self {
        if !self.path.is_empty() || self.found.is_some() {
            return self;
        }
        let Some(clue) = self.clue.take() else { return self };
        match clue.find(value) {
            Some((path, _)) if path.is_empty() => {}
            Some((path, found)) => {
                (self.path, self.found, self.buffered) = (path, Some(found), Buffered::Found);
            }
            None => self.buffered = Buffered::Somewhere(clue.kind()),
        }
        self
    }

    fn about(reason: Reason, unexpected: &Unexpected<'_>) -> Self {
        Self { clue: Clue::of(unexpected), ..Self::new(reason) }
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fault(the value could not be decoded)")
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value could not be decoded")
    }
}

impl std::error::Error for Fault {}

impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(text: T) -> Self {
        let is_untagged = known::is_of_untagged(&text);
        Self::new(if is_untagged { Reason::NoVariant } else { Reason::Refused })
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let wanted = known::type_name(expected);
        let reason = match (unexpected, wanted) {
            (Unexpected::Float(_), Some(wanted)) if known::is_integer(wanted) => {
                Reason::Number(Unfit::Fraction, Some(wanted))
            }
            (_, wanted) => Reason::Type(wanted),
        };
        Self::about(reason, &unexpected)
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        if let Unexpected::Other(NOT_KEPT) = unexpected {
            return Self::new(Reason::Redacted);
        }
        let wanted = known::type_name(expected);
        let reason = match known::unfit(&unexpected, wanted) {
            Some(unfit) => Reason::Number(unfit, wanted),
            None => Reason::Type(wanted),
        };
        Self::about(reason, &unexpected)
    }

    fn invalid_length(found: usize, _: &dyn Expected) -> Self {
        Self::new(Reason::Length { wanted: None, found })
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::about(Reason::Variant(expected), &Unexpected::Str(variant))
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(Reason::Unknown(expected))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Reason::Missing(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(Reason::Duplicate(field))
    }
}

/// Whether a value is what figleaf prints in the place of a secret, or has it inside.
pub(crate) fn is_redacted(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.as_str() == REDACTED,
        Value::Map(map) => map.iter().any(|(_, inner)| is_redacted(inner)),
        Value::List(items) => items.iter().any(is_redacted),
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::Bytes(_) => false,
    }
}
