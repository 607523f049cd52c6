//! What stays as it was first while the rest of a live configuration is read again.

use super::{Conflict, Leaf, Location, Plan};
use crate::order::sorted;
use crate::source::{Key, Selector};

impl Location {
    /// Whether it is one version by its number or id, which has one value for ever. A label and a stage
    /// move from version to version.
    fn is_pinned(&self) -> bool {
        matches!(self.key.selector(), Some(Selector::Version(_) | Selector::VersionId(_)))
    }
}

impl Leaf {
    /// Whether it is stored, and every place of it is one version that has one value for ever.
    pub(crate) fn is_pinned(&self) -> bool {
        let locations = self.locations();
        !locations.is_empty() && locations.iter().all(Location::is_pinned)
    }

    /// Whether its value stays what it first was, whatever the layer that gave it: also a default, and
    /// also no value at all.
    pub(crate) fn keeps_first(&self) -> bool {
        self.is_fixed || self.is_pinned()
    }

    /// Whether a refresh asks its store again, as long as no layer above gives a value.
    pub(crate) fn is_refreshed(&self) -> bool {
        !self.keeps_first() && !self.locations().is_empty()
    }
}

impl Plan {
    /// Documents of which some readers keep their first value and others do not: the new password would
    /// stand beside the old host. Where every reader has the value whole, each is of one version.
    pub(super) fn half_fixed(&self) -> Vec<Conflict> {
        if !self.leaves.iter().any(|leaf| leaf.is_fixed) {
            return Vec::new();
        }
        let mut readers = Vec::new();
        for leaf in &self.leaves {
            let locations = leaf.locations().iter().filter(|at| !at.is_pinned());
            readers.extend(locations.map(|at| (leaf, at)));
        }
        let readers = sorted(readers, |(_, a), (_, b)| document(a).cmp(&document(b)));
        let documents = readers.chunk_by(|(_, a), (_, b)| document(a) == document(b));
        documents.filter_map(half_fixed).collect()
    }
}

fn document(location: &Location) -> (&'static str, &Key) {
    (location.source, &location.key)
}

fn half_fixed(readers: &[(&Leaf, &Location)]) -> Option<Conflict> {
    let (_, document) = readers.iter().find(|(_, at)| !at.pointer.is_empty())?;
    let paths = |is_fixed: bool| {
        let readers = readers.iter().filter(|(leaf, _)| leaf.is_fixed == is_fixed);
        let mut paths: Vec<String> = readers.map(|(leaf, _)| leaf.path.to_string()).collect();
        // A field that has older keys reads the document more than once.
        paths.dedup();
        paths
    };
    let (fixed, refreshed) = (paths(true), paths(false));
    if fixed.is_empty() || refreshed.is_empty() {
        return None;
    }
    let location = Location { pointer: Vec::new(), ..(*document).clone() };
    Some(Conflict::Fixed { location, fixed, refreshed })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::__private::{FieldBuilder, SchemaBuilder};
    use crate::plan::Names;
    use crate::schema::{Kind, Schema};
    use crate::source::{Binding, secretsmanager, ssm};

    const ID: &str = "01234567-89ab-cdef-0123-456789abcdef";

    const fn text(name: &'static str) -> FieldBuilder {
        FieldBuilder::new(name, "String", Kind::Text)
    }

    const fn at(name: &'static str, binding: Binding) -> FieldBuilder {
        text(name).with_store(binding)
    }

    /// The fields, as letters: pinned, keeps its first value, refreshed.
    fn told(schema: &'static Schema) -> Vec<String> {
        let plan = Plan::new(schema, &Names::templates());
        let letters = |leaf: &Leaf| {
            let letter = |is: bool, letter| if is { letter } else { '-' };
            let all = [
                letter(leaf.is_pinned(), 'p'),
                letter(leaf.keeps_first(), 'k'),
                letter(leaf.is_refreshed(), 'r'),
            ];
            format!("{} {}", leaf.path, all.iter().collect::<String>())
        };
        plan.leaves.iter().map(letters).collect()
    }

    #[test]
    fn a_group_that_is_fixed_is_fixed_to_its_depths() {
        static INNER: Schema = SchemaBuilder::new("Inner", &[text("deep").build()]).build();
        static GROUP: Schema = SchemaBuilder::new(
            "Group",
            &[
                text("own").build(),
                FieldBuilder::new("inner", "Inner", Kind::Nested(&INNER)).build(),
            ],
        )
        .with_prefix("/group")
        .build();
        static APP: Schema = SchemaBuilder::new(
            "App",
            &[
                text("port").fixed().build(),
                FieldBuilder::new("nested", "Group", Kind::Nested(&GROUP)).fixed().build(),
                FieldBuilder::new("flat", "Inner", Kind::Flatten(&INNER)).fixed().build(),
                text("level").build(),
                text("variable").with_env("V").build(),
            ],
        )
        .with_prefix("/app")
        .build();
        assert_eq!(
            told(&APP),
            [
                "port -k-",
                "nested.own -k-",
                "nested.inner.deep -k-",
                "flat.deep -k-",
                "level --r",
                "variable ---",
            ]
        );
    }

    #[test]
    fn versions_stay_and_labels_and_stages_move() {
        static APP: Schema = SchemaBuilder::new(
            "App",
            &[
                at("version", ssm("/a").with_version(3)).build(),
                at("label", ssm("/a").with_label("blue")).build(),
                at("newest", ssm("/a")).build(),
                at("id", secretsmanager("a").with_version_id(ID)).build(),
                at("stage", secretsmanager("a").with_stage("AWSPREVIOUS")).build(),
                at("older", ssm("/a").with_version(3)).with_aliases(&["/b"]).build(),
            ],
        )
        .build();
        assert_eq!(
            told(&APP),
            ["version pk-", "label --r", "newest --r", "id pk-", "stage --r", "older pk-"]
        );
    }

    fn conflicts(schema: &'static Schema) -> Vec<Conflict> {
        Plan::new(schema, &Names::templates()).conflicts()
    }

    fn half(name: &str, fixed: &[&str], refreshed: &[&str]) -> Conflict {
        let location = Location { source: "ssm", key: Key::new(name), pointer: Vec::new() };
        let owned = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
        Conflict::Fixed { location, fixed: owned(fixed), refreshed: owned(refreshed) }
    }

    #[test]
    fn older_places_of_a_fixed_field_are_read_too() {
        static APP: Schema = SchemaBuilder::new(
            "App",
            &[
                at("token", ssm("/token")).with_aliases(&["/old"]).fixed().build(),
                at("host", ssm("/old").with_key("host")).build(),
                // The same document under two keys.
                at("user", ssm("/db").with_key("user")).with_aliases(&["name"]).fixed().build(),
                at("password", ssm("/db").with_key("password")).build(),
            ],
        )
        .build();
        assert_eq!(
            conflicts(&APP),
            [half("/db", &["user"], &["password"]), half("/old", &["token"], &["host"])]
        );
    }

    #[test]
    fn values_that_are_read_whole_are_of_one_version_each() {
        static APP: Schema = SchemaBuilder::new(
            "App",
            &[
                at("first", ssm("/level")).fixed().build(),
                at("level", ssm("/level")).build(),
                at("first_flags", ssm("/flags").by_path()).fixed().build(),
                at("flags", ssm("/flags").by_path()).build(),
                at("flag", ssm("/flags/dark")).build(),
                // One version and the newest are two documents.
                at("old_host", ssm("/db").with_version(3).with_key("host")).fixed().build(),
                at("old_port", ssm("/db").with_version(3).with_key("port")).build(),
                at("host", ssm("/db").with_key("host")).build(),
            ],
        )
        .build();
        assert_eq!(conflicts(&APP), []);
    }
}
