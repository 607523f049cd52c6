//! Attributes of other crates that mean something else here, or nothing.

use std::fmt::Display;

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use crate::attr::Settings;
use crate::errors::Errors;
use crate::model::{Field, Struct};

/// What serde reads on a field, figleaf's attribute for it, and how that is written.
const ON_FIELDS: [(&str, &str, &str); 8] = [
    ("rename", "rename", "rename = \"…\""),
    ("default", "default", "default"),
    ("with", "with", "with = module::path"),
    ("deserialize_with", "with", "with = module::path"),
    ("skip", "skip", "skip"),
    ("skip_deserializing", "skip", "skip"),
    ("flatten", "flatten", "flatten"),
    ("alias", "alias", "alias = \"…\""),
];

/// What makes serde read a struct as another type: figleaf decodes field by field.
const ON_STRUCTS: [&str; 3] = ["from", "try_from", "transparent"];

pub(crate) fn check(model: &Struct<'_>, errors: &Errors) {
    model.validation.refuse_context(&model.place, errors);
    on_struct(model, errors);
    for field in &model.fields {
        field.validation.refuse_context(&field.place, errors);
        for entry in serde(field.attributes).filter(reads) {
            if let Some((_, name, usage)) =
                ON_FIELDS.iter().find(|(serde, ..)| entry.path().is_ident(serde))
            {
                instead(&entry, (name, usage), &field.settings, &field.place, errors);
            }
        }
    }
}

fn on_struct(model: &Struct<'_>, errors: &Errors) {
    for entry in serde(&model.input.attrs).filter(reads) {
        let is = |name| entry.path().is_ident(name);
        if is("rename_all") {
            let rename_all = ("rename_all", "rename_all = \"…\"");
            instead(&entry, rename_all, &model.settings, &model.place, errors);
        } else if let Some(name) = ON_STRUCTS.iter().find(|name| is(name)) {
            let message = "remove it, or derive only `Deserialize` and use the struct as the type \
                           of a field";
            refuse(&entry, name, &model.place, message, errors);
        } else if let Some(fields) = is("default").then(|| without_default(model)).flatten() {
            let message = format!("write `#[config(default)]` on {fields}");
            refuse(&entry, "default", &model.place, &message, errors);
        }
    }
}

/// The fields that serde would give a default and figleaf would not.
fn without_default(model: &Struct<'_>) -> Option<String> {
    let has_default = |field: &Field<'_>| field.optional || field.settings.has("default");
    let fields = model.fields.iter().filter(|field| field.is_leaf() && !has_default(field));
    let names: Vec<_> = fields.map(|field| format!("`{}`", field.name)).collect();
    (!names.is_empty()).then(|| names.join(", "))
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
        refuse(entry, &serde, place, &format!("write `#[config({usage})]`"), errors);
    }
}

fn refuse(entry: &Meta, serde: &str, place: &impl Display, instead: &str, errors: &Errors) {
    let message = format!("figleaf does not read it: {instead}");
    errors.on(entry, format!("serde's `{serde}` on {place}: {message}"));
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
