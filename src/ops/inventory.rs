//! What a configuration reads in one environment: each name in a store once, who wants it, and the call that
//! reads it. Pure.

use crate::plan::{Leaf, Location, Plan};
use crate::rules::{PARAMETERS, PUBLIC, REFERENCE, SECRETS};
use crate::source::{Key, arns};

/// Every name that a configuration reads.
#[derive(Debug)]
pub(super) struct Inventory {
    pub(super) plan: Plan,
    /// In the order of sources and names.
    pub(super) items: Vec<Item>,
}

/// One name in a store.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) source: &'static str,
    pub(super) key: Key,
    pub(super) kind: Kind,
    /// In the order of the struct.
    pub(super) readers: Vec<Reader>,
}

/// What a name is, and so which call reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// GetParameters, or GetParameter through the extension.
    Parameter,
    /// The same, and AWS creates it.
    Public,
    /// The same, and GetSecretValue of the secret behind it.
    Window,
    /// GetParametersByPath.
    Path,
    /// GetSecretValue.
    Secret,
    /// Something of a source that is none of AWS's two.
    Other,
}

/// A field that wants it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader {
    /// The number of the field in [`Plan::leaves`].
    pub(super) leaf: usize,
    /// The number of the place in [`Leaf::locations`]: 0 but for older names.
    pub(super) at: usize,
}

impl Inventory {
    pub(super) fn new(plan: Plan) -> Self {
        let mut items = Vec::new();
        for (source, wanted) in plan.wanted(|_| true) {
            let first = items.len();
            items.extend(wanted.keys.into_iter().map(|key| Item::new(source, key)));
            for place in wanted.places {
                let item: &mut Item = &mut items[first + place.key];
                item.readers.push(Reader { leaf: place.leaf, at: place.at });
            }
        }
        Self { plan, items }
    }

    pub(super) fn of(&self, kind: Kind) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.kind == kind)
    }

    pub(super) fn leaf(&self, reader: &Reader) -> &Leaf {
        &self.plan.leaves[reader.leaf]
    }

    fn location(&self, reader: &Reader) -> &Location {
        &self.leaf(reader).locations()[reader.at]
    }

    /// The paths of the fields that want it.
    pub(super) fn fields(&self, item: &Item) -> Vec<&str> {
        let mut fields: Vec<&str> =
            item.readers.iter().map(|reader| self.leaf(reader).path.as_ref()).collect();
        fields.dedup();
        fields
    }

    /// The fields that want it under its own name, and not under an older one.
    pub(super) fn current<'a>(
        &'a self,
        item: &'a Item,
    ) -> impl Iterator<Item = (&'a Leaf, &'a Location)> {
        let current = item.readers.iter().filter(|reader| reader.at == 0);
        current.map(|reader| (self.leaf(reader), self.location(reader)))
    }

    /// The keys that are wanted of the document that it is, first levels only; empty when it is wanted whole.
    pub(super) fn document_keys(&self, item: &Item) -> Vec<&'static str> {
        let mut keys: Vec<_> =
            self.current(item).filter_map(|(_, at)| at.pointer.first().copied()).collect();
        keys.dedup();
        keys
    }
}

impl Item {
    fn new(source: &'static str, key: Key) -> Self {
        let kind = Kind::of(source, &key);
        Self { source, key, kind, readers: Vec::new() }
    }

    /// The secret behind a window to it.
    pub(super) fn behind(&self) -> Option<&str> {
        self.key.name().strip_prefix(REFERENCE)
    }
}

impl Kind {
    fn of(source: &str, key: &Key) -> Self {
        let name = arns::name_of_parameter(key.name());
        match source {
            PARAMETERS if key.is_path() => Self::Path,
            // By its name alone: `rules` refuses its ARN.
            PARAMETERS if name.starts_with(REFERENCE) => Self::Window,
            PARAMETERS if name.starts_with(PUBLIC) => Self::Public,
            PARAMETERS => Self::Parameter,
            SECRETS => Self::Secret,
            _ => Self::Other,
        }
    }
}
