//! Attributes into the derive: whatever is written, there is a message or an impl, and both are Rust.
//!
//! A macro crate cannot be called by a program, so its steps are compiled into this one.

#![no_main]
#![allow(dead_code, unused_imports, reason = "the library of the macro is used in part")]

use std::str::FromStr as _;

use libfuzzer_sys::fuzz_target;
use proc_macro2::TokenStream;

#[path = "../../derive/src"]
mod derive {
    pub(crate) mod attr;
    pub(crate) mod case;
    pub(crate) mod check;
    pub(crate) mod doc;
    pub(crate) mod errors;
    pub(crate) mod expand;
    pub(crate) mod model;
    pub(crate) mod nearest;
    pub(crate) mod rules;
    pub(crate) mod text;
    pub(crate) mod types;
    pub(crate) mod validate;
}

pub(crate) use derive::{
    attr, case, check, doc, errors, expand, model, nearest, rules, text, types, validate,
};

fuzz_target!(|input: &str| {
    // Deeper than a person writes: syn and rustc recurse, and end with the stack.
    if deepest(input) > 40 {
        return;
    }
    let Ok(tokens) = TokenStream::from_str(input) else { return };
    let Ok(input) = syn::parse2::<syn::DeriveInput>(tokens) else { return };
    // `A + B` is a type for syn alone: rustc asks for `dyn`, and for a size.
    if fields(&input).any(|field| matches!(field.ty, syn::Type::TraitObject(_))) {
        return;
    }
    let found = errors::Errors::default();
    let model = model::Struct::read(&input, &found);
    check::check(&model, &found);
    let expanded = match found.finish() {
        None => expand::expand(&model),
        Some(errors) => {
            assert!(
                errors.into_iter().all(|error| !error.to_string().is_empty()),
                "a message says something"
            );
            let found = errors::Errors::default();
            let model = model::Struct::read(&input, &found);
            check::check(&model, &found);
            expand::inert(&model, &found.finish().expect("the same mistakes"))
        }
    };
    let text = expanded.to_string();
    if let Err(error) = syn::parse_str::<syn::File>(&text) {
        panic!("what is generated is no Rust: {error}: {text}");
    }
});

fn fields(input: &syn::DeriveInput) -> impl Iterator<Item = &syn::Field> {
    let fields = match &input.data {
        syn::Data::Struct(data) => Some(&data.fields),
        _ => None,
    };
    fields.into_iter().flatten()
}

fn deepest(input: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for c in input.chars() {
        match c {
            '(' | '[' | '{' | '<' | '!' | '&' | '-' | '*' => depth += 1,
            ')' | ']' | '}' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
