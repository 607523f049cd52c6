//! Validation of what was decoded when something was not: the rules of the good fields, in the same
//! report as the failures of the others.
//!
//! validator checks whole structs, so the good fields become a struct of their own in which every
//! field is optional. Its fields are called `__name`: validator binds a local of that name around the
//! rules, where it would hide a function that is called like the field, or match a constant.

use proc_macro2::{Group, Ident, Literal, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, ExprPath, Lit, Meta, Path};

use super::decode::variable;
use super::{local, ours};
use crate::model::{Field, Kind, Struct};

/// The statements that check the good fields; none when no field has a rule.
pub(crate) fn validate(model: &Struct<'_>, runtime: &Path, decoder: &Ident) -> TokenStream {
    let decoded = model.fields.iter().filter(|field| field.kind != Kind::Skipped);
    let checked: Vec<_> = decoded
        .map(|field| (field, field.validation.alone(field.is_group())))
        .filter(|(_, rules)| !rules.is_empty())
        .collect();
    if checked.is_empty() {
        return TokenStream::new();
    }
    let krate = model.validation.entry("crate");
    let validator = krate.and_then(path).unwrap_or_else(|| quote!(::validator));
    let krate = krate.map(|krate| quote!(#[validate(#krate)]));
    let fields = checked.iter().map(|(field, rules)| declaration(field, rules));
    let fields = fields.map(|field| without_self(field, &ours(&model.input.ident)));
    let values = checked.iter().map(|(field, _)| value(field));
    quote! {
      if #runtime::__private::Decoder::incomplete(#decoder) {
        // validator knows an `Option` by how it is written, and the module may have another one.
        use ::core::option::Option;
        #[derive(#validator::Validate)]
        #krate
        struct __Partial { #(#fields),* }
        #decoder.validate_partial(&__Partial { #(#values),* });
        return ::core::option::Option::None;
      }
    }
}

/// The type must look as in the struct: validator passes numbers by value when it sees one.
fn declaration(field: &Field<'_>, rules: &[&Meta]) -> TokenStream {
    let (hidden, ty) = (hidden(field), field.ty);
    let ty = if field.optional { quote!(#ty) } else { quote!(Option<#ty>) };
    quote!(#[validate(#(#rules),*)] #hidden: #ty)
}

/// The name that `Decoder::validate_partial` knows the field by, shown where the field stands.
fn hidden(field: &Field<'_>) -> Ident {
    let mut hidden = local(&field.name);
    hidden.set_span(hidden.span().located_at(field.ident.span()));
    hidden
}

/// Outside of the struct's own impl its name is what `Self` is in a type or a rule: `[Url; Self::COUNT]`,
/// `range(min = Self::MIN)`, `function = "Self::check"`.
pub(super) fn without_self(tokens: TokenStream, ident: &Ident) -> TokenStream {
    let replace = |token| match token {
        TokenTree::Ident(word) if word == "Self" => TokenTree::Ident(ident.clone()),
        TokenTree::Group(group) => {
            let inside = without_self(group.stream(), ident);
            let mut replaced = Group::new(group.delimiter(), inside);
            replaced.set_span(group.span());
            TokenTree::Group(replaced)
        }
        TokenTree::Literal(literal) => TokenTree::Literal(path_without_self(literal, ident)),
        other => other,
    };
    tokens.into_iter().map(replace).collect()
}

fn path_without_self(literal: Literal, ident: &Ident) -> Literal {
    let text = literal.to_string();
    let Some(path) = text.strip_prefix("\"Self::").and_then(|path| path.strip_suffix('"')) else {
        return literal;
    };
    let mut replaced = Literal::string(&format!("{ident}::{path}"));
    replaced.set_span(literal.span());
    replaced
}

/// An optional field arrives as what is there inside of whether it could be decoded.
fn value(field: &Field<'_>) -> TokenStream {
    let (hidden, local) = (hidden(field), variable(field));
    let flatten = field.optional.then(|| quote!(.flatten()));
    quote!(#hidden: #local #flatten)
}

/// The path of `crate = …`, with or without quotes.
fn path(entry: &Meta) -> Option<TokenStream> {
    let Meta::NameValue(pair) = entry else { return None };
    match &pair.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            Some(text.parse::<ExprPath>().ok()?.into_token_stream())
        }
        other => Some(other.to_token_stream()),
    }
}
