//! Attributes of other crates that mean something else here, or nothing.
//!
//! Whoever follows what is said here must get what the attribute meant, and it must compile: the
//! test `tests/advice.rs` follows it.

mod garde;
mod serde;

use std::fmt::Display;

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use crate::errors::Errors;
use crate::model::Struct;

pub(crate) fn check(model: &Struct<'_>, errors: &Errors) {
    model.validation.refuse_context(&model.place, errors);
    for field in &model.fields {
        field.validation.refuse_context(&field.place, errors);
    }
    serde::check(model, errors);
    garde::check(model, errors);
}

/// `serde's ‹rename› on field ‹port›: figleaf does not read it: write …`.
fn refuse(
    (krate, does): (&str, &str),
    entry: &Meta,
    place: &impl Display,
    instead: &str,
    errors: &Errors,
) {
    let name = entry.path().get_ident().map(ToString::to_string).unwrap_or_default();
    errors
        .on(entry, format!("{krate}'s `{name}` on {place}: figleaf does not {does} it: {instead}"));
}

/// What stands in the attributes of that name. What cannot be read is the other crate's to report.
fn entries(attributes: &[Attribute], name: &str) -> Vec<Meta> {
    let named = attributes.iter().filter(|attribute| attribute.path().is_ident(name));
    named
        .flat_map(|attribute| attribute.parse_args_with(Entries::parse_terminated))
        .flatten()
        .collect()
}

type Entries = Punctuated<Meta, Token![,]>;

fn arguments(entry: &Meta) -> Vec<Meta> {
    match entry {
        Meta::List(list) => {
            list.parse_args_with(Entries::parse_terminated).into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}
