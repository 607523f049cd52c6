//! Text that is a list or pairs: `a,b`, `a=1,b=2`.

use std::collections::HashSet;

use serde::de::{self, Visitor};

use super::super::fault::{Fault, Reason, Step};
use super::{Form, Input};
use crate::value::{Found, json};

impl<'de> Input<'de> {
    /// The items of a string. An empty string is an empty list.
    pub(super) fn split(&self, text: &'de str) -> Result<Vec<Self>, Fault> {
        let form = self.form.part();
        let items = self.separate(text)?;
        Ok(items.into_iter().map(|item| Self::text(item, form)).collect())
    }

    fn separate(&self, text: &'de str) -> Result<Vec<&'de str>, Fault> {
        if self.form.is_part {
            return Err(self.fault(Reason::Nested));
        }
        if is_declared_nowhere(text, self.form.delimiter) {
            return Err(self.fault(Reason::Undeclared));
        }
        items(text, self.form.delimiter)
            .map_err(|index| Fault::new(Reason::EmptyItem).inside(Step::Item(index)))
    }

    /// The pairs of a string: `key=value`, separated like the items of a list. A key stands there once.
    pub(super) fn visit_pairs<V: Visitor<'de>>(
        &self,
        text: &'de str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        // Braces around all of it are no part of a key.
        if is_enclosed(text.trim()) {
            return Err(self.fault(Reason::Undeclared));
        }
        let mut known = HashSet::new();
        let mut pairs = Vec::new();
        for (index, item) in self.separate(text)?.into_iter().enumerate() {
            let wrong = |reason| {
                Fault::new(reason).at(Found::of_text(item), None).inside(Step::Item(index))
            };
            let (key, value) = item.split_once('=').ok_or_else(|| wrong(Reason::NoPair))?;
            let (key, value) = (key.trim(), value.trim());
            if key.is_empty() {
                return Err(wrong(Reason::NoPair));
            }
            if !known.insert(key) {
                return Err(wrong(Reason::SameKey));
            }
            pairs.push((key, value));
        }
        let form = self.form.part();
        visitor.visit_map(Pairs { rest: pairs.into_iter(), value: None, index: 0, form })
    }
}

/// The items of a string, without the white space around them, or the number of one that is empty.
///
/// A delimiter at the end makes no item, and of delimiters that are white space several are one. Between
/// two others nothing stands by mistake, and in a list of what is allowed, nothing may match everything.
pub(crate) fn items<'t>(text: &'t str, delimiter: &str) -> Result<Vec<&'t str>, usize> {
    let mut items: Vec<&str> = text.split(delimiter).map(str::trim).collect();
    if delimiter.trim().is_empty() {
        items.retain(|item| !item.is_empty());
    }
    if items.last().is_some_and(|item| item.is_empty()) {
        items.pop();
    }
    match items.iter().position(|item| item.is_empty()) {
        Some(index) => Err(index),
        None => Ok(items),
    }
}

/// Whether a string that is to be split is JSON, or was to be: then what is between its delimiters is no
/// item. IPv6 addresses (`[::1]:80`) and patterns (`[a-z]`) begin with a bracket as well.
fn is_declared_nowhere(text: &str, delimiter: &str) -> bool {
    let text = text.trim();
    if text.starts_with('"') {
        return is_string(text)
            || items(text, delimiter).is_ok_and(|items| items.into_iter().all(is_string));
    }
    let Some(rest) = text.strip_prefix(['[', '{']) else { return false };
    let is_opening = rest.trim_start().starts_with(['"', '\'', '{', '[']);
    let is_around = is_enclosed(text) && rest.contains(delimiter);
    is_opening || is_around || json::is_structured(text)
}

/// Whether a string is a JSON string: an item in quotation marks would keep them.
fn is_string(text: &str) -> bool {
    text.starts_with('"') && json::read(text).is_ok()
}

/// Whether a string begins with a bracket that is closed by the one at its end.
fn is_enclosed(text: &str) -> bool {
    if !text.starts_with(['[', '{']) {
        return false;
    }
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return at + c.len_utf8() == text.len();
        }
    }
    false
}

/// The pairs of a string. A fault in one of them gets its number: its key is a part of the text.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delimiter_at_the_end_makes_no_item() {
        for (text, delimiter, expected) in [
            ("a, b", ",", Ok(vec!["a", "b"])),
            ("a,b,", ",", Ok(vec!["a", "b"])),
            ("a;b; ", ";", Ok(vec!["a", "b"])),
            ("", ",", Ok(vec![])),
            (" ", ",", Ok(vec![])),
            ("a\nb\n", "\n", Ok(vec!["a", "b"])),
            ("a\r\n\r\nb\r\n", "\n", Ok(vec!["a", "b"])),
            (" a  b ", " ", Ok(vec!["a", "b"])),
            (",", ",", Err(0)),
            (",a", ",", Err(0)),
            ("a,,b", ",", Err(1)),
            ("a, ,b", ",", Err(1)),
            ("a,,", ",", Err(1)),
        ] {
            assert_eq!(items(text, delimiter), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_json_is_not_split() {
        for text in [
            "[\"a\",\"b\"]",
            " [1,2] ",
            "[5]",
            "[]",
            "{}",
            "{\"a\":1}",
            "[\"a\",",
            "['a','b']",
            "[a,b]",
            "[[1],[2]]",
            "{a: 1, b: 2}",
            "\"a,b\"",
            "\"a\", \"b\"",
            "[{\"a\":1}]",
        ] {
            assert!(is_declared_nowhere(text, ","), "{text}");
        }
        for text in [
            "a,b",
            "[::1]:80,[::2]:80",
            "[::1]",
            "[a-z]",
            "{id}",
            "{id},{name}",
            "a,[b",
            "\"a b\" c,d",
            "a,\"b\"",
        ] {
            assert!(!is_declared_nowhere(text, ","), "{text}");
        }
    }
}
