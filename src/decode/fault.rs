//! Why a value could not be decoded: types, lengths and places, and nothing of the value.
//!
//! serde hands the offending value to an error's constructors, and user code may put it into every
//! text that it passes. So no text is kept but `'static` ones, and what was found is described by
//! the deserializer, which knows the input.

use std::fmt;

use figment::value::Value;

use crate::secret::{NOT_KEPT, REDACTED};

/// The error of [`Input`](super::Input). It holds no part of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub(crate) reason: Reason,
    /// Where in the value, innermost first.
    pub(crate) path: Vec<Step>,
    pub(crate) found: Option<String>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Another type is wanted; which one, when the deserializer was told.
    Type(Option<&'static str>),
    /// The value is text, and JSON is what is wanted for such a type.
    NotJson(&'static str),
    /// Text of this form is wanted: "a duration such as 30s".
    Form(&'static str),
    /// An item is no `key=value`.
    NoPair,
    /// Two items have the same key.
    SameKey,
    /// None of the names that are known.
    Variant(&'static [&'static str]),
    /// A struct's field has no value.
    Missing(&'static str),
    /// A struct has no such field; these it has.
    Unknown(&'static [&'static str]),
    Duplicate(&'static str),
    /// The text is no JSON.
    Syntax(crate::layer::Flaw),
    /// The type itself refused the value.
    Refused,
    /// The text that stands in the place of a secret, and no secret.
    Redacted,
    /// The type's decoding panicked.
    Panicked,
}

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Item(usize),
}

impl Fault {
    pub(crate) fn new(reason: Reason) -> Self {
        Self { reason, path: Vec::new(), found: None }
    }

    /// Adds what was met, where it was met first, and what was wanted if the fault does not say it.
    pub(crate) fn at(mut self, input: &str, wanted: Option<&'static str>) -> Self {
        if self.found.is_none() && self.path.is_empty() {
            self.found = Some(input.to_owned());
        }
        if self.reason == Reason::Type(None) && self.path.is_empty() {
            self.reason = Reason::Type(wanted);
        }
        self
    }

    pub(crate) fn inside(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value could not be decoded")
    }
}

impl std::error::Error for Fault {}

impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new(Reason::Refused)
    }

    fn invalid_type(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self::new(Reason::Type(None))
    }

    fn invalid_value(found: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        match found {
            serde::de::Unexpected::Other(NOT_KEPT) => Self::new(Reason::Redacted),
            _ => Self::new(Reason::Type(None)),
        }
    }

    fn invalid_length(_: usize, _: &dyn serde::de::Expected) -> Self {
        Self::new(Reason::Type(None))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(Reason::Variant(expected))
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
        Value::String(_, text) => text == REDACTED,
        Value::Dict(_, dict) => dict.values().any(is_redacted),
        Value::Array(_, items) => items.iter().any(is_redacted),
        _ => false,
    }
}

/// What kind of value it is, and how long.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::String(_, text) => describe_text(text),
        Value::Char(_, char) => describe_text(char.encode_utf8(&mut [0; 4])),
        Value::Bool(..) => "a boolean".to_owned(),
        Value::Num(..) => "a number".to_owned(),
        Value::Empty(..) => "null".to_owned(),
        Value::Dict(_, dict) => format!("an object with {}", count(dict.len(), "key")),
        Value::Array(_, items) => format!("a list of {}", count(items.len(), "item")),
    }
}

/// The length of a text, and the white space around it: a line feed at its end is the commonest
/// reason why a value that looks right is not.
pub(crate) fn describe_text(text: &str) -> String {
    let length = text.chars().count();
    let blanks = if text.trim().len() == text.len() { "" } else { " (with white space around it)" };
    match length {
        0 => "an empty string".to_owned(),
        _ => format!("a string of {}{blanks}", count(length, "character")),
    }
}

/// `1 item`, `2 items`.
pub(crate) fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
