//! What a run comes to: the state of each field, and what is left of the report.

use super::super::seen::{Seen, State};
use super::Watch;
use crate::error::{Code, Error, Problem};
use crate::source::{Failure, Scope};

/// Whether a code says that there was no answer, and not that something is wrong.
fn is_of_the_way(code: Code) -> bool {
    matches!(code, Code::Throttled | Code::Unavailable | Code::NotReady | Code::Timeout)
}

/// Whether a failure is not about a key, or says nothing of it. What a store says of this one key, and what there is to
/// do about it, is an answer: a secret that is scheduled for deletion is unavailable, and will be.
pub(super) fn no_answer(failure: &Failure) -> bool {
    let is_final =
        failure.code == Code::Unavailable && failure.help.is_some() && failure.passing.is_none();
    failure.scope != Scope::Key || (is_of_the_way(failure.code) && !is_final)
}

impl Watch<'_> {
    /// Gives each field what the report says of it, and takes out what the look could not know.
    pub(super) fn judge(
        mut self,
        environment: &str,
        config: &'static str,
        errors: [Option<Error>; 2],
    ) -> Seen {
        let (sizes, notes) = self.sizes.judge();
        self.problems.extend(sizes);
        let found = std::mem::take(&mut self.problems);
        let error = Error::joined(config, environment, self.facts.region(), errors, found);
        let error = error.and_then(|error| {
            error.retaining(|problem| {
                let is_missing = matches!(problem.code(), Code::Missing | Code::Conflict);
                !(is_missing && self.is_not_checked(problem.fields()))
            })
        });
        let is_unanswered = self.about.iter().any(|about| about.has_no_answer)
            || error.iter().flat_map(Error::problems).any(|problem| {
                // What became of fields, their stores have said.
                is_of_the_way(problem.code()) && problem.fields().is_empty()
            });
        for problem in error.iter().flat_map(Error::problems) {
            self.mark(problem);
        }
        self.hide();
        Seen {
            environment: environment.to_owned(),
            level: self.look.level,
            fields: self.fields,
            error,
            notes,
            is_unknown: is_unanswered,
        }
    }

    /// Whether a problem is of fields alone that only a variable of the application gives, and they are not known.
    fn is_not_checked(&self, named: &[String]) -> bool {
        let is_of_variables = |path: &String| {
            let mut known = self.fields.iter().zip(&self.about);
            known.any(|(field, about)| field.path == *path && about.is_of_variables)
        };
        !self.look.has_variables && !named.is_empty() && named.iter().all(is_of_variables)
    }

    /// Of what may have a value that was not seen, that there is no fingerprint says nothing.
    fn hide(&mut self) {
        for (field, about) in self.fields.iter_mut().zip(&self.about) {
            field.is_hidden = about.is_unread
                || match field.state {
                    State::Unknown | State::NotChecked => true,
                    State::Wrong(code) => code != Code::Missing && field.fingerprint.is_none(),
                    State::Ok | State::Default | State::Absent => false,
                };
        }
    }

    /// The first problem of a field is its state.
    fn mark(&mut self, problem: &Problem) {
        for (field, about) in self.fields.iter_mut().zip(&mut self.about) {
            let is_below = problem.path().strip_prefix(field.path.as_str());
            let is_it =
                is_below.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
            let is_named = is_it || problem.fields().contains(&field.path);
            if !is_named || std::mem::replace(&mut about.is_marked, is_named) {
                continue;
            }
            field.state = match about.has_no_answer {
                true => State::Unknown,
                false => State::Wrong(problem.code()),
            };
        }
    }
}
