//! Where the structs of the tree are found whole: in users' providers, in documents, in variables. A key
//! there that no field reads is a mistake, unless the struct says that others have keys there.

use std::sync::Arc;

use super::{Location, Variable};
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
