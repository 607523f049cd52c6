//! What comes back when a type is read from what has no value.

use std::fmt;

use serde::de;

/// The answer of a type.
#[derive(Debug)]
pub(super) enum Asked {
    /// It wanted this.
    For(Form),
    /// It wanted this key first.
    Missing(&'static str),
    /// It has no such key.
    Unknown,
    /// It did not like what it got.
    Refused,
    /// It has all that it needs.
    Content,
}

/// What serde's data model has a method for.
#[derive(Debug)]
pub(super) enum Form {
    /// It looks at what it gets.
    Any,
    Bool,
    Integer(&'static str),
    Float {
        is_short: bool,
    },
    Char,
    Text,
    Bytes,
    Unit,
    Option(Box<Self>),
    List,
    Tuple(usize),
    Map,
    Struct {
        name: &'static str,
        fields: &'static [&'static str],
    },
    Enum {
        name: &'static str,
        variants: &'static [&'static str],
    },
}

impl Asked {
    /// The same inside of an `Option`.
    pub(super) fn optional(self) -> Self {
        match self {
            Self::For(form) => Self::For(Form::Option(Box::new(form))),
            other => other,
        }
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a type was asked for what it reads")
    }
}

impl std::error::Error for Asked {}

impl de::Error for Asked {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Refused
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::Unknown
    }
}
