//! Where a value is stored, as it is written.

use proc_macro2::Ident;
use syn::{Expr, LitStr};

use crate::attr::{Settings, Value};

/// The attributes of Parameter Store and of Secrets Manager. The values of the latter are secrets, so that
/// a whole one must not land in a type that prints.
pub(crate) use crate::rules::{PARAMETERS, SECRETS};

/// The attributes that say which version is read, and the store whose versions they name.
pub(crate) const PINS: [(&str, &str); 4] =
    [("version", PARAMETERS), ("label", PARAMETERS), ("stage", SECRETS), ("version_id", SECRETS)];

/// A store that is written on a struct or field.
pub(crate) enum Store<'a> {
    /// `ssm = "…"`: the source, as it is written, and the name in it.
    Named { source: &'a Ident, name: &'a LitStr },
    /// `from = …`: any binding.
    Given(&'a Expr),
}

impl<'a> Store<'a> {
    /// The first store that is written in the right form.
    pub(super) fn of(settings: &'a Settings) -> Option<Self> {
        settings.stores().find_map(|setting| match &setting.value {
            Value::Text(name) => Some(Self::Named { source: &setting.name, name }),
            Value::Expression(binding) => Some(Self::Given(binding)),
            _ => None,
        })
    }

    /// Whether the source is the one with that attribute.
    pub(crate) fn is_in(&self, attribute: &str) -> bool {
        matches!(self, Self::Named { source, .. } if *source == attribute)
    }
}

/// Where a struct or field is found.
#[derive(Clone, Copy)]
pub(crate) enum Home<'a> {
    /// A parameter: of the name that is written, else of the field's own name.
    Parameter(Option<&'a LitStr>),
    Secret(&'a LitStr),
    /// In what `from` says.
    Given(&'a Expr),
    /// A key of the document that the struct is.
    Document,
    /// Only in an environment variable.
    Variable,
    /// A store is written, and not in its form.
    Unknown,
}

impl<'a> Home<'a> {
    /// What the written store makes it; none without one.
    pub(crate) fn of(settings: &'a Settings) -> Option<Self> {
        if !settings.has_store() {
            return None;
        }
        Some(match Store::of(settings) {
            Some(Store::Named { source, name }) if source == PARAMETERS => {
                Self::Parameter(Some(name))
            }
            Some(Store::Named { source, name }) if source == SECRETS => Self::Secret(name),
            Some(Store::Given(binding)) => Self::Given(binding),
            Some(Store::Named { .. }) | None => Self::Unknown,
        })
    }
}
