//! Older names. Each stands where the field's own name stands: in its store, in its document, among the
//! parameters, among the variables; and it keeps to the rules of that place.

use std::collections::BTreeMap;

use syn::LitStr;

use super::{environment, names, paths, placeholders, selectors};
use crate::errors::Errors;
use crate::model::{Field, Home, Kind, PARAMETERS, SECRETS, Struct};
use crate::rules::is_arn;
use crate::text;

pub(crate) fn check(model: &Struct<'_>, errors: &Errors) {
    let prefix = paths::right_prefix(model);
    let found = |field| Found { field, home: model.home(field), prefix: prefix.as_deref() };
    let mut taken: BTreeMap<String, &Field<'_>> = BTreeMap::new();
    for field in model.fields.iter().filter(|field| has_name(field)) {
        taken.entry(found(field).own()).or_insert(field);
    }
    for field in model.fields.iter().filter(|field| field.is_leaf()) {
        let found = found(field);
        let mut seen: Vec<String> = Vec::new();
        for alias in field.settings.texts("alias").filter(|alias| !alias.value().is_empty()) {
            let value = alias.value();
            let place = found.at(&value);
            let first = taken.get(&place).filter(|first| first.name != field.name);
            let mistake = if let Err(message) = found.rule(&value) {
                Some(message)
            } else if place == found.own() {
                Some(format!("`{value}` is the name that the field has: remove it"))
            } else if seen.contains(&place) {
                Some(format!("`{value}` is given twice: keep one of them"))
            } else {
                // Of variables the same is said in `environment`.
                first.filter(|_| !matches!(found.home, Home::Variable)).map(|first| {
                    format!(
                        "field `{}` is found under `{value}` too: remove it, or write another name",
                        first.name
                    )
                })
            };
            if let Some(message) = mistake {
                errors.on(alias, format!("`alias` on {}: {message}", field.place));
            }
            taken.entry(place.clone()).or_insert(field);
            seen.push(place);
        }
    }
}

/// Whether a field has a name that another one could have had before.
fn has_name(field: &Field<'_>) -> bool {
    matches!(field.kind, Kind::Leaf | Kind::Json | Kind::Nested)
}

/// A field and where it is found.
struct Found<'a> {
    field: &'a Field<'a>,
    home: Home<'a>,
    prefix: Option<&'a str>,
}

impl Found<'_> {
    /// What a name at this place means, in words that no other place has.
    fn at(&self, name: &str) -> String {
        let is_key = self.field.settings.has("key");
        let (store, name_of_store) = match self.home {
            Home::Parameter(written) => {
                (PARAMETERS, written.map(|name| self.absolute(&name.value())))
            }
            Home::Secret(written) => (SECRETS, Some(written.value())),
            Home::Given(binding) => ("from", Some(text::of(binding))),
            Home::Document => return format!("#{name}"),
            Home::Variable => return format!("${name}"),
            Home::Unknown => return format!("{}?{name}", self.field.name),
        };
        let which = paths::which(self.field);
        match (name_of_store, self.home) {
            (Some(document), _) if is_key => format!("{store}:{document}{which}#{name}"),
            // Another name in an unknown source: the binding tells which.
            (Some(binding), Home::Given(_)) => format!("{store}:{binding}:{name}"),
            (_, Home::Parameter(_)) => format!("{store}:{}{which}", self.absolute(name)),
            _ => format!("{store}:{name}{which}"),
        }
    }

    fn own(&self) -> String {
        if let Some(key) = self.field.settings.text("key") {
            return self.at(&key.value());
        }
        match self.home {
            Home::Parameter(Some(written)) | Home::Secret(written) => self.at(&written.value()),
            Home::Parameter(None) => self.at(&self.field.segment),
            Home::Document => self.at(&self.field.key),
            Home::Variable => {
                let env = self.field.settings.text("env").map(LitStr::value);
                self.at(&env.unwrap_or_default())
            }
            // The name is somewhere in the expression.
            Home::Given(_) | Home::Unknown => self.at(""),
        }
    }

    fn absolute(&self, name: &str) -> String {
        match self.prefix {
            Some(prefix) if !name.starts_with('/') && !is_arn(name) => format!("{prefix}/{name}"),
            _ => name.to_owned(),
        }
    }

    /// Whether the name can be one here.
    fn rule(&self, name: &str) -> Result<(), String> {
        if self.field.settings.has("key") {
            return Ok(());
        }
        match self.home {
            Home::Parameter(_) => {
                newest(selectors::of_parameter(name))?;
                match self.field.settings.has("by_path") {
                    true => names::check_path(name, self.prefix),
                    false => names::check(PARAMETERS, name, self.prefix),
                }
            }
            Home::Secret(_) => {
                newest(selectors::of_secret(name))?;
                names::check(SECRETS, name, None)
            }
            Home::Given(_) => placeholders::fill(name).map(drop),
            Home::Variable if !environment::is_well_formed(name) => {
                Err(format!("`{name}` is no environment variable: write letters, digits and `_`"))
            }
            Home::Variable | Home::Document | Home::Unknown => Ok(()),
        }
    }
}

/// An older name is read as it is now.
fn newest(selector: Option<selectors::Selector<'_>>) -> Result<(), String> {
    let Some(selector) = selector else { return Ok(()) };
    let (written, bare) = (selector.written, selector.bare);
    Err(format!(
        "an older name is one value, and its newest version: write `alias = \"{bare}\"` without `{written}`"
    ))
}
