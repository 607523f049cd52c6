//! The one place that decides how much of a field's value may be told.
//!
//! No value and no part of one is ever told. But even a length, a column or the place of a space is
//! something to try pass phrases and PINs by, so that a sensitive field tells less than a public one.

use crate::error::Length;
use crate::schema::Field;
use crate::value::json::Wrong;
use crate::value::{Found, Look, count};

/// How a field may be described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disclosure {
    /// Its kind, its length, and where in it something is wrong.
    Public,
    /// Its kind; that it is empty, or has white space around it.
    Sensitive,
}

/// The longest key of a document that is told.
const LONGEST_KEY: usize = 64;

impl Disclosure {
    pub(crate) fn of(field: &Field) -> Self {
        if field.is_sensitive() { Self::Sensitive } else { Self::Public }
    }

    /// What was found: `a string of 6 characters`.
    pub(crate) fn found(self, found: Found) -> String {
        match (found, self) {
            (Found::Text(Look { length: 0, .. }), _) => "an empty string".to_owned(),
            (Found::Text(look), Self::Public) => {
                format!("a string of {}{}", count(look.length, "character"), unseen(look))
            }
            (Found::Text(look), Self::Sensitive) => {
                format!("a string{}", if look.is_padded { PADDED } else { "" })
            }
            (found, Self::Sensitive) => found.kind().to_owned(),
            (Found::Bytes(length), Self::Public) => {
                format!("a binary value of {}", count(length, "byte"))
            }
            (Found::List(length), Self::Public) => format!("a list of {}", count(length, "item")),
            (Found::Map(length), Self::Public) => {
                format!("an object with {}", count(length, "key"))
            }
            (Found::Null | Found::Boolean | Found::Number, Self::Public) => found.kind().to_owned(),
        }
    }

    /// What a string is like that a rule refuses, if that says anything about it.
    pub(crate) fn rejected(self, found: Found, allowed: Option<Length>) -> Option<String> {
        let (Self::Sensitive, Found::Text(look)) = (self, found) else {
            return Some(self.found(found));
        };
        let length = look.length as u64;
        let is_beyond = |bound: Option<u64>, beyond: fn(&u64, &u64) -> bool| {
            bound.is_some_and(|bound| beyond(&length, &bound))
        };
        match allowed {
            _ if length == 0 || look.is_padded => Some(self.found(found)),
            Some(Length { min, .. }) if is_beyond(min, u64::lt) => Some("too short".to_owned()),
            Some(Length { max, .. }) if is_beyond(max, u64::gt) => Some("too long".to_owned()),
            _ => None,
        }
    }

    /// A string that is no JSON, and where: `a string of 9 characters that ends early at line 1, column 9`.
    pub(crate) fn wrong(self, wrong: &Wrong) -> String {
        let words = wrong.mistake.words();
        match self {
            _ if wrong.length == 0 => "an empty string".to_owned(),
            Self::Sensitive => format!("a string that {words}"),
            Self::Public => format!(
                "a string of {} that {words} at line {}, column {}",
                count(wrong.length, "character"),
                wrong.line,
                wrong.column
            ),
        }
    }

    /// Whether a key of a document may be told: as it is when it looks like a name, and else not at all.
    /// What keys are like is the choice of whoever wrote the document: some are tokens, or addresses of
    /// customers.
    pub(crate) fn tells_key(self, key: &str) -> bool {
        self == Self::Public && is_name(key)
    }
}

const PADDED: &str = " (with white space around it)";

/// What nobody sees who looks at the text.
fn unseen(look: Look) -> &'static str {
    match look {
        Look { has_mark: true, .. } => " (with a byte order mark, U+FEFF, at its beginning)",
        Look { has_unseen: true, .. } => {
            " (with a character that nobody sees, such as a non-breaking space)"
        }
        Look { is_quoted: true, .. } => " (with quotation marks around it)",
        Look { is_padded: true, .. } => PADDED,
        _ => "",
    }
}

/// Whether a key looks like the name of something.
pub(crate) fn is_name(key: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    !key.is_empty() && key.len() <= LONGEST_KEY && key.chars().all(is_part)
}
