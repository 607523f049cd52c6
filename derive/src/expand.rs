//! One impl: a constant that describes the struct, and a function that calls the library once per
//! field. Every path is absolute, so that nothing in the user's module gets in the way.

mod decode;
mod inert;
mod partial;
mod schema;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;

use crate::model::Struct;
pub(crate) use inert::inert;

/// Writes the impl of a struct without mistakes.
pub(crate) fn expand(model: &Struct<'_>) -> TokenStream {
    let ident = &model.input.ident;
    let krate = model.krate();
    let where_clause = &model.input.generics.where_clause;
    let schema = schema::of_struct(model, &krate);
    let decoder = local("decoder");
    let decode = decode::body(model, &krate, &decoder);
    quote! {
        #[automatically_derived]
        #[allow(deprecated, unused_qualifications)]
        impl #krate::Config for #ident #where_clause {
            const SCHEMA: &'static #krate::schema::Schema = &#schema;

            fn decode(#decoder: &mut #krate::decode::Decoder<'_>) -> ::core::option::Option<Self> {
                #decode
            }

            fn store() -> &'static #krate::store::Store<Self> {
                static STORE: #krate::store::Store<#ident> = #krate::store::Store::new();
                &STORE
            }
        }
    }
}

/// A variable of the generated code: no expression of the user can see it, and no constant of the
/// user is likely to be called like that and to turn its binding into a comparison.
fn local(name: &str) -> Ident {
    Ident::new(&format!("__{name}"), Span::mixed_site())
}

/// Where an error about these tokens is shown. Names still resolve, and lints still see, as for all
/// of the generated code.
fn shown_at(tokens: &impl Spanned) -> Span {
    tokens.span().resolved_at(Span::call_site())
}
