//! Users' own providers: anything that figment can merge.

use figment::value::{Dict, Empty, Map, Tag, Value};
use figment::{Metadata, Profile, Provider};

use crate::caught::caught;
use crate::plan::{Plan, shared};
use crate::value::{self, Found};

/// A provider of a user, read when it was handed over. So it need not outlive that, nor be fit for another
/// thread: figment's own `Env` is not, and `Serialized::defaults(&config)` borrows.
pub(crate) struct AnyProvider {
    metadata: Metadata,
    /// A `Figment` as a provider tells in this way where its own values came from.
    inner: Map<Tag, Metadata>,
    profile: Option<Profile>,
    data: figment::Result<Map<Profile, Dict>>,
}

impl AnyProvider {
    /// A panic of the provider is a failure of it.
    pub(crate) fn read(provider: &impl Provider) -> Self {
        let panicked = |_| Err(figment::Error::from("the provider panicked".to_owned()));
        let or_none = |()| Metadata::named("a provider");
        Self {
            metadata: caught(|| provider.metadata()).map_err(drop).unwrap_or_else(or_none),
            inner: caught(|| provider.__metadata_map()).ok().flatten().unwrap_or_default(),
            profile: caught(|| provider.profile()).ok().flatten(),
            data: caught(|| provider.data()).unwrap_or_else(panicked),
        }
    }

    pub(crate) fn metadata(&self) -> &Metadata {
        &self.metadata
    }
}

/// What a provider says of its values.
pub(super) struct Given {
    own: Metadata,
    inner: Map<Tag, Metadata>,
}

impl Given {
    pub(super) fn metadata(&self, tag: Tag) -> &Metadata {
        self.inner.get(&tag).unwrap_or(&self.own)
    }
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

/// The values of a provider, by the number of their leaf. Its profiles are made one, so that its place
/// among the layers, and not the profile of a value, decides what wins; and a null is no value, so that it
/// hides none of a lower layer.
pub(super) fn by_leaf(
    provider: AnyProvider,
    plan: &Plan,
    environment: &Profile,
) -> figment::Result<(Given, Picked)> {
    let AnyProvider { metadata, inner, profile, data } = provider;
    let mut data = data?;
    // A Figment in which nothing was selected says `default`.
    let selected = profile.filter(|profile| *profile != Profile::Default);
    let chosen = selected.unwrap_or_else(|| environment.clone());
    let default = data.remove(&Profile::Default).unwrap_or_default();
    let global = data.remove(&Profile::Global).unwrap_or_default();
    let chosen = data.remove(&chosen).unwrap_or_default();
    let picked = pick(plan, overlay(overlay(default, chosen), global));
    Ok((Given { own: metadata, inner }, picked))
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

/// The groups around a value, and its name.
type Address<'p> = (&'p [&'static str], &'static str);

fn pick(plan: &Plan, mut values: Dict) -> Picked {
    let (mut picked, mut misfits) = (Vec::new(), Vec::new());
    // Only flattened groups have fields that share a key, and so the value of one.
    let is_shared = plan.has_flattened();
    let mut readers: Vec<(Address<'_>, &str)> = Vec::new();
    for (index, leaf) in plan.leaves.iter().enumerate() {
        let name = leaf.field.name();
        match find(&mut values, &leaf.groups, name) {
            Ok(None) => {}
            Ok(Some(value)) if is_shared => {
                readers.push(((&leaf.groups, name), &leaf.path));
                picked.push((index, value.clone()));
            }
            Ok(Some(value)) => {
                let none = Value::Empty(value.tag(), Empty::None);
                picked.push((index, std::mem::replace(value, none)));
            }
            Err((depth, found)) => {
                let key = leaf.groups[..=depth].join(".");
                let misfit = Misfit::NoGroup {
                    key,
                    found: Found::of(&value::figment::value(found.clone())),
                };
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
    values: &'v mut Dict,
    groups: &[&str],
    name: &str,
) -> Result<Option<&'v mut Value>, (usize, &'v Value)> {
    let mut dict = values;
    for (depth, group) in groups.iter().enumerate() {
        dict = match dict.get_mut(*group) {
            None | Some(Value::Empty(..)) => return Ok(None),
            Some(Value::Dict(_, inner)) => inner,
            Some(other) => return Err((depth, other)),
        };
    }
    Ok(dict.get_mut(name).filter(|value| !matches!(value, Value::Empty(..))))
}
