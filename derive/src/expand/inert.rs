//! The impl beside mistakes: it keeps the compiler from reporting that there is none.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use crate::model::Struct;

/// Writes the mistakes, and an impl that does nothing.
pub(crate) fn inert(model: &Struct<'_>, errors: &syn::Error) -> TokenStream {
    let (ident, name, krate) = (&model.input.ident, model.name(), model.krate());
    let errors = errors.to_compile_error();
    let mut generics = model.input.generics.clone();
    let (_, arguments, _) = model.input.generics.split_for_impl();
    // Whatever the trait asks for is granted here. The lifetime keeps the compiler from checking it
    // for a concrete type.
    generics.make_where_clause().predicates.push(parse_quote! {
        for<'__figleaf> #ident #arguments: ::core::marker::Send + ::core::marker::Sync + 'static
    });
    let (parameters, _, where_clause) = generics.split_for_impl();
    quote! {
        #errors

        #[automatically_derived]
        impl #parameters #krate::Config for #ident #arguments #where_clause {
            const SCHEMA: &'static #krate::schema::Schema = &#krate::__private::SchemaBuilder::new(#name, &[]).build();

            fn __decode(_: &mut #krate::__private::Decoder<'_>) -> ::core::option::Option<Self> {
                ::core::option::Option::None
            }

            fn __store() -> &'static #krate::__private::Store<Self> {
                ::core::unreachable!()
            }
        }
    }
}
