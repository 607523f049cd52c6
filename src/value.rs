//! figleaf's own value: what a store, a variable, a document or a provider gave, before the type of its
//! field is known.
//!
//! Others lose something on the way: of numbers all but what an `f64` holds, of two equal keys one, the
//! order of keys, the form of dates. Here a number is the text that was written, keys are in order and
//! each is there once, and everything is wiped when it is dropped. There is one way in from JSON
//! ([`json`]), from TOML ([`toml`](self::toml)) and from users' figment providers ([`figment`]).

pub(crate) mod figment;
mod found;
pub(crate) mod json;
mod map;
pub(crate) mod number;
#[cfg(feature = "local")]
pub(crate) mod toml;

use zeroize::Zeroizing;

pub(crate) use found::{Found, Look, Shape, count};
pub(crate) use map::Map;
pub(crate) use number::Number;

/// Text that is wiped when it is dropped.
pub(crate) type Text = Zeroizing<String>;

/// A value. It has no `Debug`, so that none is printed by accident.
#[derive(Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    Number(Number),
    Text(Text),
    Bytes(Zeroizing<Vec<u8>>),
    List(Vec<Self>),
    Map(Map),
}

impl Value {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(Text::new(text.into()))
    }

    #[cfg(feature = "local")]
    pub(crate) fn bytes(bytes: Vec<u8>) -> Self {
        Self::Bytes(Zeroizing::new(bytes))
    }

    /// A scalar as a store would hold it: as a string. None for what has no one way to be written.
    #[cfg(any(feature = "local", feature = "ops"))]
    pub(crate) fn as_written(&self) -> Option<Text> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Boolean(boolean) => Some(Text::new(boolean.to_string())),
            Self::Number(number) => number.text().map(|text| Text::new(text.to_owned())),
            Self::Null | Self::Bytes(_) | Self::List(_) | Self::Map(_) => None,
        }
    }

    #[cfg(feature = "local")]
    pub(crate) fn is_list_of_texts(&self) -> bool {
        let Self::List(items) = self else { return false };
        items.iter().all(|item| item.as_written().is_some())
    }
}
