//! Numbers in the place of values, to tell which of them have changed without keeping them.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use crate::value::{Number, Value};

/// Makes a number of 128 bits of a value. Its keys are random, so that a number says nothing of the value to
/// who does not have them: not even whether it is equal to a guess.
pub(crate) struct Digester([RandomState; 2]);

impl Digester {
    pub(crate) fn new() -> Self {
        Self([RandomState::new(), RandomState::new()])
    }

    /// No value has a number as well.
    pub(super) fn digest(&self, value: Option<&Value>) -> u128 {
        let half = |state: &RandomState| {
            let mut hasher = state.build_hasher();
            match value {
                Some(value) => add(value, &mut hasher),
                None => u8::MAX.hash(&mut hasher),
            }
            u128::from(hasher.finish())
        };
        half(&self.0[0]) << 64 | half(&self.0[1])
    }
}

fn add(value: &Value, to: &mut impl Hasher) {
    // Strings end with a mark, and lists and maps tell their length, so that no two values are one row of bytes.
    match value {
        Value::Null => 0u8.hash(to),
        Value::Boolean(boolean) => (1u8, boolean).hash(to),
        Value::Number(Number::Written(text)) => (2u8, text.as_str()).hash(to),
        Value::Number(Number::Float(number)) => (3u8, number.to_bits()).hash(to),
        Value::Text(text) => (4u8, text.as_str()).hash(to),
        Value::Bytes(bytes) => (5u8, bytes.as_slice()).hash(to),
        Value::List(items) => {
            (6u8, items.len()).hash(to);
            items.iter().for_each(|item| add(item, to));
        }
        Value::Map(map) => {
            (7u8, map.len()).hash(to);
            for (key, value) in map.iter() {
                key.as_str().hash(to);
                add(value, to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::json;

    #[test]
    fn other_values_have_other_numbers() {
        let digester = Digester::new();
        let texts = [
            "null",
            "true",
            "1",
            "1.0",
            "\"1\"",
            "[1]",
            "[[1]]",
            "[1,2]",
            "[[1],2]",
            "[\"ab\",\"c\"]",
            "[\"a\",\"bc\"]",
            "{\"a\":1}",
            "{\"a\":\"1\"}",
            "{\"a\":1,\"b\":2}",
            "[]",
            "{}",
        ];
        let digest = |text: &str| digester.digest(json::read(text).ok().as_ref());
        let mut digests: Vec<u128> = texts.into_iter().map(digest).collect();
        digests.push(digester.digest(None));
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), texts.len() + 1);
        assert_eq!(digest("[1,2]"), digest("[1, 2]"));
        assert_ne!(digest("[1,2]"), Digester::new().digest(json::read("[1,2]").ok().as_ref()));
    }
}
