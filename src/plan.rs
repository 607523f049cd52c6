//! Schema and environment → what every field is called, everywhere. Pure: nothing is read here.
//!
//! A [`Plan`] has the shape of the schema, as a tree of groups for decoding and as a list of leaves
//! for fetching.

mod names;

use std::collections::BTreeMap;

use crate::schema::{Field, Kind, Schema};
use crate::source::{Binding, Key};

pub(crate) use names::{Names, Reason as NameReason, Unresolved, is_fit};

/// Every field of a configuration with its names in one environment.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) root: Group,
    pub(crate) leaves: Vec<Leaf>,
}

/// A struct of the tree.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) schema: &'static Schema,
    /// The Rust path of the struct, empty for the whole configuration.
    pub(crate) path: String,
    /// One for each field of the schema.
    pub(crate) entries: Vec<Entry>,
}

/// A field of the tree.
#[derive(Debug)]
pub(crate) enum Entry {
    /// The index of a leaf in [`Plan::leaves`].
    Leaf(usize),
    Group(Group),
}

/// A field that holds a value.
#[derive(Debug)]
pub(crate) struct Leaf {
    pub(crate) field: &'static Field,
    /// The Rust path: `database.port`.
    pub(crate) path: String,
    /// Where providers put it: the path without the segments of flattened fields.
    pub(crate) keys: Vec<&'static str>,
    pub(crate) env: Option<String>,
    pub(crate) target: Target,
}

/// Where a leaf is stored.
#[derive(Debug)]
pub(crate) enum Target {
    /// In no store.
    Nowhere,
    /// In a store, under a name that a placeholder without a value keeps unknown.
    Unresolved(Unresolved),
    Stored(Location),
}

/// A key in a source, and the path in the JSON document that it holds; no path for the whole value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Location {
    pub(crate) source: &'static str,
    pub(crate) key: Key,
    pub(crate) pointer: Vec<&'static str>,
}

impl Leaf {
    pub(crate) fn location(&self) -> Option<&Location> {
        match &self.target {
            Target::Stored(location) => Some(location),
            Target::Nowhere | Target::Unresolved(_) => None,
        }
    }
}

impl Plan {
    pub(crate) fn new(schema: &'static Schema, names: &Names) -> Self {
        let mut leaves = Vec::new();
        let scope = Scope::default().enter(schema, names, None);
        let root = scope.group(schema, names, &mut leaves);
        Self { root, leaves }
    }

    /// Per source, the sorted keys that the chosen leaves need, each once.
    pub(crate) fn keys(&self, needed: impl Fn(usize) -> bool) -> BTreeMap<&'static str, Vec<Key>> {
        let mut keys: BTreeMap<&'static str, Vec<Key>> = BTreeMap::new();
        let chosen = self.leaves.iter().enumerate().filter(|(index, _)| needed(*index));
        for location in chosen.filter_map(|(_, leaf)| leaf.location()) {
            keys.entry(location.source).or_default().push(location.key.clone());
        }
        for of_source in keys.values_mut() {
            of_source.sort_unstable();
            of_source.dedup();
        }
        keys
    }

    /// Environment variables that more than one field reads, with the paths of these fields.
    pub(crate) fn shared_variables(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut readers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for leaf in &self.leaves {
            if let Some(variable) = &leaf.env {
                readers.entry(variable).or_default().push(&leaf.path);
            }
        }
        readers.retain(|_, paths| paths.len() > 1);
        readers
    }
}

/// What a struct inherits from those around it.
#[derive(Debug, Clone, Default)]
struct Scope {
    path: String,
    keys: Vec<&'static str>,
    prefix: Option<Result<String, Unresolved>>,
    env_prefix: Option<String>,
    /// The JSON document that the struct is, or is a part of.
    document: Option<Result<Location, Unresolved>>,
}

impl Scope {
    /// The scope of a struct's fields, given the scope of the struct and its binding where it is used.
    fn enter(mut self, schema: &'static Schema, names: &Names, used_as: Option<&Binding>) -> Self {
        if let Some(prefix) = schema.prefix() {
            self.prefix = Some(names.resolve(prefix));
            self.document = None;
        }
        if let Some(prefix) = schema.env_prefix() {
            self.env_prefix = Some(prefix.to_owned());
        }
        if let Some(binding) = used_as.or(schema.store()) {
            self.document = Some(self.locate(binding, names));
        }
        self
    }

    /// The scope of a nested struct: one segment further down everywhere, unless it is flattened.
    fn nested(&self, field: &'static Field, flatten: bool) -> Self {
        let mut scope = self.clone();
        scope.path = self.path_of(field);
        if flatten {
            return scope;
        }
        scope.keys.push(field.name());
        if let Some(Ok(prefix)) = &mut scope.prefix {
            join(prefix, field.segment());
        }
        if let Some(prefix) = &mut scope.env_prefix {
            *prefix = variable(prefix, field.name());
        }
        if let Some(Ok(document)) = &mut scope.document {
            document.pointer.push(field.key());
        }
        scope
    }

    fn group(self, schema: &'static Schema, names: &Names, leaves: &mut Vec<Leaf>) -> Group {
        let entry = |field: &'static Field| match *field.kind() {
            Kind::Nested(inner) => {
                let scope = self.nested(field, false).enter(inner, names, field.store());
                Entry::Group(scope.group(inner, names, leaves))
            }
            Kind::Flatten(inner) => {
                let scope = self.nested(field, true).enter(inner, names, field.store());
                Entry::Group(scope.group(inner, names, leaves))
            }
            Kind::Text | Kind::Json | Kind::Bytes => {
                leaves.push(self.leaf(field, names));
                Entry::Leaf(leaves.len() - 1)
            }
        };
        let entries = schema.fields().iter().map(entry).collect();
        Group { schema, path: self.path, entries }
    }

    fn leaf(&self, field: &'static Field, names: &Names) -> Leaf {
        let mut keys = self.keys.clone();
        keys.push(field.name());
        let env = field.env().map(str::to_owned);
        Leaf {
            field,
            path: self.path_of(field),
            keys,
            env: env.or_else(|| Some(variable(self.env_prefix.as_deref()?, field.name()))),
            target: self.target(field, names),
        }
    }

    /// A field's own store, else the struct's document, else the parameter of its name. A field that
    /// names its variable, and no store, is no parameter.
    fn target(&self, field: &'static Field, names: &Names) -> Target {
        let located = if let Some(binding) = field.store() {
            self.locate(binding, names)
        } else if let Some(document) = &self.document {
            document.clone().map(|mut document| {
                document.pointer.push(field.key());
                document
            })
        } else if field.env().is_some() {
            return Target::Nowhere;
        } else if let Some(prefix) = &self.prefix {
            prefix.clone().map(|mut name| {
                join(&mut name, field.segment());
                Location { source: "ssm", key: Key::new(name), pointer: Vec::new() }
            })
        } else {
            return Target::Nowhere;
        };
        located.map_or_else(Target::Unresolved, Target::Stored)
    }

    fn locate(&self, binding: &Binding, names: &Names) -> Result<Location, Unresolved> {
        let mut name = names.resolve(binding.name())?;
        let is_whole = name.starts_with('/') || name.starts_with("arn:");
        if binding.is_relative() && !is_whole {
            let mut prefix = self.prefix.clone().transpose()?.unwrap_or_default();
            join(&mut prefix, &name);
            name = prefix;
        }
        let pointer = binding.key().into_iter().collect();
        Ok(Location { source: binding.source(), key: Key::new(name), pointer })
    }

    fn path_of(&self, field: &Field) -> String {
        match self.path.as_str() {
            "" => field.name().to_owned(),
            path => format!("{path}.{}", field.name()),
        }
    }
}

fn join(prefix: &mut String, segment: &str) {
    if !prefix.ends_with('/') {
        prefix.push('/');
    }
    prefix.push_str(segment);
}

fn variable(prefix: &str, name: &str) -> String {
    format!("{prefix}_{}", name.to_uppercase())
}

#[cfg(test)]
mod tests;
