//! strings that are wrong whatever else is written.

use syn::LitStr;

use crate::attr::Place;
use crate::case::{CASES, Case};
use crate::errors::Errors;
use crate::model::Struct;
use crate::nearest::nearest;

pub(crate) fn check(model: &Struct<'_>, errors: &Errors) {
    if let Some(name) = model.settings.text("rename_all") {
        rename_all(name, &model.place, errors);
    }
    if let Some(environment) = model.settings.text("default_environment") {
        default_environment(environment, &model.place, errors);
    }
    for field in &model.fields {
        for name in ["key", "delimiter", "rename"] {
            not_empty(name, field.settings.text(name), &field.place, errors);
        }
        for alias in field.settings.texts("alias") {
            not_empty("alias", Some(alias), &field.place, errors);
        }
    }
}

fn rename_all(name: &LitStr, place: &Place, errors: &Errors) {
    let written = name.value();
    if Case::named(&written).is_some() {
        return;
    }
    let known = CASES.iter().map(|(name, _)| *name);
    let advice = match nearest(&written, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "there are {}",
            known.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        ),
    };
    errors.on(name, format!("unknown case `{written}` of `rename_all` on {place}: {advice}"));
}

/// It stands for `{env}`, so that what the library refuses there at run time is refused here.
fn default_environment(environment: &LitStr, place: &Place, errors: &Errors) {
    let value = environment.value();
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if value.is_empty() || !value.chars().all(allowed) || value.contains("..") || value == "." {
        let message = "it is one segment of a name, of letters, digits and `_.-`: write \
                       `default_environment = \"dev\"`";
        errors.on(environment, format!("`default_environment` on {place}: {message}"));
    }
}

fn not_empty(name: &str, text: Option<&LitStr>, place: &Place, errors: &Errors) {
    if let Some(text) = text
        && text.value().is_empty()
    {
        errors
            .on(text, format!("`{name}` on {place} is empty: write a string, or remove `{name}`"));
    }
}
