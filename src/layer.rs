//! What sources gave → figment providers, and the merge of all layers.
//!
//! Each source is one provider with metadata of its own, so that where a value came from is
//! figment's answer, not a second book-keeping.

mod document;

use std::borrow::Cow;
use std::collections::BTreeMap;

use figment::value::{Dict, Map, Tag, Value};
use figment::{Figment, Metadata, Profile, Provider};

use crate::decode::describe;
use crate::plan::{Leaf, Plan};
use crate::schema::Kind;
use crate::source::env::{Variable, Variables};
use crate::source::{Answer, Content, Failure, Fetched, Outcome};

pub(crate) use document::{Absence, Documents, Flaw, json};

/// A provider of a user: anything that figment can merge.
pub(crate) type AnyProvider = Box<dyn Provider + Send + Sync>;

/// What fetching found out about a leaf; `at` is the number of the place in
/// [`Leaf::locations`], which is not 0 for an older one.
#[derive(Debug, Clone)]
pub(crate) enum State {
    /// It was not asked for: it is in no store, or a higher layer has it.
    NotAsked,
    Found {
        at: usize,
        encrypted: bool,
    },
    /// Why it is not in its place; it is in no older one either.
    Absent(Absence),
    Failed {
        at: usize,
        failure: Failure,
    },
    /// It was read, and cannot be a value of the field.
    Flawed {
        at: usize,
        flaw: Flaw,
    },
}

impl State {
    /// The number of the place that it is about.
    pub(crate) fn at(&self) -> usize {
        match self {
            Self::Found { at, .. } | Self::Failed { at, .. } | Self::Flawed { at, .. } => *at,
            Self::NotAsked | Self::Absent(_) => 0,
        }
    }
}

/// The values of one source, at the paths of their fields.
pub(crate) struct Layer {
    name: Cow<'static, str>,
    dict: Dict,
}

/// Marks figleaf's own providers among the user's, which may have any name.
const OWN: &str = "figleaf";

impl Layer {
    pub(crate) fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), dict: Dict::new() }
    }

    pub(crate) fn insert(&mut self, segments: &[&str], value: Value) {
        insert(&mut self.dict, segments, value);
    }

    /// The layer of a source, and what became of each leaf that asked it.
    pub(crate) fn of_source(
        source: &'static str,
        answer: &Answer,
        plan: &Plan,
        states: &mut [State],
        needed: impl Fn(usize) -> bool,
    ) -> Self {
        let mut layer = Self::new(source);
        let mut documents = Documents::default();
        let of_source = |leaf: &Leaf| leaf.location().is_some_and(|at| at.source == source);
        for (index, leaf) in plan.leaves.iter().enumerate() {
            if !needed(index) || !of_source(leaf) {
                continue;
            }
            let (state, value) = look(leaf, answer, &mut documents);
            states[index] = state;
            if let Some(value) = value {
                layer.insert(&leaf.segments, value);
            }
        }
        layer
    }
}

/// Looks for a value in its place, and where it is known not to be there in the older ones. A place
/// that could not be read ends it: what is in an older one may be out of date.
fn look<'a>(
    leaf: &'a Leaf,
    answer: &'a Answer,
    documents: &mut Documents<'a>,
) -> (State, Option<Value>) {
    let mut absence = None;
    for (at, location) in leaf.locations().iter().enumerate() {
        let fetched = match answer.outcomes.get(&location.key) {
            None | Some(Outcome::Absent) => {
                absence.get_or_insert(Absence::Name);
                continue;
            }
            Some(Outcome::Failed(failure)) => {
                return (State::Failed { at, failure: failure.clone() }, None);
            }
            Some(Outcome::Found(fetched)) => fetched,
        };
        let found = if location.pointer.is_empty() {
            whole(leaf.field.kind(), fetched).map(Ok)
        } else {
            documents.get(&location.key, fetched, &location.pointer)
        };
        match found {
            Ok(Ok(value)) => {
                return (State::Found { at, encrypted: fetched.encrypted }, Some(value));
            }
            Ok(Err(absent)) => drop(absence.get_or_insert(absent)),
            Err(flaw) => return (State::Flawed { at, flaw }, None),
        }
    }
    (State::Absent(absence.unwrap_or(Absence::Name)), None)
}

/// Puts a value at a path. The segments of leaves never meet, so that every group on the way is one.
fn insert(mut dict: &mut Dict, segments: &[&str], value: Value) {
    let Some((last, groups)) = segments.split_last() else { return };
    for segment in groups {
        let group = dict
            .entry((*segment).to_owned())
            .or_insert_with(|| Value::Dict(Tag::Default, Dict::new()));
        let Value::Dict(_, inner) = group else { return };
        dict = inner;
    }
    dict.insert((*last).to_owned(), value);
}

/// A whole value as the field's kind takes it: bytes as they are for a byte vector, else as the text
/// that they are.
fn whole(kind: &Kind, fetched: &Fetched) -> Result<Value, Flaw> {
    let bytes = match &fetched.content {
        Content::Text(text) => return Ok(text.as_str().into()),
        // JSON text with commas in it, in a parameter of the wrong type.
        Content::List(items) if matches!(kind, Kind::Json) => return Ok(items.join(",").into()),
        Content::List(items) => return Ok(Value::from(items.clone())),
        Content::Structured(json) => return Ok(document::value(json)),
        Content::Map(entries) => {
            let entries =
                entries.iter().map(|(name, entry)| Ok((name.clone(), whole(kind, entry)?)));
            return entries.collect::<Result<Dict, Flaw>>().map(Value::from);
        }
        Content::Bytes(bytes) => bytes,
    };
    if matches!(kind, Kind::Bytes) {
        return Ok(Value::from(bytes.clone()));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(_) => Err(Flaw::Binary { length: bytes.len() }),
    }
}

impl Provider for &Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name.clone()).source(OWN)
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        Ok(Profile::Default.collect(self.dict.clone()))
    }
}

/// A user's provider with one value for each leaf: its profiles are made one, so that its place among
/// the layers, and not the profile of a value, decides what wins; and a null is no value, so that it
/// hides none of a lower layer.
struct ByLeaf<'a> {
    provider: &'a AnyProvider,
    dict: Dict,
}

impl Provider for ByLeaf<'_> {
    fn metadata(&self) -> Metadata {
        self.provider.metadata()
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        Ok(Profile::Default.collect(self.dict.clone()))
    }

    /// A `Figment` as a provider tells in this way where its own values came from.
    fn __metadata_map(&self) -> Option<Map<Tag, Metadata>> {
        self.provider.__metadata_map()
    }
}

/// Something in a user's provider that belongs to no field, or to several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// A value where there is a group of fields.
    NoGroup { key: String, found: String },
    /// A value for fields that have the same key, because they are flattened into one another.
    Shared { key: String, fields: Vec<String> },
}

/// The values of a provider at the paths of their leaves.
fn by_leaf(plan: &Plan, values: &Dict) -> (Dict, Vec<Misfit>) {
    let mut dict = Dict::new();
    let mut misfits = Vec::new();
    let mut readers: BTreeMap<&[&str], Vec<&str>> = BTreeMap::new();
    for leaf in &plan.leaves {
        match find(values, &leaf.keys) {
            Ok(None) => {}
            Ok(Some(value)) => {
                readers.entry(&leaf.keys).or_default().push(&leaf.path);
                insert(&mut dict, &leaf.segments, value.clone());
            }
            Err((depth, found)) => {
                let key = leaf.keys[..=depth].join(".");
                let misfit = Misfit::NoGroup { key, found: describe(found) };
                if !misfits.contains(&misfit) {
                    misfits.push(misfit);
                }
            }
        }
    }
    let shared = readers.into_iter().filter(|(_, paths)| paths.len() > 1);
    misfits.extend(shared.map(|(keys, paths)| Misfit::Shared {
        key: keys.join("."),
        fields: paths.into_iter().map(str::to_owned).collect(),
    }));
    (dict, misfits)
}

/// The value at a path, or how far it goes and what is there instead of a group. A null is no value.
fn find<'v>(values: &'v Dict, path: &[&str]) -> Result<Option<&'v Value>, (usize, &'v Value)> {
    let Some((last, groups)) = path.split_last() else { return Ok(None) };
    let mut dict = values;
    for (depth, segment) in groups.iter().enumerate() {
        dict = match dict.get(*segment) {
            None | Some(Value::Empty(..)) => return Ok(None),
            Some(Value::Dict(_, inner)) => inner,
            Some(other) => return Err((depth, other)),
        };
    }
    Ok(dict.get(*last).filter(|value| !matches!(value, Value::Empty(..))))
}

/// All layers, the highest first.
pub(crate) struct Layers {
    figment: Figment,
    /// The profile that is chosen in the user's providers: the name of the environment.
    profile: Profile,
}

impl Layers {
    pub(crate) fn new(environment: Option<&str>) -> Self {
        let profile = environment.map_or(Profile::Default, Profile::new);
        Self { figment: Figment::new(), profile }
    }

    pub(crate) fn merge_layer(&mut self, layer: &Layer) {
        self.figment = std::mem::take(&mut self.figment).merge(layer);
    }

    pub(crate) fn join_layer(&mut self, layer: &Layer) {
        self.figment = std::mem::take(&mut self.figment).join(layer);
    }

    /// Adds a user's provider above all others.
    pub(crate) fn merge(
        &mut self,
        provider: &AnyProvider,
        plan: &Plan,
    ) -> figment::Result<Vec<Misfit>> {
        let (provider, misfits) = self.by_leaf(provider, plan)?;
        self.figment = std::mem::take(&mut self.figment).merge(provider);
        Ok(misfits)
    }

    /// Adds a user's provider below all others.
    pub(crate) fn join(
        &mut self,
        provider: &AnyProvider,
        plan: &Plan,
    ) -> figment::Result<Vec<Misfit>> {
        let (provider, misfits) = self.by_leaf(provider, plan)?;
        self.figment = std::mem::take(&mut self.figment).join(provider);
        Ok(misfits)
    }

    fn by_leaf<'a>(
        &self,
        provider: &'a AnyProvider,
        plan: &Plan,
    ) -> figment::Result<(ByLeaf<'a>, Vec<Misfit>)> {
        let mut data = provider.data()?;
        // A Figment in which nothing was selected says `default`.
        let selected = provider.profile().filter(|profile| *profile != Profile::Default);
        let chosen = selected.unwrap_or_else(|| self.profile.clone());
        let default = data.remove(&Profile::Default).unwrap_or_default();
        let global = data.remove(&Profile::Global).unwrap_or_default();
        let chosen = data.remove(&chosen).unwrap_or_default();
        let (dict, misfits) = by_leaf(plan, &overlay(overlay(default, chosen), global));
        Ok((ByLeaf { provider, dict }, misfits))
    }

    /// The values as they are now.
    pub(crate) fn merged(&self) -> Merged<'_> {
        // No provider that failed was ever merged, so there is nothing that could have failed here.
        let values = self.figment.find_value("").ok().and_then(Value::into_dict);
        Merged { values: values.unwrap_or_default(), figment: &self.figment }
    }
}

/// `over` on top of `under`, as figment merges.
fn overlay(mut under: Dict, over: Dict) -> Dict {
    for (key, value) in over {
        let merged = match (under.remove(&key), value) {
            (Some(Value::Dict(_, old)), Value::Dict(tag, new)) => {
                Value::Dict(tag, overlay(old, new))
            }
            (_, value) => value,
        };
        under.insert(key, merged);
    }
    under
}

/// The values of all layers, merged.
pub(crate) struct Merged<'a> {
    values: Dict,
    figment: &'a Figment,
}

impl Merged<'_> {
    /// The value at the path of a leaf.
    pub(crate) fn get(&self, leaf: &Leaf) -> Option<&Value> {
        find(&self.values, &leaf.segments).ok().flatten()
    }

    /// Where a value came from.
    pub(crate) fn provenance(&self, value: &Value) -> Provenance<'_> {
        // Figment tags leaves; a group that several layers built has the tag of one of them.
        match self.figment.get_metadata(value.tag()) {
            Some(metadata) if is_own(metadata) => Provenance::Source(&metadata.name),
            Some(metadata) => Provenance::Provider(metadata),
            None => Provenance::Unknown,
        }
    }
}

/// The layer that a value is from.
pub(crate) enum Provenance<'a> {
    /// One of figleaf's sources, by its name.
    Source(&'a str),
    Provider(&'a Metadata),
    Unknown,
}

fn is_own(metadata: &Metadata) -> bool {
    matches!(&metadata.source, Some(figment::Source::Custom(mark)) if mark == OWN)
}

/// The environment variables of a load, as a layer.
pub(crate) struct Environment {
    pub(crate) layer: Layer,
    /// The variable that each leaf's value is from.
    pub(crate) read: BTreeMap<usize, String>,
    /// The leaves whose variable is not text, with its name.
    pub(crate) unreadable: BTreeMap<usize, String>,
}

impl Environment {
    /// Of the variables of a leaf the first one that is set counts.
    pub(crate) fn new(plan: &Plan, variables: &Variables) -> Self {
        let mut layer = Layer::new(ENVIRONMENT);
        let (mut read, mut unreadable) = (BTreeMap::new(), BTreeMap::new());
        for (index, leaf) in plan.leaves.iter().enumerate() {
            for name in &leaf.variables {
                match variables.get(name) {
                    Variable::Unset => continue,
                    Variable::Text(text) => {
                        layer.insert(&leaf.segments, text.into());
                        read.insert(index, name.clone());
                    }
                    Variable::NotUnicode => drop(unreadable.insert(index, name.clone())),
                }
                break;
            }
        }
        Self { layer, read, unreadable }
    }
}

/// The name of the environment variables' layer.
pub(crate) const ENVIRONMENT: &str = "env";
