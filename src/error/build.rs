//! Findings → problems, and one problem for fields that fail for the same reason.

use super::cause::{Cause, Finding};
use super::provider::parsed_to;
use super::surroundings::Surroundings;
use super::{Code, Error, Problem, Report, Subject};
use crate::layer::{Absence, Misfit, State, Unused};
use crate::order::sorted;
use crate::origin::Origin;
use crate::plan::{Blank, Conflict, Plan, Repeated};

/// Collects the problems of one load.
pub(crate) struct Builder {
    pub(crate) report: Report,
    /// The problems of which each further field is one more field, sorted by what they have in common.
    shared: Vec<(String, Shared)>,
}

/// A problem that several fields share, by its number.
struct Shared {
    problem: usize,
    /// The places that it names already, sorted.
    places: Vec<String>,
}

impl Builder {
    pub(crate) fn new(config: &'static str) -> Self {
        let report = Report { config, environment: None, region: None, problems: Vec::new() };
        Self { report, shared: Vec::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.report.problems.is_empty()
    }

    pub(crate) fn finish(self) -> Error {
        Error::new(self.report)
    }

    /// A problem that is about no field.
    pub(crate) fn problem(
        &mut self,
        subject: Subject,
        path: &str,
        code: Code,
        message: String,
        help: Option<String>,
    ) {
        self.report.problems.push(Problem::of_no_field(subject, path, code, message, help));
    }

    /// A user's provider that has no values to give.
    pub(crate) fn provider(&mut self, name: &str, error: figment::Error) {
        let place = error.into_iter().next().map(|error| parsed_to(&error)).unwrap_or_default();
        let message = format!("the provider failed: its values cannot be read{place}");
        self.problem(Subject::Provider, name, Code::Invalid, message, None);
    }

    /// What the schema as a whole contradicts itself in.
    pub(crate) fn of_plan(&mut self, plan: &Plan) {
        let root = plan.root.schema.name();
        for conflict in plan.conflicts() {
            let (subject, path, message, help) = match conflict {
                Conflict::Variable { name, fields, repeated } => (
                    Subject::Variable,
                    name,
                    format!("read by more than one field: {}", fields.join(", ")),
                    match repeated {
                        Some(Repeated { owner, attribute }) => format!(
                            "{owner} is more than one group, and `{attribute}` stands in all of them: \
                             remove it there, and give {root} an `env_prefix`, with which each group has \
                             variables of its own"
                        ),
                        None => {
                            "give each field a variable of its own: #[config(env = \"…\")]".to_owned()
                        }
                    },
                ),
                Conflict::Environment { group } => (
                    Subject::Struct,
                    group,
                    format!("names the environment in another way than {root}"),
                    format!("say `environment` and `default_environment` on {root} alone"),
                ),
                Conflict::Document { field } => (
                    Subject::Field,
                    field,
                    "`version`, `label` and `by_path` are for parameters, and its group is a document"
                        .to_owned(),
                    "write `ssm = \"…\"` beside it, or remove it".to_owned(),
                ),
                Conflict::Fixed { location, fixed, refreshed } => (
                    Subject::Place,
                    Origin::store(&location, None).to_string(),
                    half_fixed(&fixed, &refreshed),
                    whole_fixed(&fixed, &refreshed),
                ),
                Conflict::Place { fields, location } => (
                    Subject::Place,
                    Origin::store(&location, None).to_string(),
                    format!("the place of more than one field: {}", fields.join(", ")),
                    "give one of them another `rename`, or write `nested` for `flatten`".to_owned(),
                ),
                Conflict::Name { field, name, reason } => (
                    Subject::Field,
                    field,
                    format!("AWS refuses the name {name}: {reason}"),
                    "write another name, or another `prefix` on the struct around it".to_owned(),
                ),
            };
            self.problem(subject, &path, Code::Conflict, message, Some(help));
        }
    }

    /// Something in a user's provider that is for no field, or for several.
    pub(crate) fn misfit(&mut self, name: &str, misfit: Misfit) {
        let (code, message) = match misfit {
            Misfit::NoGroup { key, found } => (
                Code::Invalid,
                format!("`{key}`: expected a group of values, found {}", found.kind()),
            ),
            Misfit::Shared { key, fields } => (
                Code::Conflict,
                format!("`{key}` is the key of several fields: {}", fields.join(", ")),
            ),
        };
        self.problem(Subject::Provider, name, code, message, None);
    }

    /// What no field reads of a place, in a strict load.
    pub(crate) fn unused(&mut self, unused: &Unused) {
        let help = "correct the names, or remove them".to_owned();
        let message = format!("no field reads {unused}");
        self.problem(unused.subject, &unused.place, Code::Unused, message, Some(help));
    }

    pub(crate) fn findings(
        &mut self,
        findings: Vec<Finding>,
        origins: &[Option<Origin>],
        around: &Surroundings<'_>,
    ) {
        let leaf = |finding: &Finding| finding.leaf.unwrap_or(usize::MAX);
        for finding in sorted(findings, |a, b| leaf(a).cmp(&leaf(b))) {
            let shared = around.in_common(&finding);
            let at =
                shared.as_ref().map(|key| self.shared.binary_search_by(|known| known.0.cmp(key)));
            if let Some(Ok(at)) = at {
                let known = &mut self.shared[at].1;
                let problem = &mut self.report.problems[known.problem];
                for place in around.shared_places(&finding) {
                    if let Err(at) = known.places.binary_search(&place) {
                        known.places.insert(at, place.clone());
                        problem.places.push(place);
                    }
                }
                problem.fields.push(finding.path);
                continue;
            }
            let mut problem = around.problem(&finding, origins);
            if let (Some(key), Some(Err(at))) = (shared, at) {
                problem.places = around.shared_places(&finding);
                let places = sorted(problem.places.clone(), Ord::cmp);
                let shared = Shared { problem: self.report.problems.len(), places };
                self.shared.insert(at, (key, shared));
            }
            self.report.problems.push(problem);
        }
        for problem in self.report.problems.iter_mut().filter(|problem| problem.fields.len() > 1) {
            // A problem with a placeholder is about that.
            if problem.fields.contains(&problem.path) {
                problem.path = group_path(&problem.fields);
            }
        }
    }
}

/// `database.*` for fields of one group, `3 fields` for others.
fn group_path(fields: &[String]) -> String {
    match common_group(fields) {
        Some(group) => format!("{group}.*"),
        None => format!("{} fields", fields.len()),
    }
}

/// The innermost group that all of these fields are in.
fn common_group<'f>(fields: impl IntoIterator<Item = &'f String>) -> Option<String> {
    let mut paths = fields.into_iter().map(|path| path.split('.'));
    let mut common: Vec<&str> = paths.next()?.collect();
    for path in paths {
        let same = path.zip(&common).take_while(|(a, b)| a == *b).count();
        common.truncate(same);
    }
    (!common.is_empty()).then(|| common.join("."))
}

/// How many fields on one side of a contradiction are named.
const MOST_OF_A_SIDE: usize = 5;

fn half_fixed(fixed: &[String], refreshed: &[String]) -> String {
    let side = |fields: &[String]| {
        let (named, more) = fields.split_at(fields.len().min(MOST_OF_A_SIDE));
        let more =
            if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        let verb = if fields.len() == 1 { "is" } else { "are" };
        format!("{}{more} {verb}", named.join(", "))
    };
    let (fixed, refreshed) = (side(fixed), side(refreshed));
    format!(
        "after a refresh its fields would be of two versions: {fixed} fixed, and {refreshed} not"
    )
}

fn whole_fixed(fixed: &[String], refreshed: &[String]) -> String {
    match common_group(fixed.iter().chain(refreshed)) {
        Some(group) => format!("write `fixed` on the whole of {group}, or on nothing in it"),
        None => "write `fixed` on each of them or on its group, or on none".to_owned(),
    }
}

impl Surroundings<'_> {
    /// What a finding has in common with those of other fields, if one problem is to stand for all.
    fn in_common(&self, finding: &Finding) -> Option<String> {
        if let Cause::Unresolved(unresolved) = &finding.cause {
            return Some(match &unresolved.blank {
                Blank::Placeholder(name) => format!("{{{name}}}"),
                Blank::Whole { variable, source, .. } => format!("${{{variable}}} of {source}"),
            });
        }
        let leaf = finding.leaf?;
        if let Cause::Unreadable(variable, why) = &finding.cause {
            let is_document = !variable.pointer.is_empty();
            return is_document.then(|| format!("{} {why:?}", variable.name));
        }
        let location = self.location(finding)?;
        let key = format!("{}:{}", location.source, location.key);
        match &finding.cause {
            Cause::Failed(failure) => {
                let place = self.failing(failure, location);
                Some(format!("{place} {} {}", failure.code, failure.detail))
            }
            Cause::Flawed(_) if location.pointer.is_empty() => None,
            Cause::Flawed(flaw) => Some(format!("{key} {flaw:?}")),
            Cause::Missing if location.pointer.is_empty() => None,
            Cause::Missing if matches!(self.states[leaf], State::Absent(Absence::Name)) => {
                Some(format!("{key} missing"))
            }
            _ => None,
        }
    }
}
