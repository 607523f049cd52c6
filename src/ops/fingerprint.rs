//! Fingerprints of values: equal for equal values, and useless to who would guess the value.

use std::fmt;
use std::hash::{BuildHasher, RandomState};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::value::{Number, Value};

/// The variable with the key of fingerprints that several runs compare.
pub(super) const KEY: &str = "FIGLEAF_FINGERPRINT_KEY";

/// Makes fingerprints with one key. A plain hash would tell a port or a PIN to who tries them all.
pub(super) struct Fingerprints(Hmac<Sha256>);

/// 48 bits: enough to see a difference, and too little for anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint([u8; 6]);

impl Fingerprints {
    /// With the key of the variable, else with one of this run alone.
    pub(super) fn new(key: Option<&str>) -> Self {
        match key {
            Some(key) => Self::keyed(key.as_bytes()),
            None => Self::keyed(&random()),
        }
    }

    fn keyed(key: &[u8]) -> Self {
        // A key of any length is a key; the fallback is for the signature's sake.
        Self(Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default())))
    }

    pub(super) fn of(&self, value: &Value) -> Fingerprint {
        let mut mac = self.0.clone();
        add(value, &mut mac);
        let all = mac.finalize().into_bytes();
        let mut first = [0; 6];
        first.copy_from_slice(&all[..6]);
        Fingerprint(first)
    }
}

/// 256 bits that this process's random hash keys make, which come from the operating system.
fn random() -> Vec<u8> {
    let part = |number: u8| RandomState::new().hash_one(number).to_le_bytes();
    (0..4).flat_map(part).collect()
}

/// A kind and a length before everything, so that no two values are one row of bytes. A number and a boolean are
/// what they are written as: `5432` in a document and in a variable are one value.
fn add(value: &Value, to: &mut Hmac<Sha256>) {
    let mut part = |kind: u8, bytes: &[u8]| {
        to.update(&[kind]);
        to.update(&(bytes.len() as u64).to_le_bytes());
        to.update(bytes);
    };
    match value {
        Value::Null => part(0, &[]),
        Value::Boolean(boolean) => part(1, boolean.to_string().as_bytes()),
        Value::Number(Number::Written(text)) => part(1, text.as_str().as_bytes()),
        Value::Number(Number::Float(number)) => part(1, number.to_string().as_bytes()),
        Value::Text(text) => part(1, text.as_str().as_bytes()),
        Value::Bytes(bytes) => part(2, bytes),
        Value::List(items) => {
            part(3, &(items.len() as u64).to_le_bytes());
            items.iter().for_each(|item| add(item, to));
        }
        Value::Map(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|(one, _), (other, _)| one.as_str().cmp(other.as_str()));
            part(4, &(entries.len() as u64).to_le_bytes());
            for (key, value) in entries {
                add(&Value::text(key.as_str()), to);
                add(value, to);
            }
        }
    }
}

/// Twelve digits: `9f86d081884c`.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::text(text)
    }

    #[test]
    fn two_runs_give_different_ones_and_with_the_variable_the_same() {
        let [one, other] = [Fingerprints::new(None), Fingerprints::new(None)];
        assert_ne!(one.of(&text("5432")), other.of(&text("5432")));
        assert_eq!(one.of(&text("5432")), one.of(&text("5432")));
        let [one, other] = [Fingerprints::new(Some("key")), Fingerprints::new(Some("key"))];
        assert_eq!(one.of(&text("5432")), other.of(&text("5432")));
        assert_ne!(one.of(&text("5432")), Fingerprints::new(Some("k")).of(&text("5432")));
    }

    #[test]
    fn other_values_have_other_ones() {
        let key = Fingerprints::new(Some("key"));
        assert_ne!(key.of(&text("a")), key.of(&text("b")));
        let list = |items: &[&str]| Value::List(items.iter().map(|item| text(item)).collect());
        assert_ne!(key.of(&list(&["a", "b"])), key.of(&list(&["ab"])));
        assert_eq!(key.of(&Value::Boolean(true)), key.of(&text("true")));
    }

    #[test]
    fn it_is_hmac_sha256() {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"key").unwrap();
        mac.update(b"\x01\x01\0\0\0\0\0\0\0a");
        let expected = mac.finalize().into_bytes();
        let shown = Fingerprints::new(Some("key")).of(&text("a")).to_string();
        assert_eq!(shown, expected[..6].iter().map(|b| format!("{b:02x}")).collect::<String>());
        assert_eq!(shown.len(), 12);
    }
}
