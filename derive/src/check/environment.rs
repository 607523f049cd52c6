//! Environment variables: well-formed, and one field each.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::LitStr;

use super::placeholders;
use crate::attr::{Place, SOURCES, Settings};
use crate::errors::Errors;
use crate::model::{Field, Home, Kind, Struct};

pub(crate) fn check(model: &Struct<'_>, errors: &Errors) {
    variable("environment", &model.settings, &model.place, errors);
    variable("env", &model.settings, &model.place, errors);
    let prefix = prefix(model, errors);
    for field in model.fields.iter().filter(|field| field.kind != Kind::Skipped) {
        variable("env", &field.settings, &field.place, errors);
    }
    one_field_each(model, prefix.as_deref(), errors);
    no_name_as_value(model, prefix.as_deref(), errors);
}

/// A variable that gives a whole name is not the value of a field: the name of a secret would be taken for
/// the secret.
fn no_name_as_value(model: &Struct<'_>, prefix: Option<&str>, errors: &Errors) {
    let leaves = model.fields.iter().filter(|field| field.is_leaf());
    let read: Vec<(String, &Field<'_>)> = leaves
        .flat_map(|field| variables(model, field, prefix).into_iter().map(move |v| (v.name, field)))
        .collect();
    let of_fields = model.fields.iter().map(|field| (&field.settings, &field.place));
    for (settings, place) in of_fields.chain([(&model.settings, &model.place)]) {
        let stores = SOURCES.iter().filter_map(|source| settings.text(source));
        for name in stores.chain(settings.texts("alias")) {
            let value = name.value();
            if !placeholders::is_variable(&value) {
                continue;
            }
            let reader = read.iter().find(|(variable, _)| value == format!("${{{variable}}}"));
            if let Some((variable, field)) = reader {
                let message =
                    format!("field `{}` reads it as its value: write another", field.name);
                errors.on(name, format!("`{variable}` gives a name on {place}, and {message}"));
            }
        }
    }
}

pub(super) fn is_well_formed(name: &str) -> bool {
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
    let upper = value.to_ascii_uppercase();
    let bare = upper.trim_end_matches('_');
    let message = if upper != value {
        // On most systems `app_PORT` and `APP_PORT` are two variables.
        "figleaf writes the names of fields in upper case behind it, and upper and lower case are two \
         variables"
    } else if bare != value {
        "figleaf puts the `_` after it"
    } else {
        return Some(value);
    };
    let write = format!("write `env_prefix = \"{bare}\"`");
    errors.on(prefix, format!("`env_prefix` on {}: {message}: {write}", model.place));
    None
}

fn one_field_each(model: &Struct<'_>, prefix: Option<&str>, errors: &Errors) {
    let mut readers: BTreeMap<String, (&Field<'_>, At<'_>)> = BTreeMap::new();
    for field in model.fields.iter().filter(|field| field.kind != Kind::Skipped) {
        for Variable { name, at } in variables(model, field, prefix) {
            if let Some((first, first_at)) = readers.get(&name) {
                // Two groups may have one document.
                if field.is_group() && first.is_group() {
                    continue;
                }
                // An older name may make the same variable: `api_key` of `api-key`.
                let is_same = first.name == field.name;
                // The same name at the same place is told there.
                if !is_same && !at.is_name_of(first) && !first_at.is_name_of(field) {
                    shared(field, first, &name, &at, errors);
                }
            } else if matches!(at, At::Field(_)) && !is_well_formed(&name) {
                let message = "write `env = \"…\"`";
                let reads = format!("would read the environment variable `{name}`: {message}");
                errors.on(at.tokens(), format!("{} {reads}", field.place));
            } else {
                readers.insert(name, (field, at));
            }
        }
    }
}

fn shared(field: &Field<'_>, first: &Field<'_>, name: &str, at: &At<'_>, errors: &Errors) {
    let message = format!("field `{}` reads it too: {}", first.name, at.write_another());
    let reads = format!("reads the environment variable `{name}`: {message}");
    errors.on(at.tokens(), format!("{} {reads}", field.place));
}

/// A variable that a field reads.
struct Variable<'a> {
    name: String,
    at: At<'a>,
}

/// What makes a field read a variable.
enum At<'a> {
    Field(&'a Ident),
    Env(&'a LitStr),
    Alias(&'a LitStr),
}

impl At<'_> {
    fn tokens(&self) -> TokenStream {
        match self {
            Self::Field(ident) => ident.to_token_stream(),
            Self::Env(text) | Self::Alias(text) => text.to_token_stream(),
        }
    }

    /// Whether it is an older name that a field has now.
    fn is_name_of(&self, field: &Field<'_>) -> bool {
        let Self::Alias(alias) = self else { return false };
        let alias = alias.value();
        field.segment == alias || field.key == alias
    }

    fn write_another(&self) -> &'static str {
        match self {
            Self::Field(_) | Self::Env(_) => "write another `env = \"…\"`",
            Self::Alias(_) => "write another `alias = \"…\"`, or remove it",
        }
    }
}

/// The variables of a field, as the library makes them: its own, or the one that it has from the
/// struct's `env_prefix`, and the older ones.
fn variables<'a>(
    model: &Struct<'_>,
    field: &'a Field<'_>,
    prefix: Option<&str>,
) -> Vec<Variable<'a>> {
    let aliases = field.settings.texts("alias");
    // What a group reads is a document, and only what it names.
    if field.is_group() && !field.settings.has("env") {
        return Vec::new();
    }
    if let Some(env) = field.settings.text("env") {
        let own = Variable { name: env.value(), at: At::Env(env) };
        let older = aliases.filter(|_| matches!(model.home(field), Home::Variable));
        let older = older.map(|alias| Variable { name: alias.value(), at: At::Alias(alias) });
        return std::iter::once(own).chain(older).collect();
    }
    let Some(prefix) = prefix else { return Vec::new() };
    let own = Variable { name: of_prefix(prefix, &field.name), at: At::Field(field.ident) };
    let has_binding = field.settings.has_store() || field.needs_binding();
    let is_plain = |alias: &&LitStr| !has_binding && !alias.value().contains(['/', '{']);
    let older = aliases
        .filter(is_plain)
        .map(|alias| Variable { name: of_prefix(prefix, &alias.value()), at: At::Alias(alias) });
    std::iter::once(own).chain(older).collect()
}

fn of_prefix(prefix: &str, name: &str) -> String {
    format!("{prefix}_{}", name.to_uppercase().replace(['-', '.'], "_"))
}
