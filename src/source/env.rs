//! Environment variables: read by name, as a string, without guessing a type.

use std::collections::BTreeMap;
use std::ffi::OsString;

/// Set by Lambda in every function, and by what imitates it. Source of these: Lambda's documentation of its
/// environment variables.
pub(crate) const RUNTIME_API: &str = "AWS_LAMBDA_RUNTIME_API";
/// How the sandbox was started.
pub(crate) const INITIALIZATION: &str = "AWS_LAMBDA_INITIALIZATION_TYPE";
/// Another one in each sandbox; not set with SnapStart.
pub(crate) const LOG_STREAM: &str = "AWS_LAMBDA_LOG_STREAM_NAME";

/// The environment variables that a load reads.
#[derive(Hash)]
pub(crate) enum Variables {
    /// Those of the process.
    Process,
    /// Given ones, in place of the process's.
    Given(BTreeMap<String, OsString>),
}

/// What a variable holds.
pub(crate) enum Variable {
    Unset,
    Text(String),
    NotUnicode,
}

impl Variables {
    /// The value of a variable that is set to a string and not empty.
    #[cfg(feature = "_aws")]
    pub(crate) fn filled(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.is_empty())
    }

    pub(crate) fn get(&self, name: &str) -> Variable {
        match self.raw(name).map(OsString::into_string) {
            None => Variable::Unset,
            Some(Ok(text)) => Variable::Text(text),
            Some(Err(_)) => Variable::NotUnicode,
        }
    }

    /// The value of a variable that is set to a string.
    #[cfg(any(feature = "_aws", feature = "extension"))]
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.get(name) {
            Variable::Text(text) => Some(text),
            Variable::Unset | Variable::NotUnicode => None,
        }
    }

    /// The value, a string or not.
    pub(crate) fn raw(&self, name: &str) -> Option<OsString> {
        match self {
            Self::Process => std::env::var_os(name),
            Self::Given(variables) => variables.get(name).cloned(),
        }
    }

    /// The names of all that are set and whose names are strings.
    pub(crate) fn names(&self) -> Vec<String> {
        match self {
            Self::Process => {
                std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect()
            }
            Self::Given(variables) => variables.keys().cloned().collect(),
        }
    }

    /// Whether the variable is set, to whatever.
    #[cfg(any(feature = "extension", feature = "local", feature = "lambda"))]
    pub(crate) fn is_set(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }
}
