//! Everything that the words of a problem depend on, and the places that they name.

use super::Subject;
use super::cause::{Cause, Finding};
use crate::disclosure::Disclosure;
use crate::layer::{Flaw, State, Unused};
use crate::origin::Origin;
use crate::plan::{Leaf, Location, Plan, Variable};
use crate::source::{Failure, Scope, Source};

/// What is known about a source when the report is written.
pub(crate) struct Store<'a> {
    pub(crate) source: &'a dyn Source,
    pub(crate) region: Option<String>,
}

/// What the words of a problem depend on.
pub(crate) struct Surroundings<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) states: &'a [State],
    pub(crate) stores: Vec<Store<'a>>,
    /// The names of the user's providers above the environment variables, and below the stores.
    pub(crate) above: Vec<String>,
    pub(crate) below: Vec<String>,
    pub(crate) environment: Environment,
    /// The environment variables that are set and that no field reads.
    pub(crate) unread: Vec<String>,
    /// The keys of providers and documents that no field reads.
    pub(crate) unused: &'a [Unused],
}

/// What names the environment.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Environment {
    /// `.environment(…)` on the loader.
    Given,
    Variable(&'static str),
}

impl Environment {
    /// What a problem with it is about.
    pub(super) fn subject(self) -> (Subject, String) {
        match self {
            Self::Given => (Subject::Loader, ".environment(…)".to_owned()),
            Self::Variable(variable) => (Subject::Variable, variable.to_owned()),
        }
    }
}

impl Surroundings<'_> {
    pub(super) fn leaf(&self, finding: &Finding) -> Option<&Leaf> {
        finding.leaf.map(|leaf| &self.plan.leaves[leaf])
    }

    /// The place that a finding is about: that of its leaf, or an older one.
    pub(super) fn location(&self, finding: &Finding) -> Option<&Location> {
        let leaf = finding.leaf?;
        self.plan.leaves[leaf].locations().get(self.states[leaf].at())
    }

    pub(super) fn store(&self, source: &str) -> Option<&Store<'_>> {
        self.stores.iter().find(|store| store.source.name() == source)
    }

    pub(super) fn container(&self, source: &str) -> Option<&str> {
        self.store(source)?.source.container()
    }

    /// Every place at which a leaf's value may be, highest first.
    pub(super) fn places(&self, leaf: &Leaf) -> Vec<String> {
        let stored = leaf.locations().iter().map(|at| self.part(at, at.pointer.len()));
        self.places_around(leaf, stored)
    }

    /// The same of a problem that is not about one key of a document but about the whole.
    pub(super) fn shared_places(&self, finding: &Finding) -> Vec<String> {
        let Some(leaf) = self.leaf(finding) else { return Vec::new() };
        if let Cause::Unreadable(variable, _) = &finding.cause {
            return vec![variable.name.to_string()];
        }
        self.places_around(leaf, self.location(finding).map(|at| self.document(at)).into_iter())
    }

    fn places_around(&self, leaf: &Leaf, stored: impl Iterator<Item = String>) -> Vec<String> {
        let own = leaf.variables.iter().map(ToString::to_string).chain(stored);
        self.above.iter().cloned().chain(own).chain(self.below.iter().cloned()).collect()
    }

    /// How a document may be described: as the most sensitive field that is a part of it.
    pub(super) fn disclosure_of_document(&self, location: &Location) -> Disclosure {
        let is_same = |at: &Location| (at.source, &at.key) == (location.source, &location.key);
        let is_sensitive = |leaf: &Leaf| {
            Disclosure::of(leaf.field) == Disclosure::Sensitive
                && leaf.locations().iter().any(is_same)
        };
        match self.plan.leaves.iter().any(is_sensitive) {
            true => Disclosure::Sensitive,
            false => Disclosure::Public,
        }
    }

    /// The same of a document in a variable.
    pub(super) fn disclosure_of_variable(&self, document: &Variable) -> Disclosure {
        let is_same = |variable: &Variable| variable.name == document.name;
        let is_sensitive = |leaf: &Leaf| {
            Disclosure::of(leaf.field) == Disclosure::Sensitive
                && leaf.variables.iter().any(is_same)
        };
        match self.plan.leaves.iter().any(is_sensitive) {
            true => Disclosure::Sensitive,
            false => Disclosure::Public,
        }
    }

    /// What a failure is a failure of: one name, its source, or what several sources go through.
    pub(super) fn failing(&self, failure: &Failure, location: &Location) -> String {
        match failure.scope {
            Scope::Key => self.document(location),
            Scope::Source | Scope::NoSource => location.source.to_owned(),
            Scope::Shared(what) => what.to_owned(),
        }
    }

    /// The place of a whole value or document.
    pub(super) fn document(&self, location: &Location) -> String {
        self.part(location, 0)
    }

    /// The place of what is so many keys below a whole document.
    pub(super) fn part(&self, location: &Location, depth: usize) -> String {
        let pointer = location.pointer.iter().take(depth).copied().collect();
        let part = Location { pointer, ..location.clone() };
        Origin::store(&part, self.container(location.source)).to_string()
    }

    pub(super) fn place_of(&self, flaw: &Flaw, location: &Location) -> String {
        match flaw {
            Flaw::NoObject { depth, .. } => self.part(location, *depth),
            Flaw::Binary { .. } | Flaw::Syntax(_) | Flaw::EmptyItem { .. } => {
                self.document(location)
            }
        }
    }
}
