//! Lines of YAML. Every string stands in quotation marks, so that none of them is anything else.

use super::super::escape::quoted;
use super::super::json::Json;
use super::super::stack::substituted;
use crate::printable::printable;

#[derive(Default)]
pub(super) struct Yaml {
    text: String,
    depth: usize,
}

impl Yaml {
    pub(super) fn line(&mut self, text: &str) {
        self.text += &format!("{}{text}\n", "  ".repeat(self.depth));
    }

    /// Remarks, each of which begins with `#`.
    pub(super) fn remarks(&mut self, text: &str) {
        for line in text.lines() {
            self.line(&printable(line));
        }
    }

    pub(super) fn text(&mut self, key: &str, text: &str) {
        self.line(&format!("{}: {}", self::key(key), quoted(text)));
    }

    /// A key with what is in it, if there is anything.
    pub(super) fn block(&mut self, key: &str, inner: impl FnOnce(&mut Self)) {
        let before = self.text.len();
        self.line(&format!("{}:", self::key(key)));
        let empty = self.text.len();
        self.depth += 1;
        inner(self);
        self.depth -= 1;
        if self.text.len() == empty {
            self.text.truncate(before);
        }
    }

    pub(super) fn value(&mut self, key: &str, value: &Json) {
        match value {
            Json::Object(entries) => self.block(key, |yaml| yaml.entries(entries)),
            Json::List(items) => self.block(key, |yaml| yaml.items(items)),
            Json::Text(text) => self.line(&format!("{}: {}", self::key(key), scalar(text))),
            other => self.line(&format!("{}: {}", self::key(key), other.compact())),
        }
    }

    fn entries(&mut self, entries: &[(&'static str, Json)]) {
        for (key, value) in entries {
            self.value(key, value);
        }
    }

    fn items(&mut self, items: &[Json]) {
        for item in items {
            match item {
                Json::Text(text) => self.line(&format!("- {}", scalar(text))),
                Json::Object(entries) => {
                    let begin = self.text.len();
                    self.depth += 1;
                    self.entries(entries);
                    self.depth -= 1;
                    // The first of its lines has the dash.
                    let at = begin + 2 * self.depth;
                    self.text.replace_range(at..at + 2, "- ");
                }
                other => self.line(&format!("- {}", other.compact())),
            }
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// A key, in quotation marks where it would be no string: to YAML 1.1, which CloudFormation reads, `No` is false.
pub(super) fn key(text: &str) -> String {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let is_word = WORDS.iter().any(|word| word.eq_ignore_ascii_case(text));
    let is_name = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_name && !is_word { text.to_owned() } else { quoted(text) }
}

fn scalar(text: &str) -> String {
    match substituted(text) {
        Some(text) => format!("!Sub {}", quoted(&text)),
        None => quoted(text),
    }
}
