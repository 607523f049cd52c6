//! `by_path`: a map of every parameter below a path.

use crate::errors::Errors;
use crate::model::{Field, Home, Kind, Struct};
use crate::text;
use crate::types::{self, Shape};

/// What `by_path` cannot stand with, and what to do instead.
const NOT_WITH: [(&str, &str); 8] = [
    ("key", "what is below a path is no document: remove `key`"),
    ("json", "each parameter is decoded by itself: remove `json`"),
    ("nested", "a group is not a map: remove one of them"),
    ("flatten", "a group is not a map: remove one of them"),
    ("secretsmanager", "only Parameter Store has paths: write `ssm = \"…\"`"),
    ("from", "a binding says it itself: write `from = ….by_path()`"),
    ("version", "parameters below a path have versions of their own: remove `version`"),
    ("label", "parameters below a path have labels of their own: remove `label`"),
];

pub(crate) fn check(model: &Struct<'_>, errors: &Errors) {
    for field in model.fields.iter().filter(|field| field.kind != Kind::Skipped) {
        let Some(by_path) = field.settings.get("by_path") else { continue };
        let place = &field.place;
        for (other, message) in NOT_WITH {
            if field.settings.has(other) {
                errors
                    .at(by_path.span(), format!("`by_path` with `{other}` on {place}: {message}"));
            }
        }
        if field.is_leaf()
            && let Some(message) = misplaced(model.home(field))
        {
            errors.at(by_path.span(), format!("`by_path` on {place}: {message}"));
        }
        map(field, errors);
    }
}

fn misplaced(home: Home<'_>) -> Option<&'static str> {
    match home {
        Home::Document => Some(
            "it is a key of the document that the struct is, whose maps need no `by_path`: remove \
             it, or write `ssm = \"…\"` beside it",
        ),
        Home::Variable => Some(
            "an environment variable has nothing below it: write `ssm = \"…\"` beside it, or \
             remove `by_path`",
        ),
        Home::Parameter(_) | Home::Secret(_) | Home::Given(_) | Home::Unknown => None,
    }
}

fn map(field: &Field<'_>, errors: &Errors) {
    // Of a group something else is said.
    if field.is_group() || !matches!(types::shape(field.inner), Some(Shape::Scalar | Shape::List)) {
        return;
    }
    let ty = text::of_type(field.inner);
    let message = format!(
        "`{ty}` cannot hold what is below a path, with its names: write `BTreeMap<String, …>`"
    );
    errors.on(field.ty, format!("`by_path` on {}: {message}", field.place));
}
