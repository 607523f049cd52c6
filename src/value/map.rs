//! Keys with their values, in the order in which they were written.

use super::{Text, Value};
use crate::order::order;

/// A map in which each key is there once.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Map {
    entries: Vec<(Text, Value)>,
    /// The numbers of the entries, sorted by their keys. Empty while the entries themselves are sorted, as
    /// figment's and Parameter Store's are.
    order: Vec<usize>,
}

impl Map {
    /// The map of these entries, or the number of the first one whose key was there before.
    pub(crate) fn new(entries: Vec<(Text, Value)>) -> Result<Self, usize> {
        if entries.is_sorted_by(|(a, _), (b, _)| a.as_str() < b.as_str()) {
            return Ok(Self { entries, order: Vec::new() });
        }
        let key = |index: usize| entries[index].0.as_str();
        // Of equal keys the later one follows.
        let order = order(entries.len(), &|a, b| key(a).cmp(key(b)));
        let twice =
            order.windows(2).filter(|pair| key(pair[0]) == key(pair[1])).map(|pair| pair[1]);
        match twice.min() {
            None => Ok(Self { entries, order }),
            Some(index) => Err(index),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.find(key).ok().map(|at| &self.entries[self.number(at)].1)
    }

    /// The text that stands under a key.
    #[cfg(any(feature = "_aws", feature = "extension"))]
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let at = self.find(key).ok()?;
        let number = self.number(at);
        Some(&mut self.entries[number].1)
    }

    #[cfg(feature = "local")]
    pub(crate) fn into_entries(self) -> Vec<(Text, Value)> {
        self.entries
    }

    /// In the order in which they were written.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, (Text, Value)> {
        self.entries.iter()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(key, _)| key.as_str())
    }

    /// Puts `over` on top, as figment merges: maps are made one, of everything else the upper one stays.
    pub(crate) fn overlay(&mut self, over: Self) {
        if self.entries.is_empty() {
            *self = over;
            return;
        }
        for (key, value) in over.entries {
            match self.find(&key) {
                Ok(at) => {
                    let number = self.number(at);
                    match (&mut self.entries[number].1, value) {
                        (Value::Map(under), Value::Map(over)) => under.overlay(over),
                        (under, value) => *under = value,
                    }
                }
                Err(at) => {
                    if self.order.is_empty() {
                        self.order = (0..self.entries.len()).collect();
                    }
                    self.order.insert(at, self.entries.len());
                    self.entries.push((key, value));
                }
            }
        }
    }

    /// The place of a key in the order of the keys, or where it would be.
    fn find(&self, key: &str) -> Result<usize, usize> {
        match self.order.is_empty() {
            true => self.entries.binary_search_by(|(known, _)| known.as_str().cmp(key)),
            false => self.order.binary_search_by(|index| self.entries[*index].0.as_str().cmp(key)),
        }
    }

    /// The number of the entry at a place in the order of the keys.
    fn number(&self, at: usize) -> usize {
        self.order.get(at).copied().unwrap_or(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: &[(&str, u8)]) -> Result<Map, usize> {
        let entry = |(key, value): &(&str, u8)| {
            (Text::new((*key).to_owned()), Value::text(value.to_string()))
        };
        Map::new(entries.iter().map(entry).collect())
    }

    fn texts(map: &Map) -> Vec<(&str, &str)> {
        let text = |value: &'_ Value| match value {
            Value::Text(text) => text.to_string(),
            _ => String::new(),
        };
        map.iter().map(|(key, value)| (key.as_str(), &*text(value).leak())).collect()
    }

    #[test]
    fn order_is_kept_and_every_key_found() {
        let map = map(&[("b", 1), ("c", 2), ("a", 3)]).ok().unwrap();
        assert_eq!(texts(&map), [("b", "1"), ("c", "2"), ("a", "3")]);
        assert!(["a", "b", "c"].iter().all(|key| map.get(key).is_some()));
        assert!(map.get("d").is_none());
    }

    #[test]
    fn a_key_that_is_there_twice_is_the_later_one() {
        assert_eq!(map(&[("a", 1), ("b", 2), ("a", 3), ("b", 4)]).err(), Some(2));
    }

    #[test]
    fn sorted_ones_are_found_as_well() {
        let mut under = map(&[("a", 1), ("b", 2)]).ok().unwrap();
        assert!(under.get("a").is_some() && under.get("b").is_some() && under.get("c").is_none());
        under.overlay(map(&[("0", 3), ("b", 4)]).ok().unwrap());
        assert_eq!(texts(&under), [("a", "1"), ("b", "4"), ("0", "3")]);
        assert!(["0", "a", "b"].iter().all(|key| under.get(key).is_some()));
        assert_eq!(map(&[("a", 1), ("a", 2)]).err(), Some(1));
        assert!(map(&[]).ok().unwrap().get("a").is_none());
    }

    #[test]
    fn what_is_on_top_wins_and_the_rest_stays() {
        let mut under = map(&[("b", 1), ("a", 2)]).ok().unwrap();
        under.overlay(map(&[("c", 3), ("a", 4)]).ok().unwrap());
        assert_eq!(texts(&under), [("b", "1"), ("a", "4"), ("c", "3")]);
        assert!(under.get("c").is_some());
    }
}
