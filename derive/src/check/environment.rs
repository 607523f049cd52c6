//! Environment variables: well-formed, and one field each.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::LitStr;

use crate::attr::{Place, Settings};
use crate::errors::Errors;
use crate::model::{Field, Kind, Struct};

pub(crate) fn check(model: &Struct<'_>, errors: &Errors) {
    variable("environment", &model.settings, &model.place, errors);
    let prefix = prefix(model, errors);
    for field in model.fields.iter().filter(|field| field.kind != Kind::Skipped) {
        variable("env", &field.settings, &field.place, errors);
    }
    one_field_each(model, prefix.as_deref(), errors);
}

fn is_well_formed(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    begins && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The variable that an attribute names, if it can be one.
fn variable<'a>(
    attribute: &str,
    settings: &'a Settings,
    place: &Place,
    errors: &Errors,
) -> Option<&'a LitStr> {
    let name = settings.text(attribute)?;
    if is_well_formed(&name.value()) {
        return Some(name);
    }
    let message = "is made of letters, digits and `_`, and does not begin with a digit";
    errors.on(
        name,
        format!("`{attribute}` on {place}: the name of an environment variable {message}"),
    );
    None
}

fn prefix(model: &Struct<'_>, errors: &Errors) -> Option<String> {
    let prefix = variable("env_prefix", &model.settings, &model.place, errors)?;
    let value = prefix.value();
    let Some(bare) = value.strip_suffix('_') else { return Some(value) };
    let message = format!("figleaf puts the `_` after it: write `env_prefix = \"{bare}\"`");
    errors.on(prefix, format!("`env_prefix` on {}: {message}", model.place));
    None
}

fn one_field_each(model: &Struct<'_>, prefix: Option<&str>, errors: &Errors) {
    let mut readers: BTreeMap<String, &Field<'_>> = BTreeMap::new();
    for field in model.fields.iter().filter(|field| field.is_leaf()) {
        let explicit = field.settings.text("env");
        let Some(name) = explicit.map(LitStr::value).or_else(|| implicit(field, prefix)) else {
            continue;
        };
        let at = explicit.map_or_else(|| field.ident.to_token_stream(), ToTokens::to_token_stream);
        let place = &field.place;
        if explicit.is_none() && !is_well_formed(&name) {
            errors.on(
                at,
                format!(
                    "{place} would read the environment variable `{name}`: write `env = \"…\"`"
                ),
            );
        } else if let Some(first) = readers.get(&name) {
            let message =
                format!("field `{}` reads it too: write another `env = \"…\"`", first.name);
            errors.on(at, format!("{place} reads the environment variable `{name}`: {message}"));
        } else {
            readers.insert(name, field);
        }
    }
}

/// The variable that a field has from the struct's `env_prefix`, as the library makes it.
fn implicit(field: &Field<'_>, prefix: Option<&str>) -> Option<String> {
    Some(format!("{}_{}", prefix?, field.name.to_uppercase()))
}
