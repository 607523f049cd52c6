//! `diff`: which fields differ between two environments.

use super::deliver::Answer;
use super::json::Json;
use super::paint::Paint;
use super::seen::{Field, Seen, State};
use super::table::{Cell, table};
use super::told::{self, reports};
use super::{FINDINGS, FINE, UNKNOWN};
use crate::source::Details;

/// A field that is not the same in two environments.
///
/// Versions are told, and are no difference: each environment counts its own.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Difference {
    kind: DifferenceKind,
    first: Field,
    second: Field,
}

/// In what two environments differ about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// Its value: the fingerprints are not the same.
    Value,
    /// The type in the store, of equal values.
    Type,
    /// It has a value in the first one alone.
    OnlyFirst,
    /// It has a value in the second one alone.
    OnlySecond,
    /// It has a value in neither, for different reasons.
    State,
}

impl DifferenceKind {
    /// As the table and `--json` write it: `in the first only`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Type => "type",
            Self::OnlyFirst => "in the first only",
            Self::OnlySecond => "in the second only",
            Self::State => "state",
        }
    }

    fn of(one: &Field, other: &Field) -> Option<Self> {
        let stored_as = |field: &Field| field.details().and_then(Details::kind).map(str::to_owned);
        match (one.fingerprint, other.fingerprint) {
            (Some(left), Some(right)) if left != right => Some(Self::Value),
            (Some(_), Some(_)) if stored_as(one) != stored_as(other) => Some(Self::Type),
            (Some(_), None) => Some(Self::OnlyFirst),
            (None, Some(_)) => Some(Self::OnlySecond),
            _ if is_wrong(one) != is_wrong(other) => Some(Self::State),
            _ => None,
        }
    }
}

fn is_wrong(field: &Field) -> Option<State> {
    Some(field.state).filter(|state| matches!(state, State::Wrong(_)))
}

impl Difference {
    /// The Rust path of the field: `database.port`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.first.path
    }

    /// In what they differ.
    #[must_use]
    pub fn kind(&self) -> DifferenceKind {
        self.kind
    }

    /// What is known of it in the first environment.
    #[must_use]
    pub fn first(&self) -> &Field {
        &self.first
    }

    /// What is known of it in the second environment.
    #[must_use]
    pub fn second(&self) -> &Field {
        &self.second
    }
}

/// The fields that differ, in the order of the struct.
pub(super) fn differences(one: &Seen, other: &Seen) -> Vec<Difference> {
    let difference = |first: &Field| {
        let second = other.field(&first.path)?;
        let kind = DifferenceKind::of(first, second)?;
        Some(Difference { kind, first: first.clone(), second: second.clone() })
    };
    one.fields.iter().filter_map(difference).collect()
}

/// A line for each field that differs.
pub(super) fn answer(config: &str, one: &Seen, other: &Seen) -> Answer {
    let is_unknown = one.is_unknown || other.is_unknown;
    let all = differences(one, other);
    let heads = ["", &one.environment, &other.environment, ""];
    let mut rows: Vec<Vec<Cell>> = vec![heads.map(Cell::from).to_vec()];
    rows.extend(all.iter().map(|difference| {
        let Difference { kind, first, second } = difference;
        let words = [first.path.clone(), cell(first), cell(second), kind.as_str().to_owned()];
        words.map(Cell::from).to_vec()
    }));
    let text = match (all.is_empty(), is_unknown) {
        (true, true) => "what was seen of both is alike\n".to_owned(),
        (true, false) => format!("{} and {} are alike\n", one.environment, other.environment),
        (false, _) => table(&rows, Paint::Plain),
    };
    let code = match (is_unknown, all.is_empty()) {
        (true, _) => UNKNOWN,
        (false, false) => FINDINGS,
        (false, true) => FINE,
    };
    let text = text + &reports([one, other]);
    Answer::text(text).coded(code).told(json(config, one, other, &all))
}

fn json(config: &str, one: &Seen, other: &Seen, all: &[Difference]) -> Json {
    let difference = |difference: &Difference| {
        Json::Object(vec![
            ("path", Json::text(difference.path())),
            ("difference", Json::text(difference.kind.as_str())),
            ("first", told::field(&difference.first)),
            ("second", told::field(&difference.second)),
        ])
    };
    Json::Object(vec![
        ("version", Json::Count(1)),
        ("verb", Json::text("diff")),
        ("config", Json::text(config)),
        ("environments", Json::texts([one, other].map(Seen::environment))),
        ("complete", Json::Bool(!(one.is_unknown || other.is_unknown))),
        ("fields", Json::List(all.iter().map(difference).collect())),
    ])
}

fn cell(field: &Field) -> String {
    let Some(fingerprint) = field.fingerprint() else { return field.state.as_str().to_owned() };
    let details = field.details();
    let kind = details.and_then(Details::kind).map(str::to_owned);
    let parts = [Some(fingerprint), kind, details.and_then(told::version), field.value.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
