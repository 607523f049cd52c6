//! Where an answer goes: to the terminal, into a file, or beside one that it is compared with.

mod names;
mod ours;
mod parts;

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use similar::{ChangeTag, TextDiff};

use super::args::Request;
use super::json::Json;
use super::{FINDINGS, FINE, UNKNOWN};

/// What a verb has made.
pub(super) struct Answer {
    kind: Kind,
    text: String,
    /// A line that nothing but an output of the verb has, when its first line is not enough.
    mark: Option<&'static str>,
    /// Files with their names, in the place of the text.
    parts: Vec<(String, String)>,
    notes: Vec<String>,
    errors: Vec<String>,
    json: Json,
    /// The exit code when it is delivered.
    code: u8,
}

/// How the answer is compared with a file, and what of the file may be shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// Policies with the same content are the same.
    Json,
    /// People write values into it: values are not compared, and nothing of the file is shown but names.
    Masked,
}

impl Answer {
    fn new(kind: Kind, text: String) -> Self {
        Self {
            kind,
            text,
            mark: None,
            parts: Vec::new(),
            notes: Vec::new(),
            errors: Vec::new(),
            json: Json::Null,
            code: FINE,
        }
    }

    pub(super) fn text(text: String) -> Self {
        Self::new(Kind::Text, text)
    }

    pub(super) fn json(text: String) -> Self {
        Self::new(Kind::Json, text)
    }

    pub(super) fn masked(text: String) -> Self {
        Self::new(Kind::Masked, text)
    }

    pub(super) fn parts(parts: Vec<(String, String)>) -> Self {
        Self { parts, ..Self::new(Kind::Json, String::new()) }
    }

    pub(super) fn noted(mut self, notes: &[String]) -> Self {
        self.notes = notes.to_vec();
        self
    }

    /// An output of the verb has this line.
    pub(super) fn marked(mut self, mark: &'static str) -> Self {
        self.mark = Some(mark);
        self
    }

    /// What is wrong with the answer, though there is one: then it comes to no answer.
    pub(super) fn failed(mut self, error: Option<String>) -> Self {
        if let Some(error) = error {
            self.errors.push(error);
            self.code = UNKNOWN;
        }
        self
    }

    /// What the answer itself comes to.
    pub(super) fn coded(mut self, code: u8) -> Self {
        self.code = code;
        self
    }

    /// What `--json` prints.
    pub(super) fn told(mut self, json: Json) -> Self {
        self.json = json;
        self
    }
}

/// Lines for a person.
pub(super) fn say(err: &mut dyn Write, what: &str, lines: &[String]) {
    for line in lines {
        // Where nobody reads there is nobody to tell.
        let _ = writeln!(err, "{what}: {line}");
    }
}

pub(super) struct Delivery<'a> {
    pub(super) request: &'a Request,
    pub(super) out: &'a mut dyn Write,
    pub(super) err: &'a mut dyn Write,
}

impl Delivery<'_> {
    /// Gives the answer to whom it is for; returns the exit code.
    pub(super) fn give(mut self, answer: &Answer) -> u8 {
        if !self.request.json {
            say(self.err, "note", &answer.notes);
        }
        say(self.err, "error", &answer.errors);
        let delivered = self.deliver(answer);
        delivered.max(answer.code)
    }

    fn deliver(&mut self, answer: &Answer) -> u8 {
        let text = if self.request.json { answer.json.pretty() } else { answer.text.clone() };
        match (&self.request.out, &self.request.check) {
            (Some(folder), _) if self.request.split => self.write_parts(folder, answer),
            (_, Some(folder)) if self.request.split => self.check_parts(folder, answer),
            (Some(file), _) => self.write(file, &text, answer.kind),
            (_, Some(file)) => self.check(file, &answer.text, answer),
            (None, None) => {
                match self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()) {
                    Ok(()) => FINE,
                    Err(error) => self.fail("the output", &error),
                }
            }
        }
    }

    fn fail(&mut self, what: &str, error: &std::io::Error) -> u8 {
        say(self.err, "error", &[format!("{what}: {}", error.kind())]);
        UNKNOWN
    }

    fn write(&mut self, file: &Path, text: &str, kind: Kind) -> u8 {
        // Values that somebody has filled in are gone when it is written over.
        if kind == Kind::Masked
            && fs::read(file).is_ok_and(|there| !there.is_empty() && there != text.as_bytes())
        {
            let reason = format!(
                "{} is there and may hold values: remove it, or give another --out",
                file.display()
            );
            say(self.err, "error", &[reason]);
            return UNKNOWN;
        }
        match fs::write(file, text) {
            Ok(()) => FINE,
            Err(error) => self.fail(&file.display().to_string(), &error),
        }
    }

    fn write_parts(&mut self, folder: &Path, answer: &Answer) -> u8 {
        if let Err(error) = fs::create_dir_all(folder) {
            return self.fail(&folder.display().to_string(), &error);
        }
        let codes = answer
            .parts
            .iter()
            .map(|(name, text)| self.write(&folder.join(name), text, answer.kind));
        let code = codes.max().unwrap_or(FINE);
        code.max(self.left_over(folder, answer))
    }

    fn check_parts(&mut self, folder: &Path, answer: &Answer) -> u8 {
        let codes =
            answer.parts.iter().map(|(name, text)| self.check(&folder.join(name), text, answer));
        let code = codes.max().unwrap_or(FINE);
        code.max(self.left_over(folder, answer))
    }

    /// A document of an earlier time would go on to grant.
    fn left_over(&mut self, folder: &Path, answer: &Answer) -> u8 {
        let left = match parts::left_over(folder, &answer.parts) {
            Ok(left) => left,
            // That nothing is there was told of each part.
            Err(error) if error.kind() == ErrorKind::NotFound => return FINE,
            Err(error) => return self.fail(&folder.display().to_string(), &error),
        };
        let told = |file: &PathBuf| {
            format!("{} is of an earlier time and grants more: remove it", file.display())
        };
        say(self.err, "error", &left.iter().map(told).collect::<Vec<_>>());
        if left.is_empty() { FINE } else { FINDINGS }
    }

    fn check(&mut self, file: &Path, text: &str, answer: &Answer) -> u8 {
        let kind = answer.kind;
        let there = match fs::read_to_string(file) {
            Ok(there) => there.replace("\r\n", "\n"),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                say(
                    self.err,
                    "error",
                    &[format!("{} is not there: write it with --out", file.display())],
                );
                return FINDINGS;
            }
            Err(error) => return self.fail(&file.display().to_string(), &error),
        };
        if is_same(&there, text, kind) {
            return FINE;
        }
        let shown = match kind {
            Kind::Masked => names::difference(&there, text),
            _ if ours::is_ours(&there, text, answer) => difference(&there, text),
            // It may be anything, such as a file of secrets.
            _ => "nothing of it is shown: it is no output of this command\n".to_owned(),
        };
        let file = file.display();
        let told = write!(
            self.out,
            "{file} is not what the struct says (- in the file, + from the struct):\n{shown}"
        );
        match told.and_then(|()| self.out.flush()) {
            Ok(()) => FINDINGS,
            Err(error) => self.fail("the output", &error),
        }
    }
}

fn is_same(there: &str, text: &str, kind: Kind) -> bool {
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    match kind {
        Kind::Text => there == text,
        Kind::Json => there == text || value(there).is_some_and(|there| Some(there) == value(text)),
        Kind::Masked => names::difference(there, text).is_empty(),
    }
}

fn difference(there: &str, text: &str) -> String {
    let diff = TextDiff::from_lines(there, text);
    let mut shown = String::new();
    for group in diff.grouped_ops(2) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let line = change.value().trim_end_matches('\n');
            shown.push_str(&format!("{sign} {}\n", crate::printable::printable(line)));
        }
    }
    shown
}
