//! Lines of TypeScript.

use super::super::escape::quoted;
use super::super::json::Json;
use super::super::stack::substituted;
use crate::printable::printable;

#[derive(Default)]
pub(super) struct TypeScript {
    text: String,
    depth: usize,
}

impl TypeScript {
    pub(super) fn line(&mut self, text: &str) {
        let indent = if text.is_empty() { String::new() } else { "  ".repeat(self.depth) };
        self.text += &format!("{indent}{text}\n");
    }

    /// Remarks, each of which begins with `#`.
    pub(super) fn remarks(&mut self, text: &str) {
        for line in text.lines() {
            let line = printable(line);
            self.line(&format!("//{}", line.strip_prefix('#').unwrap_or(&line)));
        }
    }

    /// A comment that editors show. Nothing in it ends it.
    pub(super) fn comment(&mut self, text: &str) {
        self.line(&format!("/** {} */", printable(text).replace("*/", "*\\/")));
    }

    /// What stands in braces behind its head.
    pub(super) fn block(&mut self, head: &str, end: &str, inner: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        self.depth += 1;
        inner(self);
        self.depth -= 1;
        self.line(&format!("}}{end}"));
    }

    pub(super) fn only_if(&mut self, is: bool, condition: &str, inner: impl FnOnce(&mut Self)) {
        match is {
            true => self.block(&format!("if ({condition})"), "", inner),
            false => inner(self),
        }
    }

    /// A value of several lines between what stands before and after it.
    pub(super) fn value(&mut self, before: &str, value: &Json, after: &str) {
        let (open, close) = match value {
            Json::Object(_) => ('{', '}'),
            Json::List(_) => ('[', ']'),
            Json::Text(text) => return self.line(&format!("{before}{}{after}", scalar(text))),
            other => return self.line(&format!("{before}{}{after}", other.compact())),
        };
        self.line(&format!("{before}{open}"));
        self.depth += 1;
        match value {
            Json::Object(entries) => {
                for (key, value) in entries {
                    let is_plain = key.chars().all(|c| c.is_ascii_alphanumeric());
                    let key = if is_plain { (*key).to_owned() } else { quoted(key) };
                    self.value(&format!("{key}: "), value, ",");
                }
            }
            Json::List(items) => items.iter().for_each(|item| self.value("", item, ",")),
            _ => {}
        }
        self.depth -= 1;
        self.line(&format!("{close}{after}"));
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

fn scalar(text: &str) -> String {
    match substituted(text) {
        Some(text) => format!("cdk.Fn.sub({})", quoted(&text)),
        None => quoted(text),
    }
}
