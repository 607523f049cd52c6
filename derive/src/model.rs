//! The struct with everything that checking and expanding ask about.

mod field;
mod store;

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Path};

use crate::attr::{Place, Settings};
use crate::case::Case;
use crate::doc;
use crate::errors::Errors;
use crate::validate::Validation;

pub(crate) use field::{DefaultValue, Field, Kind};
pub(crate) use store::{Home, PARAMETERS, PINS, SECRETS, Store};

/// A struct that derives `Config`.
pub(crate) struct Struct<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) place: Place,
    pub(crate) doc: String,
    pub(crate) settings: Settings,
    pub(crate) validation: Validation,
    pub(crate) fields: Vec<Field<'a>>,
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
        Store::of(&self.settings)
    }

    /// Whether the fields are keys of one document.
    pub(crate) fn is_document(&self) -> bool {
        self.settings.has_store()
    }

    /// Where a field is found.
    pub(crate) fn home<'f>(&self, field: &'f Field<'_>) -> Home<'f> {
        Home::of(&field.settings).unwrap_or_else(|| {
            match (self.is_document(), field.settings.get("env")) {
                (true, _) => Home::Document,
                (false, Some(_)) => Home::Variable,
                (false, None) => Home::Parameter(None),
            }
        })
    }

    /// Whether validator is to be called, and where the user has said so.
    pub(crate) fn validated_at(&self) -> Option<Span> {
        let of_fields = self.fields.iter().filter_map(|field| field.validation.span);
        self.validation.span.into_iter().chain(of_fields).next()
    }
}

fn named_fields(input: &DeriveInput) -> impl Iterator<Item = (&syn::Field, &Ident)> {
    let fields = match &input.data {
        Data::Struct(data) if matches!(data.fields, Fields::Named(_)) => Some(&data.fields),
        _ => None,
    };
    fields.into_iter().flatten().filter_map(|field| Some((field, field.ident.as_ref()?)))
}
