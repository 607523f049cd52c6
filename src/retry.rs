//! When to ask again: the one place for back-off and chance, for a load, a refresh and the extension.

mod chance;

pub(crate) use chance::Chance;
