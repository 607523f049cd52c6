//! The values of all layers: for each leaf the one of the highest layer that has it, and where it is from.
//!
//! figleaf's own layers know the leaf of each of their values, so that nothing is looked up by its path.
//! Only what users hand over is figment's: [`provider`].

mod digest;
mod document;
mod environment;
mod fetched;
mod provider;
mod unused;

use figment::value::Tag;
use figment::{Metadata, Profile};

use crate::plan::{KnownPlace, Plan};
use crate::source::{Details, Failure};
use crate::value::{Map, Value};

pub(crate) use digest::Digester;
pub(crate) use document::{Absence, Flaw, NoObject};
pub(crate) use environment::{Environment, Unreadable};
pub(crate) use fetched::look;
pub(crate) use provider::{Misfit, Provided, name_of};
pub(crate) use unused::{MOST, Stray, Unused};

/// What fetching found out about a leaf; `at` is the number of the place in
/// [`Leaf::locations`], which is not 0 for an older one.
#[derive(Debug, Clone)]
pub(crate) enum State {
    /// It was not asked for: it is in no store, or a higher layer has it.
    NotAsked,
    Found {
        at: usize,
        encrypted: bool,
        details: Details,
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
    providers: Vec<Provided>,
    /// The profile that is chosen in the user's providers: the name of the environment.
    profile: Profile,
    /// What no field reads.
    unused: Vec<Unused>,
    /// The leaves of which a joined provider has a value that does not count, and its number.
    hidden: Vec<(usize, usize)>,
    /// The same of merged providers that one above them covers.
    #[cfg(feature = "ops")]
    covered: Vec<(usize, usize)>,
}

/// The value of a leaf.
#[derive(Clone)]
pub(crate) struct Slot {
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
        tag: Option<Tag>,
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
        Self {
            slots,
            providers: Vec::new(),
            profile,
            unused: Vec::new(),
            hidden: Vec::new(),
            #[cfg(feature = "ops")]
            covered: Vec::new(),
        }
    }

    /// What no field reads.
    pub(crate) fn unused(&self) -> &[Unused] {
        &self.unused
    }

    /// Notes what no field reads of a place.
    fn note_unused(
        &mut self,
        plan: &Plan,
        place: &KnownPlace,
        (map, of_others): (&Map, &[String]),
        shown: impl FnOnce() -> String,
    ) {
        let known = plan.known(place);
        if known.has_structs() {
            self.unused.extend(Unused::keys(shown, place, &known, map, of_others));
        }
    }

    /// Adds a user's provider above all others.
    pub(crate) fn merge(
        &mut self,
        provider: Provided,
        plan: &Plan,
    ) -> figment::Result<Vec<Misfit>> {
        self.provide(provider, plan, Self::put_over)
    }

    /// Adds a user's provider below all others.
    pub(crate) fn join(&mut self, provider: Provided, plan: &Plan) -> figment::Result<Vec<Misfit>> {
        self.provide(provider, plan, Self::put_under)
    }

    fn provide(
        &mut self,
        mut provider: Provided,
        plan: &Plan,
        put: fn(&mut Self, usize, Slot),
    ) -> figment::Result<Vec<Misfit>> {
        let mut taken = provider.take(plan, &self.profile)?;
        let keys = (&taken.values, taken.of_others.as_slice());
        self.note_unused(plan, &KnownPlace::Provider, keys, || provider.name());
        let (values, misfits) = provider::pick(plan, &mut taken.values);
        let number = self.providers.len();
        self.providers.push(provider);
        for (leaf, value) in values {
            let layer = Layer::Provider { number, tag: taken.tags[leaf] };
            put(self, leaf, Slot { value, layer });
        }
        Ok(misfits)
    }

    /// Adds what a store holds, below what is there.
    pub(crate) fn fetched(&mut self, leaf: usize, value: Value) {
        self.put_under(leaf, Slot { value, layer: Layer::Store });
    }

    /// As figment merges: maps are made one, of everything else the higher one stays.
    fn put_over(&mut self, leaf: usize, new: Slot) {
        #[cfg(feature = "ops")]
        self.note_covered(leaf, &new);
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
            Some(_) => self.hidden.extend(match new.layer {
                Layer::Provider { number, .. } => Some((leaf, number)),
                Layer::Environment | Layer::Store => None,
            }),
        }
    }

    /// The provider whose value of a leaf is hidden by one above it.
    pub(crate) fn hidden(&self, leaf: usize) -> Option<String> {
        let (_, provider) = self.hidden.iter().find(|(hidden, _)| *hidden == leaf)?;
        Some(self.providers[*provider].name())
    }

    #[cfg(feature = "ops")]
    fn note_covered(&mut self, leaf: usize, new: &Slot) {
        if let Some(Slot { value, layer: Layer::Provider { number, .. } }) = &self.slots[leaf]
            && !matches!((value, &new.value), (Value::Map(_), Value::Map(_)))
        {
            self.covered.push((leaf, *number));
        }
    }

    /// The merged providers whose values of a leaf do not count, and the joined ones.
    #[cfg(feature = "ops")]
    pub(crate) fn shadowed(&self, leaf: usize) -> [Vec<String>; 2] {
        let merged: Vec<_> = self.covered.iter().rev().copied().collect();
        [merged, self.hidden.clone()].map(|all| {
            let of_leaf = all.into_iter().filter(|(of, _)| *of == leaf);
            of_leaf.map(|(_, provider)| self.providers[provider].name()).collect()
        })
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
                Provenance::Provider(self.providers.get(number)?.metadata(tag))
            }
        })
    }

    /// What a leaf has, to be put [back](Self::put_back) in another run.
    pub(crate) fn slot(&self, leaf: usize) -> Option<Slot> {
        self.slots[leaf].clone()
    }

    /// Gives a leaf what it had in another run, whatever it has in this one.
    pub(crate) fn put_back(&mut self, leaf: usize, slot: Option<Slot>) {
        self.slots[leaf] = slot;
    }

    /// A number for what a leaf has: another one for another value.
    pub(crate) fn digest(&self, leaf: usize, digester: &Digester) -> u128 {
        digester.digest(self.get(leaf))
    }
}
