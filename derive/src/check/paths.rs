//! The names under which fields are stored, written or made from the field's name.

use std::collections::BTreeMap;

use quote::ToTokens;

use super::names;
use crate::attr::{Place, Value};
use crate::errors::Errors;
use crate::model::{Field, Kind, PARAMETERS, PINS, Store, Struct};

pub(crate) fn check(model: &Struct<'_>, errors: &Errors) {
    let prefix = prefix(model, errors);
    explicit(model.store().as_ref(), false, prefix.as_deref(), &model.place, errors);
    for field in model.fields.iter().filter(|field| field.kind != Kind::Skipped) {
        let is_path = field.settings.has("by_path");
        explicit(field.store().as_ref(), is_path, prefix.as_deref(), &field.place, errors);
    }
    implicit(model, prefix.as_deref(), errors);
}

/// The struct's prefix unless it is wrong: then what is below it is not checked.
fn prefix(model: &Struct<'_>, errors: &Errors) -> Option<String> {
    let prefix = model.settings.text("prefix")?;
    let value = prefix.value();
    match names::check_prefix(&value) {
        Ok(()) => Some(value),
        Err(message) => {
            errors.on(prefix, format!("`prefix` on {}: {message}", model.place));
            None
        }
    }
}

/// The struct's prefix if it is right.
pub(super) fn right_prefix(model: &Struct<'_>) -> Option<String> {
    let prefix = model.settings.text("prefix")?.value();
    names::check_prefix(&prefix).is_ok().then_some(prefix)
}

/// What a binding of `from` is called is its source's to judge.
fn explicit(
    store: Option<&Store<'_>>,
    is_path: bool,
    prefix: Option<&str>,
    place: &Place,
    errors: &Errors,
) {
    let Some(Store::Named { source, name }) = store else { return };
    let value = name.value();
    let result = match (place, value.split_once('#')) {
        (Place::Struct(_), Some((bare, key))) => Err(format!(
            "a struct is a whole document: write `{source} = \"{bare}\"` here, or \
             `nested, {source} = \"{bare}\", key = \"{key}\"` on the field that holds it"
        )),
        _ if is_path && *source == PARAMETERS => names::check_path(&value, prefix),
        _ => names::check(&source.to_string(), &value, prefix),
    };
    if let Err(message) = result {
        errors.on(name, format!("`{source}` on {place}: {message}"));
    }
}

/// Fields that are found by their own name: as a parameter under the prefix, or as a key of the
/// document that the struct is.
fn implicit(model: &Struct<'_>, prefix: Option<&str>, errors: &Errors) {
    let is_document = model.is_document();
    let mut seen: BTreeMap<(&str, String), &Field<'_>> = BTreeMap::new();
    for field in model.fields.iter().filter(|field| is_implicit(field, is_document)) {
        let name = if is_document { &field.key } else { &field.segment };
        if name.is_empty() {
            // An empty `rename`, which is reported as such.
            continue;
        }
        let found = (name.as_str(), which(field));
        if let Some(first) = seen.get(&found) {
            let message = format!(
                "field `{}` is found there too: write another `rename = \"…\"`",
                first.name
            );
            errors.on(named(field), format!("{} is found under `{name}`: {message}", field.place));
            continue;
        }
        seen.insert(found, field);
        if let Some(prefix) = prefix
            && !is_document
            && let Err(message) = names::check_implicit(prefix, name)
        {
            let place = &field.place;
            errors
                .on(named(field), format!("{place} is the parameter `{prefix}/{name}`: {message}"));
        }
    }
}

/// Whether a field is found by its own name. In a document that is every field without a store;
/// a field that names its variable is no parameter.
fn is_implicit(field: &Field<'_>, in_document: bool) -> bool {
    let is_elsewhere = field.settings.has_store() || (!in_document && field.settings.has("env"));
    matches!(field.kind, Kind::Leaf | Kind::Json | Kind::Nested) && !is_elsewhere
}

/// What is read of a parameter when it is not the newest value: two versions are two values.
pub(super) fn which(field: &Field<'_>) -> String {
    let pins = PINS.iter().map(|(pin, _)| *pin).filter_map(|pin| {
        let value = match &field.settings.get(pin)?.value {
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text.value(),
            _ => return None,
        };
        Some(format!(":{value}"))
    });
    let path = field.settings.has("by_path").then(|| "/*".to_owned());
    pins.chain(path).collect()
}

/// What gives a field its name: `rename`, or the field itself.
fn named(field: &Field<'_>) -> impl ToTokens {
    match field.settings.text("rename") {
        Some(rename) => rename.to_token_stream(),
        None => field.ident.to_token_stream(),
    }
}
