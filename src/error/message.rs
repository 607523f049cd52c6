//! What is wrong, in one line.

use super::alike::{alike, misspelt};
use super::cause::{Cause, Finding};
use super::fault::Expected;
use super::help::help_with_variable;
use super::surroundings::Surroundings;
use super::{Code, Problem, Subject};
use crate::disclosure::Disclosure;
use crate::layer::{Absence, Flaw, State, Unreadable};
use crate::origin::Origin;
use crate::plan::{Blank, Location, NameReason, Unresolved, Variable};
use crate::schema::Kind;
use crate::source::{Binding, Failure, Scope};
use crate::value::count;

impl Surroundings<'_> {
    pub(super) fn problem(&self, finding: &Finding, origins: &[Option<Origin>]) -> Problem {
        let code = finding.cause.code();
        let mut problem = Problem {
            subject: finding.subject,
            path: finding.path.clone(),
            fields: vec![finding.path.clone()],
            code,
            message: String::new(),
            places: self.leaf(finding).map(|leaf| self.places(leaf)).unwrap_or_default(),
            help: self.help(finding),
        };
        let origin = finding.leaf.and_then(|leaf| origins[leaf].as_ref());
        if let Some(help) = help_with_variable(&finding.cause, origin, &self.unread) {
            problem.help = Some(help);
        }
        problem.message = match &finding.cause {
            Cause::Missing => match &finding.because {
                Some(set) => format!("{}, needed because `{set}` is set", self.missing(finding)),
                None => self.missing(finding),
            },
            Cause::Failed(failure) => self.failed(failure, self.location(finding)),
            Cause::Flawed(flaw) => {
                let location = self.location(finding);
                let place =
                    location.map(|location| self.place_of(flaw, location)).unwrap_or_default();
                let mut expected = self.expected(finding);
                if let Some(location) = location.filter(|location| !location.pointer.is_empty()) {
                    expected.type_name = "a JSON object";
                    expected.disclosure = self.disclosure_of_document(location);
                }
                format!("{} in {place}", expected.flaw(flaw))
            }
            Cause::Unreadable(variable, Unreadable::NotUnicode) => {
                format!("expected a string, found bytes that are not UTF-8 in {}", variable.name)
            }
            Cause::Unreadable(variable, Unreadable::Flawed(flaw)) => {
                let mut expected = self.expected(finding);
                expected.type_name = "a JSON object";
                expected.disclosure = self.disclosure_of_variable(variable);
                format!("{} in {}", expected.flaw(flaw), part(variable, flaw))
            }
            Cause::Fault(fault, origin) => {
                format!("{} in {}", self.expected(finding).fault(fault), place(origin))
            }
            Cause::Rejected(rejection, found) => {
                let text = rejection.text();
                let disclosure = self.expected(finding).disclosure;
                let found = found.and_then(|found| disclosure.rejected(found, rejection.length()));
                match (found, origin) {
                    (Some(found), Some(origin)) if !rejection.has_message() => {
                        format!("{text}: {found} in {}", place(origin))
                    }
                    (_, Some(origin)) => format!("{text} (from {})", place(origin)),
                    _ => text,
                }
            }
            Cause::Mismatch(how) => how.clone(),
            Cause::Unresolved(unresolved) => {
                let (subject, path, message) = self.unresolved(unresolved);
                (problem.subject, problem.path) = (subject, path);
                message
            }
        };
        problem
    }

    /// What the words about a value depend on.
    pub(super) fn expected(&self, finding: &Finding) -> Expected {
        match self.leaf(finding).map(|leaf| leaf.field) {
            Some(field) => Expected {
                type_name: field.type_name(),
                delimiter: field.delimiter(),
                disclosure: Disclosure::of(field),
                is_json: matches!(field.kind(), Kind::Json),
                is_by_path: field.store().is_some_and(Binding::is_path),
            },
            None => Expected {
                type_name: "a value",
                delimiter: ",",
                disclosure: Disclosure::Sensitive,
                is_json: false,
                is_by_path: false,
            },
        }
    }

    fn missing(&self, finding: &Finding) -> String {
        let Some(leaf) = finding.leaf else { return "missing".to_owned() };
        match (&self.states[leaf], self.location(finding)) {
            (State::Absent(Absence::Null), _) => "missing: it is null".to_owned(),
            (State::Absent(Absence::Key { depth, present, others }), Some(location)) => {
                missing_key(location.pointer[*depth], present, *others)
            }
            _ => match self.misspelt(leaf) {
                Some((set, wanted)) => {
                    format!("missing: {set} is set and no field reads it (did you mean {wanted}?)")
                }
                None => self.mislaid(leaf).unwrap_or_else(|| "missing".to_owned()),
            },
        }
    }

    /// Whether a key of a provider or of the document in a variable is perhaps that of a leaf, misspelt.
    fn mislaid(&self, leaf: usize) -> Option<String> {
        let leaf = &self.plan.leaves[leaf];
        let name = leaf.field.name();
        let path = leaf.groups.iter().copied().chain([name]).collect::<Vec<_>>().join(".");
        let variables = leaf.variables.iter().map(ToString::to_string);
        let places: Vec<String> = std::iter::once(path).chain(variables).collect();
        self.unused.iter().find_map(|unused| {
            let key = unused.meant_for(&places)?;
            let place = &unused.place;
            Some(format!(
                "missing: `{key}` stands in {place} and no field reads it (did you mean `{name}`?)"
            ))
        })
    }

    /// A variable that is set and that nobody reads, and the one of a leaf that was perhaps meant.
    fn misspelt(&self, leaf: usize) -> Option<(&str, &str)> {
        let variables = &self.plan.leaves[leaf].variables;
        let names = variables.iter().map(|variable| variable.name.as_ref());
        names.into_iter().find_map(|name| Some((misspelt(name, &self.unread)?.as_str(), name)))
    }

    fn failed(&self, failure: &Failure, location: Option<&Location>) -> String {
        let Some(location) = location else { return failure.code.to_string() };
        let place = self.failing(failure, location);
        let detail = match failure.detail.as_ref() {
            "" => String::new(),
            detail => format!(" ({detail})"),
        };
        match failure.code {
            _ if failure.scope == Scope::NoSource => format!("no source is called {place}"),
            Code::Denied => format!("denied by {place}{detail}"),
            Code::Throttled => format!("throttled by {place}{detail}"),
            Code::Timeout => format!("no answer from {place}{detail}"),
            Code::NotReady => format!("{place} is not ready{detail}"),
            Code::Unavailable => format!("{place} is unavailable{detail}"),
            Code::Conflict => format!("{place} contradicts something else{detail}"),
            Code::Missing | Code::Invalid | Code::Rejected | Code::Unused => {
                format!("{} in {place}{detail}", failure.code)
            }
        }
    }

    fn unresolved(&self, unresolved: &Unresolved) -> (Subject, String, String) {
        let name = match &unresolved.blank {
            Blank::Placeholder(name) => name,
            Blank::Whole { variable, source, is_given } => {
                let (subject, path) = match is_given {
                    true => (Subject::Loader, format!(".name(\"{variable}\", …)")),
                    false => (Subject::Variable, variable.clone()),
                };
                return (subject, path, whole_name(source, &unresolved.reason));
            }
        };
        let (subject, path) = match name.as_str() {
            "env" => self.environment.subject(),
            name => (Subject::Placeholder, format!("{{{name}}}")),
        };
        let message = match &unresolved.reason {
            NameReason::Unset if name == "env" => "not set, so the environment is not known",
            NameReason::Unset => "no value was given for the placeholder",
            NameReason::Empty => "empty, where a name needs it",
            NameReason::Unfit | NameReason::NoName(_) => {
                "not fit for a name: only letters, digits and . - _ may stand there, and no `..`"
            }
        };
        (subject, path, message.to_owned())
    }
}

/// What is wrong with the whole name of something. Names are no secrets, and yet it is not repeated: a value may
/// stand in its place.
fn whole_name(source: &str, reason: &NameReason) -> String {
    let what = thing(source);
    match reason {
        NameReason::Unset => format!("not set, so the name of {what} is not known"),
        NameReason::Empty => format!("empty, where the name of {what} is needed"),
        NameReason::NoName(why) => format!("not the name or the ARN of {what}: {why}"),
        NameReason::Unfit => format!("not the name or the ARN of {what}"),
    }
}

/// What a source holds.
pub(super) fn thing(source: &str) -> &str {
    match source {
        "ssm" => "a parameter",
        "secretsmanager" => "a secret",
        _ => "a value",
    }
}

/// The part of a variable's document that a flaw is about.
fn part(variable: &Variable, flaw: &Flaw) -> Variable {
    let depth = match flaw {
        Flaw::NoObject { depth, .. } => *depth,
        Flaw::Binary { .. } | Flaw::Syntax(_) | Flaw::EmptyItem { .. } => 0,
    };
    let pointer = variable.pointer.iter().take(depth).copied().collect();
    Variable { name: variable.name.clone(), pointer }
}

fn place(origin: &Origin) -> String {
    match origin {
        Origin::Default => "its default".to_owned(),
        origin => origin.to_string(),
    }
}

/// The most keys of a document that a report lists.
const MOST_KEYS: usize = 12;

fn missing_key(wanted: &str, present: &[String], others: usize) -> String {
    let shown: Vec<&str> = present.iter().take(MOST_KEYS).map(String::as_str).collect();
    let more = present.len() - shown.len() + others;
    let there = match (shown.as_slice(), more) {
        ([], 0) => return format!("missing: the document has no keys, not `{wanted}`"),
        ([], more) => format!("{} there, of which none is told", count(more, "key")),
        (shown, 0) => format!("the keys there are {}", shown.join(", ")),
        (shown, more) => format!("the keys there are {} and {more} more", shown.join(", ")),
    };
    let hint = match alike(wanted, present) {
        Some(key) => format!(": did you mean `{key}`?"),
        None => String::new(),
    };
    format!("missing: no key `{wanted}`, {there}{hint}")
}
