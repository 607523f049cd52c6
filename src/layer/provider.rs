//! What users give themselves: anything that figment can merge, and files.

use std::path::Path;

use figment::value::{Dict, Map as Profiles, Tag, Value as Given};
use figment::{Metadata, Profile, Provider};

use crate::caught::caught;
use crate::origin::Origin;
use crate::plan::{Leaf, Plan, shared};
use crate::value::{self, Found, Map, Value};

/// What a provider of a user gives in one run.
#[derive(Clone)]
pub(crate) struct Provided {
    own: Metadata,
    /// A `Figment` as a provider tells in this way where its own values came from.
    inner: Profiles<Tag, Metadata>,
    data: Data,
}

#[derive(Clone)]
enum Data {
    Figment { profile: Option<Profile>, profiles: figment::Result<Profiles<Profile, Dict>> },
    File(Map),
}

/// The values of a provider.
pub(super) struct Taken {
    pub(super) values: Map,
    /// figment's mark of where the value of each leaf was from, if the provider is made of several.
    pub(super) tags: Vec<Option<Tag>>,
    /// What is there for other programs too.
    pub(super) of_others: Vec<String>,
}

/// figment's name of a provider of all environment variables.
const ALL_VARIABLES: &str = "environment variable(s)";

/// The name of a provider, and its source if it tells one.
pub(crate) fn name_of(provider: &dyn Provider) -> String {
    Origin::provider(&metadata_of(provider)).to_string()
}

fn metadata_of(provider: &dyn Provider) -> Metadata {
    caught(|| provider.metadata()).unwrap_or_else(|_| Metadata::named("a provider"))
}

impl Provided {
    /// A panic of the provider is a failure of it.
    pub(crate) fn read(provider: &dyn Provider) -> Self {
        let panicked = |_| Err(figment::Error::from("the provider panicked".to_owned()));
        let profiles = caught(|| provider.data()).unwrap_or_else(panicked);
        Self {
            own: metadata_of(provider),
            inner: caught(|| provider.__metadata_map()).ok().flatten().unwrap_or_default(),
            data: Data::Figment { profile: caught(|| provider.profile()).ok().flatten(), profiles },
        }
    }

    /// Whether both give the same values.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (&self.data, &other.data) {
            (
                Data::Figment { profile, profiles: Ok(profiles) },
                Data::Figment { profile: other, profiles: Ok(others) },
            ) => profile == other && profiles == others,
            (Data::File(values), Data::File(others)) => values == others,
            _ => false,
        }
    }

    /// What a file holds.
    pub(crate) fn file(path: &Path, values: Map) -> Self {
        let own = Metadata::named(path.display().to_string());
        Self { own, inner: Profiles::new(), data: Data::File(values) }
    }

    /// Its name, and its source if it tells one. A figment of one provider is called as that one.
    pub(crate) fn name(&self) -> String {
        let only = self.inner.values().next().filter(|_| self.inner.len() == 1);
        Origin::provider(only.unwrap_or(&self.own)).to_string()
    }

    pub(super) fn metadata(&self, tag: Option<Tag>) -> &Metadata {
        tag.and_then(|tag| self.inner.get(&tag)).unwrap_or(&self.own)
    }

    /// Whether it is a file that is not there: figment takes it for an empty one, and forgets its path.
    pub(crate) fn is_no_file(&self) -> bool {
        let is_file = self.own.name.ends_with(" file") && self.own.source.is_none();
        let Data::Figment { profiles, .. } = &self.data else { return false };
        is_file && profiles.as_ref().is_ok_and(Profiles::is_empty)
    }

    /// Its values. Its profiles are made one, so that its place among the layers, and not the profile of a
    /// value, decides what wins.
    pub(super) fn take(&mut self, plan: &Plan, environment: &Profile) -> figment::Result<Taken> {
        let (profile, profiles) =
            match std::mem::replace(&mut self.data, Data::File(Map::default())) {
                Data::Figment { profile, profiles } => (profile, profiles?),
                Data::File(values) => {
                    let tags = vec![None; plan.leaves.len()];
                    return Ok(Taken { values, tags, of_others: Vec::new() });
                }
            };
        // A Figment in which nothing was selected says `default`.
        let selected = profile.filter(|profile| *profile != Profile::Default);
        let chosen = selected.unwrap_or_else(|| environment.clone());
        let order = [Profile::Default, chosen, Profile::Global];
        let mut layers: [Dict; 3] = Default::default();
        for (profile, dict) in profiles {
            if let Some(at) = order.iter().position(|known| *known == profile) {
                layers[at] = dict;
            }
        }
        let tags = plan.leaves.iter().map(|leaf| tag(&layers, leaf)).collect();
        let of_others = self.of_others(&layers);
        let mut values = Map::default();
        for dict in layers {
            values.overlay(value::figment::map(dict));
        }
        Ok(Taken { values, tags, of_others })
    }

    /// The keys whose values come from a provider of all variables.
    fn of_others(&self, layers: &[Dict]) -> Vec<String> {
        let mut keys = Vec::new();
        for (at, dict) in layers.iter().enumerate() {
            let is_covered =
                |key: &String| layers[at + 1..].iter().any(|dict| dict.contains_key(key));
            let is_of_others =
                |value: &Given| self.metadata(Some(value.tag())).name == ALL_VARIABLES;
            for (key, value) in dict {
                if is_of_others(value) && !is_covered(key) {
                    keys.push(key.clone());
                }
            }
        }
        keys
    }
}

/// The tag of a leaf's value, of which the uppermost layer that has one counts.
fn tag(layers: &[Dict], leaf: &Leaf) -> Option<Tag> {
    layers.iter().rev().find_map(|dict| tag_in(dict, leaf)).flatten()
}

/// The same in one layer: no tag where something that is no group covers the layers below.
fn tag_in(mut dict: &Dict, leaf: &Leaf) -> Option<Option<Tag>> {
    for group in leaf.groups.iter() {
        match dict.get(*group)? {
            Given::Dict(_, inner) => dict = inner,
            _ => return Some(None),
        }
    }
    dict.get(leaf.field.name()).map(|value| Some(value.tag()))
}

/// Something in a user's provider that belongs to no field, or to several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// A value where there is a group of fields.
    NoGroup { key: String, found: Found },
    /// A value for fields that have the same key, because they are flattened into one another.
    Shared { key: String, fields: Vec<String> },
}

/// Values by the number of their leaf, and what is none.
pub(super) type Picked = (Vec<(usize, Value)>, Vec<Misfit>);

/// The groups around a value, and its name.
type Address<'p> = (&'p [&'static str], &'static str);

/// The values of a provider, by the number of their leaf. A null is no value, so that it hides none of a
/// lower layer.
pub(super) fn pick(plan: &Plan, values: &mut Map) -> Picked {
    let (mut picked, mut misfits) = (Vec::with_capacity(plan.leaves.len()), Vec::new());
    // Only flattened groups have fields that share a key, and so the value of one.
    let is_shared = plan.has_flattened();
    let mut readers: Vec<(Address<'_>, &str)> = Vec::new();
    for (index, leaf) in plan.leaves.iter().enumerate() {
        let name = leaf.field.name();
        match find(values, &leaf.groups, name) {
            Ok(None) => {}
            Ok(Some(value)) => {
                if is_shared {
                    readers.push(((&leaf.groups, name), &leaf.path));
                    picked.push((index, value.clone()));
                } else {
                    picked.push((index, std::mem::replace(value, Value::Null)));
                }
            }
            Err((depth, found)) => {
                let key = leaf.groups[..=depth].join(".");
                let misfit = Misfit::NoGroup { key, found: Found::of(found) };
                if !misfits.contains(&misfit) {
                    misfits.push(misfit);
                }
            }
        }
    }
    misfits.extend(shared(readers, |(groups, name), fields| {
        let key = groups.iter().chain([name]).copied().collect::<Vec<_>>().join(".");
        Misfit::Shared { key, fields }
    }));
    (picked, misfits)
}

/// The value of a name inside of groups, or how far they go and what is there instead of one. A null is
/// no value.
fn find<'v>(
    values: &'v mut Map,
    groups: &[&str],
    name: &str,
) -> Result<Option<&'v mut Value>, (usize, &'v Value)> {
    let mut map = values;
    for (depth, group) in groups.iter().enumerate() {
        map = match map.get_mut(group) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Map(inner)) => inner,
            Some(other) => return Err((depth, other)),
        };
    }
    Ok(map.get_mut(name).filter(|value| !matches!(value, Value::Null)))
}
