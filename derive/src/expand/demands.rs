//! What the types of fields must be, and only the compiler can see. Nothing happens here at run time.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

use super::decode::is_decoded;
use super::partial::without_self;
use super::{allowed, ours, path_at, shown_at};
use crate::model::{Field, Kind, SECRETS, Store, Struct};
use crate::text;
use crate::types;

/// What is asked of types by a bound.
///
/// That a group derives `Config` is asked first in the words of the schema, so that the compiler sees
/// one mistake and not also the call that decodes the group.
pub(super) fn of_fields(model: &Struct<'_>, krate: &Path) -> TokenStream {
    let demands = model.fields.iter().filter_map(|field| {
        let ty = field.inner;
        let demand = if field.is_group() {
            quote_spanned!(shown_at(ty)=> <#ty as #krate::Config>::SCHEMA)
        } else if must_redact(field) {
            quote_spanned!(shown_at(ty)=> #krate::__private::whole_secret::<#ty>())
        } else {
            return None;
        };
        Some(quote!(const { #demand };))
    });
    demands.collect()
}

/// What is asked of types by their answers. Items, and no `const` blocks: those of a function are not
/// looked at by `cargo check`.
pub(super) fn of_types(model: &Struct<'_>, krate: &Path) -> TokenStream {
    let decoded = model.fields.iter().filter(|field| is_decoded(field));
    let demands = decoded.enumerate().map(|(index, field)| {
        let hidden = hidden(model, field, index, krate);
        let answered = answered(field, krate);
        quote!(#hidden #answered)
    });
    let demands: TokenStream = demands.collect();
    if demands.is_empty() {
        return demands;
    }
    let allowed = allowed(model);
    let demands = without_self(demands, &ours(&model.input.ident));
    quote!(#(#allowed)* const _: () = { #demands };)
}

/// A secret without a key is whole, and its type must hide it unless the user says that it is none.
fn must_redact(field: &Field<'_>) -> bool {
    is_whole(field) && field.store().is_some_and(|store| store.is_in(SECRETS))
}

fn is_whole(field: &Field<'_>) -> bool {
    let is_public = field.settings.bool("sensitive") == Some(false);
    field.is_leaf() && !field.settings.has("key") && !is_public
}

/// The same for bindings of which only the compiler can tell whether they are secrets.
fn hidden(
    model: &Struct<'_>,
    field: &Field<'_>,
    index: usize,
    krate: &Path,
) -> Option<TokenStream> {
    if !is_whole(field) || !matches!(field.store(), Some(Store::Given(_))) {
        return None;
    }
    let message = format!(
        "a whole secret would land in {}, whose type `{}` can print it: write \
         `figleaf::Secret<…>`, or `#[config(sensitive = false)]` when it is no secret",
        field.place,
        text::of_type(field.inner)
    );
    let (ident, krate) = (ours(&model.input.ident), path_at(krate, field.inner));
    Some(quote_spanned! {shown_at(field.inner)=>
        const _: () = #krate::__private::whole_secret_of(
            &<#ident as #krate::Config>::SCHEMA.fields()[#index],
            #message,
        );
    })
}

/// What the type of a leaf is asked. Types that everybody knows are not.
fn answered(field: &Field<'_>, krate: &Path) -> Option<TokenStream> {
    let (ty, krate) = (field.inner, path_at(krate, field.inner));
    let demands = [timeless(field), required(field), validated(field)].into_iter().flatten();
    let demands = demands.map(|Demand { question, message }| {
        // validator validates maps behind a reference alone.
        let asked = match question {
            "FIGLEAF_VALIDATED" => quote_spanned!(shown_at(ty)=> &'static #ty),
            _ => quote!(#ty),
        };
        let message =
            format!("{} has the type `{}`, {message}", field.place, text::of_type(field.inner));
        let question = Ident::new(question, shown_at(ty));
        quote_spanned! {shown_at(ty)=>
            #krate::__private::demand(!<#krate::__private::Probe<#asked>>::#question, #message);
        }
    });
    let demands: Vec<_> = demands.collect();
    if !field.is_leaf() || types::is_plain(ty) || demands.is_empty() {
        return None;
    }
    Some(quote_spanned! {shown_at(ty)=>
        const _: () = {
            use #krate::__private::Otherwise as _;
            #(#demands)*
        };
    })
}

/// That a type is not what a constant of `Probe` says, and what to write when it is.
struct Demand {
    question: &'static str,
    message: &'static str,
}

/// A duration has no string form of its own: serde reads it from an object with two numbers.
fn timeless(field: &Field<'_>) -> Option<Demand> {
    let is_text = field.kind == Kind::Leaf && !field.settings.has("with");
    is_text.then_some(Demand {
        question: "FIGLEAF_TIME",
        message: "which has no text form such as `30s`: write \
                  `#[config(with = figleaf::with::duration)]` (figleaf's Cargo feature `humantime`) or \
                  another function, or `#[config(json)]` for `{\"secs\": 30, \"nanos\": 0}`",
    })
}

/// Only an `Option` that is written as one may be missing.
fn required(field: &Field<'_>) -> Option<Demand> {
    let is_required = !field.optional && field.default().is_none();
    is_required.then_some(Demand {
        question: "FIGLEAF_OPTION",
        message: "which is an `Option` under another name, so that a missing value would be an error: \
                  write `Option<…>`",
    })
}

/// A group is validated whatever stands on the field; of any other type validator looks at the field.
fn validated(field: &Field<'_>) -> Option<Demand> {
    let says = |entry| field.validation.entry(entry).is_some();
    (!says("nested") && !says("skip")).then_some(Demand {
        question: "FIGLEAF_VALIDATED",
        message: "whose own rules nobody would run: write `#[validate(nested)]`, or \
                  `#[validate(skip)]` when they are not meant here",
    })
}
