//! Attributes of other crates that mean something else here, or nothing.

use std::fmt::Display;

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use crate::attr::Settings;
use crate::errors::Errors;
use crate::model::Struct;

/// What serde reads on a field, figleaf's attribute for it, and how that is written.
const ON_FIELDS: [(&str, &str, &str); 7] = [
    ("rename", "rename", "rename = \"…\""),
    ("default", "default", "default"),
    ("with", "with", "with = module::path"),
    ("deserialize_with", "with", "with = module::path"),
    ("skip", "skip", "skip"),
    ("skip_deserializing", "skip", "skip"),
    ("flatten", "flatten", "flatten"),
];

pub(crate) fn check(model: &Struct<'_>, errors: &Errors) {
    model.validation.refuse_context(&model.place, errors);
    let rename_all = ("rename_all", "rename_all = \"…\"");
    let on_struct = serde(&model.input.attrs).filter(reads);
    for entry in on_struct.filter(|entry| entry.path().is_ident(rename_all.0)) {
        instead(&entry, rename_all, &model.settings, &model.place, errors);
    }
    for field in &model.fields {
        field.validation.refuse_context(&field.place, errors);
        for entry in serde(field.attributes).filter(reads) {
            if let Some((_, name, usage)) =
                ON_FIELDS.iter().find(|(serde, ..)| entry.path().is_ident(serde))
            {
                instead(&entry, (name, usage), &field.settings, &field.place, errors);
            } else if entry.path().is_ident("alias") {
                let message = "figleaf does not read it, and has no `alias` yet: remove it";
                errors.on(&entry, format!("serde's `alias` on {}: {message}", field.place));
            }
        }
    }
}

/// Reports what serde would read, unless the same is said to figleaf: the struct may derive serde's
/// traits for another use.
fn instead(
    entry: &Meta,
    (name, usage): (&str, &str),
    settings: &Settings,
    place: &impl Display,
    errors: &Errors,
) {
    if !settings.has(name) {
        let serde = entry.path().get_ident().map(ToString::to_string).unwrap_or_default();
        let message = format!("figleaf does not read it: write `#[config({usage})]`");
        errors.on(entry, format!("serde's `{serde}` on {place}: {message}"));
    }
}

fn serde(attributes: &[Attribute]) -> impl Iterator<Item = Meta> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("serde")).flat_map(|attribute| {
        attribute
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .into_iter()
            .flatten()
    })
}

/// Whether an attribute is about reading: `rename(serialize = "…")` is not.
fn reads(entry: &Meta) -> bool {
    match entry {
        Meta::List(list) => {
            let inner = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            inner.is_ok_and(|inner| inner.iter().any(|inner| inner.path().is_ident("deserialize")))
        }
        _ => true,
    }
}
