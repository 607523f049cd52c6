//! What a type is handed, and the deserializer that hands it out.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess, Visitor,
};

use super::asked::{Asked, Form};
use super::{Shape, Variant};

/// What a type is handed.
#[derive(Debug, Clone)]
pub(super) enum Hand {
    /// No value: the type tells what it wanted.
    Ask,
    Nothing,
    Bool,
    Int(i64),
    Float,
    Text(&'static str),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
    Variant(&'static str, Box<Self>),
}

impl Hand {
    /// A value of that shape, made up.
    pub(super) fn sample(shape: &Shape) -> Self {
        match shape {
            Shape::Any | Shape::Unit | Shape::Option(_) => Self::Nothing,
            Shape::Bool => Self::Bool,
            Shape::Integer { .. } => Self::Int(1),
            Shape::Float { .. } => Self::Float,
            Shape::Char | Shape::Text | Shape::Bytes => Self::Text("a"),
            Shape::List(_) => Self::List(Vec::new()),
            Shape::Tuple(items) => Self::List(items.iter().map(Self::sample).collect()),
            Shape::Map { .. } => Self::Map(Vec::new()),
            Shape::Struct { fields, required, .. } => {
                let is_required = |(name, _): &&(&'static str, Shape)| required.contains(name);
                let entry =
                    |(name, shape): &(&'static str, Shape)| (Self::Text(name), Self::sample(shape));
                Self::Map(fields.iter().filter(is_required).map(entry).collect())
            }
            Shape::Enum(variants) => {
                let unit = variants.iter().find(|(_, variant)| *variant == Variant::Unit);
                match unit.or(variants.first()) {
                    Some((name, Variant::With(shape))) => {
                        Self::Variant(name, Box::new(Self::sample(shape)))
                    }
                    Some((name, Variant::Unit)) => Self::Variant(name, Box::new(Self::Nothing)),
                    None => Self::Nothing,
                }
            }
        }
    }

    /// Without a value the form is the answer.
    fn answer<'de, V: Visitor<'de>>(&'de self, form: Form, visitor: V) -> Result<V::Value, Asked> {
        match self {
            Self::Ask => Err(Asked::For(form)),
            Self::Nothing => visitor.visit_unit(),
            Self::Bool => visitor.visit_bool(false),
            Self::Int(number) => visitor.visit_i64(*number),
            Self::Float => visitor.visit_f64(1.0),
            Self::Text(text) => visitor.visit_borrowed_str(text),
            Self::List(items) => visitor.visit_seq(SeqDeserializer::new(items.iter())),
            Self::Map(entries) => {
                let entries = entries.iter().map(|(key, value)| (key, value));
                visitor.visit_map(MapDeserializer::new(entries))
            }
            Self::Variant(..) => visitor.visit_enum(self),
        }
    }
}

macro_rules! asks {
    ($($method:ident $form:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Asked> {
            self.answer($form, visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for &'de Hand {
    type Error = Asked;

    asks! {
        deserialize_any Form::Any;
        deserialize_bool Form::Bool;
        deserialize_i8 Form::Integer("i8");
        deserialize_i16 Form::Integer("i16");
        deserialize_i32 Form::Integer("i32");
        deserialize_i64 Form::Integer("i64");
        deserialize_i128 Form::Integer("i128");
        deserialize_u8 Form::Integer("u8");
        deserialize_u16 Form::Integer("u16");
        deserialize_u32 Form::Integer("u32");
        deserialize_u64 Form::Integer("u64");
        deserialize_u128 Form::Integer("u128");
        deserialize_f32 Form::Float { is_short: true };
        deserialize_f64 Form::Float { is_short: false };
        deserialize_char Form::Char;
        deserialize_str Form::Text;
        deserialize_string Form::Text;
        deserialize_identifier Form::Text;
        deserialize_bytes Form::Bytes;
        deserialize_byte_buf Form::Bytes;
        deserialize_unit Form::Unit;
        deserialize_seq Form::List;
        deserialize_map Form::Map;
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Asked> {
        match self {
            Hand::Nothing => visitor.visit_none(),
            Hand::Ask => visitor.visit_some(self).map_err(Asked::optional),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Asked> {
        self.answer(Form::Unit, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Asked> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Asked> {
        self.answer(Form::Tuple(length), visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Asked> {
        self.answer(Form::Tuple(length), visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Asked> {
        self.answer(Form::Struct { name, fields }, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Asked> {
        self.answer(Form::Enum { name, variants }, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Asked> {
        visitor.visit_unit()
    }
}

impl<'de> IntoDeserializer<'de, Asked> for &'de Hand {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> EnumAccess<'de> for &'de Hand {
    type Error = Asked;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Asked> {
        let Hand::Variant(name, inner) = self else { return Err(Asked::Refused) };
        let name: serde::de::value::BorrowedStrDeserializer<'_, Asked> =
            serde::de::value::BorrowedStrDeserializer::new(name);
        Ok((seed.deserialize(name)?, inner))
    }
}

impl<'de> VariantAccess<'de> for &'de Hand {
    type Error = Asked;

    fn unit_variant(self) -> Result<(), Asked> {
        match self {
            Hand::Ask => Err(Asked::For(Form::Unit)),
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Asked> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Asked> {
        self.answer(Form::Tuple(length), visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Asked> {
        // It has no name of its own, and the enum around it has one.
        self.answer(Form::Struct { name: "", fields }, visitor)
    }
}
