//! What kind of value was found, and nothing of the value.

use super::Value;
use crate::printable::is_unseen;

/// What was found where something else is wanted. It is kept in place of the value; how much of it is
/// told is for [`Disclosure`](crate::disclosure::Disclosure) to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    Null,
    Boolean,
    Number,
    Text(Look),
    Bytes(usize),
    List(usize),
    Map(usize),
}

/// What a string looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// In characters.
    pub(crate) length: usize,
    /// White space at its beginning or its end: a line feed is the commonest reason why a value that
    /// looks right is not.
    pub(crate) is_padded: bool,
    /// Quotation marks around it.
    pub(crate) is_quoted: bool,
    /// A byte order mark at its beginning.
    pub(crate) has_mark: bool,
    /// Other characters that nobody sees: a non-breaking space, one of no width.
    pub(crate) has_unseen: bool,
    pub(crate) shape: Shape,
}

/// What a string begins and ends like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Plain,
    /// A list in brackets.
    List,
    /// An object in braces.
    Object,
}

impl Found {
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Boolean(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::Text(text) => Self::of_text(text),
            Value::Bytes(bytes) => Self::Bytes(bytes.len()),
            Value::List(items) => Self::List(items.len()),
            Value::Map(map) => Self::Map(map.len()),
        }
    }

    pub(crate) fn of_text(text: &str) -> Self {
        Self::Text(Look::of(text))
    }

    /// The kind alone: `a string`.
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::Text(_) => "a string",
            Self::Bytes(_) => "a binary value",
            Self::List(_) => "a list",
            Self::Map(_) => "an object",
        }
    }
}

impl Look {
    fn of(text: &str) -> Self {
        let seen = text.trim_matches(|c: char| c.is_whitespace() || is_unseen(c));
        let is_quoted = |mark: char| {
            let inside = seen.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
            inside.is_some()
        };
        let wrapped = |open: char, close: char| seen.starts_with(open) && seen.ends_with(close);
        Self {
            length: text.chars().count(),
            is_padded: text.trim().len() != text.len(),
            is_quoted: ['"', '\''].into_iter().any(is_quoted),
            has_mark: text.starts_with('\u{feff}'),
            has_unseen: text.trim_start_matches('\u{feff}').chars().any(is_unseen),
            shape: match () {
                () if wrapped('[', ']') => Shape::List,
                () if wrapped('{', '}') => Shape::Object,
                () => Shape::Plain,
            },
        }
    }
}

/// `1 item`, `2 items`.
pub(crate) fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
