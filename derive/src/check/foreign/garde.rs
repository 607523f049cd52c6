//! garde's rules: figleaf calls validator, and would load what they refuse.

use quote::ToTokens;
use syn::{Attribute, Meta};

use super::{Entries, arguments, entries};
use crate::errors::Errors;
use crate::model::{Field, Struct};
use crate::text;
use crate::types::{self, Shape};
use crate::validate::Validation;

/// Rules that validator has under the same name and with the same arguments.
const SAME: [&str; 5] = ["email", "url", "ip", "credit_card", "required"];

/// What garde has to be told, and that is no rule.
const NO_RULES: [&str; 6] =
    ["skip", "rename", "message", "code", "allow_unvalidated", "transparent"];

pub(super) fn check(model: &Struct<'_>, errors: &Errors) {
    for entry in entries(&model.input.attrs, "garde") {
        if entry.path().is_ident("custom") && !says(&model.validation, "schema") {
            let instead = "write validator's `#[validate(schema(function = …))]`";
            super::refuse(("garde", "run"), &entry, &model.place, instead, errors);
        }
    }
    for field in &model.fields {
        // garde has a syntax of its own. What is not understood is a rule all the same.
        for attribute in field.attributes.iter().filter(|attribute| is_odd(attribute)) {
            let message = "figleaf does not run it: write validator's `#[validate(…)]`";
            errors.on(attribute, format!("garde's rule on {}: {message}", field.place));
        }
        for entry in entries(field.attributes, "garde") {
            if let Some(instead) = instead(&entry, field) {
                super::refuse(("garde", "run"), &entry, &field.place, &instead, errors);
            }
        }
    }
}

fn is_odd(attribute: &Attribute) -> bool {
    let is_empty = matches!(attribute.meta, Meta::Path(_));
    attribute.path().is_ident("garde")
        && !is_empty
        && attribute.parse_args_with(Entries::parse_terminated).is_err()
}

/// What to do in place of a rule; nothing when it is none, or figleaf is told the same.
fn instead(entry: &Meta, field: &Field<'_>) -> Option<String> {
    let name = entry.path().get_ident()?.to_string();
    if NO_RULES.contains(&name.as_str()) {
        return None;
    }
    if name == "dive" && field.is_group() {
        return Some("each group is validated: remove it".to_owned());
    }
    let rule = rule(&name, entry);
    let (code, _) = rule.split_once('(').unwrap_or((&rule, ""));
    // garde's default is to count the bytes of a string.
    let is_text = types::shape(field.inner) == Some(Shape::Scalar);
    let is_counted = code == "length" && is_text && !says_mode(entry);
    let counted = if is_counted { ", which counts characters and not bytes" } else { "" };
    let instead = || format!("write validator's `#[validate({rule})]`{counted}");
    (!says(&field.validation, code)).then(instead)
}

/// The rule of validator that refuses the same. Where it has none, a function can.
fn rule(name: &str, entry: &Meta) -> String {
    let arguments = &arguments(entry);
    let argument = match entry {
        Meta::List(list) => Some(text::of(list.tokens.clone())),
        _ => None,
    };
    let custom = "custom(function = …)".to_owned();
    match (name, argument) {
        (name, None) if SAME.contains(&name) => name.to_owned(),
        ("ipv4", _) => "ip(v4 = true)".to_owned(),
        ("ipv6", _) => "ip(v6 = true)".to_owned(),
        ("dive", _) => "nested".to_owned(),
        ("range", _) => format!("range({})", bounds(arguments, ["min", "max"])),
        ("length", _) => match arguments.iter().find(|mode| matches!(mode, Meta::Path(_))) {
            None => format!("length({})", bounds(arguments, ["equal", "equal"])),
            Some(mode) if mode.path().is_ident("chars") => {
                format!("length({})", bounds(arguments, ["equal", "equal"]))
            }
            Some(_) => custom,
        },
        ("matches", Some(field)) => format!("must_match(other = {field})"),
        ("contains", Some(text)) if text.starts_with('"') => format!("contains(pattern = {text})"),
        ("pattern", _) => "regex(path = *PATTERN)".to_owned(),
        ("custom", Some(function)) if matches!(arguments[..], [Meta::Path(_)]) => {
            format!("custom(function = {function})")
        }
        _ => custom,
    }
}

/// `min = 1, max = 10`; garde's `equal` under the names that validator has for it.
fn bounds(arguments: &[Meta], equal: [&str; 2]) -> String {
    let mut bounds = Vec::new();
    for argument in arguments {
        let Meta::NameValue(pair) = argument else { continue };
        let value = text::of(pair.value.to_token_stream());
        let names = match pair.path.get_ident() {
            Some(name) if name == "equal" => equal.map(str::to_owned).to_vec(),
            Some(name) => vec![name.to_string()],
            None => continue,
        };
        let texts = names.into_iter().map(|name| format!("{name} = {value}"));
        for text in texts {
            if !bounds.contains(&text) {
                bounds.push(text);
            }
        }
    }
    bounds.join(", ")
}

fn says_mode(entry: &Meta) -> bool {
    arguments(entry).iter().any(|argument| matches!(argument, Meta::Path(_)))
}

fn says(validation: &Validation, rule: &str) -> bool {
    validation.entry(rule).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn rules(attribute: Attribute) -> Vec<String> {
        let entries = entries(&[attribute], "garde");
        let named = entries
            .iter()
            .filter_map(|entry| Some(rule(&entry.path().get_ident()?.to_string(), entry)));
        named.collect()
    }

    #[test]
    fn says_the_same_to_validator() {
        let written = rules(parse_quote!(#[garde(
            range(min = 10), range(min = -1, max = MOST), range(equal = 3), length(min = 8),
            length(chars, equal = 2), email, ipv4, matches(password), required, dive,
            contains("x"), custom(rules::check)
        )]));
        assert_eq!(
            written,
            [
                "range(min = 10)",
                "range(min = -1, max = MOST)",
                "range(min = 3, max = 3)",
                "length(min = 8)",
                "length(equal = 2)",
                "email",
                "ip(v4 = true)",
                "must_match(other = password)",
                "required",
                "nested",
                "contains(pattern = \"x\")",
                "custom(function = rules::check)",
            ]
        );
    }

    #[test]
    fn leaves_to_a_function_what_validator_has_not() {
        let written = rules(parse_quote!(#[garde(
            ascii, alphanumeric, length(graphemes, min = 1), inner(ascii), custom(|value, _| check(value))
        )]));
        // A closure is no argument that can be read here, and no path for validator.
        assert!(written.iter().all(|rule| rule == "custom(function = …)"), "{written:?}");
    }
}
