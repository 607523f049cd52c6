//! Enums: the name of a variant as a string, or an object whose one key is the name.

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, IntoDeserializer, Visitor};

use super::super::fault::{Fault, Reason, Step};
use super::{Input, Source};
use crate::value::{Found, Value, json};

impl<'de> Input<'de> {
    pub(super) fn visit_enum<V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Fault> {
        match self.source {
            Source::Text(text) if json::is_structured(text) => Err(self.fault(Reason::Undeclared)),
            Source::Text(text) => visitor.visit_enum(Named(text)),
            Source::Value(Value::Map(map)) => match map.iter().as_slice() {
                [(name, value)] => {
                    visitor.visit_enum(Keyed { name, value: Self::new(value, self.form) })
                }
                _ => Err(self.fault(Reason::NotOneKey)),
            },
            Source::Value(_) => Err(self.wrong("the name of a variant")),
        }
    }
}

/// A variant by its name alone.
struct Named<'de>(&'de str);

impl<'de> de::EnumAccess<'de> for Named<'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let name: StrDeserializer<'_, Fault> = self.0.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> de::VariantAccess<'de> for Named<'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Fault> {
        Err(Fault::new(Reason::VariantHasData))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        Err(Fault::new(Reason::VariantHasData))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Fault> {
        Err(Fault::new(Reason::VariantHasData))
    }
}

/// A variant with its data. A fault in the data gets the name.
struct Keyed<'de> {
    name: &'de str,
    value: Input<'de>,
}

impl<'de> de::EnumAccess<'de> for Keyed<'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let name: StrDeserializer<'_, Fault> = self.name.into_deserializer();
        let name = seed.deserialize(name);
        Ok((name.map_err(|fault| fault.at(Found::Map(1), None))?, self))
    }
}

impl Keyed<'_> {
    fn inside<T>(name: &str, result: Result<T, Fault>) -> Result<T, Fault> {
        result.map_err(|fault| fault.inside(Step::key(0, name)))
    }
}

impl<'de> de::VariantAccess<'de> for Keyed<'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.value.source {
            Source::Value(Value::Null) => Ok(()),
            _ => Self::inside(self.name, Err(self.value.fault(Reason::VariantHasNone))),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        let result = seed.deserialize(self.value);
        Self::inside(self.name, self.value.explain(result, None))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Fault> {
        Self::inside(self.name, self.value.visit_list(Some(length), visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let result = self.value.visit_map(visitor);
        Self::inside(self.name, self.value.explain(result, Some("an object")))
    }
}
