//! What the attributes of several structs contradict each other in. The derive sees one struct at a time,
//! so that only their plan can tell.

use super::known::Object;
use super::{Entry, Group, Leaf, Location, Plan, Written, variable_of};
use crate::__private::SchemaBuilder;
use crate::order;
use crate::rules::{self, limits};
use crate::schema::Schema;
use crate::source::Key;

/// A contradiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// More than one field reads an environment variable.
    Variable { name: String, fields: Vec<String>, repeated: Option<Repeated> },
    /// A group names the environment in another way than the whole configuration does.
    Environment { group: String },
    /// A field says what only a parameter has, in a group that is a document.
    Document { field: String },
    /// A document of which some fields keep their first value and the others do not.
    Fixed { location: Location, fixed: Vec<String>, refreshed: Vec<String> },
    /// More than one field is found at one place by its name alone.
    Place { fields: Vec<String>, location: Location },
    /// A name that AWS refuses, made of those of several structs.
    Name { field: String, name: String, reason: String },
}

/// One field that is several, because its struct is several groups, and what gives all of them one
/// variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repeated {
    pub(crate) owner: &'static str,
    /// `env = "DATABASE_URL"`.
    pub(crate) attribute: String,
}

impl Plan {
    /// Every contradiction.
    pub(crate) fn conflicts(&self) -> Vec<Conflict> {
        let mut conflicts = self.shared_variables();
        self.other_environments(&self.root, &mut conflicts);
        conflicts.extend(self.shared_places());
        let torn = self.leaves.iter().filter(|leaf| leaf.is_torn);
        conflicts.extend(torn.map(|leaf| Conflict::Document { field: leaf.path.to_string() }));
        conflicts.extend(self.half_fixed());
        conflicts.extend(self.unfit_names());
        conflicts
    }

    fn unfit_names(&self) -> impl Iterator<Item = Conflict> {
        let places = self
            .leaves
            .iter()
            .flat_map(|leaf| leaf.locations().iter().map(move |location| (leaf, location)));
        places.filter_map(|(leaf, location)| {
            let reason = reason(location.source, &location.key)?;
            let name = location.key.name().to_owned();
            Some(Conflict::Name { field: leaf.path.to_string(), name, reason })
        })
    }

    fn shared_variables(&self) -> Vec<Conflict> {
        let variables = self.leaves.iter().flat_map(|leaf| {
            // Each key of a document has its reader; a document and a value are two things.
            let readers = leaf.variables.iter().filter(|variable| variable.pointer.is_empty());
            readers.map(|variable| (variable.name.as_ref(), leaf.path.as_ref()))
        });
        let documents = order::texts(self.objects.iter().filter_map(Object::variable));
        let documents = documents.into_iter().map(|name| (name, "the document of a group"));
        // The name of a secret would be taken for the secret.
        let names = order::texts(Written::new(self.root.schema).variables());
        let names = names.into_iter().map(|name| (name, "the name of what a field is bound to"));
        let complaint = |name: &&str, fields: Vec<String>| Conflict::Variable {
            repeated: self.repeated(name, &fields),
            name: (*name).to_owned(),
            fields,
        };
        shared(variables.chain(documents).chain(names), complaint)
    }

    /// Whether the fields that read a variable are one, in one struct that is several groups.
    fn repeated(&self, variable: &str, paths: &[String]) -> Option<Repeated> {
        let mut owned = Vec::new();
        self.owned(&self.root, &mut owned);
        let mut fields = owned.iter().filter(|(_, leaf)| paths.contains(&leaf.path.to_string()));
        let (owner, first) = fields.next()?;
        let is_same = |(schema, leaf): &(&Schema, &Leaf)| {
            (schema.name(), leaf.field.name()) == (owner.name(), first.field.name())
        };
        // A document that reads the variable too is no field.
        if fields.clone().count() + 1 != paths.len() || !fields.all(is_same) {
            return None;
        }
        let attribute = match (first.field.env(), owner.env_prefix()) {
            (Some(env), _) if env == variable => format!("env = \"{env}\""),
            (None, Some(prefix)) => format!("env_prefix = \"{prefix}\""),
            _ => return None,
        };
        Some(Repeated { owner: owner.name(), attribute })
    }

    /// Every leaf, with the struct that it is a field of.
    fn owned<'p>(&'p self, group: &'p Group, owned: &mut Vec<(&'static Schema, &'p Leaf)>) {
        for entry in &group.entries {
            match entry {
                Entry::Leaf(leaf) => owned.push((group.schema, &self.leaves[*leaf])),
                Entry::Group(inner) => self.owned(inner, owned),
            }
        }
    }

    fn other_environments(&self, group: &Group, conflicts: &mut Vec<Conflict>) {
        let plain = SchemaBuilder::new("", &[]).build();
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
        if !self.has_flattened() {
            return Vec::new();
        }
        let unnamed = self.leaves.iter().filter(|leaf| leaf.field.store().is_none());
        let places = unnamed.flat_map(|leaf| {
            let of_leaf = leaf.locations().iter();
            of_leaf.map(|at| ((&leaf.groups, at), leaf.path.as_ref()))
        });
        shared(places, |(_, at), fields| Conflict::Place { fields, location: (*at).clone() })
    }
}

/// A complaint for each thing that more than one field has, with their paths in the order of the fields.
pub(crate) fn shared<'p, T: Ord, C>(
    of_fields: impl IntoIterator<Item = (T, &'p str)>,
    complaint: impl Fn(&T, Vec<String>) -> C,
) -> Vec<C> {
    let all: Vec<(T, &str)> = of_fields.into_iter().collect();
    let all = order::sorted(all, |(a, _), (b, _)| a.cmp(b));
    let groups = all.chunk_by(|(a, _), (b, _)| a == b).filter(|group| group.len() > 1);
    let paths = |group: &[(T, &str)]| group.iter().map(|(_, path)| (*path).to_owned()).collect();
    groups.map(|group| complaint(&group[0].0, paths(group))).collect()
}

/// What AWS refuses a name for that is right in each of its parts.
fn reason(source: &str, key: &Key) -> Option<String> {
    let name = key.name();
    // Those of a variable are checked whole.
    if rules::is_arn(name) || variable_of(name).is_some() {
        return None;
    }
    let length = if name.len() > limits::SECRET { shortest(name) } else { name.len() };
    match source {
        "ssm" if !name.starts_with('/') && (key.is_path() || name.contains('/')) => {
            Some("a name with levels begins with `/`".to_owned())
        }
        "ssm" => {
            let levels =
                1 + name.trim_start_matches('/').bytes().filter(|byte| *byte == b'/').count();
            if levels > limits::LEVELS {
                return Some(format!(
                    "{levels} levels, a parameter has at most {}",
                    limits::LEVELS
                ));
            }
            if length > limits::PARAMETER {
                return Some(format!(
                    "{length} characters, a parameter has at most {}",
                    limits::PARAMETER
                ));
            }
            let reserved = rules::reserved(name)?;
            Some(format!("names that begin with `{reserved}` are reserved by AWS"))
        }
        "secretsmanager" if length > limits::SECRET => {
            Some(format!("{length} characters, a secret has at most {}", limits::SECRET))
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
    use super::shortest;
    use crate::source::Key;

    fn reason(source: &str, name: &str) -> Option<String> {
        super::reason(source, &Key::new(name))
    }

    #[test]
    fn levels_begin_with_a_slash() {
        assert!(reason("ssm", "flags/a").is_some());
        assert_eq!(reason("ssm", "flags"), None);
        assert!(super::reason("ssm", &Key::path("flags")).is_some());
        assert_eq!(super::reason("ssm", &Key::path("/flags")), None);
    }

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
