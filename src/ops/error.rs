//! What keeps an operation from its answer.

use std::fmt;

/// Why there is no answer: everything that is in the way, with what to do. It tells names, and no value.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    reasons: Vec<String>,
}

impl Error {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self { reasons: vec![reason.into()] }
    }

    /// Nothing when there is no reason.
    pub(super) fn of(reasons: Vec<String>) -> Result<(), Self> {
        if reasons.is_empty() { Ok(()) } else { Err(Self { reasons }) }
    }

    /// One line for each thing that is in the way.
    #[must_use]
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reasons.join("\n"))
    }
}

/// The same as `Display`, because `main` and `unwrap` print it.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}
