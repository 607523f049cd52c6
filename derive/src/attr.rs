//! `#[config(…)]` → settings: each known, in its place, given once and of the right form.
//!
//! What an attribute means, and which of them contradict each other, is not asked here.

mod known;
mod syntax;

use proc_macro2::{Ident, Span};
use syn::{Attribute, Expr, ExprPath, LitInt, LitStr};

use crate::errors::Errors;
use known::Form;
pub(crate) use known::{Place, SOURCES};
use syntax::Entry;

/// The settings of one struct or field.
#[derive(Default)]
pub(crate) struct Settings(Vec<Setting>);

/// One attribute with its value.
pub(crate) struct Setting {
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

/// The value of an attribute, in one of the forms that attributes take.
pub(crate) enum Value {
    /// None: `nested`.
    Flag,
    /// `env = "NAME"`.
    Text(LitStr),
    /// `alias = "name"`, `alias = ["one", "another"]`.
    Texts(Vec<LitStr>),
    /// `version = 3`.
    Integer(LitInt),
    /// `sensitive = false`; `sensitive` alone is `true`.
    Bool(bool),
    /// `crate = module::path`, also in quotes.
    Path(ExprPath),
    /// `default = 8080`, `with = module::function`.
    Expression(Expr),
}

impl Settings {
    /// Reads all `config` attributes of a struct or field.
    pub(crate) fn read(attributes: &[Attribute], place: &Place, errors: &Errors) -> Self {
        let mut settings = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("config")) {
            for entry in syntax::entries(attribute, errors) {
                settings.add(entry, place, errors);
            }
        }
        settings
    }

    /// Adds an attribute unless it is a mistake. One of a wrong form counts as given, so that what
    /// depends on its presence is not a second mistake.
    fn add(&mut self, entry: Entry, place: &Place, errors: &Errors) {
        let Some(form) = known::form(&entry.name, place, errors) else { return };
        let name = entry.name;
        if self.has(&name.to_string()) && form != Form::Texts {
            return errors
                .at(name.span(), format!("`{name}` is given twice on {place}: keep one of them"));
        }
        match form.value(entry.value) {
            Ok(value) => self.0.push(Setting { name, value }),
            Err(span) => {
                let usage = form.usage(&name.to_string());
                errors.at(
                    span.unwrap_or(name.span()),
                    format!("wrong form of `{name}` on {place}: write {usage}"),
                );
                self.0.push(Setting { name, value: Value::Flag });
            }
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Setting> {
        self.0.iter().find(|setting| setting.name == name)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(crate) fn text(&self, name: &str) -> Option<&LitStr> {
        match &self.get(name)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn path(&self, name: &str) -> Option<&ExprPath> {
        match &self.get(name)?.value {
            Value::Path(path) => Some(path),
            _ => None,
        }
    }

    pub(crate) fn expression(&self, name: &str) -> Option<&Expr> {
        match &self.get(name)?.value {
            Value::Expression(expression) => Some(expression),
            _ => None,
        }
    }

    pub(crate) fn integer(&self, name: &str) -> Option<u64> {
        match &self.get(name)?.value {
            Value::Integer(number) => number.base10_parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn bool(&self, name: &str) -> Option<bool> {
        match self.get(name)?.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Every string of an attribute that may be repeated.
    pub(crate) fn texts(&self, name: &str) -> impl Iterator<Item = &LitStr> {
        let named = self.0.iter().filter(move |setting| setting.name == name);
        named.flat_map(|setting| match &setting.value {
            Value::Texts(texts) => texts.as_slice(),
            _ => &[],
        })
    }

    /// Every setting that says where a value is stored: an attribute of a source, or `from`.
    pub(crate) fn stores(&self) -> impl Iterator<Item = &Setting> {
        let is_store = |name: &Ident| name == "from" || SOURCES.iter().any(|source| name == source);
        self.0.iter().filter(move |setting| is_store(&setting.name))
    }

    /// Whether it is said where the value is stored, rightly or not.
    pub(crate) fn has_store(&self) -> bool {
        self.stores().next().is_some()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Setting> {
        self.0.iter()
    }
}

impl Setting {
    pub(crate) fn span(&self) -> Span {
        self.name.span()
    }
}
