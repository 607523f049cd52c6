//! Why a field has no value, in words.

use super::{Code, Rejection, Subject};
use crate::decode::Fault;
use crate::layer::{Flaw, Unreadable};
use crate::origin::Origin;
use crate::plan::{Unresolved, Variable};
use crate::source::Failure;
use crate::value::Found;

/// What decoding found out about one field or struct.
pub(crate) struct Finding {
    /// The leaf it is about; none for a whole struct.
    pub(crate) leaf: Option<usize>,
    /// A field or a struct.
    pub(crate) subject: Subject,
    pub(crate) path: String,
    pub(crate) cause: Cause,
    /// The path of a field that has a value, without which nothing of an optional group would be needed.
    pub(crate) because: Option<String>,
}

pub(crate) enum Cause {
    Missing,
    /// Its name needs a placeholder that has no value.
    Unresolved(Unresolved),
    /// Its store did not give it.
    Failed(Failure),
    /// What its store gave is no value.
    Flawed(Flaw),
    /// Its environment variable is set, and gives no value.
    Unreadable(Variable, Unreadable),
    /// Its type did not take the value.
    Fault(Fault, Origin),
    /// A `Config` that was written by hand reads another field than its schema describes; in which way.
    Mismatch(String),
    /// A rule does not hold; what the value is like, if there is one.
    Rejected(Rejection, Option<Found>),
}

impl Cause {
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Missing => Code::Missing,
            Self::Failed(failure) => failure.code,
            Self::Rejected(..) => Code::Rejected,
            Self::Mismatch(_) => Code::Conflict,
            Self::Unresolved(_) | Self::Flawed(_) | Self::Unreadable(..) | Self::Fault(..) => {
                Code::Invalid
            }
        }
    }
}
