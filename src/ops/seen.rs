//! What was seen of one environment.

use super::fingerprint::Fingerprint;
use super::{FINDINGS, FINE, Level, UNKNOWN};
use crate::error::{Code, Error};
use crate::origin::Origin;
use crate::source::Details;

/// What was seen of one environment: [`Ops::check`](super::Ops::check) and [`Ops::explain`](super::Ops::explain).
///
/// It holds no value but those that `--values` asks for.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Seen {
    pub(super) environment: String,
    pub(super) level: Level,
    pub(super) fields: Vec<Field>,
    pub(super) error: Option<Error>,
    pub(super) notes: Vec<String>,
    /// Whether a store could not be asked at all: credentials, the network, time.
    pub(super) is_unknown: bool,
}

/// What a look at an environment comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Verdict {
    /// Nothing was found.
    Ok,
    /// Something is missing, denied or not valid.
    Findings,
    /// There was no answer: no credentials, no network, throttled, too slow.
    Unknown,
}

/// What is known of one field.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Field {
    pub(super) path: String,
    pub(super) state: State,
    pub(super) origin: Option<Origin>,
    pub(super) older_name_of: Option<String>,
    pub(super) shadows: Vec<String>,
    pub(super) fingerprint: Option<Fingerprint>,
    pub(super) value: Option<String>,
    pub(super) key: Option<String>,
    /// Why nothing is known of it, though its store was asked.
    pub(super) unseen: Option<&'static str>,
    /// Whether it may have a value that was not seen, so that nobody can say in what it differs.
    pub(super) is_hidden: bool,
}

/// What has become of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// It has a value; at [`Level::Metadata`] something is stored there.
    Ok,
    /// It has its default.
    Default,
    /// It has nothing, and needs nothing.
    Absent,
    /// It was not looked at: the application's variables are not known, or nobody was asked.
    NotChecked,
    /// Nothing is known of it: its store gave no answer, or cannot tell without reading a value.
    Unknown,
    /// Something is wrong with it.
    Wrong(Code),
}

impl State {
    /// As the matrix and `--json` write it: `ok`, `not checked`, `missing`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Default => "default",
            Self::Absent => "absent",
            Self::NotChecked => "not checked",
            Self::Unknown => "unknown",
            Self::Wrong(code) => code.as_str(),
        }
    }
}

impl Verdict {
    /// As `--json` writes it: `ok`, `findings`, `unknown`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Findings => "findings",
            Self::Unknown => "unknown",
        }
    }

    /// The exit code of the command.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Ok => FINE,
            Self::Findings => FINDINGS,
            Self::Unknown => UNKNOWN,
        }
    }
}

impl Seen {
    /// The environment.
    #[must_use]
    pub fn environment(&self) -> &str {
        &self.environment
    }

    /// How much was looked at.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// What it comes to. That there was no answer outranks what was found.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match (self.is_unknown, &self.error) {
            (true, _) => Verdict::Unknown,
            (false, Some(_)) => Verdict::Findings,
            (false, None) => Verdict::Ok,
        }
    }

    /// Whether nothing is known of the fields, or of some.
    pub(super) fn has_no_answer(&self) -> bool {
        self.is_unknown || (self.fields.is_empty() && self.error.is_some())
    }

    /// Every field, in the order of the struct. None when it was not known yet which names they have.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field with that Rust path: `database.port`.
    #[must_use]
    pub fn field(&self, path: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.path == path)
    }

    /// Everything that was found, as a load reports it.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// What is worth knowing and nothing wrong.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

impl Field {
    /// One of which nothing is known.
    pub(super) fn unknown(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            state: State::Unknown,
            origin: None,
            older_name_of: None,
            shadows: Vec::new(),
            fingerprint: None,
            value: None,
            key: None,
            unseen: None,
            is_hidden: true,
        }
    }

    /// The Rust path: `database.port`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What has become of it.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// Where its value comes from, and what the store tells beside it.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// The name that it should be under, when it was found under an older one (`alias`).
    #[must_use]
    pub fn older_name_of(&self) -> Option<&str> {
        self.older_name_of.as_deref()
    }

    /// What is not looked at because of it, highest first: variables, the place in the store, older names that have a
    /// value, providers given to `join`.
    #[must_use]
    pub fn shadows(&self) -> &[String] {
        &self.shadows
    }

    /// The fingerprint of its value: twelve digits. It is equal to another one of the same run, or of the same
    /// `FIGLEAF_FINGERPRINT_KEY`, when the values are.
    #[must_use]
    pub fn fingerprint(&self) -> Option<String> {
        self.fingerprint.map(|fingerprint| fingerprint.to_string())
    }

    /// The key of KMS under which it is stored, at [`Level::Metadata`].
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    pub(super) fn details(&self) -> Option<&Details> {
        self.origin.as_ref().and_then(Origin::details)
    }
}
