//! The deserializer of one field: text becomes what its type asks for.
//!
//! Stores and environment variables hold text, so a number, a boolean, an enum or a list is read
//! from text when the type asks for it, and never before. Values that have a type already (a JSON
//! document, a TOML file) keep it, and numbers and booleans may stand for text.

use std::borrow::Cow;

use figment::value::{Dict, Num, Value};
use serde::de::value::{MapDeserializer, StrDeserializer};
use serde::de::{self, IntoDeserializer, Visitor};

use super::fault::{Fault, Reason, Step, describe, describe_text};

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

impl std::fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Input({})", self.describe())
    }
}

/// How text becomes something that is no scalar.
#[derive(Clone, Copy)]
pub(crate) struct Form<'de> {
    /// What separates the items of a list.
    pub(crate) delimiter: &'de str,
    /// Whether a list is the text's bytes.
    pub(crate) bytes: bool,
}

impl<'de> Input<'de> {
    pub(crate) fn new(value: &'de Value, form: Form<'de>) -> Self {
        let source = match value {
            Value::String(_, text) => Source::Text(text),
            value => Source::Value(value),
        };
        Self { source, form }
    }

    pub(crate) fn text(text: &'de str, form: Form<'de>) -> Self {
        Self { source: Source::Text(text), form }
    }

    fn describe(&self) -> String {
        match self.source {
            Source::Text(text) => describe_text(text),
            Source::Value(value) => describe(value),
        }
    }

    fn wrong(&self, wanted: &'static str) -> Fault {
        Fault::new(Reason::Type(Some(wanted))).at(&self.describe(), None)
    }

    /// Adds what this input is to a fault that arose from it.
    fn explain<T>(
        &self,
        result: Result<T, Fault>,
        wanted: Option<&'static str>,
    ) -> Result<T, Fault> {
        result.map_err(|fault| fault.at(&self.describe(), wanted))
    }

    /// The items of a text: split, and without the white space around them. An empty text is an
    /// empty list.
    fn split(&self, text: &'de str) -> impl Iterator<Item = Self> + use<'de> {
        let form = self.form;
        let items = (!text.trim().is_empty()).then(|| text.split(form.delimiter));
        items.into_iter().flatten().map(move |item| Self::text(item.trim(), form))
    }

    fn not_json(&self) -> Fault {
        Fault::new(Reason::NotJson("an object")).at(&self.describe(), None)
    }

    fn number<T: std::str::FromStr>(&self, wanted: &'static str) -> Result<Option<T>, Fault> {
        match self.source {
            Source::Text(text) => text.trim().parse().map(Some).map_err(|_| self.wrong(wanted)),
            Source::Value(_) => Ok(None),
        }
    }
}

/// Numbers from text by their own `FromStr`, from values by the visitor's range check.
macro_rules! numbers {
    ($($method:ident $visit:ident $ty:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            let result = match self.number::<$ty>(stringify!($ty))? {
                Some(number) => visitor.$visit(number),
                None => self.deserialize_any(visitor),
            };
            self.explain(result, Some(stringify!($ty)))
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Input<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = match self.source {
            Source::Text(text) => visitor.visit_borrowed_str(text),
            Source::Value(value) => match value {
                Value::String(_, text) => visitor.visit_borrowed_str(text),
                Value::Char(_, char) => visitor.visit_char(*char),
                Value::Bool(_, boolean) => visitor.visit_bool(*boolean),
                Value::Num(_, number) => visit_number(*number, visitor),
                Value::Empty(..) => visitor.visit_unit(),
                Value::Dict(_, dict) => self.visit_dict(dict, visitor),
                Value::Array(_, items) => {
                    let form = self.form;
                    visit_items(items.iter().map(|item| Self::new(item, form)), visitor)
                }
            },
        };
        self.explain(result, None)
    }

    numbers! {
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
        deserialize_f32 visit_f32 f32
        deserialize_f64 visit_f64 f64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = match self.source {
            Source::Text(text) => match boolean(text.trim()) {
                Some(boolean) => visitor.visit_bool(boolean),
                None => {
                    let fault = Fault::new(Reason::Form("bool (true, false, 1 or 0)"));
                    return Err(fault.at(&self.describe(), None));
                }
            },
            Source::Value(_) => self.deserialize_any(visitor),
        };
        self.explain(result, Some("bool"))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = match self.source {
            Source::Value(value) => match plain_text(value) {
                Some(text) => visitor.visit_str(&text),
                None => self.deserialize_any(visitor),
            },
            Source::Text(text) => visitor.visit_borrowed_str(text),
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
        match self.source {
            Source::Text(text) => self.explain(visitor.visit_bytes(text.as_bytes()), Some("bytes")),
            Source::Value(_) => {
                let bytes: Vec<u8> = de::Deserialize::deserialize(self)?;
                self.explain(visitor.visit_byte_buf(bytes), Some("bytes"))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.source {
            Source::Value(Value::Empty(..)) => visitor.visit_none(),
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
        let mut result = visitor.visit_newtype_struct(self);
        if let Err(fault) = &mut result
            && is_wording(name)
        {
            fault.reason = Reason::Form(name);
        }
        self.explain(result, None)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = match self.source {
            Source::Text(text) if self.form.bytes => {
                visitor.visit_seq(de::value::SeqDeserializer::<_, Fault>::new(text.bytes()))
            }
            Source::Text(text) => visit_items(self.split(text), visitor),
            Source::Value(_) => self.deserialize_any(visitor),
        };
        self.explain(result, Some("a list"))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    /// Text that begins like JSON is JSON that nobody has declared; other text is a list of pairs.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.source {
            Source::Text(text) if text.trim_start().starts_with('{') => Err(self.not_json()),
            Source::Text(text) => self.explain(self.visit_pairs(text, visitor), Some("a map")),
            Source::Value(_) => self.explain(self.deserialize_any(visitor), Some("an object")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.source {
            Source::Text(_) => Err(self.not_json()),
            Source::Value(_) => self.explain(self.deserialize_any(visitor), Some("an object")),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let result = match self.source {
            Source::Text(text) => {
                let name: StrDeserializer<'_, Fault> = text.into_deserializer();
                visitor.visit_enum(name)
            }
            Source::Value(Value::Dict(_, dict)) => {
                let form = self.form;
                let entries =
                    dict.iter().map(|(key, value)| (key.as_str(), Self::new(value, form)));
                visitor.visit_enum(de::value::MapAccessDeserializer::new(MapDeserializer::new(
                    entries,
                )))
            }
            Source::Value(_) => Err(self.wrong("the name of a variant")),
        };
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
    fn visit_dict<V: Visitor<'de>>(&self, dict: &'de Dict, visitor: V) -> Result<V::Value, Fault> {
        let form = self.form;
        let mut entries = Entries { rest: dict.iter(), value: None, form };
        visitor.visit_map(&mut entries)
    }
}

/// The entries of an object; a fault in one of them gets its key.
struct Entries<'de> {
    rest: std::collections::btree_map::Iter<'de, String, Value>,
    value: Option<(&'de String, &'de Value)>,
    form: Form<'de>,
}

impl<'de> de::MapAccess<'de> for Entries<'de> {
    type Error = Fault;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        self.value = self.rest.next();
        let Some((key, _)) = self.value else { return Ok(None) };
        seed.deserialize(Input::text(key, self.form))
            .map(Some)
            .map_err(|fault| fault.inside(Step::Key(key.clone())))
    }

    fn next_value_seed<S: de::DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let Some((key, value)) = self.value.take() else {
            return Err(Fault::new(Reason::Refused));
        };
        seed.deserialize(Input::new(value, self.form))
            .map_err(|fault| fault.inside(Step::Key(key.clone())))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

impl<'de> Input<'de> {
    /// The pairs of a text: `key=value`, separated like the items of a list. A key stands there once.
    fn visit_pairs<V: Visitor<'de>>(&self, text: &'de str, visitor: V) -> Result<V::Value, Fault> {
        let form = self.form;
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        for (index, item) in self.split(text).enumerate() {
            let Source::Text(item) = item.source else { continue };
            let wrong = |reason| {
                Fault::new(reason).at(&describe_text(item), None).inside(Step::Item(index))
            };
            let (key, value) = item.split_once('=').ok_or_else(|| wrong(Reason::NoPair))?;
            let (key, value) = (key.trim(), value.trim());
            if pairs.iter().any(|(known, _)| *known == key) {
                return Err(wrong(Reason::SameKey));
            }
            pairs.push((key, value));
        }
        visitor.visit_map(Pairs { rest: pairs.into_iter(), value: None, index: 0, form })
    }
}

/// The pairs of a text. A fault in one of them gets its number: its key is a part of the text.
struct Pairs<'de> {
    rest: std::vec::IntoIter<(&'de str, &'de str)>,
    value: Option<&'de str>,
    index: usize,
    form: Form<'de>,
}

impl<'de> de::MapAccess<'de> for Pairs<'de> {
    type Error = Fault;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        let key = seed.deserialize(Input::text(key, self.form));
        key.map(Some).map_err(|fault| fault.inside(Step::Item(self.index)))
    }

    fn next_value_seed<S: de::DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let Some(value) = self.value.take() else { return Err(Fault::new(Reason::Refused)) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Input::text(value, self.form))
            .map_err(|fault| fault.inside(Step::Item(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The items of a list; a fault in one of them gets its number.
struct Items<I> {
    rest: I,
    index: usize,
}

impl<'de, I: Iterator<Item = Input<'de>>> de::SeqAccess<'de> for Items<I> {
    type Error = Fault;

    fn next_element_seed<S: de::DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some(item) = self.rest.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(item).map(Some).map_err(|fault| fault.inside(Step::Item(index)))
    }
}

fn visit_items<'de, V: Visitor<'de>>(
    items: impl Iterator<Item = Input<'de>>,
    visitor: V,
) -> Result<V::Value, Fault> {
    let mut items = Items { rest: items, index: 0 };
    let value = visitor.visit_seq(&mut items)?;
    // A tuple takes as many items as it has; more of them are a mistake, not something to drop.
    match items.rest.next() {
        None => Ok(value),
        Some(_) => Err(Fault::new(Reason::Type(None))),
    }
}

fn visit_number<'de, V: Visitor<'de>>(number: Num, visitor: V) -> Result<V::Value, Fault> {
    match number {
        Num::U8(number) => visitor.visit_u8(number),
        Num::U16(number) => visitor.visit_u16(number),
        Num::U32(number) => visitor.visit_u32(number),
        Num::U64(number) => visitor.visit_u64(number),
        Num::U128(number) => visitor.visit_u128(number),
        Num::USize(number) => visitor.visit_u64(number as u64),
        Num::I8(number) => visitor.visit_i8(number),
        Num::I16(number) => visitor.visit_i16(number),
        Num::I32(number) => visitor.visit_i32(number),
        Num::I64(number) => visitor.visit_i64(number),
        Num::I128(number) => visitor.visit_i128(number),
        Num::ISize(number) => visitor.visit_i64(number as i64),
        Num::F32(number) => visitor.visit_f32(number),
        Num::F64(number) => visitor.visit_f64(number),
    }
}

/// Whether the name of a newtype is the words of a function of [`with`](crate::with): no type's name
/// has a space in it.
fn is_wording(name: &str) -> bool {
    name.contains(' ')
}

/// `true` and `false` in any case, `1` and `0`.
fn boolean(text: &str) -> Option<bool> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is("true") || is("1") {
        Some(true)
    } else if is("false") || is("0") {
        Some(false)
    } else {
        None
    }
}

/// The text of a value that has exactly one way to be written: a fraction has several.
fn plain_text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(_, text) => Some(Cow::Borrowed(text)),
        Value::Bool(_, boolean) => Some(Cow::Borrowed(if *boolean { "true" } else { "false" })),
        Value::Char(_, char) => Some(Cow::Owned(char.to_string())),
        Value::Num(_, number) => match (number.to_u128(), number.to_i128()) {
            (Some(number), _) => Some(Cow::Owned(number.to_string())),
            (None, Some(number)) => Some(Cow::Owned(number.to_string())),
            (None, None) => None,
        },
        Value::Empty(..) | Value::Dict(..) | Value::Array(..) => None,
    }
}
