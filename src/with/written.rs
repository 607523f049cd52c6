//! Decoding what is written as a string or as a plain number.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

use crate::value::number::Unfit;

/// figleaf's deserializer shows the words of
/// `wanted` when it fails; to every other one they are the name of a newtype.
pub(super) fn written<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    wanted: &'static str,
    text: impl Fn(&str) -> Result<T, Unfit>,
    number: impl Fn(u64) -> Result<T, Unfit>,
) -> Result<T, D::Error> {
    let visitor = Written { wanted, text, number, value: PhantomData };
    deserializer.deserialize_newtype_struct(wanted, visitor)
}

struct Written<P, N, T> {
    wanted: &'static str,
    text: P,
    number: N,
    value: PhantomData<fn() -> T>,
}

impl<P, N, T> Written<P, N, T> {
    /// The value itself is not told. figleaf's own error knows the words again.
    fn settle<E: Error>(&self, value: Result<T, Unfit>) -> Result<T, E> {
        value.map_err(|unfit| {
            let found = match unfit {
                Unfit::NoNumber => "another text",
                unfit => unfit.words(),
            };
            E::invalid_value(Unexpected::Other(found), &self.wanted)
        })
    }
}

impl<'de, P, N, T> Visitor<'de> for Written<P, N, T>
where
    P: Fn(&str) -> Result<T, Unfit>,
    N: Fn(u64) -> Result<T, Unfit>,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wanted)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        self.settle((self.text)(text))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        self.settle((self.number)(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        let number = u64::try_from(number).map_err(|_| Unfit::Negative);
        self.settle(number.and_then(|number| (self.number)(number)))
    }
}
