//! The report as people and as programs read it.

use std::fmt;

use super::{Code, Problem, Report};
use crate::printable::make_printable;
use crate::value::count;
use crate::value::json::Object;

/// Paths that are longer than this stand on a line of their own.
const WIDEST: usize = 32;

/// How many fields of one problem the text names. All of them are in [`Problem::fields`].
const MOST_FIELDS: usize = 40;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problems = count(self.problems.len(), "problem");
        write!(f, "configuration of {} could not be loaded: {problems}", self.config)?;
        let environment = self.environment.as_ref().map(|name| format!("environment {name}"));
        let region = self.region.as_ref().map(|name| format!("region {name}"));
        let place: Vec<String> = environment.into_iter().chain(region).collect();
        if !place.is_empty() {
            write!(f, " ({})", place.join(", "))?;
        }
        writeln!(f, "\n")?;
        let lengths = self.problems.iter().map(|problem| problem.path.chars().count());
        let width = lengths.filter(|length| *length <= WIDEST).max().unwrap_or(0);
        for problem in &self.problems {
            problem.write(f, width)?;
        }
        Ok(())
    }
}

impl Problem {
    fn write(&self, f: &mut fmt::Formatter<'_>, width: usize) -> fmt::Result {
        let indent = width + 4;
        let Self { path, message, .. } = self;
        if path.chars().count() > width {
            writeln!(f, "  {path}")?;
            writeln!(f, "{:indent$}{message}", "")?;
        } else {
            writeln!(f, "  {path:width$}  {message}")?;
        }
        for detail in self.details() {
            writeln!(f, "{:indent$}{detail}", "")?;
        }
        Ok(())
    }

    /// The lines below the message. Of a problem other than `missing` the message names the place.
    fn details(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.fields.len() > 1 {
            let (named, more) = self.fields.split_at(self.fields.len().min(MOST_FIELDS));
            let more = match more.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            lines.push(format!("needed by {}{more}", named.join(", ")));
        }
        if self.code == Code::Missing && !self.places.is_empty() {
            lines.push(format!("looked in {}", self.places.join(", ")));
        }
        if let Some(help) = &self.help {
            lines.push(format!("help: {help}"));
        }
        lines
    }

    fn to_json(&self) -> String {
        Object::new()
            .string("code", self.code.as_str())
            .strings("fields", &self.fields)
            .optional("help", self.help.as_deref())
            .string("message", &self.message)
            .string("path", &self.path)
            .strings("places", &self.places)
            .string("subject", self.subject.as_str())
            .end()
    }
}

impl Report {
    pub(super) fn make_printable(&mut self) {
        self.environment.iter_mut().chain(&mut self.region).for_each(make_printable);
        for problem in &mut self.problems {
            let Problem { subject: _, path, fields, code: _, message, places, help } = problem;
            [path, message]
                .into_iter()
                .chain(fields)
                .chain(places)
                .chain(help)
                .for_each(make_printable);
        }
    }

    pub(super) fn put_json(&self, object: Object) -> Object {
        object
            .string("config", self.config)
            .optional("environment", self.environment.as_deref())
            .list("problems", &mut self.problems.iter().map(Problem::to_json))
            .optional("region", self.region.as_deref())
    }
}
