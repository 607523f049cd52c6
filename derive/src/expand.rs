//! One impl: a constant that describes the struct, and a function that calls the library once per
//! field. Every path is absolute, so that nothing in the user's module gets in the way.

mod decode;
mod demands;
mod inert;
mod partial;
mod schema;
#[cfg(test)]
mod tests;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Meta, Path};

use crate::model::Struct;
pub(crate) use inert::inert;

/// Writes the impl of a struct without mistakes.
pub(crate) fn expand(model: &Struct<'_>) -> TokenStream {
    let ident = ours(&model.input.ident);
    let krate = model.krate();
    let where_clause = &model.input.generics.where_clause;
    let schema = schema::of_struct(model, &krate);
    let decoder = local("decoder");
    let decode = decode::body(model, &krate, &decoder);
    let demands = demands::of_types(model, &krate);
    let allowed = allowed(model);
    quote! {
        #[automatically_derived]
        #(#allowed)*
        impl #krate::Config for #ident #where_clause {
            const SCHEMA: &'static #krate::schema::Schema = {
                use #krate::__private::Otherwise as _;
                &#schema
            };

            fn __decode(#decoder: &mut #krate::__private::Decoder<'_>) -> ::core::option::Option<Self> {
                #decode
            }

            fn __store() -> &'static #krate::__private::Store<Self> {
                static STORE: #krate::__private::Store<#ident> = #krate::__private::Store::new();
                &STORE
            }
        }

        #demands
    }
}

/// The lints that the user has allowed, or expects, on the struct or a field. Where the impl repeats what is
/// written there (a type that is deprecated), they are allowed as well: an expectation is met where the user wrote
/// it, and the impl may have nothing of it. It allows nothing of its own: that would be an error in a crate that
/// forbids the lint, and most lints do not look at generated code.
pub(crate) fn allowed<'m>(model: &'m Struct<'_>) -> impl Iterator<Item = TokenStream> + 'm {
    let fields = model.fields.iter().flat_map(|field| field.attributes);
    let attributes = model.input.attrs.iter().chain(fields);
    attributes.filter_map(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("allow") || list.path.is_ident("expect") => {
            let lints = &list.tokens;
            Some(quote!(#[allow(#lints)]))
        }
        _ => None,
    })
}

/// A variable of the generated code: no expression of the user can see it, and no constant of the
/// user is likely to be called like that and to turn its binding into a comparison.
fn local(name: &str) -> Ident {
    Ident::new(&format!("__{name}"), Span::mixed_site())
}

/// A name of the user's that counts as generated code: whether it is deprecated, or written in an unusual
/// case, has been said where the user wrote it.
fn ours(ident: &Ident) -> Ident {
    let mut ident = ident.clone();
    ident.set_span(shown_at(&ident));
    ident
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
