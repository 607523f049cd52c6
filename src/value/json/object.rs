//! A JSON object, written key by key: what figleaf sends and tells. Its keys and their order are in the code, so
//! that a tree of values in between, and the code that such a tree needs, would buy nothing.

use super::strings::put_string;

/// The text of an object, without its closing brace.
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self("{".to_owned())
    }

    pub(crate) fn string(self, key: &str, value: &str) -> Self {
        self.with(key, |text| put_string(text, value))
    }

    /// `null` for none.
    pub(crate) fn optional(self, key: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.string(key, value),
            None => self.raw(key, "null"),
        }
    }

    pub(crate) fn strings<S: AsRef<str>>(self, key: &str, values: &[S]) -> Self {
        self.list(key, &mut values.iter().map(|value| string(value.as_ref())))
    }

    /// A list of what is JSON already.
    pub(crate) fn list(self, key: &str, items: &mut dyn Iterator<Item = String>) -> Self {
        self.with(key, |text| {
            text.push('[');
            for (index, item) in items.enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                text.push_str(&item);
            }
            text.push(']');
        })
    }

    /// What is JSON already: a number, `true`, `null`.
    pub(crate) fn raw(self, key: &str, json: &str) -> Self {
        self.with(key, |text| text.push_str(json))
    }

    pub(crate) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn with(mut self, key: &str, put: impl FnOnce(&mut String)) -> Self {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        put_string(&mut self.0, key);
        self.0.push(':');
        put(&mut self.0);
        self
    }
}

fn string(value: &str) -> String {
    let mut text = String::new();
    put_string(&mut text, value);
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn serde_json_reads_it_back() {
        let strange = "\"\\ \n\t\0\u{7f}\u{85}\u{2028}é";
        let inner = || Object::new().string("b", strange).end();
        let text = Object::new()
            .string(strange, strange)
            .optional("some", Some("a"))
            .optional("none", None)
            .strings("strings", &["a", strange])
            .strings::<String>("empty", &[])
            .list("list", &mut [inner(), inner()].into_iter())
            .raw("number", "10")
            .end();
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            read,
            json!({
                strange: strange, "some": "a", "none": null, "strings": ["a", strange], "empty": [],
                "list": [{ "b": strange }, { "b": strange }], "number": 10,
            })
        );
        assert_eq!(Object::new().end(), "{}");
    }
}
