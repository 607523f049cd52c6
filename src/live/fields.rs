//! Which fields have changed.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::error::alike;
use crate::plan::{Leaf, Names, Plan};
use crate::schema::Schema;
use crate::source::SECRETS;

/// The Rust paths of fields whose values are others than before: `database.password`. They are in the order of
/// the fields, and hold no value.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Fields(Vec<Cow<'static, str>>);

impl Fields {
    /// Every path.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// Whether a field at this path, or below it, is among them: `database`, or `database.password`.
    #[must_use]
    pub fn contains(&self, path: &str) -> bool {
        self.iter().any(|field| is_at_or_below(field, path))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// `api_key, database.password`.
impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

fn is_at_or_below(field: &str, path: &str) -> bool {
    let rest = field.strip_prefix(path);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The fields of a configuration, by the number of their leaf.
#[derive(Clone)]
pub(super) struct Paths(Arc<[Path]>);

struct Path {
    path: Cow<'static, str>,
    /// Whether it is a password of Secrets Manager, which may be rotated.
    is_secret: bool,
}

impl Paths {
    pub(super) fn new(schema: &'static Schema) -> Self {
        let plan = Plan::new(schema, &Names::templates());
        let path = |leaf: Leaf| {
            let is_there = leaf.location().is_some_and(|location| location.source == SECRETS);
            let is_secret = is_there && leaf.field.is_sensitive() && leaf.is_refreshed();
            Path { path: leaf.path, is_secret }
        };
        Self(plan.leaves.into_iter().map(path).collect())
    }

    /// Those that are passwords of Secrets Manager.
    pub(super) fn secrets(&self, leaves: &[usize]) -> Vec<usize> {
        leaves.iter().copied().filter(|leaf| self.0[*leaf].is_secret).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The leaves at a path, or below it.
    ///
    /// # Panics
    /// When there is none.
    #[track_caller]
    #[allow(clippy::panic, reason = "a mistake of the program, which is found where it is made")]
    pub(super) fn at(&self, path: &str) -> Vec<usize> {
        let all = self.0.iter().enumerate();
        let leaves = all.filter(|(_, field)| is_at_or_below(&field.path, path));
        let leaves: Vec<usize> = leaves.map(|(leaf, _)| leaf).collect();
        if leaves.is_empty() {
            let mut known: Vec<&str> = Vec::new();
            for Path { path: field, .. } in self.0.iter() {
                known.push(field);
                known.extend(field.match_indices('.').map(|(end, _)| &field[..end]));
            }
            match alike(path, &known) {
                Some(near) => panic!("no field is at `{path}`: did you mean `{near}`?"),
                None => panic!("no field is at `{path}`, nor below it"),
            }
        }
        leaves
    }

    /// The fields whose numbers differ.
    pub(super) fn changed(&self, before: &[u128], now: &[u128]) -> Fields {
        let leaves = self.0.iter().enumerate();
        let changed = leaves.filter(|(leaf, _)| before.get(*leaf) != now.get(*leaf));
        Fields(changed.map(|(_, field)| field.path.clone()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(all: &[&'static str]) -> Paths {
        let path = |path: &&'static str| Path { path: Cow::Borrowed(*path), is_secret: false };
        Paths(all.iter().map(path).collect())
    }

    #[test]
    fn a_group_has_the_fields_below_it_and_no_other() {
        let paths = paths(&["database.host", "database.password", "database_url", "port"]);
        assert_eq!(paths.at("database"), [0, 1]);
        assert_eq!(paths.at("database.password"), [1]);
        assert_eq!(paths.at("port"), [3]);
        let changed = paths.changed(&[1, 2, 3, 4], &[1, 5, 3, 6]);
        assert_eq!(changed.to_string(), "database.password, port");
        assert_eq!(format!("{changed:?}"), r#"{"database.password", "port"}"#);
        assert!(changed.contains("database") && changed.contains("port"));
        assert!(!changed.contains("data") && !changed.contains("database.host"));
    }

    #[test]
    #[should_panic(expected = "no field is at `databse`: did you mean `database`?")]
    fn a_misspelt_path() {
        paths(&["database.host"]).at("databse");
    }
}
