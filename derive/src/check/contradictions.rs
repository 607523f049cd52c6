//! Attributes that cannot stand together, or not on a field of that type.

use crate::attr::{Place, Settings};
use crate::errors::Errors;
use crate::model::{Field, Kind, Struct};
use crate::text;
use crate::types::{self, Shape};

/// What a group cannot have, and what to do instead.
const NOT_ON_GROUPS: [(&str, &str); 6] = [
    ("json", "a group is not one value: remove one of them"),
    ("delimiter", "a group is not a list: remove `delimiter`"),
    ("with", "a group is decoded field by field: remove one of them"),
    ("default", "a group has no value of its own: write `default` on its fields"),
    ("sensitive", "a group has no value of its own: write `sensitive` on its fields"),
    ("alias", "a group has no value of its own: write `alias` on its fields"),
];

pub(crate) fn check(model: &Struct<'_>, errors: &Errors) {
    one_store(&model.settings, &model.place, errors);
    for field in &model.fields {
        if field.kind == Kind::Skipped {
            skipped(field, errors);
            continue;
        }
        one_store(&field.settings, &field.place, errors);
        pairs(field, errors);
        group(field, errors);
        key(field, errors);
        shared(field, errors);
        fixed(field, errors);
        default(field, errors);
        delimiter(field, errors);
    }
}

fn one_store(settings: &Settings, place: &Place, errors: &Errors) {
    let mut stores = settings.stores();
    let Some(first) = stores.next() else { return };
    for other in stores {
        let message =
            format!("a value has one store: keep one of `{}` and `{}`", first.name, other.name);
        errors.at(
            other.span(),
            format!("`{}` with `{}` on {place}: {message}", other.name, first.name),
        );
    }
}

fn skipped(field: &Field<'_>, errors: &Errors) {
    for setting in field.settings.iter() {
        let name = &setting.name;
        if name != "skip" && name != "default" {
            let place = &field.place;
            let message = "a skipped field is not configuration: remove one of them";
            errors.at(setting.span(), format!("`{name}` with `skip` on {place}: {message}"));
        }
    }
}

fn pairs(field: &Field<'_>, errors: &Errors) {
    let with_groups = ["nested", "flatten"].into_iter().flat_map(|group| {
        NOT_ON_GROUPS.iter().map(move |(name, message)| (*name, group, *message))
    });
    let others = [
        ("delimiter", "json", "JSON has lists of its own: remove one of them"),
        (
            "flatten",
            "nested",
            "`nested` has a segment of its own and `flatten` has none: keep one of them",
        ),
        (
            "rename",
            "flatten",
            "without a segment there is nothing to rename: remove `rename`, or write `nested`",
        ),
    ];
    for (name, other, message) in with_groups.chain(others) {
        if let Some(setting) = field.settings.get(name)
            && field.settings.has(other)
        {
            errors.at(
                setting.span(),
                format!("`{name}` with `{other}` on {}: {message}", field.place),
            );
        }
    }
}

/// `nested` and `flatten` are for structs that derive `Config`. Whether a type does is the compiler's
/// to say, except for types that everybody knows.
fn group(field: &Field<'_>, errors: &Errors) {
    let place = &field.place;
    for name in ["nested", "flatten"].into_iter().filter(|name| field.settings.has(name)) {
        let Some(shape) = types::shape(field.inner) else { continue };
        let ty = text::of_type(field.inner);
        let message = match (shape, types::is_plain(field.inner)) {
            (Shape::List | Shape::Map, false) => format!(
                "`{ty}` is one value, not a group of fields: write `json` in place of `{name}`, and \
                 derive serde's `Deserialize` for what is in it"
            ),
            _ => format!("`{ty}` is one value, not a group of fields: remove `{name}`"),
        };
        errors.on(field.ty, format!("`{name}` on {place}: {message}"));
    }
    if field.kind == Kind::Flat && field.optional {
        let message =
            "an optional group needs a segment of its own: write `nested`, or remove `Option`";
        errors.on(field.ty, format!("`flatten` on {place}: {message}"));
    }
}

fn key(field: &Field<'_>, errors: &Errors) {
    let Some(key) = field.settings.get("key") else { return };
    // A path has no document either, which is said of `by_path`.
    if !field.settings.has_store() && !field.settings.has("by_path") {
        let message = "write the store of the document beside it; inside a struct that is one \
                       document write `rename = \"…\"`";
        errors.at(key.span(), format!("`key` on {} has no store: {message}", field.place));
    }
}

/// Of the document of a field that says `key`, nothing but that key is looked at.
fn shared(field: &Field<'_>, errors: &Errors) {
    if let Some(shared) = field.settings.get("shared")
        && field.is_leaf()
    {
        let message = "it says of a group that its document has keys of others, and one value has none: remove `shared`";
        errors.at(shared.span(), format!("`shared` on {}: {message}", field.place));
    }
}

/// One version of a value is fixed by itself. A group may have fields that are elsewhere.
fn fixed(field: &Field<'_>, errors: &Errors) {
    let Some(fixed) = field.settings.get("fixed").filter(|_| field.is_leaf()) else { return };
    for pin in ["version", "version_id"].into_iter().filter(|pin| field.settings.has(pin)) {
        let message = "one version never changes, so that it is fixed already: remove `fixed`";
        errors.at(fixed.span(), format!("`fixed` with `{pin}` on {}: {message}", field.place));
    }
}

fn default(field: &Field<'_>, errors: &Errors) {
    if let Some(default) = field.settings.get("default")
        && field.optional
        && field.is_leaf()
    {
        let message = "an absent `Option` is already `None`: remove `default`, or write the type \
                       without `Option`";
        errors.at(default.span(), format!("`default` on {}: {message}", field.place));
    }
}

fn delimiter(field: &Field<'_>, errors: &Errors) {
    let is_group = field.is_group() || field.settings.has("json");
    // A function may make one value of the parts.
    if is_group || field.settings.has("with") || types::shape(field.inner) != Some(Shape::Scalar) {
        return;
    }
    if let Some(delimiter) = field.settings.get("delimiter") {
        let ty = text::of_type(field.inner);
        let message =
            format!("`{ty}` is one value, not a list: remove `delimiter`, or write `Vec<{ty}>`");
        errors.at(delimiter.span(), format!("`delimiter` on {}: {message}", field.place));
    }
}
