//! What is filled into names: `{env}` and the placeholders of [`Loader::var`](crate::Loader::var), and whole
//! names that only a deployment knows, `${DB_SECRET_ARN}`.

use std::borrow::Cow;
use std::collections::BTreeMap;
#[cfg(feature = "ops")]
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::rules;
use crate::source::Binding;
use crate::source::env::{Variable, Variables};

/// A name that is not known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unresolved {
    pub(crate) blank: Blank,
    pub(crate) reason: Reason,
}

/// What was to be filled in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Blank {
    /// A part of the name: `env` of `{env}`.
    Placeholder(String),
    /// The whole name, in this source: `DB_SECRET_ARN` of `${DB_SECRET_ARN}`.
    Whole { variable: String, source: &'static str, is_given: bool },
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// Nothing gives it a value.
    Unset,
    /// Its value is empty.
    Empty,
    /// Its value would make another path, or has a character that a name may not have.
    Unfit,
    /// Its value is no whole name, for this reason.
    NoName(String),
}

/// The values of placeholders and the whole names.
#[derive(Default)]
pub(crate) struct Names {
    values: BTreeMap<String, String>,
    whole: BTreeMap<String, String>,
    variables: Option<Arc<Variables>>,
    /// Whether a placeholder without a value stands for itself.
    is_template: bool,
    /// Placeholders that stand for anything: `*`, as policies write it.
    #[cfg(feature = "ops")]
    any: BTreeSet<String>,
}

/// The variable that gives a whole name: `DB_SECRET_ARN` of `${DB_SECRET_ARN}`.
pub(crate) fn variable_of(name: &str) -> Option<&str> {
    name.strip_prefix("${")?.strip_suffix('}')
}

impl Names {
    pub(crate) fn new(environment: Option<&str>, variables: &BTreeMap<String, String>) -> Self {
        let mut values = variables.clone();
        if let Some(environment) = environment {
            values.insert("env".to_owned(), environment.to_owned());
        }
        Self { values, ..Self::default() }
    }

    /// Takes whole names from these, and what is not among them from the environment.
    pub(crate) fn with_whole(
        mut self,
        names: &BTreeMap<String, String>,
        variables: &Arc<Variables>,
    ) -> Self {
        self.whole.clone_from(names);
        self.variables = Some(variables.clone());
        self
    }

    /// Fills these placeholders with a `*`.
    #[cfg(feature = "ops")]
    pub(crate) fn with_any(mut self, placeholders: &BTreeSet<String>) -> Self {
        self.any.clone_from(placeholders);
        self
    }

    /// Names with their placeholders as they are.
    pub(crate) fn templates() -> Self {
        Self { is_template: true, ..Self::default() }
    }

    /// The name of a binding, and whether nothing may be put before it.
    pub(crate) fn of<'t>(&self, binding: &Binding) -> Result<(Cow<'t, str>, bool), Unresolved> {
        let name = binding.name();
        if let Some(variable) = variable_of(name) {
            return match self.is_template {
                true => Ok((Cow::Borrowed(name), true)),
                false => Ok((Cow::Owned(self.whole(variable, binding)?), true)),
            };
        }
        let name = self.resolve(name)?;
        let is_whole = name.starts_with('/') || rules::is_arn(&name);
        Ok((name, is_whole))
    }

    fn whole(&self, variable: &str, binding: &Binding) -> Result<String, Unresolved> {
        let given = self.whole.get(variable);
        let name = match (given, &self.variables) {
            (Some(name), _) => Ok(name.clone()),
            (None, None) => Err(Reason::Unset),
            (None, Some(variables)) => match variables.get(variable) {
                Variable::Text(name) => Ok(name),
                Variable::Unset => Err(Reason::Unset),
                Variable::NotUnicode => Err(Reason::NoName("its bytes are not UTF-8".to_owned())),
            },
        };
        let name = name.and_then(|name| match name.as_str() {
            "" => Err(Reason::Empty),
            whole => match rules::whole(binding.source(), whole, binding.is_path()) {
                Ok(()) => Ok(name),
                Err(why) => Err(Reason::NoName(why)),
            },
        });
        let blank = || Blank::Whole {
            variable: variable.to_owned(),
            source: binding.source(),
            is_given: given.is_some(),
        };
        name.map_err(|reason| Unresolved { blank: blank(), reason })
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
        #[cfg(feature = "ops")]
        if self.any.contains(placeholder) {
            return Ok("*");
        }
        let reason = match self.values.get(placeholder).map(String::as_str) {
            None => Reason::Unset,
            Some("") => Reason::Empty,
            Some(value) if is_fit(value) => return Ok(value),
            Some(_) => Reason::Unfit,
        };
        Err(Unresolved { blank: Blank::Placeholder(placeholder.to_owned()), reason })
    }
}

/// What may stand for a placeholder: one segment of a name, in the characters that both services
/// allow. A `/` or `..` would lead to values of another environment.
pub(crate) fn is_fit(value: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    !value.is_empty() && value.chars().all(allowed) && !value.contains("..") && value != "."
}
