//! serde's attributes on the struct: serde reads the types of fields, and not the struct.

use quote::ToTokens;
use syn::{Expr, ExprLit, ExprPath, Lit, Meta};

use super::{arguments, entries};
use crate::errors::Errors;
use crate::model::{Field, Kind, Struct};
use crate::text;
use crate::types::{self, Shape};

/// What makes serde read a struct as another type, or another type as the struct: figleaf decodes field
/// by field.
const OTHER_TYPES: [&str; 4] = ["from", "try_from", "transparent", "remote"];

pub(super) fn check(model: &Struct<'_>, errors: &Errors) {
    for entry in entries(&model.input.attrs, "serde").iter().filter(|entry| reads(entry)) {
        if let Some(instead) = on_struct(entry, model) {
            super::refuse(("serde", "read"), entry, &model.place, &instead, errors);
        }
    }
    for field in &model.fields {
        let entries = entries(field.attributes, "serde");
        let kind = kind(field, &entries);
        for entry in entries.iter().filter(|entry| reads(entry)) {
            if let Some(instead) = on_field(entry, field, kind) {
                super::refuse(("serde", "read"), entry, &field.place, &instead, errors);
            }
        }
    }
}

/// What to do in place of an attribute; nothing when it may stay.
fn on_struct(entry: &Meta, model: &Struct<'_>) -> Option<String> {
    let is = |name| entry.path().is_ident(name);
    if is("rename_all") && !model.settings.has("rename_all") {
        return Some(renamed("rename_all", &text(entry)?));
    }
    if OTHER_TYPES.into_iter().any(is) {
        let instead = "remove it, or derive only `Deserialize` and use the struct as the type of a \
                       field";
        return Some(instead.to_owned());
    }
    is("default").then(|| defaults(entry, model)).flatten()
}

/// serde takes the fields from the default of the struct, which may be another one than that of their
/// types.
fn defaults(entry: &Meta, model: &Struct<'_>) -> Option<String> {
    let whole = match path(entry) {
        Some(path) => format!("{path}()"),
        None => "Self::default()".to_owned(),
    };
    let has_default = |field: &Field<'_>| field.optional || field.settings.has("default");
    let fields = model.fields.iter().filter(|field| field.is_leaf() && !has_default(field));
    let advice = fields.map(|field| {
        let default = format!("default = {whole}.{}", field.ident);
        format!("`#[config({default})]` on `{}`", field.name)
    });
    let advice: Vec<_> = advice.collect();
    (!advice.is_empty()).then(|| format!("write {}", advice.join(", ")))
}

/// What the field is, or will be when what is said here has been done.
fn kind(field: &Field<'_>, entries: &[Meta]) -> Kind {
    let says = |name| entries.iter().any(|entry| entry.path().is_ident(name));
    if says("skip") || says("skip_deserializing") {
        Kind::Skipped
    } else if says("flatten") && field.is_leaf() {
        Kind::Flat
    } else {
        field.kind
    }
}

/// What to do in place of an attribute; nothing when it may stay, or figleaf is told the same: the
/// struct may derive serde's traits for another use.
fn on_field(entry: &Meta, field: &Field<'_>, kind: Kind) -> Option<String> {
    let name = entry.path().get_ident()?.to_string();
    let (ours, instead) = match name.as_str() {
        "rename" => ("rename", renamed("rename", &text(entry)?)),
        "alias" if is_group(kind) => {
            let instead = "a group has no older names: remove it, and write the older name of each of \
                           its fields as the `alias` of that";
            ("alias", instead.to_owned())
        }
        "alias" => ("alias", write(&format!("alias = {:?}", text(entry)?))),
        "default" => ("default", default(path(entry).as_deref(), field, kind)?),
        "with" => ("with", with(&format!("{}::deserialize", path(entry)?), field, kind)),
        "deserialize_with" => ("with", with(&path(entry)?, field, kind)),
        "skip_deserializing" => ("skip", write("skip")),
        // Whoever only wants to keep a field out of what is written still wants it read.
        "skip" => {
            let written = "or `#[serde(skip_serializing)]` when it is only not to be written";
            ("skip", format!("{}, {written}", write("skip")))
        }
        "flatten" => ("flatten", flatten(field)),
        _ => return None,
    };
    (!field.settings.has(ours)).then_some(instead)
}

fn is_group(kind: Kind) -> bool {
    matches!(kind, Kind::Nested | Kind::Flat)
}

fn default(path: Option<&str>, field: &Field<'_>, kind: Kind) -> Option<String> {
    let instead = match (kind, path) {
        (Kind::Nested | Kind::Flat, _) => {
            "a group has no value of its own: make it an `Option`, or \
                                           write `default` on its fields"
                .to_owned()
        }
        // What serde makes of it is what figleaf makes of it without a word.
        (Kind::Skipped, None) => return None,
        (Kind::Skipped, Some(path)) => write(&format!("default = {path}()")),
        (_, None) if field.optional => return None,
        (_, Some(path)) if field.optional => {
            let ty = text::of_type(field.inner);
            format!(
                "an absent `Option` is `None`: write the type `{ty}`, and `#[config(default = …)]` \
                 with the `{ty}` that `{path}()` has"
            )
        }
        (_, Some(path)) => write(&format!("default = {path}()")),
        (_, None) => write("default"),
    };
    Some(instead)
}

fn with(function: &str, field: &Field<'_>, kind: Kind) -> String {
    if is_group(kind) {
        return "a group is decoded field by field: remove it, or remove `nested`".to_owned();
    }
    let write = write(&format!("with = {function}"));
    match field.optional {
        true => {
            format!("{write}, with a function that gives the `{}`", text::of_type(field.inner))
        }
        false => write,
    }
}

fn flatten(field: &Field<'_>) -> String {
    if types::shape(field.inner) == Some(Shape::Map) {
        return "no field holds the keys that are left: remove it, or write `#[config(by_path)]` for a \
                map of the parameters below a path"
            .to_owned();
    }
    if field.kind == Kind::Nested {
        return format!("{} in place of `nested`", write("flatten"));
    }
    match field.optional {
        true => format!(
            "write `#[config(flatten)]` and the type `{}`, or `#[config(nested)]`, with which its \
             names begin with `{}`",
            text::of_type(field.inner),
            field.name
        ),
        false => write("flatten"),
    }
}

/// A name that is read, or one that is only written.
fn renamed(attribute: &str, name: &str) -> String {
    let read = write(&format!("{attribute} = {name:?}"));
    format!("{read}, or `#[serde({attribute}(serialize = {name:?}))]` when it is only written so")
}

fn write(attribute: &str) -> String {
    format!("write `#[config({attribute})]`")
}

/// Whether an attribute is about reading: `rename(serialize = "…")` is not.
fn reads(entry: &Meta) -> bool {
    match entry {
        Meta::List(_) => arguments(entry).iter().any(is_of_reading),
        _ => true,
    }
}

fn is_of_reading(entry: &Meta) -> bool {
    entry.path().is_ident("deserialize")
}

/// The text of `rename = "…"`, or of `rename(deserialize = "…")`.
fn text(entry: &Meta) -> Option<String> {
    match entry {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        Meta::List(_) => text(arguments(entry).iter().find(|entry| is_of_reading(entry))?),
        Meta::Path(_) => None,
    }
}

/// The path that stands in quotes, as it is written without them.
fn path(entry: &Meta) -> Option<String> {
    let path: ExprPath = syn::parse_str(&text(entry)?).ok()?;
    Some(text::of(path.to_token_stream()))
}
