//! Which version is read: only of what has versions, and only one.

use crate::attr::{Place, Settings, Value};
use crate::errors::Errors;
use crate::model::{Home, Kind, PARAMETERS, PINS, SECRETS, Struct};

use super::versions;

pub(crate) fn check(model: &Struct<'_>, errors: &Errors) {
    check_one(&model.settings, &model.place, Home::of(&model.settings), model, errors);
    for field in model.fields.iter().filter(|field| field.kind != Kind::Skipped) {
        // A group without a store is in none.
        let home = match Home::of(&field.settings) {
            None if !field.is_group() => Some(model.home(field)),
            home => home,
        };
        check_one(&field.settings, &field.place, home, model, errors);
    }
}

fn check_one(
    settings: &Settings,
    place: &Place,
    home: Option<Home<'_>>,
    model: &Struct<'_>,
    errors: &Errors,
) {
    for (pin, store) in PINS {
        let Some(setting) = settings.get(pin) else { continue };
        let misplaced = match home {
            Some(home) => misplaced(pin, store, home, model),
            None => Some(nowhere(pin, store, place)),
        };
        if let Some(message) = misplaced {
            errors.at(setting.span(), format!("`{pin}` on {place}: {message}"));
        } else if let Err((span, message)) = value(pin, &setting.value) {
            errors.at(span, format!("`{pin}` on {place}: {message}"));
        }
    }
    together(settings, place, errors);
}

fn nowhere(pin: &str, store: &str, place: &Place) -> String {
    match place {
        Place::Struct(_) => {
            format!(
                "it is no document of which there are versions: write `{store} = \"…\"` beside it"
            )
        }
        Place::Field(_) => format!(
            "a group has no value of its own: write `{pin}` on its fields, or `{store} = \"…\"` \
             beside it when it is one document"
        ),
    }
}

/// What to say of a pin that the place has no versions for.
fn misplaced(pin: &str, store: &str, home: Home<'_>, model: &Struct<'_>) -> Option<String> {
    let beside = format!("write `{store} = \"…\"` beside it");
    Some(match home {
        Home::Unknown => return None,
        Home::Parameter(_) if store == PARAMETERS => return None,
        Home::Secret(_) if store == SECRETS => return None,
        Home::Parameter(_) => "a parameter has versions and labels: write `version = 3` or \
                               `label = \"…\"`, or the store `secretsmanager = \"…\"`"
            .to_owned(),
        Home::Secret(_) => "a secret has stages and ids of versions: write `stage = \"…\"` or \
                            `version_id = \"…\"`"
            .to_owned(),
        Home::Given(_) => {
            format!("a binding says it itself: write `from = ….with_{pin}(…)`")
        }
        Home::Document if model.store().is_some_and(|document| document.is_in(store)) => format!(
            "it is a key of the document that the struct is: write `{pin}` above `struct`, or \
             `{store} = \"…\"` beside it"
        ),
        Home::Document => {
            format!("it is a key of the document that the struct is: {beside}, or remove `{pin}`")
        }
        Home::Variable => {
            format!("an environment variable has no versions: {beside}, or remove `{pin}`")
        }
    })
}

fn value(pin: &str, value: &Value) -> Result<(), (proc_macro2::Span, String)> {
    match value {
        Value::Integer(number) => {
            // What is too large for an integer is no version either.
            let version = number.base10_parse().unwrap_or(u64::MAX);
            versions::version(version).map_err(|message| (number.span(), message))
        }
        Value::Text(text) => {
            let check = match pin {
                "label" => versions::label,
                "stage" => versions::stage,
                _ => versions::version_id,
            };
            check(&text.value()).map_err(|message| (text.span(), message))
        }
        _ => Ok(()),
    }
}

/// One version is read, and an older name has versions of its own.
fn together(settings: &Settings, place: &Place, errors: &Errors) {
    for (first, second) in [("version", "label"), ("stage", "version_id")] {
        if let Some(setting) = settings.get(second)
            && settings.has(first)
        {
            let message = "one version is read: keep one of them";
            errors.at(setting.span(), format!("`{second}` with `{first}` on {place}: {message}"));
        }
    }
    let Some(alias) = settings.get("alias") else { return };
    // Of a group something else is said.
    if ["nested", "flatten"].into_iter().any(|group| settings.has(group)) {
        return;
    }
    if let Some((pin, _)) = PINS.iter().find(|(pin, _)| settings.has(pin)) {
        let message = "an older name has versions of its own: remove one of them";
        errors.at(alias.span(), format!("`alias` with `{pin}` on {place}: {message}"));
    }
}
