//! Schema and environment → what every field is called, everywhere. Pure: nothing is read here.
//!
//! A [`Plan`] has the shape of the schema, as a tree of groups for decoding and as a list of leaves
//! for fetching.

mod conflicts;
mod names;

use std::collections::BTreeMap;

use crate::schema::{Field, Kind, Schema};
use crate::source::{Binding, Key, ssm};

pub(crate) use conflicts::Conflict;
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
    /// The same in parts. No two leaves have the same one, and none is the beginning of another.
    pub(crate) segments: Vec<&'static str>,
    /// Where a user's provider has it: the path without the segments of flattened fields. Two leaves
    /// may share it.
    pub(crate) keys: Vec<&'static str>,
    /// The environment variable that overrides it, and then the older ones. None when it has none.
    pub(crate) variables: Vec<String>,
    pub(crate) target: Target,
}

/// Where a leaf is stored.
#[derive(Debug)]
pub(crate) enum Target {
    /// In no store.
    Nowhere,
    /// In a store, under a name that a placeholder without a value keeps unknown.
    Unresolved(Unresolved),
    /// In one store: its place, and then the older ones, at which it may still be.
    Stored(Vec<Location>),
}

/// A key in a source, and the path in the JSON document that it holds; no path for the whole value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Location {
    pub(crate) source: &'static str,
    pub(crate) key: Key,
    pub(crate) pointer: Vec<&'static str>,
}

impl Leaf {
    /// Where it is stored, older places not counted.
    pub(crate) fn location(&self) -> Option<&Location> {
        self.locations().first()
    }

    /// Every place at which it may be stored, in the order in which they count.
    pub(crate) fn locations(&self) -> &[Location] {
        match &self.target {
            Target::Stored(locations) => locations,
            Target::Nowhere | Target::Unresolved(_) => &[],
        }
    }

    /// The environment variable that overrides it, older ones not counted.
    pub(crate) fn variable(&self) -> Option<&str> {
        self.variables.first().map(String::as_str)
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
        for location in chosen.flat_map(|(_, leaf)| leaf.locations()) {
            keys.entry(location.source).or_default().push(location.key.clone());
        }
        for of_source in keys.values_mut() {
            of_source.sort_unstable();
            of_source.dedup();
        }
        keys
    }
}

/// What a struct inherits from those around it.
#[derive(Debug, Clone, Default)]
struct Scope {
    segments: Vec<&'static str>,
    keys: Vec<&'static str>,
    prefix: Option<Result<String, Unresolved>>,
    env_prefix: Option<String>,
    /// The JSON document that the struct is, or is a part of.
    document: Option<Result<Location, Unresolved>>,
}

impl Scope {
    /// The scope of a struct's fields, given the scope of the struct and the document that it is where
    /// it is used.
    fn enter(
        mut self,
        schema: &'static Schema,
        names: &Names,
        used_as: Option<Result<Location, Unresolved>>,
    ) -> Self {
        if let Some(prefix) = schema.prefix() {
            self.prefix = Some(names.resolve(prefix));
            self.document = None;
        }
        if let Some(prefix) = schema.env_prefix() {
            self.env_prefix = Some(prefix.to_owned());
        }
        let own = || Some(self.locate(schema.store()?, names));
        if let Some(document) = used_as.or_else(own) {
            self.document = Some(document);
        }
        self
    }

    /// The scope of a nested struct: one segment further down everywhere, unless it is flattened.
    fn nested(&self, field: &'static Field, flatten: bool) -> Self {
        let mut scope = self.clone();
        scope.segments.push(field.name());
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
            Kind::Nested(inner) => Entry::Group(self.inner(field, inner, false, names, leaves)),
            Kind::Flatten(inner) => Entry::Group(self.inner(field, inner, true, names, leaves)),
            Kind::Text | Kind::Json | Kind::Bytes => {
                leaves.push(self.leaf(field, names));
                Entry::Leaf(leaves.len() - 1)
            }
        };
        let entries = schema.fields().iter().map(entry).collect();
        Group { schema, path: self.segments.join("."), entries }
    }

    fn inner(
        &self,
        field: &'static Field,
        schema: &'static Schema,
        flatten: bool,
        names: &Names,
        leaves: &mut Vec<Leaf>,
    ) -> Group {
        // The binding stands on the outer struct's field, so its name lives under the outer prefix.
        let document = field.store().map(|binding| self.locate(binding, names));
        self.nested(field, flatten).enter(schema, names, document).group(schema, names, leaves)
    }

    fn leaf(&self, field: &'static Field, names: &Names) -> Leaf {
        let mut segments = self.segments.clone();
        segments.push(field.name());
        let mut keys = self.keys.clone();
        keys.push(field.name());
        let stored = self.stored(field, names);
        Leaf {
            field,
            path: segments.join("."),
            segments,
            keys,
            variables: self.variables(field, matches!(stored, Ok(None))),
            target: match stored {
                Ok(None) => Target::Nowhere,
                Ok(Some(locations)) => Target::Stored(locations),
                Err(unresolved) => Target::Unresolved(unresolved),
            },
        }
    }

    /// A field's own variable, else the one made from the prefix. The older names of a field that is in
    /// no store are variables; those of one that names no store are made into variables as its name is.
    fn variables(&self, field: &'static Field, is_stored_nowhere: bool) -> Vec<String> {
        let older = field.aliases().iter().copied();
        match (field.env(), self.env_prefix.as_deref()) {
            (Some(own), _) if is_stored_nowhere => {
                std::iter::once(own).chain(older).map(str::to_owned).collect()
            }
            (Some(own), _) => vec![own.to_owned()],
            (None, Some(prefix)) => {
                let is_plain = |name: &&str| field.store().is_none() && !name.contains(['/', '{']);
                let plain = older.filter(is_plain);
                std::iter::once(field.name())
                    .chain(plain)
                    .map(|name| variable(prefix, name))
                    .collect()
            }
            (None, None) => Vec::new(),
        }
    }

    /// A field's own store, else the struct's document, else the parameter of its name; and the same
    /// under the field's older names. A field that names its variable, and no store, is no parameter.
    fn stored(
        &self,
        field: &'static Field,
        names: &Names,
    ) -> Result<Option<Vec<Location>>, Unresolved> {
        let aliases = field.aliases().iter().copied();
        if let Some(binding) = field.store() {
            let older = aliases.map(|alias| match binding.key() {
                Some(_) => binding.with_key(alias),
                None => binding.with_name(alias),
            });
            let all = std::iter::once(*binding).chain(older);
            return all
                .map(|binding| self.locate(&binding, names))
                .collect::<Result<_, _>>()
                .map(Some);
        }
        if let Some(document) = &self.document {
            let document = document.clone()?;
            let all = std::iter::once(field.key()).chain(aliases);
            let locations = all.map(|key| {
                let mut location = document.clone();
                location.pointer.push(key);
                location
            });
            return Ok(Some(locations.collect()));
        }
        if field.env().is_some() || self.prefix.is_none() {
            return Ok(None);
        }
        let all = std::iter::once(field.segment()).chain(aliases);
        all.map(|name| self.locate(&ssm(name), names)).collect::<Result<_, _>>().map(Some)
    }

    fn locate(&self, binding: &Binding, names: &Names) -> Result<Location, Unresolved> {
        let mut name = names.resolve(binding.name())?;
        let is_whole = name.starts_with('/') || name.starts_with("arn:");
        if binding.is_relative() && !is_whole {
            // Without a prefix the name is whole: parameters may have names without a slash.
            if let Some(mut prefix) = self.prefix.clone().transpose()? {
                join(&mut prefix, &name);
                name = prefix;
            }
        }
        let mut key = if binding.is_path() { Key::path(name) } else { Key::new(name) };
        if let Some(selector) = binding.selector() {
            key = key.with_selector(selector);
        }
        let pointer = binding.key().into_iter().collect();
        Ok(Location { source: binding.source(), key, pointer })
    }
}

fn join(prefix: &mut String, segment: &str) {
    if !prefix.ends_with('/') {
        prefix.push('/');
    }
    prefix.push_str(segment);
}

fn variable(prefix: &str, name: &str) -> String {
    format!("{prefix}_{}", name.to_uppercase().replace(['-', '.'], "_"))
}

#[cfg(test)]
mod tests;
