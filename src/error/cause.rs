//! Why a field has no value, in words.

use super::{Code, Rejection};
use crate::decode::{Fault, Reason, Step, count};
use crate::layer::Flaw;
use crate::origin::Origin;
use crate::plan::Unresolved;
use crate::secret::REDACTED;
use crate::source::Failure;

/// What decoding found out about one field or struct.
pub(crate) struct Finding {
    /// The leaf it is about; none for a whole struct.
    pub(crate) leaf: Option<usize>,
    pub(crate) path: String,
    pub(crate) cause: Cause,
}

pub(crate) enum Cause {
    Missing,
    /// Its name needs a placeholder that has no value.
    Unresolved(Unresolved),
    /// Its store did not give it.
    Failed(Failure),
    /// What its store gave is no value.
    Flawed(Flaw),
    /// Its environment variable is not text.
    NotUnicode(String),
    /// Its type did not take the value.
    Fault(Fault, Origin),
    /// A rule does not hold; what the value is like, if there is one.
    Rejected(Rejection, Option<String>),
}

impl Cause {
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Missing => Code::Missing,
            Self::Failed(failure) => failure.code,
            Self::Rejected(..) => Code::Rejected,
            Self::Unresolved(_) | Self::Flawed(_) | Self::NotUnicode(_) | Self::Fault(..) => {
                Code::Invalid
            }
        }
    }
}

/// `expected u16, found a string of 6 characters`. The type is the field's as it is written, or
/// further inside the one that the decoding asked for.
pub(crate) fn fault(fault: &Fault, type_name: &str) -> String {
    let inside = !fault.path.is_empty();
    let found = fault.found.as_deref().unwrap_or("something else");
    let at = if inside { format!(" at `{}`", path(fault)) } else { String::new() };
    let wanted = |known: Option<&'static str>| match known {
        Some(known) if inside => known.to_owned(),
        _ => type_name.to_owned(),
    };
    match &fault.reason {
        Reason::Type(known) => format!("expected {}, found {found}{at}", wanted(*known)),
        Reason::NotJson(_) if !inside => format!("expected {type_name}, found {found}"),
        Reason::NotJson(known) => format!("expected {known}, found {found}{at}"),
        Reason::Form(wanted) => format!("expected {wanted}, found {found}{at}"),
        Reason::NoPair => format!("expected key=value for {type_name}, found {found}{at}"),
        Reason::SameKey => format!("{type_name}: a key stands there twice{at}"),
        Reason::Variant(known) => {
            format!("expected one of {}, found {found}{at}", known.join(", "))
        }
        Reason::Missing(field) => format!("{type_name}: no value for `{field}`{at}"),
        Reason::Unknown([]) => format!("{type_name}: an unknown key{at}"),
        Reason::Unknown(known) => {
            format!("{type_name}: an unknown key{at}, expected one of {}", known.join(", "))
        }
        Reason::Duplicate(field) => format!("{type_name}: `{field}` stands there twice{at}"),
        Reason::Syntax(flaw) => self::flaw(flaw, "JSON text"),
        Reason::Refused => format!("not accepted as {type_name}: {found}{at}"),
        Reason::Redacted => format!("expected {type_name}, found the text {REDACTED}{at}"),
        Reason::Panicked => format!("decoding {type_name} panicked on {found}{at}"),
    }
}

fn path(fault: &Fault) -> String {
    let mut path = String::new();
    for step in fault.path.iter().rev() {
        match step {
            Step::Key(key) => {
                let dot = if path.is_empty() { "" } else { "." };
                path.extend([dot, key]);
            }
            Step::Item(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

/// `expected a JSON object, found a list`.
pub(crate) fn flaw(flaw: &Flaw, wanted: &str) -> String {
    match flaw {
        Flaw::Binary { length } => {
            format!("expected {wanted}, found a binary value of {}", count(*length, "byte"))
        }
        Flaw::NotObject { found, .. } => format!("expected {wanted}, found {found}"),
        Flaw::Syntax { length: 0, .. } => format!("expected {wanted}, found an empty string"),
        Flaw::Syntax { line, column, length, ends_early } => {
            let what = if *ends_early { "ends early" } else { "is wrong" };
            let length = count(*length, "character");
            format!(
                "expected {wanted}, found a string of {length} that {what} at line {line}, column {column}"
            )
        }
    }
}
