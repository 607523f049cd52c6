//! Words of serde's own that are known to hold no value.

use std::fmt::{Display, Write as _};

use serde::de::{Expected, Unexpected};
use zeroize::Zeroizing;

use crate::value::number::Unfit;

/// What serde and its types call the types that they want. Any other string may hold anything.
const TYPES: [(&str, &str); 44] = [
    ("i8", "i8"),
    ("i16", "i16"),
    ("i32", "i32"),
    ("i64", "i64"),
    ("i128", "i128"),
    ("isize", "isize"),
    ("u8", "u8"),
    ("u16", "u16"),
    ("u32", "u32"),
    ("u64", "u64"),
    ("u128", "u128"),
    ("usize", "usize"),
    ("f32", "f32"),
    ("f64", "f64"),
    ("a nonzero i8", "a nonzero i8"),
    ("a nonzero i16", "a nonzero i16"),
    ("a nonzero i32", "a nonzero i32"),
    ("a nonzero i64", "a nonzero i64"),
    ("a nonzero i128", "a nonzero i128"),
    ("a nonzero isize", "a nonzero isize"),
    ("a nonzero u8", "a nonzero u8"),
    ("a nonzero u16", "a nonzero u16"),
    ("a nonzero u32", "a nonzero u32"),
    ("a nonzero u64", "a nonzero u64"),
    ("a nonzero u128", "a nonzero u128"),
    ("a nonzero usize", "a nonzero usize"),
    ("a boolean", "bool"),
    ("a character", "char"),
    ("a string", "a string"),
    ("a borrowed string", "a string"),
    ("a sequence", "a list"),
    ("a map", "an object"),
    ("unit", "null"),
    ("option", "a value or null"),
    ("a byte array", "bytes"),
    ("bytes", "bytes"),
    ("path string", "a path"),
    ("IP address", "an IP address"),
    ("IPv4 address", "an IPv4 address"),
    ("IPv6 address", "an IPv6 address"),
    ("socket address", "a socket address"),
    ("IPv4 socket address", "an IPv4 socket address"),
    ("IPv6 socket address", "an IPv6 socket address"),
    ("struct Duration", "a duration"),
];

/// The name of a type that is wanted, if it is one of those that are known.
pub(super) fn type_name(expected: &dyn Expected) -> Option<&'static str> {
    let text = Zeroizing::new(expected.to_string());
    TYPES.iter().find(|(known, _)| *known == text.as_str()).map(|(_, shown)| *shown)
}

pub(super) fn is_integer(name: &str) -> bool {
    let name = name.strip_prefix("a nonzero ").unwrap_or(name);
    name.starts_with(['i', 'u']) && crate::value::number::range(name).is_some()
}

/// How a number that its type refuses does not fit.
pub(super) fn unfit(unexpected: &Unexpected<'_>, wanted: Option<&str>) -> Option<Unfit> {
    Some(match *unexpected {
        Unexpected::Unsigned(0) | Unexpected::Signed(0) => Unfit::Zero,
        Unexpected::Unsigned(_) => Unfit::TooLarge,
        Unexpected::Signed(..0) if wanted.is_some_and(|name| name.starts_with('u')) => {
            Unfit::Negative
        }
        Unexpected::Signed(..0) => Unfit::TooSmall,
        Unexpected::Signed(_) => Unfit::TooLarge,
        Unexpected::Float(_) => Unfit::Fraction,
        Unexpected::Other(words) => return Unfit::by_words(words),
        _ => return None,
    })
}

/// Whether a string is what serde says when no variant of an enum takes the value.
pub(super) fn is_of_untagged(text: &impl Display) -> bool {
    let mut start = Start(Zeroizing::new(String::with_capacity(64)));
    // It ends early, when it has enough.
    let _ = write!(start, "{text}");
    ["data did not match any variant of untagged enum ", "no variant of enum "]
        .iter()
        .any(|known| start.0.starts_with(known))
}

/// The beginning of a string: a user's may be of any length.
struct Start(Zeroizing<String>);

impl std::fmt::Write for Start {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for c in text.chars() {
            if self.0.len() >= 60 {
                return Err(std::fmt::Error);
            }
            self.0.push(c);
        }
        Ok(())
    }
}
