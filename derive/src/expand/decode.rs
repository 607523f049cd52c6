//! The function that decodes a struct: one call per field, then validation.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Expr, Path};

use super::{demands, local, ours, partial, shown_at};
use crate::model::{DefaultValue, Field, Kind, Struct};

pub(crate) fn body(model: &Struct<'_>, krate: &Path, decoder: &Ident) -> TokenStream {
    let decoded = model.fields.iter().filter(|field| is_decoded(field));
    let decode = decoded.enumerate().map(|(index, field)| (field, call(field, index, decoder)));
    let skipped = model.fields.iter().filter(|field| !is_decoded(field));
    let make = skipped.map(|field| (field, make(field, decoder)));
    let values = decode.chain(make).map(|(field, call)| {
        let local = variable(field);
        quote!(let #local = #call;)
    });
    let demands = demands::of_fields(model, krate);
    let partial = partial::validate(model, krate, decoder);
    let complete = complete(&model.fields);
    let fields = model.fields.iter().map(|field| {
        let (ident, local) = (ours(field.ident), variable(field));
        quote!(#ident: #local)
    });
    let config = local("config");
    let validate = validate(model, krate, decoder, &config);
    quote! {
        #demands
        #(#values)*
        #partial
        #complete
        let #config = Self { #(#fields),* };
        #validate
        ::core::option::Option::Some(#config)
    }
}

/// All values, or none: one match. A `?` for each would have the compiler write, for every field, how
/// to drop all of the others; for a struct of 100 fields that is most of the function.
fn complete(fields: &[Field<'_>]) -> Option<TokenStream> {
    let locals: Vec<_> = fields.iter().map(variable).collect();
    (!locals.is_empty()).then(|| {
        quote! {
            let (#(::core::option::Option::Some(#locals),)*) = (#(#locals,)*) else {
                return ::core::option::Option::None;
            };
        }
    })
}

pub(super) fn is_decoded(field: &Field<'_>) -> bool {
    field.kind != Kind::Skipped
}

/// The variable that holds the value of a field until all of them are there. A field may be called
/// `decoder`.
pub(crate) fn variable(field: &Field<'_>) -> Ident {
    local(&format!("field_{}", field.name))
}

/// One call of the library, at the span of the type: a type that cannot be decoded is reported there.
fn call(field: &Field<'_>, index: usize, decoder: &Ident) -> TokenStream {
    let ty = field.inner;
    let with = field.settings.expression("with").map(|with| match with {
        // Handed over as it is, its argument has a type.
        Expr::Closure(closure) => quote!(#closure,),
        function => {
            let value = local("value");
            quote_spanned!(shown_at(function)=> |#value| #function(#value),)
        }
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

/// The value of a skipped field. No string is decoded for it, so that a string as its default is made a value
/// by Rust's own conversion.
fn make(field: &Field<'_>, decoder: &Ident) -> TokenStream {
    let (name, ty) = (&field.name, field.ty);
    let value = match field.default() {
        Some(DefaultValue::Text(text)) => {
            let from = quote_spanned!(shown_at(text)=> ::core::convert::From::<&'static str>::from);
            quote!(#from(#text))
        }
        Some(DefaultValue::Expression(expression)) => quote!(#expression),
        Some(DefaultValue::OfType(_)) | None => {
            quote_spanned!(shown_at(field.ty)=> ::core::default::Default::default())
        }
    };
    quote_spanned!(shown_at(ty)=> #decoder.skipped::<#ty>(#name, || #value))
}

/// With a rule in sight the struct must implement `Validate`, else forgetting to derive it would turn
/// all rules off. Without one it may, or may not.
fn validate(model: &Struct<'_>, krate: &Path, decoder: &Ident, config: &Ident) -> TokenStream {
    match model.validated_at() {
        Some(rule) => quote_spanned!(shown_at(&rule)=> #decoder.validate(&#config);),
        None => quote!(#krate::__check!(#decoder, &#config);),
    }
}
