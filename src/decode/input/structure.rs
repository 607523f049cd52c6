//! Lists and objects that are ones already. A fault in a part of them gets its place.

use serde::de::{self, Visitor};

use super::super::fault::{Fault, Reason, Step};
use super::{Form, Input};
use crate::value::{Map, Text, Value};

impl<'de> Input<'de> {
    /// The items of a list. A string among them is no list: what would separate its items is not said.
    pub(super) fn items(
        &self,
        items: &'de [Value],
    ) -> impl ExactSizeIterator<Item = Self> + use<'de> {
        let form = self.form.part();
        items.iter().map(move |item| Self::new(item, form))
    }
}

/// The entries of an object.
pub(super) struct Entries<'de> {
    rest: std::iter::Enumerate<std::slice::Iter<'de, (Text, Value)>>,
    value: Option<(usize, &'de (Text, Value))>,
    form: Form<'de>,
}

impl<'de> Entries<'de> {
    pub(super) fn new(map: &'de Map, form: Form<'de>) -> Self {
        Self { rest: map.iter().enumerate(), value: None, form }
    }
}

impl<'de> de::MapAccess<'de> for Entries<'de> {
    type Error = Fault;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        self.value = self.rest.next();
        let Some((index, (key, _))) = self.value else { return Ok(None) };
        let decoded = seed.deserialize(Input::text(key, self.form.part()));
        decoded.map(Some).map_err(|fault| match fault.reason {
            // The key is told where it can be, and it is the key that is wrong.
            Reason::Unknown(_) => fault.inside(Step::key(index, key)),
            _ => fault.inside(Step::Key { index, name: None }),
        })
    }

    fn next_value_seed<S: de::DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let Some((index, (key, value))) = self.value.take() else {
            return Err(Fault::new(Reason::Refused));
        };
        let input = Input::new(value, self.form);
        seed.deserialize(input)
            .map_err(|fault| input.explained(fault, None).inside(Step::key(index, key)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The items of a list.
struct Items<I> {
    rest: I,
    index: usize,
}

impl<'de, I: ExactSizeIterator<Item = Input<'de>>> de::SeqAccess<'de> for Items<I> {
    type Error = Fault;

    fn next_element_seed<S: de::DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some(item) = self.rest.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(item)
            .map(Some)
            .map_err(|fault| item.explained(fault, None).inside(Step::Item(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// A tuple takes as many items as it has; more or fewer of them are a mistake.
pub(super) fn visit_items<'de, V: Visitor<'de>>(
    items: impl ExactSizeIterator<Item = Input<'de>>,
    length: Option<usize>,
    visitor: V,
) -> Result<V::Value, Fault> {
    let found = items.len();
    if length.is_some_and(|length| length != found) {
        return Err(Fault::new(Reason::Length { wanted: length, found }));
    }
    let mut items = Items { rest: items, index: 0 };
    let value = visitor.visit_seq(&mut items)?;
    match items.rest.len() {
        0 => Ok(value),
        left => Err(Fault::new(Reason::Length { wanted: Some(found - left), found })),
    }
}
