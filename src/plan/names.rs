//! Placeholders: `{env}` and the ones that [`Loader::var`](crate::Loader::var) fills.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// A placeholder that could not be filled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unresolved {
    pub(crate) placeholder: String,
    pub(crate) reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// Nothing gives it a value.
    Unset,
    /// Its value is empty.
    Empty,
    /// Its value would make another path, or has a character that a name may not have.
    Unfit,
}

/// The values of placeholders.
#[derive(Debug, Default)]
pub(crate) struct Names {
    values: BTreeMap<String, String>,
    /// Whether a placeholder without a value stands for itself.
    is_template: bool,
}

impl Names {
    pub(crate) fn new(environment: Option<&str>, variables: &BTreeMap<String, String>) -> Self {
        let mut values = variables.clone();
        if let Some(environment) = environment {
            values.insert("env".to_owned(), environment.to_owned());
        }
        Self { values, is_template: false }
    }

    /// Names with their placeholders as they are.
    pub(crate) fn templates() -> Self {
        Self { values: BTreeMap::new(), is_template: true }
    }

    /// Fills the placeholders of a name.
    pub(crate) fn resolve<'t>(&self, template: &'t str) -> Result<Cow<'t, str>, Unresolved> {
        if self.is_template || !template.contains('{') {
            return Ok(Cow::Borrowed(template));
        }
        let mut name = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            // The derive refuses a name whose brace is not closed; a binding made by hand keeps it.
            let Some((placeholder, tail)) = after.split_once('}') else { break };
            name.push_str(before);
            name.push_str(self.value(placeholder)?);
            rest = tail;
        }
        name.push_str(rest);
        Ok(Cow::Owned(name))
    }

    fn value(&self, placeholder: &str) -> Result<&str, Unresolved> {
        let reason = match self.values.get(placeholder).map(String::as_str) {
            None => Reason::Unset,
            Some("") => Reason::Empty,
            Some(value) if is_fit(value) => return Ok(value),
            Some(_) => Reason::Unfit,
        };
        Err(Unresolved { placeholder: placeholder.to_owned(), reason })
    }
}

/// What may stand for a placeholder: one segment of a name, in the characters that both services
/// allow. A `/` or `..` would lead to values of another environment.
pub(crate) fn is_fit(value: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    !value.is_empty() && value.chars().all(allowed) && !value.contains("..") && value != "."
}
