//! What was given and no field reads. Most often it is a misspelt name, whose field then has its default or
//! is missing without a word.

use std::fmt;

use crate::error::{Builder, Code};

/// The most names that are told of one place.
const MOST: usize = 12;

/// The longest name that is told: what is longer may be a value in the wrong place.
const LONGEST: usize = 64;

/// What one place has that no field reads.
#[derive(Debug)]
pub(crate) struct Unused {
    place: String,
    strays: Vec<Stray>,
}

/// A name that no field has.
#[derive(Debug)]
pub(crate) struct Stray {
    /// None when it does not look like a name: a value may stand where a name should.
    name: Option<String>,
    hint: Option<String>,
}

impl Stray {
    /// A name, and what was perhaps meant by it.
    pub(crate) fn new(name: &str, hint: Option<String>) -> Self {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let is_name = name.len() <= LONGEST && name.chars().all(is_part) && !name.is_empty();
        Self { name: is_name.then(|| name.to_owned()), hint }
    }
}

impl Unused {
    /// The strays of a place, if it has any.
    pub(crate) fn some(place: impl Into<String>, strays: Vec<Stray>) -> Option<Self> {
        (!strays.is_empty()).then(|| Self { place: place.into(), strays })
    }

    /// One warning.
    pub(crate) fn warn(&self) {
        tracing::warn!(
            target: "figleaf",
            place = self.place,
            names = %self,
            "no field reads what is given there: correct or remove it"
        );
    }

    /// One problem, in a strict load.
    pub(crate) fn report(&self, problems: &mut Builder) {
        let message = format!("no field reads {self}");
        let help = "correct the names, or remove them".to_owned();
        problems.problem(&self.place, Code::Unknown, message, Some(help));
    }
}

/// ``APP_PROT (did you mean APP_PORT?), APP_X and 3 more``.
impl fmt::Display for Unused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = self.strays.iter().filter(|stray| stray.name.is_some()).take(MOST);
        let mut count = 0;
        for stray in told {
            let comma = if count == 0 { "" } else { ", " };
            write!(f, "{comma}{}", stray.name.as_deref().unwrap_or_default())?;
            if let Some(hint) = &stray.hint {
                write!(f, " ({hint})")?;
            }
            count += 1;
        }
        match (self.strays.len() - count, count) {
            (0, _) => Ok(()),
            (1, 0) => f.write_str("a key that does not look like a name"),
            (more, 0) => write!(f, "{more} keys that do not look like names"),
            (more, _) => write!(f, " and {more} more"),
        }
    }
}
