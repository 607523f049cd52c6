//! The deserializer of one field: a string becomes what its type asks for.
//!
//! Stores and environment variables hold strings, so a number, a boolean, an enum or a list is read
//! from a string when the type asks for it, and never before. Values that have a type already (JSON
//! document, a TOML file) keep it, and numbers and booleans may stand for a string.

mod scalar;
mod structure;
mod text;
mod variant;

use serde::de::value::SeqDeserializer;
use serde::de::{self, IntoDeserializer, Visitor};

use super::fault::{Fault, Reason};
use crate::value::number::Unfit;
use crate::value::{Found, Number, Value, number};

use structure::{Entries, visit_items};

/// The value of one field as a serde deserializer. Functions named by `with = …` get it.
#[derive(Clone, Copy)]
pub struct Input<'de> {
    source: Source<'de>,
    form: Form<'de>,
}

#[derive(Clone, Copy)]
enum Source<'de> {
    Text(&'de str),
    Value(&'de Value),
}

/// The kind of the value alone: whether the field is sensitive is not known here.
impl std::fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Input({})", self.found().kind())
    }
}

/// How a string becomes something that is no scalar.
#[derive(Clone, Copy)]
pub(crate) struct Form<'de> {
    /// What separates the items of a list.
    delimiter: &'de str,
    /// Whether a list is the text's bytes.
    is_bytes: bool,
    /// Whether the text is a part of a list already, so that the delimiter is used up.
    is_part: bool,
}

impl<'de> Form<'de> {
    pub(crate) fn new(delimiter: &'de str, is_bytes: bool) -> Self {
        Self { delimiter, is_bytes, is_part: false }
    }

    fn part(self) -> Self {
        Self { is_part: true, ..self }
    }
}

impl<'de> Input<'de> {
    pub(crate) fn new(value: &'de Value, form: Form<'de>) -> Self {
        let source = match value {
            Value::Text(text) => Source::Text(text),
            value => Source::Value(value),
        };
        Self { source, form }
    }

    fn text(text: &'de str, form: Form<'de>) -> Self {
        Self { source: Source::Text(text), form }
    }

    fn found(&self) -> Found {
        match self.source {
            Source::Text(text) => Found::of_text(text),
            Source::Value(value) => Found::of(value),
        }
    }

    fn fault(&self, reason: Reason) -> Fault {
        Fault::new(reason).at(self.found(), None)
    }

    fn wrong(&self, wanted: &'static str) -> Fault {
        self.fault(Reason::Type(Some(wanted)))
    }

    /// Adds what this input is to a fault that arose from it.
    fn explain<T>(
        &self,
        result: Result<T, Fault>,
        wanted: Option<&'static str>,
    ) -> Result<T, Fault> {
        result.map_err(|fault| self.explained(fault, wanted))
    }

    /// The same of a fault. Of a type whose content serde keeps aside it comes without a place, and after
    /// this input has been read.
    pub(crate) fn explained(&self, fault: Fault, wanted: Option<&'static str>) -> Fault {
        match self.source {
            Source::Text(_) => fault.at(self.found(), wanted),
            Source::Value(value) => fault.located(value).at(self.found(), wanted),
        }
    }

    /// What a number does not fit in, where a type of that name is wanted.
    fn unfit(&self, unfit: Unfit, wanted: &'static str) -> Fault {
        match unfit {
            Unfit::NoNumber => self.wrong(wanted),
            unfit => self.fault(Reason::Number(unfit, Some(wanted))),
        }
    }
}

/// Numbers from strings, so that they are exact and it is known why one does not fit.
macro_rules! numbers {
    ($read:ident $written:ident: $($method:ident $visit:ident $ty:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            let number = match self.source {
                Source::Text(text) => number::$read::<$ty>(text.trim()),
                Source::Value(Value::Number(number)) => number.$written::<$ty>(),
                Source::Value(_) => {
                    let no_number = |_: &Number, _| Err(self.wrong(stringify!($ty)));
                    let result = self.visit_any(visitor, no_number);
                    return self.explain(result, Some(stringify!($ty)));
                }
            };
            let number = number.map_err(|unfit| self.unfit(unfit, stringify!($ty)))?;
            self.explain(visitor.$visit(number), Some(stringify!($ty)))
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Input<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.visit_any(visitor, scalar::visit_number)
    }

    numbers! { integer integer:
        deserialize_i8 visit_i8 i8
        deserialize_i16 visit_i16 i16
        deserialize_i32 visit_i32 i32
        deserialize_i64 visit_i64 i64
        deserialize_i128 visit_i128 i128
        deserialize_u8 visit_u8 u8
        deserialize_u16 visit_u16 u16
        deserialize_u32 visit_u32 u32
        deserialize_u64 visit_u64 u64
        deserialize_u128 visit_u128 u128
    }

    numbers! { float float:
        deserialize_f32 visit_f32 f32
        deserialize_f64 visit_f64 f64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = match self.source {
            Source::Text(text) => match scalar::boolean(text.trim()) {
                Some(boolean) => visitor.visit_bool(boolean),
                None => Err(self.fault(Reason::Form("bool (true, false, 1 or 0)", None))),
            },
            Source::Value(_) => self.deserialize_any(visitor),
        };
        self.explain(result, Some("bool"))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = match self.source {
            Source::Text(text) => visitor.visit_borrowed_str(text),
            Source::Value(value) => match scalar::plain_text(value) {
                Some(text) => visitor.visit_borrowed_str(text),
                None => self.visit_any(visitor, scalar::visit_float),
            },
        };
        self.explain(result, Some("a string"))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = self.deserialize_str(visitor);
        self.explain(result, Some("char"))
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_byte_buf(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = match self.source {
            Source::Text(text) => visitor.visit_borrowed_bytes(text.as_bytes()),
            Source::Value(Value::Bytes(bytes)) => visitor.visit_borrowed_bytes(bytes),
            Source::Value(_) => visitor.visit_byte_buf(de::Deserialize::deserialize(self)?),
        };
        self.explain(result, Some("bytes"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.source {
            Source::Value(Value::Null) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_any(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let result = visitor.visit_newtype_struct(self).map_err(|fault| match is_wording(name) {
            true => fault.worded(name),
            false => fault,
        });
        self.explain(result, None)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.visit_list(None, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.visit_list(Some(length), visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.visit_list(Some(length), visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = match self.source {
            Source::Text(text) => self.visit_pairs(text, visitor),
            Source::Value(_) => self.visit_map(visitor),
        };
        self.explain(result, Some("a map"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let result = match self.source {
            Source::Text(_) => Err(self.fault(Reason::NotJson(name))),
            // What people write for a duration is a string or a number, and serde's form has two keys.
            Source::Value(Value::Number(_)) if name == "Duration" => {
                Err(self.fault(Reason::NotJson(name)))
            }
            Source::Value(_) => self.visit_map(visitor),
        };
        self.explain(result, Some("an object"))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let result = self.visit_enum(visitor);
        self.explain(result, Some("the name of a variant"))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }
}

impl<'de> IntoDeserializer<'de, Fault> for Input<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Input<'de> {
    /// What is there, whatever its type. What becomes of a number is the caller's: who has read numbers already
    /// needs no code for them.
    fn visit_any<V: Visitor<'de>>(
        self,
        visitor: V,
        visit_number: impl FnOnce(&Number, V) -> Result<V::Value, Fault>,
    ) -> Result<V::Value, Fault> {
        let result = match self.source {
            Source::Text(text) => visitor.visit_borrowed_str(text),
            Source::Value(value) => match value {
                Value::Text(text) => visitor.visit_borrowed_str(text),
                Value::Boolean(boolean) => visitor.visit_bool(*boolean),
                Value::Number(number) => visit_number(number, visitor),
                Value::Null => visitor.visit_unit(),
                Value::Bytes(bytes) => visitor.visit_borrowed_bytes(bytes),
                Value::Map(map) => visitor.visit_map(Entries::new(map, self.form)),
                Value::List(items) => visit_items(self.items(items), None, visitor),
            },
        };
        self.explain(result, None)
    }

    fn visit_list<V: Visitor<'de>>(
        &self,
        length: Option<usize>,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let bytes = |bytes: &'de [u8]| SeqDeserializer::<_, Fault>::new(bytes.iter().copied());
        let result = match self.source {
            Source::Text(text) if self.form.is_bytes => visitor.visit_seq(bytes(text.as_bytes())),
            Source::Text(text) => match self.split(text) {
                Ok(items) => visit_items(items.into_iter(), length, visitor),
                Err(fault) => Err(fault),
            },
            Source::Value(Value::Bytes(value)) => visitor.visit_seq(bytes(value)),
            Source::Value(Value::List(items)) => visit_items(self.items(items), length, visitor),
            Source::Value(_) => Err(self.wrong("a list")),
        };
        self.explain(result, Some("a list"))
    }

    /// The entries of an object. A list is none, even for a struct, whose fields would then be decided
    /// by their order.
    fn visit_map<V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Fault> {
        match self.source {
            Source::Value(Value::Map(map)) => visitor.visit_map(Entries::new(map, self.form)),
            _ => Err(self.wrong("an object")),
        }
    }
}

/// Whether the name of a newtype is the words of a function of [`with`](crate::with): no type's name
/// has a space in it.
fn is_wording(name: &str) -> bool {
    name.contains(' ')
}
