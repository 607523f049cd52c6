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
    /// Nobody knows: in one of them at least its value was not seen, though it may have one, such as one that may not
    /// be read.
    Unknown,
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
            Self::Unknown => "unknown",
        }
    }

    fn of(one: &Field, other: &Field) -> Option<Self> {
        let stored_as = |field: &Field| field.details().and_then(Details::kind).map(str::to_owned);
        if is_checked_nowhere(one, other) {
            return None;
        }
        if one.is_hidden || other.is_hidden {
            return Some(Self::Unknown);
        }
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

/// Whether the application's variables, which nobody has given, would say it of both.
fn is_checked_nowhere(one: &Field, other: &Field) -> bool {
    [one, other].iter().all(|field| field.state == State::NotChecked)
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

/// Each field in both, in the order of the struct. One environment may not have come to its fields.
fn pairs(one: &Seen, other: &Seen) -> Vec<[Field; 2]> {
    let longest = if one.fields.is_empty() { &other.fields } else { &one.fields };
    let of =
        |seen: &Seen, path: &str| seen.field(path).cloned().unwrap_or_else(|| Field::unknown(path));
    longest.iter().map(|field| [one, other].map(|seen| of(seen, &field.path))).collect()
}

/// The fields that differ, or of which nobody knows whether they do.
pub(super) fn differences(one: &Seen, other: &Seen) -> Vec<Difference> {
    let difference = |[first, second]: [Field; 2]| {
        let kind = DifferenceKind::of(&first, &second)?;
        Some(Difference { kind, first, second })
    };
    pairs(one, other).into_iter().filter_map(difference).collect()
}

/// The fields that were looked at in neither.
fn not_checked(one: &Seen, other: &Seen) -> Vec<String> {
    let pairs = pairs(one, other).into_iter();
    pairs.filter(|[one, other]| is_checked_nowhere(one, other)).map(|[one, _]| one.path).collect()
}

/// A line for each field that differs.
pub(super) fn answer(config: &str, one: &Seen, other: &Seen) -> Answer {
    let all = differences(one, other);
    let is_unknown = is_unknown([one, other], &all);
    let heads = ["", &one.environment, &other.environment, ""];
    let mut rows: Vec<Vec<Cell>> = vec![heads.map(Cell::from).to_vec()];
    rows.extend(all.iter().map(|difference| {
        let Difference { kind, first, second } = difference;
        let words = [first.path.clone(), cell(first), cell(second), kind.as_str().to_owned()];
        words.map(Cell::from).to_vec()
    }));
    let text = match (all.is_empty(), is_unknown) {
        (true, true) if pairs(one, other).is_empty() => {
            format!("nothing was seen of {} and {}\n", one.environment, other.environment)
        }
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
    let not_checked = not_checked(one, other);
    let note = (!not_checked.is_empty()).then(|| {
        let fields = not_checked.join(", ");
        format!(
            "not checked: {fields}, which only the application's variables give (--env-file FILE)"
        )
    });
    let notes: Vec<String> = note.into_iter().collect();
    let json = json(config, [one, other], &all, not_checked);
    Answer::text(text).noted(&notes).coded(code).told(json)
}

/// Whether something of what differs is not known.
fn is_unknown(both: [&Seen; 2], all: &[Difference]) -> bool {
    let is_unknown = |difference: &Difference| difference.kind == DifferenceKind::Unknown;
    both.iter().any(|seen| seen.has_no_answer()) || all.iter().any(is_unknown)
}

fn json(config: &str, both: [&Seen; 2], all: &[Difference], not_checked: Vec<String>) -> Json {
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
        ("environments", Json::texts(both.map(Seen::environment))),
        ("complete", Json::Bool(!is_unknown(both, all))),
        ("not_checked", Json::texts(not_checked)),
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
