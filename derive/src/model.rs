//! The struct with everything that checking and expanding ask about.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Expr, Fields, LitStr, Path, Type};

use crate::attr::{Place, Settings, Value};
use crate::case::Case;
use crate::doc;
use crate::errors::Errors;
use crate::types;
use crate::validate::Validation;

/// A struct that derives `Config`.
pub(crate) struct Struct<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) place: Place,
    pub(crate) doc: String,
    pub(crate) settings: Settings,
    pub(crate) validation: Validation,
    pub(crate) fields: Vec<Field<'a>>,
}

/// A field of it.
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

/// A store: the name of the source, as it is written, and the name in it.
pub(crate) struct Store<'a> {
    pub(crate) source: &'a Ident,
    pub(crate) name: &'a LitStr,
}

impl<'a> Struct<'a> {
    /// Reads a struct as far as it can be read; everything that cannot is reported.
    pub(crate) fn read(input: &'a DeriveInput, errors: &Errors) -> Self {
        let place = Place::Struct(input.ident.unraw().to_string());
        let settings = Settings::read(&input.attrs, &place, errors);
        let case = settings.text("rename_all").and_then(|name| Case::named(&name.value()));
        let fields =
            named_fields(input).map(|field| Field::read(field.0, field.1, case, errors)).collect();
        Self {
            doc: doc::read(&input.attrs),
            validation: Validation::read(&input.attrs),
            input,
            place,
            settings,
            fields,
        }
    }

    pub(crate) fn name(&self) -> String {
        self.input.ident.unraw().to_string()
    }

    /// Where the runtime crate is.
    pub(crate) fn krate(&self) -> Path {
        match self.settings.path("crate") {
            Some(path) => path.path.clone(),
            None => syn::parse_quote!(::figleaf),
        }
    }

    /// Where the whole struct is stored as one document.
    pub(crate) fn store(&self) -> Option<Store<'_>> {
        store(&self.settings)
    }

    /// Whether validator is to be called, and where the user has said so.
    pub(crate) fn validated_at(&self) -> Option<Span> {
        let of_fields = self.fields.iter().filter_map(|field| field.validation.span);
        self.validation.span.into_iter().chain(of_fields).next()
    }
}

impl<'a> Field<'a> {
    fn read(field: &'a syn::Field, ident: &'a Ident, case: Option<Case>, errors: &Errors) -> Self {
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
        store(&self.settings)
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

fn store(settings: &Settings) -> Option<Store<'_>> {
    settings.sources().find_map(|setting| match &setting.value {
        Value::Text(name) => Some(Store { source: &setting.name, name }),
        _ => None,
    })
}

fn named_fields(input: &DeriveInput) -> impl Iterator<Item = (&syn::Field, &Ident)> {
    let fields = match &input.data {
        Data::Struct(data) if matches!(data.fields, Fields::Named(_)) => Some(&data.fields),
        _ => None,
    };
    fields.into_iter().flatten().filter_map(|field| Some((field, field.ident.as_ref()?)))
}
