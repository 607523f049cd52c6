//! Where the structs of the tree are found whole: in users' providers, in documents, in variables. A key
//! there that no field reads is a mistake, unless the struct says that others have keys there.

use std::sync::Arc;

use super::{Location, Plan, Variable};
use crate::order;
use crate::source::Key;

/// A struct in one of its places.
#[derive(Debug)]
pub(crate) struct Object {
    place: Place,
    pointer: Arc<[&'static str]>,
    is_shared: bool,
}

/// What holds a struct, whole or as a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// Any provider of a user.
    Provider,
    /// A document in a store.
    Store { source: &'static str, key: Key },
    /// A document in an environment variable.
    Variable(String),
}

impl Object {
    pub(super) fn provided(groups: &Arc<[&'static str]>) -> Self {
        Self { place: Place::Provider, pointer: groups.clone(), is_shared: false }
    }

    pub(super) fn stored(location: &Location, is_shared: bool) -> Self {
        let place = Place::Store { source: location.source, key: location.key.clone() };
        Self { place, pointer: location.pointer.as_slice().into(), is_shared }
    }

    pub(super) fn of_variable(variable: &Variable, is_shared: bool) -> Self {
        let place = Place::Variable(variable.name.to_string());
        Self { place, pointer: variable.pointer.as_slice().into(), is_shared }
    }

    /// The variable that it is the whole document of.
    pub(super) fn variable(&self) -> Option<&str> {
        match &self.place {
            Place::Variable(name) if self.pointer.is_empty() => Some(name),
            _ => None,
        }
    }
}

/// What fields read of one place.
pub(crate) struct Known {
    values: Vec<Vec<&'static str>>,
    /// The structs, and whether others have keys in them.
    objects: Vec<(Arc<[&'static str]>, bool)>,
}

/// What is expected at one point of a document.
pub(crate) struct Expected {
    /// Sorted.
    pub(crate) names: Vec<&'static str>,
    /// Whether others have keys there as well.
    pub(crate) is_shared: bool,
}

impl Plan {
    /// What fields read of a place.
    pub(crate) fn known(&self, place: &Place) -> Known {
        let values = self.leaves.iter().flat_map(|leaf| -> Vec<Vec<&'static str>> {
            match place {
                Place::Provider => {
                    vec![leaf.groups.iter().copied().chain([leaf.field.name()]).collect()]
                }
                Place::Store { source, key } => {
                    let here = |at: &&Location| (at.source, &at.key) == (*source, key);
                    leaf.locations().iter().filter(here).map(|at| at.pointer.clone()).collect()
                }
                Place::Variable(name) => {
                    let here = |variable: &&Variable| variable.name == *name;
                    leaf.variables.iter().filter(here).map(|at| at.pointer.clone()).collect()
                }
            }
        });
        let objects = self.objects.iter().filter(|object| object.place == *place);
        Known {
            values: values.collect(),
            objects: objects.map(|object| (object.pointer.clone(), object.is_shared)).collect(),
        }
    }
}

impl Known {
    /// Whether any struct is found in the place, so that a key may be a mistake.
    pub(crate) fn has_structs(&self) -> bool {
        !self.objects.is_empty()
    }

    /// What is expected at a point; none where no struct is.
    pub(crate) fn at(&self, point: &[&str]) -> Option<Expected> {
        let here = || self.objects.iter().filter(|(pointer, _)| **pointer == *point);
        here().next()?;
        let pointers = self.values.iter().map(Vec::as_slice);
        let pointers = pointers.chain(self.objects.iter().map(|(pointer, _)| &**pointer));
        let below = pointers.filter(|pointer| pointer.starts_with(point));
        let below = below.filter_map(|pointer| pointer.get(point.len()).copied());
        Some(Expected {
            names: order::texts(below),
            is_shared: here().any(|(_, is_shared)| *is_shared),
        })
    }
}
