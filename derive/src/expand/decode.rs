//! The function that decodes a struct: one call per field, then validation.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

use super::{local, partial, path_at, shown_at};
use crate::model::{DefaultValue, Field, Kind, SECRETS, Store, Struct};
use crate::text;

pub(crate) fn body(model: &Struct<'_>, krate: &Path, decoder: &Ident) -> TokenStream {
    let decoded: Vec<_> = model.fields.iter().filter(|field| is_decoded(field)).collect();
    let decode = decoded.iter().enumerate().map(|(index, field)| {
        let (local, call) = (variable(field), call(field, index, decoder));
        quote!(let #local = #call;)
    });
    let demands = model.fields.iter().filter_map(|field| demand(field, krate));
    let partial = partial::validate(model, decoder);
    let complete = complete(&decoded);
    let values = model.fields.iter().map(value);
    let config = local("config");
    let validate = validate(model, krate, decoder, &config);
    quote! {
        #(#demands)*
        #(#decode)*
        #partial
        #complete
        let #config = Self { #(#values),* };
        #validate
        ::core::option::Option::Some(#config)
    }
}

/// All values, or none: one match. A `?` for each would have the compiler write, for every field, how
/// to drop all of the others; for a struct of 100 fields that is most of the function.
fn complete(decoded: &[&Field<'_>]) -> Option<TokenStream> {
    let locals: Vec<_> = decoded.iter().map(|field| variable(field)).collect();
    (!locals.is_empty()).then(|| {
        quote! {
            let (#(::core::option::Option::Some(#locals),)*) = (#(#locals,)*) else {
                return ::core::option::Option::None;
            };
        }
    })
}

fn is_decoded(field: &Field<'_>) -> bool {
    field.kind != Kind::Skipped
}

/// The variable that holds a decoded field until all of them are decoded. A field may be called
/// `decoder`.
pub(crate) fn variable(field: &Field<'_>) -> Ident {
    local(&format!("field_{}", field.name))
}

/// What a field's type must be. Nothing happens here at run time.
///
/// That a group derives `Config` is asked first in the words of the schema, so that the compiler sees
/// one mistake and not also the call that decodes the group.
fn demand(field: &Field<'_>, krate: &Path) -> Option<TokenStream> {
    let ty = field.inner;
    let demand = if field.is_group() {
        quote_spanned!(shown_at(ty)=> <#ty as #krate::Config>::SCHEMA)
    } else if must_redact(field) {
        quote_spanned!(shown_at(ty)=> #krate::__private::whole_secret::<#ty>())
    } else {
        return None;
    };
    Some(quote!(const { #demand };))
}

/// One call of the library, at the span of the type: a type that cannot be decoded is reported there.
fn call(field: &Field<'_>, index: usize, decoder: &Ident) -> TokenStream {
    let ty = field.inner;
    let with = field.settings.path("with").map(|with| {
        let value = local("value");
        quote_spanned!(shown_at(with)=> |#value| #with(#value),)
    });
    let default = match field.default() {
        Some(DefaultValue::OfType(name)) => {
            Some(quote_spanned!(shown_at(name)=> || ::core::default::Default::default()))
        }
        Some(DefaultValue::Expression(expression)) => Some(quote!(|| #expression)),
        // The library decodes the text that is in the schema.
        Some(DefaultValue::Text(_)) | None => None,
    };
    let function = match (field.is_group(), field.optional, &default) {
        (true, false, _) => "nested",
        (true, true, _) => "optional_nested",
        (false, true, _) => "optional",
        (false, false, Some(_)) => "defaulted",
        (false, false, None) => "required",
    };
    let suffix = if with.is_some() { "_with" } else { "" };
    let function = Ident::new(&format!("{function}{suffix}"), shown_at(ty));
    quote_spanned!(shown_at(ty)=> #decoder.#function::<#ty>(#index, #with #default))
}

/// A field in the struct's constructor. No text is decoded for a skipped field, so that a text as its
/// default is made a value by Rust's own conversion.
fn value(field: &Field<'_>) -> TokenStream {
    let ident = field.ident;
    if field.kind != Kind::Skipped {
        let local = variable(field);
        return quote!(#ident: #local);
    }
    match field.default() {
        Some(DefaultValue::Text(text)) => {
            let from = quote_spanned!(shown_at(text)=> ::core::convert::From::<&'static str>::from);
            quote!(#ident: #from(#text))
        }
        Some(DefaultValue::Expression(expression)) => quote!(#ident: #expression),
        Some(DefaultValue::OfType(_)) | None => {
            quote_spanned!(shown_at(field.ty)=> #ident: ::core::default::Default::default())
        }
    }
}

/// A secret without a key is whole, and its type must hide it unless the user says that it is none.
fn must_redact(field: &Field<'_>) -> bool {
    is_whole(field) && field.store().is_some_and(|store| store.is_in(SECRETS))
}

fn is_whole(field: &Field<'_>) -> bool {
    let is_public = field.settings.bool("sensitive") == Some(false);
    field.is_leaf() && !field.settings.has("key") && !is_public
}

/// The same for bindings of which only the compiler can tell whether they are secrets. An item, and no
/// `const` block: those of a function are not looked at by `cargo check`.
pub(crate) fn demands_of_bindings(model: &Struct<'_>, krate: &Path) -> TokenStream {
    let ident = &model.input.ident;
    let decoded = model.fields.iter().filter(|field| is_decoded(field));
    let given = decoded.enumerate().filter_map(|(index, field)| {
        if !is_whole(field) || !matches!(field.store(), Some(Store::Given(_))) {
            return None;
        }
        let message = format!(
            "a whole secret would land in {}, whose type `{}` can print it: write \
             `figleaf::Secret<…>`, or `#[config(sensitive = false)]` when it is no secret",
            field.place,
            text::of_type(field.inner)
        );
        let krate = path_at(krate, field.inner);
        Some(quote_spanned! {shown_at(field.inner)=>
            const _: () = #krate::__private::whole_secret_of(
                &<#ident as #krate::Config>::SCHEMA.fields()[#index],
                #message,
            );
        })
    });
    given.collect()
}

/// With a rule in sight the struct must implement `Validate`, else forgetting to derive it would turn
/// all rules off. Without one it may, or may not.
fn validate(model: &Struct<'_>, krate: &Path, decoder: &Ident, config: &Ident) -> TokenStream {
    match model.validated_at() {
        Some(rule) => quote_spanned!(shown_at(&rule)=> #decoder.validate(&#config);),
        None => quote!(#krate::__check!(#decoder, &#config);),
    }
}
