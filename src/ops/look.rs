//! One load of one environment, and what it tells of every field.

use super::fingerprint::{Fingerprint, Fingerprints};
use crate::Config;
use crate::error::{Code, Error};
use crate::layer::{Layers, Provenance, Provided, State};
use crate::loader::{Ask, Loader, Recall, Run};
use crate::origin::Origin;
use crate::plan::{Blank, Leaf, Plan, Target};
use crate::source::{Details, Failure, Outcome, Scope};
use crate::value::Value;

/// What a load has told.
pub(super) struct Looked {
    pub(super) fields: Vec<Field>,
    pub(super) error: Option<Error>,
    /// Whether a store could not be asked at all: credentials, the network, time.
    pub(super) is_unknown: bool,
}

/// What is known of one field. It holds a value when `--values` asks for those that may be shown.
pub(super) struct Field {
    pub(super) path: String,
    pub(super) origin: Option<Origin>,
    /// The places below that are not looked at because of it.
    pub(super) shadowed: Vec<String>,
    pub(super) fingerprint: Option<Fingerprint>,
    pub(super) value: Option<String>,
    /// Whether nothing but an environment variable gives it, or its name.
    is_of_variables: bool,
    /// Whether its store could not be asked.
    has_no_answer: bool,
    /// What is wrong with it.
    pub(super) code: Option<Code>,
}

impl Field {
    pub(super) fn details(&self) -> Option<&Details> {
        self.origin.as_ref().and_then(Origin::details)
    }

    /// One word for the matrix.
    pub(super) fn state(&self, is_unknown: bool) -> &'static str {
        match (self.code, &self.origin) {
            (Some(_), _) if self.has_no_answer => "unknown",
            (Some(code), _) if is_unknown && is_of_the_way(code) => "unknown",
            (Some(code), _) => code.as_str(),
            (None, Some(Origin::Default)) => "default",
            (None, Some(Origin::Absent)) => "absent",
            (None, Some(_)) => "ok",
            (None, None) if self.is_of_variables => "not checked",
            (None, None) => "unknown",
        }
    }
}

/// Whether a code says that there was no answer, and not that something is wrong.
fn is_of_the_way(code: Code) -> bool {
    matches!(
        code,
        Code::Throttled | Code::Unavailable | Code::NotReady | Code::Timeout | Code::Unknown
    )
}

/// What to look at, and how.
pub(super) struct Look<'l> {
    pub(super) fingerprints: &'l Fingerprints,
    /// Whether values that are not sensitive are to be kept.
    pub(super) values: bool,
    /// The names of the variables that are the application's.
    pub(super) variables: Vec<String>,
    /// Whether they are all that the application has, so that one that is missing is a finding.
    pub(super) has_variables: bool,
}

/// Loads, and gives the configuration away.
pub(super) fn look<C: Config>(loader: Loader<C>, look: &Look<'_>) -> std::io::Result<Looked> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut watch = Watch { look, fields: Vec::new(), is_unknown: false };
    let (prepared, deadline) = loader.prepare_live();
    let ran = runtime.block_on(
        prepared.run::<C>(Run { recall: Some(&mut watch), ..Run::first(C::SCHEMA, deadline) }),
    );
    let Watch { fields, is_unknown, .. } = watch;
    Ok(judge(fields, ran.err(), is_unknown, look.has_variables))
}

/// Gives each field what the report says of it, and takes out what the check could not know.
fn judge(
    mut fields: Vec<Field>,
    error: Option<Error>,
    mut is_unknown: bool,
    has_variables: bool,
) -> Looked {
    let is_not_checked = |fields: &[Field], named: &[String]| {
        !has_variables
            && !named.is_empty()
            && named
                .iter()
                .all(|path| fields.iter().any(|field| field.path == *path && field.is_of_variables))
    };
    let error = error.and_then(|error| {
        error.retaining(|problem| {
            let is_missing = matches!(problem.code(), Code::Missing | Code::Conflict);
            !(is_missing && is_not_checked(&fields, problem.fields()))
        })
    });
    for problem in error.iter().flat_map(Error::problems) {
        is_unknown |= is_of_the_way(problem.code());
        for field in &mut fields {
            let is_below = problem.path().strip_prefix(field.path.as_str());
            let is_it =
                is_below.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
            if is_it || problem.fields().contains(&field.path) {
                field.code.get_or_insert(problem.code());
            }
        }
    }
    Looked { fields, error, is_unknown }
}

/// Looks at the layers of a load before they are decoded.
struct Watch<'l> {
    look: &'l Look<'l>,
    fields: Vec<Field>,
    is_unknown: bool,
}

impl Watch<'_> {
    fn field(&self, leaf: &Leaf, index: usize, layers: &Layers, state: &State) -> Field {
        let value = layers.get(index);
        let origin = self.origin(leaf, index, layers, state);
        let is_sensitive = leaf.field.is_sensitive();
        let shown = value.filter(|_| self.look.values && !is_sensitive && !is_encrypted(state));
        Field {
            path: leaf.path.to_string(),
            shadowed: self.shadowed(leaf, origin.as_ref()),
            fingerprint: value.map(|value| self.look.fingerprints.of(value)),
            value: shown.and_then(written),
            is_of_variables: match &leaf.target {
                Target::Nowhere => !leaf.variables.is_empty(),
                Target::Unresolved(unresolved) => matches!(unresolved.blank, Blank::Whole { .. }),
                Target::Stored(_) => false,
            },
            has_no_answer: matches!(state, State::Failed { failure, .. } if no_answer(failure)),
            origin,
            code: None,
        }
    }

    fn origin(&self, leaf: &Leaf, index: usize, layers: &Layers, state: &State) -> Option<Origin> {
        match layers.provenance(index) {
            Some(Provenance::Environment) => {
                let is_set = |name: &str| self.look.variables.iter().any(|set| set == name);
                leaf.variables.iter().find(|variable| is_set(&variable.name)).map(Origin::variable)
            }
            Some(Provenance::Store) => {
                let location = leaf.locations().get(state.at())?;
                let details = match state {
                    State::Found { details, .. } => details.clone(),
                    _ => Details::new(),
                };
                Some(Origin::store(location, None).told(details))
            }
            Some(Provenance::Provider(metadata)) => Some(Origin::provider(metadata)),
            None if matches!(state, State::Failed { .. } | State::Flawed { .. }) => None,
            None if matches!(leaf.target, Target::Unresolved(_)) => None,
            None if leaf.field.default().is_some() => Some(Origin::Default),
            None => leaf.field.is_optional().then_some(Origin::Absent),
        }
    }

    /// The store's places below a layer that has the value.
    fn shadowed(&self, leaf: &Leaf, origin: Option<&Origin>) -> Vec<String> {
        let place = |location| Origin::store(location, None).to_string();
        match origin {
            Some(Origin::Variable { .. } | Origin::Provider { .. }) => {
                leaf.locations().iter().take(1).map(place).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A SecureString is not shown, whatever the field says.
fn is_encrypted(state: &State) -> bool {
    matches!(state, State::Found { encrypted: true, .. })
}

/// A text, a number or a boolean as it is written; of lists and maps how many items they have.
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

    fn ask(&mut self, _: &Plan, _: &mut Ask<'_>) {}

    fn complete(&mut self, _: &Ask<'_>, outcomes: Vec<Outcome>) -> Vec<Outcome> {
        outcomes
    }

    fn is_unchanged(&self) -> bool {
        false
    }

    fn layered(&mut self, plan: &Plan, layers: &mut Layers, states: &mut [State]) {
        let leaves = plan.leaves.iter().zip(states.iter()).enumerate();
        self.fields =
            leaves.map(|(index, (leaf, state))| self.field(leaf, index, layers, state)).collect();
        self.is_unknown = states.iter().any(|state| match state {
            State::Failed { failure, .. } => no_answer(failure),
            _ => false,
        });
    }
}

/// Whether a failure is not about a key, or says nothing of it.
fn no_answer(failure: &Failure) -> bool {
    failure.scope != Scope::Key || is_of_the_way(failure.code)
}
