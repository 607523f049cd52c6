//! One impl: a constant that describes the struct, and a function that calls the library once per
//! field. Every path is absolute, so that nothing in the user's module gets in the way.

mod decode;
mod inert;
mod partial;
mod schema;
#[cfg(test)]
mod tests;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Path;
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
    let demands = decode::demands_of_bindings(model, &krate);
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

        #demands
    }
}

/// A variable of the generated code: no expression of the user can see it, and no constant of the
/// user is likely to be called like that and to turn its binding into a comparison.
fn local(name: &str) -> Ident {
    Ident::new(&format!("__{name}"), Span::mixed_site())
}

/// A path of the runtime crate that is shown where these tokens stand, and means what it does anywhere.
fn path_at(path: &Path, tokens: &impl Spanned) -> TokenStream {
    let place = tokens.span();
    let moved = |mut token: TokenTree| {
        token.set_span(token.span().located_at(place));
        token
    };
    path.to_token_stream().into_iter().map(moved).collect()
}

/// Where an error about these tokens is shown. Names still resolve, and lints still see, as for all
/// of the generated code.
fn shown_at(tokens: &impl Spanned) -> Span {
    tokens.span().resolved_at(Span::call_site())
}
