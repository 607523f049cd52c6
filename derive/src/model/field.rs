//! A field, and what its attributes make of it.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Attribute, Expr, LitStr, Type};

use super::Store;
use crate::attr::{Place, Settings, Value};
use crate::case::Case;
use crate::doc;
use crate::errors::Errors;
use crate::types;
use crate::validate::Validation;

/// A field of a struct that derives `Config`.
pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) place: Place,
    /// The name without `r#`.
    pub(crate) name: String,
    pub(crate) ty: &'a Type,
    /// The type without the `Option` of an optional field.
    pub(crate) inner: &'a Type,
    pub(crate) optional: bool,
    pub(crate) doc: String,
    pub(crate) attributes: &'a [Attribute],
    pub(crate) settings: Settings,
    pub(crate) validation: Validation,
    pub(crate) kind: Kind,
    /// Its segment in the name of a parameter.
    pub(crate) segment: String,
    /// Its key in a document that the struct is.
    pub(crate) key: String,
}

/// What a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Not configuration.
    Skipped,
    Leaf,
    /// A leaf whose text is JSON.
    Json,
    /// A struct that derives `Config`.
    Nested,
    /// The same without a segment of its own.
    Flat,
}

/// What a field is when its value is missing.
pub(crate) enum DefaultValue<'a> {
    /// `default` alone, and where it stands: `Default::default()`.
    OfType(&'a Ident),
    /// Text that the library decodes.
    Text(&'a LitStr),
    Expression(&'a Expr),
}

impl<'a> Field<'a> {
    pub(super) fn read(
        field: &'a syn::Field,
        ident: &'a Ident,
        case: Option<Case>,
        errors: &Errors,
    ) -> Self {
        let name = ident.unraw().to_string();
        let place = Place::Field(name.clone());
        let settings = Settings::read(&field.attrs, &place, errors);
        let inner = types::option_inner(&field.ty);
        let rename = settings.text("rename").map(LitStr::value);
        let renamed = |case: Option<Case>| {
            rename
                .clone()
                .unwrap_or_else(|| case.map_or_else(|| name.clone(), |case| case.apply(&name)))
        };
        Self {
            kind: Kind::of(&settings),
            segment: renamed(case.or(Some(Case::Kebab))),
            key: renamed(case),
            inner: inner.unwrap_or(&field.ty),
            optional: inner.is_some(),
            doc: doc::read(&field.attrs),
            validation: Validation::read(&field.attrs),
            attributes: &field.attrs,
            ty: &field.ty,
            ident,
            place,
            name,
            settings,
        }
    }

    pub(crate) fn store(&self) -> Option<Store<'_>> {
        Store::of(&self.settings)
    }

    /// Whether it says something of a parameter that only a binding can hold, so that it needs one
    /// also when it is the parameter of its own name.
    pub(crate) fn needs_binding(&self) -> bool {
        ["version", "label", "by_path"].into_iter().any(|name| self.settings.has(name))
    }

    pub(crate) fn default(&self) -> Option<DefaultValue<'_>> {
        let setting = self.settings.get("default")?;
        Some(match &setting.value {
            Value::Text(text) => DefaultValue::Text(text),
            Value::Expression(expression) => DefaultValue::Expression(expression),
            _ => DefaultValue::OfType(&setting.name),
        })
    }

    pub(crate) fn is_leaf(&self) -> bool {
        matches!(self.kind, Kind::Leaf | Kind::Json)
    }

    pub(crate) fn is_group(&self) -> bool {
        matches!(self.kind, Kind::Nested | Kind::Flat)
    }
}

impl Kind {
    fn of(settings: &Settings) -> Self {
        let kinds = [
            ("skip", Self::Skipped),
            ("nested", Self::Nested),
            ("flatten", Self::Flat),
            ("json", Self::Json),
        ];
        kinds.into_iter().find(|(name, _)| settings.has(name)).map_or(Self::Leaf, |(_, kind)| kind)
    }
}
