//! What the attributes of several structs contradict each other in. The derive sees one struct at a time,
//! so that only their plan can tell.

use std::collections::BTreeMap;

use super::{Entry, Group, Leaf, Location, Plan};
use crate::schema::Schema;

/// A contradiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// More than one field reads an environment variable.
    Variable { name: String, fields: Vec<String> },
    /// A group names the environment in another way than the whole configuration does.
    Environment { group: String },
    /// More than one field is found at one place by its name alone.
    Place { fields: Vec<String>, location: Location },
    /// A name that AWS refuses, made of those of several structs.
    Name { field: String, name: String, reason: String },
}

/// The limits of the services. Source: the API references of Systems Manager (PutParameter) and Secrets
/// Manager (CreateSecret).
const MOST_LEVELS: usize = 15;
const LONGEST_PARAMETER: usize = 1011;
const LONGEST_SECRET: usize = 512;

impl Plan {
    /// Every contradiction.
    pub(crate) fn conflicts(&self) -> Vec<Conflict> {
        let mut conflicts = self.shared_variables();
        self.other_environments(&self.root, &mut conflicts);
        conflicts.extend(self.shared_places());
        conflicts.extend(self.leaves.iter().flat_map(unfit_names));
        conflicts
    }

    fn shared_variables(&self) -> Vec<Conflict> {
        let mut readers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for leaf in &self.leaves {
            for variable in &leaf.variables {
                readers.entry(variable).or_default().push(leaf.path.clone());
            }
        }
        let shared = readers.into_iter().filter(|(_, fields)| fields.len() > 1);
        shared.map(|(name, fields)| Conflict::Variable { name: name.to_owned(), fields }).collect()
    }

    fn other_environments(&self, group: &Group, conflicts: &mut Vec<Conflict>) {
        let plain = Schema::new("", &[]);
        for entry in &group.entries {
            let Entry::Group(inner) = entry else { continue };
            let is_same = |of: fn(&Schema) -> Option<&'static str>| {
                of(inner.schema) == of(&plain) || of(inner.schema) == of(self.root.schema)
            };
            if !is_same(|schema| Some(schema.environment()))
                || !is_same(Schema::default_environment)
            {
                conflicts.push(Conflict::Environment { group: inner.path.clone() });
            }
            self.other_environments(inner, conflicts);
        }
    }

    /// Fields that say nothing about where they are and are found at the same place, because groups are
    /// flattened into one another. Two fields may share a place when one of them names it.
    fn shared_places(&self) -> Vec<Conflict> {
        let mut readers: BTreeMap<&[&str], Vec<&Leaf>> = BTreeMap::new();
        for leaf in self.leaves.iter().filter(|leaf| leaf.field.store().is_none()) {
            readers.entry(&leaf.keys).or_default().push(leaf);
        }
        let shared = readers.into_values().filter_map(|leaves| {
            let location = leaves.first()?.location()?;
            let same = leaves.iter().filter(|leaf| leaf.location() == Some(location));
            let fields: Vec<String> = same.map(|leaf| leaf.path.clone()).collect();
            let location = location.clone();
            (fields.len() > 1).then_some(Conflict::Place { fields, location })
        });
        shared.collect()
    }
}

fn unfit_names(leaf: &Leaf) -> Vec<Conflict> {
    let unfit = |location: &Location| {
        let name = location.key.name();
        let reason = reason(location.source, name)?;
        Some(Conflict::Name { field: leaf.path.clone(), name: name.to_owned(), reason })
    };
    leaf.locations().iter().filter_map(unfit).collect()
}

/// What AWS refuses a name for that is right in each of its parts.
fn reason(source: &str, name: &str) -> Option<String> {
    if name.starts_with("arn:") {
        return None;
    }
    let length = shortest(name);
    match source {
        "ssm" => {
            let levels = name.trim_start_matches('/').split('/').count();
            if levels > MOST_LEVELS {
                return Some(format!("{levels} levels, a parameter has at most {MOST_LEVELS}"));
            }
            if length > LONGEST_PARAMETER {
                return Some(format!(
                    "{length} characters, a parameter has at most {LONGEST_PARAMETER}"
                ));
            }
            let is_public = ["/aws/service/", "/aws/reference/secretsmanager/"];
            if is_public.iter().any(|public| name.starts_with(public)) {
                return None;
            }
            let lower = name.trim_start_matches('/').get(..3).unwrap_or_default().to_lowercase();
            let is_reserved = matches!(lower.as_str(), "aws" | "ssm");
            is_reserved.then(|| format!("names that begin with `{lower}` are reserved by AWS"))
        }
        "secretsmanager" if length > LONGEST_SECRET => {
            Some(format!("{length} characters, a secret has at most {LONGEST_SECRET}"))
        }
        _ => None,
    }
}

/// How long a name is at least. A placeholder that is not filled stands for one character or more.
fn shortest(name: &str) -> usize {
    let pieces = name.split('{');
    let before = pieces.clone().next().map_or(0, str::len);
    let after = pieces
        .skip(1)
        .map(|piece| 1 + piece.split_once('}').map_or(piece.len(), |(_, rest)| rest.len()));
    before + after.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::{reason, shortest};

    #[test]
    fn a_placeholder_is_one_character_or_more() {
        assert_eq!(shortest("/{env}/app/{tenant}"), "/x/app/x".len());
        assert_eq!(shortest("{env}"), 1);
        assert_eq!(shortest(""), 0);
    }

    #[test]
    fn names_have_limits() {
        assert_eq!(reason("ssm", &"/a".repeat(15)), None);
        assert!(reason("ssm", &"/a".repeat(16)).is_some());
        assert_eq!(reason("ssm", &format!("/{}", "a".repeat(1010))), None);
        assert!(reason("ssm", &format!("/{}", "a".repeat(1011))).is_some());
        assert_eq!(reason("secretsmanager", &"a".repeat(512)), None);
        assert!(reason("secretsmanager", &"a".repeat(513)).is_some());
    }

    #[test]
    fn some_beginnings_are_reserved() {
        for name in ["aws-key", "/AWS/key", "ssm", "/ssm-key"] {
            assert!(reason("ssm", name).is_some(), "{name}");
        }
        for name in ["/aws/service/x", "/aws/reference/secretsmanager/x", "/prod/aws", "/a", "ä"] {
            assert_eq!(reason("ssm", name), None, "{name}");
        }
        assert_eq!(reason("vault", "aws"), None);
    }
}
