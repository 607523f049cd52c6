//! The grammar of `#[config(…)]`: names with or without a value, separated by commas.

use proc_macro2::{Ident, Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Expr, Token, token};

use crate::errors::Errors;

/// One attribute as it is written.
pub(crate) struct Entry {
    pub(crate) name: Ident,
    pub(crate) value: Raw,
}

/// What follows the name.
pub(crate) enum Raw {
    Nothing,
    Expression(Expr),
    /// `name(…)`: the form of no attribute.
    List(Span),
}

/// The entries of one attribute. What is no entry is reported and left out.
pub(crate) fn entries(attribute: &Attribute, errors: &Errors) -> Vec<Entry> {
    attribute.parse_args_with(|input: ParseStream<'_>| Ok(parse_all(input, errors))).unwrap_or_else(
        |error| {
            errors.push(error);
            Vec::new()
        },
    )
}

/// Goes on after a mistake at the next comma, so that one does not hide the others.
fn parse_all(input: ParseStream<'_>, errors: &Errors) -> Vec<Entry> {
    let mut entries = Vec::new();
    while !input.is_empty() {
        match entry(input) {
            Ok(entry) => entries.push(entry),
            Err(error) => {
                errors.push(error);
                while !input.is_empty() && !input.peek(Token![,]) {
                    let _: syn::Result<TokenTree> = input.parse();
                }
            }
        }
        let _: syn::Result<Token![,]> = input.parse();
    }
    entries
}

fn entry(input: ParseStream<'_>) -> syn::Result<Entry> {
    let name = input.call(Ident::parse_any)?;
    let value = if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        Raw::Expression(input.parse()?)
    } else if input.peek(token::Paren) {
        Raw::List(input.parse::<TokenTree>()?.span())
    } else {
        Raw::Nothing
    };
    if !input.is_empty() && !input.peek(Token![,]) {
        return Err(input.error("expected `,`"));
    }
    Ok(Entry { name, value })
}
