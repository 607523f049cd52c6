//! `#[validate(…)]`: the attributes of the `validator` crate, read for what figleaf does with them.
//!
//! Mistakes in them are validator's to report. What cannot be read here is as good as absent.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

use crate::errors::Errors;
use crate::text;

/// The rules of one struct or field.
#[derive(Default)]
pub(crate) struct Validation {
    /// Where the first attribute stands.
    pub(crate) span: Option<Span>,
    entries: Vec<Meta>,
}

/// One rule as the schema shows it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) code: String,
    pub(crate) text: String,
}

type Entries = Punctuated<Meta, Token![,]>;

impl Validation {
    pub(crate) fn read(attributes: &[Attribute]) -> Self {
        let mut validation = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("validate"))
        {
            validation.span.get_or_insert(attribute.path().span());
            let entries = attribute.parse_args_with(Entries::parse_terminated);
            validation.entries.extend(entries.into_iter().flatten());
        }
        validation
    }

    /// The rules that are about a field's value; none when the field is skipped.
    pub(crate) fn rules(&self) -> Vec<Rule> {
        self.checked().filter(|entry| !entry.path().is_ident("nested")).filter_map(rule).collect()
    }

    /// What can be checked of a field while another one has no value: no rule that looks at other fields.
    /// A nested group has checked itself when it was decoded; a leaf that validates itself (`json`) has
    /// not.
    pub(crate) fn alone(&self, is_group: bool) -> Vec<&Meta> {
        let dropped: &[&str] = if is_group { &["must_match", "nested"] } else { &["must_match"] };
        self.checked()
            .filter(|entry| !dropped.iter().any(|name| entry.path().is_ident(name)))
            .filter(|entry| !names_self(entry.to_token_stream()))
            .collect()
    }

    /// An entry of the struct: `crate = …`, `nest_all_fields`.
    pub(crate) fn entry(&self, name: &str) -> Option<&Meta> {
        self.entries.iter().find(|entry| entry.path().is_ident(name))
    }

    /// Reports rules that want a context: nobody could give figleaf one.
    pub(crate) fn refuse_context(&self, place: &impl std::fmt::Display, errors: &Errors) {
        for entry in &self.entries {
            if entry.path().is_ident("context") {
                let message = "figleaf has no context to give: remove it and write other rules";
                errors.on(entry, format!("`context` on {place}: {message}"));
            }
            let inner = arguments(entry).into_iter().flatten();
            for argument in inner.filter(|argument| is_on(argument, "use_context")) {
                let message = "figleaf has no context to give: write a rule that needs none";
                errors.on(argument, format!("`use_context` on {place}: {message}"));
            }
        }
    }

    fn checked(&self) -> impl Iterator<Item = &Meta> {
        let skipped = self.entries.iter().any(|entry| is_on(entry, "skip"));
        self.entries.iter().filter(move |entry| !skipped && !entry.path().is_ident("skip"))
    }
}

/// Whether an entry is the flag of that name, and not switched off.
fn is_on(entry: &Meta, flag: &str) -> bool {
    let is_off = match value(entry) {
        Some(Expr::Lit(ExprLit { lit: Lit::Bool(value), .. })) => !value.value,
        _ => false,
    };
    entry.path().is_ident(flag) && !is_off
}

/// Whether a rule is about the whole struct: `range(min = self.lowest)`.
fn names_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "self",
        TokenTree::Group(group) => names_self(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn value(entry: &Meta) -> Option<&Expr> {
    match entry {
        Meta::NameValue(pair) => Some(&pair.value),
        _ => None,
    }
}

fn arguments(entry: &Meta) -> Option<Entries> {
    match entry {
        Meta::List(list) => list.parse_args_with(Entries::parse_terminated).ok(),
        _ => None,
    }
}

/// The rule without its message. Its code is what validator reports, the name unless `code` is given.
fn rule(entry: &Meta) -> Option<Rule> {
    let name: &Ident = entry.path().get_ident()?;
    let arguments = arguments(entry).unwrap_or_default();
    let code = arguments.iter().find(|argument| argument.path().is_ident("code")).and_then(value);
    let code = match code {
        Some(Expr::Lit(ExprLit { lit: Lit::Str(code), .. })) => code.value(),
        _ => name.to_string(),
    };
    let shown = |argument: &&Meta| {
        !argument.path().is_ident("code") && !argument.path().is_ident("message")
    };
    let shown: Vec<_> = arguments
        .iter()
        .filter(shown)
        .map(|argument| text::of(argument.to_token_stream()))
        .collect();
    let text =
        if shown.is_empty() { name.to_string() } else { format!("{name}({})", shown.join(", ")) };
    Some(Rule { code, text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn rules(attribute: Attribute) -> Vec<(String, String)> {
        Validation::read(&[attribute])
            .rules()
            .into_iter()
            .map(|rule| (rule.code, rule.text))
            .collect()
    }

    fn rule(code: &str, text: &str) -> (String, String) {
        (code.to_owned(), text.to_owned())
    }

    #[test]
    fn shows_rules_without_their_message() {
        let shown = rules(
            parse_quote!(#[validate(email, length(min = 8, message = "short", code = "weak"))]),
        );
        assert_eq!(shown, [rule("email", "email"), rule("weak", "length(min = 8)")]);
        let shown = rules(
            parse_quote!(#[validate(custom(function = check_level), range(min = -1, max = 10))]),
        );
        assert_eq!(
            shown,
            [
                rule("custom", "custom(function = check_level)"),
                rule("range", "range(min = -1, max = 10)")
            ]
        );
        let shown = rules(parse_quote!(#[validate(email(message = "no"))]));
        assert_eq!(shown, [rule("email", "email")]);
    }

    #[test]
    fn leaves_out_what_is_no_rule_of_a_value() {
        assert!(rules(parse_quote!(#[validate(nested)])).is_empty());
        assert!(rules(parse_quote!(#[validate(skip, email)])).is_empty());
        assert_eq!(rules(parse_quote!(#[validate(skip = false, email)])).len(), 1);
    }

    #[test]
    fn keeps_what_a_field_can_be_checked_for_alone() {
        let validation =
            Validation::read(&[parse_quote!(#[validate(nested, must_match(other = "b"), email)])]);
        assert_eq!(validation.alone(false).len(), 2);
        assert_eq!(validation.alone(true).len(), 1);
        let validation = Validation::read(&[
            parse_quote!(#[validate(range(min = self.low), length(max = { let x = self; x.high }))]),
            parse_quote!(#[validate(range(max = Self::MOST))]),
        ]);
        assert_eq!(validation.alone(false).len(), 1);
    }

    #[test]
    fn refuses_rules_that_want_a_context() {
        let validation = Validation::read(&[
            parse_quote!(#[validate(context = Known, custom(function = check, use_context))]),
            parse_quote!(#[validate(custom(function = check, use_context = false))]),
        ]);
        let errors = Errors::default();
        validation.refuse_context(&"field `a`", &errors);
        assert_eq!(errors.finish().map(|errors| errors.into_iter().count()), Some(2));
    }
}
