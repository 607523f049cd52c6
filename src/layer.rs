//! The values of all layers: for each leaf the one of the highest layer that has it, and where it is from.
//!
//! figleaf's own layers know the leaf of each of their values, so that nothing is looked up by its path.
//! Only what users hand over is figment's: [`provider`].

mod document;
mod fetched;
mod provider;

use figment::value::Tag;
use figment::{Metadata, Profile};

use crate::plan::{Leaf, Plan};
use crate::source::Failure;
use crate::source::env::{Variable, Variables};
use crate::value::{self, Value};

pub(crate) use document::{Absence, Flaw, NoObject};
pub(crate) use fetched::look;
use provider::Given;
pub(crate) use provider::{AnyProvider, Misfit};

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

/// The values so far.
pub(crate) struct Layers {
    slots: Vec<Option<Slot>>,
    providers: Vec<Given>,
    /// The profile that is chosen in the user's providers: the name of the environment.
    profile: Profile,
}

/// The value of a leaf.
struct Slot {
    value: Value,
    layer: Layer,
}

/// A layer.
#[derive(Debug, Clone, Copy)]
enum Layer {
    Environment,
    Store,
    /// A user's provider, by its number, and figment's mark of where the value was from in it.
    Provider {
        number: usize,
        tag: Tag,
    },
}

/// The layer that a value is from, for people.
pub(crate) enum Provenance<'a> {
    Environment,
    Store,
    Provider(&'a Metadata),
}

impl Layers {
    /// No value for any of so many leaves.
    pub(crate) fn new(leaves: usize, environment: Option<&str>) -> Self {
        let profile = environment.map_or(Profile::Default, Profile::new);
        let slots = std::iter::repeat_with(|| None).take(leaves).collect();
        Self { slots, providers: Vec::new(), profile }
    }

    /// Adds a user's provider above all others.
    pub(crate) fn merge(
        &mut self,
        provider: AnyProvider,
        plan: &Plan,
    ) -> figment::Result<Vec<Misfit>> {
        self.provide(provider, plan, Self::put_over)
    }

    /// Adds a user's provider below all others.
    pub(crate) fn join(
        &mut self,
        provider: AnyProvider,
        plan: &Plan,
    ) -> figment::Result<Vec<Misfit>> {
        self.provide(provider, plan, Self::put_under)
    }

    fn provide(
        &mut self,
        provider: AnyProvider,
        plan: &Plan,
        put: fn(&mut Self, usize, Slot),
    ) -> figment::Result<Vec<Misfit>> {
        let (given, (values, misfits)) = provider::by_leaf(provider, plan, &self.profile)?;
        let number = self.providers.len();
        self.providers.push(given);
        for (leaf, given) in values {
            let layer = Layer::Provider { number, tag: given.tag() };
            put(self, leaf, Slot { value: value::figment::value(given), layer });
        }
        Ok(misfits)
    }

    /// Adds what a store holds, below what is there.
    pub(crate) fn fetched(&mut self, leaf: usize, value: Value) {
        self.put_under(leaf, Slot { value, layer: Layer::Store });
    }

    /// As figment merges: maps are made one, of everything else the higher one stays.
    fn put_over(&mut self, leaf: usize, new: Slot) {
        let value = match (self.slots[leaf].take().map(|old| old.value), new.value) {
            (Some(Value::Map(mut map)), Value::Map(over)) => {
                map.overlay(over);
                Value::Map(map)
            }
            (_, new) => new,
        };
        self.slots[leaf] = Some(Slot { value, layer: new.layer });
    }

    fn put_under(&mut self, leaf: usize, new: Slot) {
        match &mut self.slots[leaf] {
            empty @ None => *empty = Some(new),
            Some(Slot { value: Value::Map(over), .. }) => {
                if let Value::Map(mut under) = new.value {
                    under.overlay(std::mem::take(over));
                    *over = under;
                }
            }
            Some(_) => {}
        }
    }

    /// The value of a leaf.
    pub(crate) fn get(&self, leaf: usize) -> Option<&Value> {
        self.slots[leaf].as_ref().map(|slot| &slot.value)
    }

    /// The text that a leaf has, and those of the entries of a map.
    pub(crate) fn texts(&self, leaf: usize) -> impl Iterator<Item = &str> {
        let value = self.get(leaf);
        let inner = value.into_iter().flat_map(|value| match value {
            Value::Map(map) => map.iter().as_slice(),
            _ => &[],
        });
        value.into_iter().chain(inner.map(|(_, value)| value)).filter_map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// Where the value of a leaf came from, if it has one.
    pub(crate) fn provenance(&self, leaf: usize) -> Option<Provenance<'_>> {
        let slot = self.slots[leaf].as_ref()?;
        Some(match slot.layer {
            Layer::Environment => Provenance::Environment,
            Layer::Store => Provenance::Store,
            Layer::Provider { number, tag } => {
                Provenance::Provider(self.providers[number].metadata(tag))
            }
        })
    }
}

/// The environment variables of a load: for each leaf the one that is set, if one is.
pub(crate) struct Environment(Vec<Option<Reading>>);

/// A variable that is set, by its number in [`Leaf::variables`].
#[derive(Clone, Copy)]
struct Reading {
    variable: usize,
    is_text: bool,
}

impl Environment {
    /// Reads the variables of all leaves. Of those of one leaf the first one that is set counts.
    pub(crate) fn new(
        plan: &Plan,
        variables: &Variables,
        is_empty_unset: bool,
        layers: &mut Layers,
    ) -> Self {
        let mut readings = vec![None; plan.leaves.len()];
        for (index, leaf) in plan.leaves.iter().enumerate() {
            let is_empty_unset = is_empty_unset || leaf.is_empty_unset;
            for (variable, read) in leaf.variables.iter().enumerate() {
                let is_text = match variables.get(&read.name) {
                    Variable::Unset => continue,
                    Variable::Text(text) if text.is_empty() && is_empty_unset => continue,
                    Variable::NotUnicode => false,
                    Variable::Text(text) => {
                        layers.put_over(
                            index,
                            Slot { value: Value::text(text), layer: Layer::Environment },
                        );
                        true
                    }
                };
                readings[index] = Some(Reading { variable, is_text });
                break;
            }
        }
        Self(readings)
    }

    /// The variable that a leaf's value is from.
    pub(crate) fn read<'l>(&self, leaf: &'l Leaf, index: usize) -> Option<&'l str> {
        self.name(leaf, index, true)
    }

    /// The variable of a leaf that is not text.
    pub(crate) fn unreadable<'l>(&self, leaf: &'l Leaf, index: usize) -> Option<&'l str> {
        self.name(leaf, index, false)
    }

    fn name<'l>(&self, leaf: &'l Leaf, index: usize, is_text: bool) -> Option<&'l str> {
        let reading = self.0[index].filter(|reading| reading.is_text == is_text)?;
        leaf.variables.get(reading.variable).map(|read| read.name.as_ref())
    }
}
