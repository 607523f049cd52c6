//! Schema and environment → what every field is called, everywhere. Pure: nothing is read here.
//!
//! A [`Plan`] has the shape of the schema, as a tree of groups for decoding and as a list of leaves
//! for fetching.

mod conflicts;
mod fixed;
mod known;
mod names;
mod written;

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::order::order;
use crate::schema::{Field, Kind, Schema};
use crate::source::{Binding, Key, ssm};

pub(crate) use conflicts::{Conflict, Repeated, shared};
pub(crate) use known::{Known, Place as KnownPlace};
pub(crate) use names::{Blank, Names, Reason as NameReason, Unresolved, is_fit, variable_of};
pub(crate) use written::Written;

/// Every field of a configuration with its names in one environment.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) root: Group,
    pub(crate) leaves: Vec<Leaf>,
    /// Where the structs of the tree are found whole, so that a key there that no field reads is a mistake.
    objects: Vec<known::Object>,
    /// What the variables of the structs that say so begin with, without the `_`.
    pub(crate) env_prefixes: Vec<&'static str>,
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
    Group(Box<Group>),
}

/// A field that holds a value.
#[derive(Debug)]
pub(crate) struct Leaf {
    pub(crate) field: &'static Field,
    /// The Rust path: `database.port`.
    pub(crate) path: Cow<'static, str>,
    /// Where a user's provider has its group: the path without the segments of flattened fields.
    pub(crate) groups: Arc<[&'static str]>,
    /// The environment variable that overrides it, then the older ones, then the keys of a variable that
    /// holds the document of its group. None when it has none.
    pub(crate) variables: Vec<Variable>,
    /// Whether a variable that is set to nothing counts as unset.
    pub(crate) is_empty_unset: bool,
    pub(crate) target: Target,
    /// Whether it says what only a parameter has, and would be a key of the document that its group is.
    pub(crate) is_torn: bool,
    /// Whether it, or a group around it, says that it keeps the value that it had first.
    pub(crate) is_fixed: bool,
    /// Whether the configuration cannot be without it: it has no default, and neither it nor a group around it
    /// is an `Option`.
    #[cfg(feature = "ops")]
    pub(crate) is_needed: bool,
}

/// An environment variable, and the path in the JSON document that it holds; no path for the whole value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variable {
    pub(crate) name: Cow<'static, str>,
    pub(crate) pointer: Vec<&'static str>,
}

impl Variable {
    fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), pointer: Vec::new() }
    }
}

/// As reports show it: `DB_HOST`, `DB_SECRET#host`.
impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if !self.pointer.is_empty() {
            write!(f, "#{}", self.pointer.join("."))?;
        }
        Ok(())
    }
}

/// Where a leaf is stored.
#[derive(Debug)]
pub(crate) enum Target {
    /// In no store.
    Nowhere,
    /// In a store, under a name that a placeholder without a value keeps unknown.
    Unresolved(Unresolved),
    /// In one store: its place, and then the older ones, at which it may still be.
    Stored(Places),
}

/// One place or several. Most leaves have one, which needs no memory of its own.
#[derive(Debug)]
pub(crate) enum Places {
    One([Location; 1]),
    Several(Vec<Location>),
}

impl Deref for Places {
    type Target = [Location];

    fn deref(&self) -> &[Location] {
        match self {
            Self::One(one) => one,
            Self::Several(all) => all,
        }
    }
}

impl Places {
    /// The first one, and then the older ones.
    fn new<E>(
        first: Location,
        mut older: impl Iterator<Item = Result<Location, E>>,
    ) -> Result<Self, E> {
        let Some(second) = older.next() else { return Ok(Self::One([first])) };
        let mut all = vec![first, second?];
        for location in older {
            all.push(location?);
        }
        Ok(Self::Several(all))
    }
}

/// A key in a source, and the path in the JSON document that it holds; no path for the whole value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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

    /// The environment variable that overrides it, older ones and documents not counted.
    pub(crate) fn variable(&self) -> Option<&str> {
        let first = self.variables.first().filter(|variable| variable.pointer.is_empty())?;
        Some(&first.name)
    }
}

impl Plan {
    pub(crate) fn new(schema: &'static Schema, names: &Names) -> Self {
        let mut tree = Tree::default();
        let scope = Scope::default().enter(schema, names, None, None);
        let root = scope.group(schema, names, schema.is_shared(), &mut tree);
        let Tree { leaves, objects, env_prefixes, .. } = tree;
        Self { root, leaves, objects, env_prefixes }
    }

    /// Whether fields of several structs stand side by side.
    pub(crate) fn has_flattened(&self) -> bool {
        fn is_in(group: &Group) -> bool {
            let is_flat = |field: &Field| matches!(field.kind(), Kind::Flatten(_));
            let inner = |entry: &Entry| matches!(entry, Entry::Group(inner) if is_in(inner));
            group.schema.fields().iter().any(is_flat) || group.entries.iter().any(inner)
        }
        is_in(&self.root)
    }

    /// What the chosen leaves need of each source, in the order of the sources' names.
    pub(crate) fn wanted(&self, needed: impl Fn(usize) -> bool) -> Vec<(&'static str, Wanted)> {
        let mut all: Vec<(&'static str, Vec<Asked<'_>>)> = Vec::new();
        let most = self.leaves.len();
        for (leaf, planned) in self.leaves.iter().enumerate().filter(|(leaf, _)| needed(*leaf)) {
            for (at, location) in planned.locations().iter().enumerate() {
                let wanted = (&location.key, Place { leaf, at, key: 0 });
                match all.iter_mut().find(|(source, _)| *source == location.source) {
                    Some((_, places)) => places.push(wanted),
                    None => {
                        let at = all.partition_point(|(source, _)| *source < location.source);
                        let mut places = Vec::with_capacity(most);
                        places.push(wanted);
                        all.insert(at, (location.source, places));
                    }
                }
            }
        }
        all.into_iter().map(|(source, places)| (source, Wanted::new(&places))).collect()
    }
}

/// A place with its key.
type Asked<'p> = (&'p Key, Place);

/// What the leaves need of one source.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// Sorted, each once.
    pub(crate) keys: Vec<Key>,
    /// In the order of the leaves, and for each in the order in which its places count.
    pub(crate) places: Vec<Place>,
}

/// A place of a leaf, by its number in [`Leaf::locations`], and the number of its key in
/// [`Wanted::keys`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) leaf: usize,
    pub(crate) at: usize,
    pub(crate) key: usize,
}

impl Wanted {
    fn new(places: &[Asked<'_>]) -> Self {
        let order = order(places.len(), &|a, b| places[a].0.cmp(places[b].0));
        let mut keys: Vec<Key> = Vec::with_capacity(places.len());
        let mut numbered: Vec<Place> = places.iter().map(|(_, place)| *place).collect();
        for index in order {
            let key = places[index].0;
            if keys.last() != Some(key) {
                keys.push(key.clone());
            }
            numbered[index].key = keys.len() - 1;
        }
        Self { keys, places: numbered }
    }
}

/// What is gathered on the way through the tree.
#[derive(Default)]
struct Tree {
    leaves: Vec<Leaf>,
    objects: Vec<known::Object>,
    env_prefixes: Vec<&'static str>,
    /// Where names are put together.
    name: String,
}

/// What a struct inherits from those around it.
#[derive(Debug, Clone, Default)]
struct Scope {
    /// The Rust path of the struct.
    path: String,
    /// The same in parts, without those of flattened fields.
    groups: Arc<[&'static str]>,
    prefix: Option<Result<String, Unresolved>>,
    env_prefix: Option<String>,
    /// The JSON document that the struct is, or is a part of.
    document: Option<Result<Location, Unresolved>>,
    /// The same in an environment variable.
    variable: Option<Variable>,
    /// Whether it names that variable and no store, so that its fields are no parameters.
    is_variable_only: bool,
    is_empty_unset: bool,
    is_fixed: bool,
    #[cfg(feature = "ops")]
    is_optional: bool,
}

impl Scope {
    /// The scope of a struct's fields, given the scope of the struct, and the document that it is and the
    /// variable that holds it where it is used.
    fn enter(
        mut self,
        schema: &'static Schema,
        names: &Names,
        used_as: Option<Result<Location, Unresolved>>,
        read_from: Option<&'static str>,
    ) -> Self {
        if let Some(variable) = read_from.or(schema.env()) {
            self.variable = Some(Variable::new(variable));
            self.is_variable_only = used_as.is_none();
        }
        if let Some(prefix) = schema.prefix() {
            self.prefix = Some(names.resolve(prefix).map(Cow::into_owned));
            self.document = None;
            self.is_variable_only = false;
        }
        if let Some(prefix) = schema.env_prefix() {
            self.env_prefix = Some(prefix.to_owned());
        }
        self.is_empty_unset |= schema.is_empty_unset();
        let own = || Some(self.locate(schema.store()?, names, &mut String::new()));
        if let Some(document) = used_as.or_else(own) {
            self.document = Some(document);
        }
        self
    }

    /// The scope of a nested struct: one segment further down everywhere, unless it is flattened.
    fn nested(&self, field: &'static Field, flatten: bool) -> Self {
        let mut scope = self.clone();
        scope.path = self.path_to(field).into_owned();
        scope.is_fixed |= field.is_fixed();
        #[cfg(feature = "ops")]
        {
            scope.is_optional |= field.is_optional();
        }
        if flatten {
            return scope;
        }
        scope.groups = self.groups.iter().copied().chain([field.name()]).collect();
        if let Some(Ok(prefix)) = &mut scope.prefix {
            join(prefix, field.segment());
        }
        if let Some(prefix) = &mut scope.env_prefix {
            *prefix = variable(prefix, field.name());
        }
        if let Some(Ok(document)) = &mut scope.document {
            document.pointer.push(field.key());
        }
        if let Some(variable) = &mut scope.variable {
            variable.pointer.push(field.key());
        }
        scope
    }

    fn group(
        self,
        schema: &'static Schema,
        names: &Names,
        is_shared: bool,
        tree: &mut Tree,
    ) -> Group {
        tree.objects.extend(self.objects(is_shared));
        tree.env_prefixes.extend(schema.env_prefix());
        tree.leaves.reserve(schema.fields().len());
        let entry = |field: &'static Field| match *field.kind() {
            Kind::Nested(inner) => {
                Entry::Group(self.inner(field, inner, false, names, tree).into())
            }
            Kind::Flatten(inner) => {
                Entry::Group(self.inner(field, inner, true, names, tree).into())
            }
            Kind::Text | Kind::Json | Kind::Bytes => {
                let leaf = self.leaf(field, names, &mut tree.name);
                tree.leaves.push(leaf);
                Entry::Leaf(tree.leaves.len() - 1)
            }
        };
        let entries = schema.fields().iter().map(entry).collect();
        Group { schema, path: self.path, entries }
    }

    /// Where the struct is found whole: in users' providers, in its document, in its variable.
    fn objects(&self, is_shared: bool) -> impl Iterator<Item = known::Object> {
        let provided = known::Object::provided(&self.groups);
        let stored = match &self.document {
            Some(Ok(location)) => Some(known::Object::stored(location, is_shared)),
            Some(Err(_)) | None => None,
        };
        let variable = self.variable.as_ref();
        let variable = variable.map(|variable| known::Object::of_variable(variable, is_shared));
        std::iter::once(provided).chain(stored).chain(variable)
    }

    fn inner(
        &self,
        field: &'static Field,
        schema: &'static Schema,
        flatten: bool,
        names: &Names,
        tree: &mut Tree,
    ) -> Group {
        // The binding stands on the outer struct's field, so its name lives under the outer prefix.
        let document = field.store().map(|binding| self.locate(binding, names, &mut tree.name));
        let is_shared = field.is_shared() || schema.is_shared();
        let scope = self.nested(field, flatten).enter(schema, names, document, field.env());
        scope.group(schema, names, is_shared, tree)
    }

    fn path_to(&self, field: &'static Field) -> Cow<'static, str> {
        match self.path.as_str() {
            "" => Cow::Borrowed(field.name()),
            path => Cow::Owned(format!("{path}.{}", field.name())),
        }
    }

    fn leaf(&self, field: &'static Field, names: &Names, scratch: &mut String) -> Leaf {
        let stored = self.stored(field, names, scratch);
        let is_own = field.store().is_some_and(Binding::is_own);
        Leaf {
            field,
            is_torn: is_own && self.document.is_some(),
            path: self.path_to(field),
            groups: self.groups.clone(),
            variables: self.variables(field, matches!(stored, Ok(None))),
            is_empty_unset: self.is_empty_unset,
            is_fixed: self.is_fixed || field.is_fixed(),
            #[cfg(feature = "ops")]
            is_needed: !self.is_optional && !field.is_optional() && field.default().is_none(),
            target: match stored {
                Ok(None) => Target::Nowhere,
                Ok(Some(locations)) => Target::Stored(locations),
                Err(unresolved) => Target::Unresolved(unresolved),
            },
        }
    }

    /// A field's own variable, else the one made from the prefix. The older names of a field that is in
    /// no store are variables; those of one that names no store are made into variables as its name is.
    fn variables(&self, field: &'static Field, is_stored_nowhere: bool) -> Vec<Variable> {
        let mut variables = self.own_variables(field, is_stored_nowhere);
        if let Some(document) = &self.variable {
            // The older names of a field with a store are names there.
            let older = field.aliases().iter().filter(|_| field.store().is_none());
            for key in std::iter::once(field.key()).chain(older.copied()) {
                let mut variable = document.clone();
                variable.pointer.push(key);
                variables.push(variable);
            }
        }
        variables
    }

    fn own_variables(&self, field: &'static Field, is_stored_nowhere: bool) -> Vec<Variable> {
        let older = field.aliases().iter().copied();
        match (field.env(), self.env_prefix.as_deref()) {
            (Some(own), _) if is_stored_nowhere => {
                std::iter::once(own).chain(older).map(Variable::new).collect()
            }
            (Some(own), _) => vec![Variable::new(own)],
            (None, Some(prefix)) => {
                let is_plain = |name: &&str| field.store().is_none() && !name.contains(['/', '{']);
                let plain = older.filter(is_plain);
                let mut variables: Vec<Variable> = Vec::new();
                for name in std::iter::once(field.name()).chain(plain) {
                    // `api_key` and `api-key` are one variable.
                    let variable = Variable::new(variable(prefix, name));
                    if !variables.contains(&variable) {
                        variables.push(variable);
                    }
                }
                variables
            }
            (None, None) => Vec::new(),
        }
    }

    /// A field's own store, else the struct's document, else the parameter of its name; and the same
    /// under the field's older names. What names its variable, and no store, is no parameter.
    fn stored(
        &self,
        field: &'static Field,
        names: &Names,
        scratch: &mut String,
    ) -> Result<Option<Places>, Unresolved> {
        let aliases = field.aliases().iter().copied();
        if let Some(binding) = field.store() {
            let older = aliases.map(|alias| match binding.key() {
                Some(_) => binding.with_key(alias),
                None => binding.with_name(alias),
            });
            return self.places(binding, older, names, scratch).map(Some);
        }
        if let Some(document) = &self.document {
            let document = document.clone()?;
            let key = |key| {
                let mut location = document.clone();
                location.pointer.push(key);
                location
            };
            return Places::new(key(field.key()), aliases.map(|alias| Ok(key(alias)))).map(Some);
        }
        if field.env().is_some() || self.is_variable_only || self.prefix.is_none() {
            return Ok(None);
        }
        self.places(&ssm(field.segment()), aliases.map(ssm), names, scratch).map(Some)
    }

    /// The places of a binding, and then of older ones.
    fn places(
        &self,
        binding: &Binding,
        older: impl Iterator<Item = Binding>,
        names: &Names,
        scratch: &mut String,
    ) -> Result<Places, Unresolved> {
        let mut locate = |binding: &Binding| self.locate(binding, names, scratch);
        let first = locate(binding)?;
        Places::new(first, older.map(|binding| locate(&binding)))
    }

    /// In `scratch` the name is put together, so that it is allocated once.
    fn locate(
        &self,
        binding: &Binding,
        names: &Names,
        scratch: &mut String,
    ) -> Result<Location, Unresolved> {
        let (name, is_whole) = names.of(binding)?;
        // Without a prefix the name is whole: parameters may have names without a slash.
        let name: Arc<str> = match &self.prefix {
            Some(prefix) if binding.is_relative() && !is_whole => {
                let prefix = prefix.as_ref().map_err(Clone::clone)?;
                scratch.clear();
                scratch.push_str(prefix);
                join(scratch, &name);
                scratch.as_str().into()
            }
            _ => name.into(),
        };
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
    let mut variable = String::with_capacity(prefix.len() + 1 + name.len());
    variable.push_str(prefix);
    variable.push('_');
    for c in name.chars() {
        match c {
            '-' | '.' => variable.push('_'),
            c => variable.extend(c.to_uppercase()),
        }
    }
    variable
}

#[cfg(test)]
mod tests;
