//! One run of the pipeline for one environment, and what it tells of every field.

mod judge;
mod places;

use std::sync::Arc;

use super::error::Error;
use super::facts::Facts;
use super::fingerprint::Fingerprints;
use super::level::Level;
use super::seen::{Field, Seen, State};
use super::{kinds, metadata, sizes};
use crate::error::Problem;
use crate::layer::{self, Layers, Provenance, Provided};
use crate::loader::{Ask, Recall, Untyped};
use crate::origin::Origin;
use crate::plan::{Blank, Leaf, Plan, Target};
use crate::source::{Details, KeyOutcome};
use crate::value::Value;
use places::{Places, stand_in};

/// How an environment is looked at.
#[derive(Clone, Copy)]
pub(super) struct Look<'l> {
    pub(super) level: Level,
    pub(super) fingerprints: &'l Fingerprints,
    /// Whether values that are not sensitive are to be kept.
    pub(super) values: bool,
    /// Whether the variables are all that the application has, so that one that is missing is a finding.
    pub(super) has_variables: bool,
}

impl Look<'_> {
    /// Looks at the environment that the configuration was given.
    pub(super) async fn at(self, untyped: Untyped, environment: &str) -> Result<Seen, Error> {
        let facts = Arc::<Facts>::default();
        let untyped = metadata::replace(untyped, self.level, &facts);
        let mut watch = Watch {
            look: self,
            facts: &facts,
            variables: untyped.variable_names(),
            places: Places::default(),
            sizes: sizes::Sizes::default(),
            fields: Vec::new(),
            about: Vec::new(),
            problems: Vec::new(),
        };
        let ran = match self.level {
            Level::Load => untyped.load(&mut watch).await,
            Level::Metadata | Level::Offline => untyped.look(&mut watch).await,
        };
        let schema = match self.level {
            Level::Offline => untyped.check_schema().err(),
            Level::Metadata | Level::Load => None,
        };
        Ok(watch.judge(environment, untyped.schema.name(), [schema, ran.err()]))
    }
}

/// Looks at the layers of a run before they are decoded.
struct Watch<'l> {
    look: Look<'l>,
    facts: &'l Facts,
    /// The names of the variables that are set.
    variables: Vec<String>,
    places: Places,
    sizes: sizes::Sizes,
    fields: Vec<Field>,
    /// What judging needs to know of each field.
    about: Vec<About>,
    problems: Vec<Problem>,
}

/// What is not told of a field.
struct About {
    /// Whether nothing but an environment variable gives it, or its name.
    is_of_variables: bool,
    /// Whether its store could not be asked.
    has_no_answer: bool,
    /// Whether its value could not be read, or where it would be is not known.
    is_unread: bool,
    /// Whether a problem has given it its state.
    is_marked: bool,
}

impl Watch<'_> {
    fn field(&self, leaf: &Leaf, index: usize, layers: &Layers, state: &layer::State) -> Field {
        // What is joined below a value that could not be read is not the field's.
        let is_readable = !is_unread(state);
        let value = layers.get(index).filter(|_| self.look.level == Level::Load && is_readable);
        let origin = self.origin(leaf, index, layers, state);
        let is_sensitive = leaf.field.is_sensitive();
        let shown = value.filter(|_| self.look.values && !is_sensitive && !is_encrypted(state));
        let location = leaf.locations().get(state.at());
        let is_stored = matches!(origin, Some(Origin::Store { .. }));
        let fact = location.filter(|_| is_stored).and_then(|at| self.facts.of(at.source, &at.key));
        let (key, unseen) = fact.map(|fact| (fact.key, fact.unseen)).unwrap_or_default();
        Field {
            path: leaf.path.to_string(),
            state: match (&origin, unseen) {
                (_, Some(_)) if self.look.level == Level::Offline => State::NotChecked,
                (_, Some(_)) => State::Unknown,
                (Some(Origin::Default), _) => State::Default,
                (Some(Origin::Absent), _) => State::Absent,
                (Some(_), _) => State::Ok,
                (None, _) if is_of_variables(leaf) => State::NotChecked,
                (None, _) => State::Unknown,
            },
            older_name_of: older_name_of(leaf, origin.as_ref(), state.at()),
            shadows: self.shadows(leaf, index, layers, origin.as_ref(), state),
            fingerprint: value.map(|value| self.look.fingerprints.of(value)),
            value: shown.and_then(written),
            origin,
            key,
            unseen,
            is_hidden: false,
        }
    }

    fn origin(
        &self,
        leaf: &Leaf,
        index: usize,
        layers: &Layers,
        state: &layer::State,
    ) -> Option<Origin> {
        match layers.provenance(index) {
            _ if is_unread(state) => None,
            Some(Provenance::Environment) => {
                let is_set = |name: &str| self.variables.iter().any(|set| set == name);
                leaf.variables.iter().find(|variable| is_set(&variable.name)).map(Origin::variable)
            }
            Some(Provenance::Store) => {
                let location = leaf.locations().get(state.at())?;
                let details = match state {
                    layer::State::Found { details, .. } => details.clone(),
                    _ => Details::new(),
                };
                Some(Origin::store(location, None).told(details))
            }
            Some(Provenance::Provider(metadata)) => Some(Origin::provider(metadata)),
            None if matches!(leaf.target, Target::Unresolved(_)) => None,
            None if leaf.field.default().is_some() => Some(Origin::Default),
            None => leaf.field.is_optional().then_some(Origin::Absent),
        }
    }

    /// What is below the layer that has the value, and would be looked at without it.
    fn shadows(
        &self,
        leaf: &Leaf,
        index: usize,
        layers: &Layers,
        origin: Option<&Origin>,
        state: &layer::State,
    ) -> Vec<String> {
        let place = |at: usize| Origin::store(&leaf.locations()[at], None).to_string();
        let others = leaf.variables.iter().filter(|variable| {
            variable.pointer.is_empty() && self.variables.contains(&variable.name.to_string())
        });
        let others = others.map(|variable| variable.name.to_string());
        let [mut shadows, joined] = layers.shadowed(index);
        match origin {
            Some(Origin::Provider { .. }) => shadows.extend(others),
            Some(Origin::Variable { name, .. }) => {
                shadows.extend(others.filter(|other| other != name));
            }
            _ => {}
        }
        match (origin, layers.provenance(index)) {
            // Older names that have a value too.
            (Some(Origin::Store { .. }), _) => {
                let older = state.at() + 1..leaf.locations().len();
                shadows.extend(older.filter(|at| self.places.has_value(index, *at)).map(place));
            }
            // The store was asked before: what is below it has the value.
            (Some(Origin::Provider { .. }), _) if matches!(state, layer::State::Absent(_)) => {}
            (Some(Origin::Variable { .. } | Origin::Provider { .. }), Some(_)) => {
                shadows.extend((0..leaf.locations().len().min(1)).map(place));
            }
            _ => {}
        }
        shadows.extend(joined);
        shadows
    }
}

/// Whether the store has a value, or may have one, that is not known.
fn is_unread(state: &layer::State) -> bool {
    matches!(state, layer::State::Failed { .. } | layer::State::Flawed { .. })
}

/// Whether nothing but a variable gives a field, or the name of what it is stored under.
fn is_of_variables(leaf: &Leaf) -> bool {
    match &leaf.target {
        Target::Nowhere => !leaf.variables.is_empty(),
        Target::Unresolved(unresolved) => matches!(unresolved.blank, Blank::Whole { .. }),
        Target::Stored(_) => false,
    }
}

/// The name that a field should have, when it has its value under an older one.
fn older_name_of(leaf: &Leaf, origin: Option<&Origin>, at: usize) -> Option<String> {
    match origin? {
        Origin::Store { .. } if at > 0 => {
            leaf.location().map(|location| Origin::store(location, None).to_string())
        }
        Origin::Variable { name, key: None } => {
            let new = leaf.variable().filter(|new| *new != name)?;
            Some(new.to_owned())
        }
        _ => None,
    }
}

/// A SecureString is not shown, whatever the field says.
fn is_encrypted(state: &layer::State) -> bool {
    matches!(state, layer::State::Found { encrypted: true, .. })
}

/// A string, a number or a boolean as it is written; of lists and maps how many items they have.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::List(items) => Some(crate::value::count(items.len(), "item")),
        Value::Map(map) => Some(crate::value::count(map.len(), "item")),
        Value::Bytes(bytes) => Some(crate::value::count(bytes.len(), "byte")),
        scalar => scalar.as_written().map(|text| text.as_str().escape_debug().to_string()),
    }
}

impl Recall for Watch<'_> {
    fn is_refresh(&self) -> bool {
        false
    }

    fn providers(&self) -> Option<(Vec<Provided>, Vec<Provided>)> {
        None
    }

    fn provided(&mut self, _: &[Provided], _: &[Provided]) {}

    fn ask(&mut self, plan: &Plan, ask: &mut Ask<'_>) {
        self.places.note(plan, &ask.wanted);
    }

    fn complete(&mut self, ask: &Ask<'_>, outcomes: Vec<KeyOutcome>) -> Vec<KeyOutcome> {
        self.places.answered(&ask.wanted, &outcomes);
        if self.look.level == Level::Load {
            return outcomes;
        }
        self.sizes.of_store(ask.source.name(), &ask.wanted.keys, &outcomes);
        let stand_in = |(key, outcome)| match outcome {
            KeyOutcome::Found(fetched) => {
                let pointers = self.places.pointers(&ask.wanted, key);
                KeyOutcome::Found(stand_in(&pointers).with_details(fetched.details().clone()))
            }
            other => other,
        };
        outcomes.into_iter().enumerate().map(stand_in).collect()
    }

    fn is_unchanged(&self) -> bool {
        false
    }

    fn layered(&mut self, plan: &Plan, layers: &mut Layers, states: &mut [layer::State]) {
        for (index, (leaf, state)) in plan.leaves.iter().zip(states.iter()).enumerate() {
            let field = self.field(leaf, index, layers, state);
            if self.look.level == Level::Offline {
                self.sizes.given(leaf, layers.get(index), field.origin.as_ref());
            }
            self.fields.push(field);
            self.about.push(About {
                is_of_variables: is_of_variables(leaf),
                has_no_answer: matches!(state, layer::State::Failed { failure, .. } if judge::no_answer(failure)),
                is_unread: is_unread(state)
                    || (layers.get(index).is_none() && matches!(leaf.target, Target::Unresolved(_))),
                is_marked: false,
            });
        }
        if self.look.level == Level::Metadata {
            self.problems.extend(kinds::problems(plan, states, self.facts));
        }
    }
}
