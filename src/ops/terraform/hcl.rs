//! Terraform's language, in the form that `terraform fmt` gives it.

use super::super::escape::quoted_hcl;
use super::super::json::Json;

/// Lines of a file.
#[derive(Default)]
pub(super) struct Hcl {
    lines: Vec<Line>,
    depth: usize,
}

struct Line {
    lead: String,
    /// What is assigned on this line: the signs of such lines stand below each other.
    value: Option<String>,
}

impl Hcl {
    /// Remarks, each of which begins with `#`.
    pub(super) fn remarks(&mut self, text: &str) {
        for line in text.lines() {
            self.line(line);
        }
    }

    pub(super) fn blank(&mut self) {
        self.lines.push(Line { lead: String::new(), value: None });
    }

    /// A blank line between blocks, and none behind a remark about the next one.
    pub(super) fn separate(&mut self) {
        if self.lines.last().is_some_and(|line| !line.lead.starts_with('#')) {
            self.blank();
        }
    }

    pub(super) fn line(&mut self, text: &str) {
        let lead = format!("{}{text}", self.indent());
        self.lines.push(Line { lead, value: None });
    }

    /// An expression on one line.
    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        let lead = format!("{}{name}", self.indent());
        self.lines.push(Line { lead, value: Some(value.into()) });
    }

    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.set(name, quoted_hcl(text));
    }

    /// `variable "a"` with what is in it.
    pub(super) fn block(&mut self, head: &str, inner: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        self.depth += 1;
        inner(self);
        self.depth -= 1;
        self.line("}");
    }

    /// A value of several lines between what opens and closes it: `policy = jsonencode(` and `)`.
    pub(super) fn value(&mut self, before: &str, value: &Json, after: &str) {
        match value {
            Json::Object(entries) => {
                self.line(&format!("{before}{{"));
                self.depth += 1;
                for (key, value) in entries {
                    self.entry(key, value);
                }
                self.depth -= 1;
                self.line(&format!("}}{after}"));
            }
            Json::List(items) => {
                self.line(&format!("{before}["));
                self.depth += 1;
                for item in items {
                    self.value("", item, ",");
                }
                self.depth -= 1;
                self.line(&format!("]{after}"));
            }
            scalar => self.line(&format!("{before}{}{after}", literal(scalar))),
        }
    }

    /// Several documents of JSON.
    pub(super) fn list(&mut self, name: &str, documents: &[Json]) {
        self.line(&format!("{name} = ["));
        self.depth += 1;
        for document in documents {
            self.value("jsonencode(", document, "),");
        }
        self.depth -= 1;
        self.line("]");
    }

    fn entry(&mut self, key: &str, value: &Json) {
        let is_plain = key.chars().all(|c| c.is_ascii_alphanumeric());
        let key = if is_plain { key.to_owned() } else { quoted_hcl(key) };
        match value {
            Json::Object(_) | Json::List(_) => self.value(&format!("{key} = "), value, ""),
            scalar => self.set(&key, literal(scalar)),
        }
    }

    fn indent(&self) -> String {
        "  ".repeat(self.depth)
    }

    pub(super) fn finish(self) -> String {
        let mut text = String::new();
        for run in self.lines.chunk_by(|one, next| one.value.is_some() == next.value.is_some()) {
            let width = run.iter().map(|line| line.lead.chars().count()).max().unwrap_or(0);
            for Line { lead, value } in run {
                text += &match value {
                    Some(value) => format!("{lead:width$} = {value}\n"),
                    None => format!("{lead}\n"),
                };
            }
        }
        text
    }
}

fn literal(scalar: &Json) -> String {
    match scalar {
        Json::Text(text) => quoted_hcl(text),
        other => other.compact(),
    }
}
