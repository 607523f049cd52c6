use std::collections::BTreeMap;

use super::*;
use crate::__private::{FieldBuilder, SchemaBuilder};
use crate::schema::Schema;
use crate::source::{secretsmanager, ssm};

static DATABASE: Schema = SchemaBuilder::new(
    "Database",
    &[
        FieldBuilder::new("host", "String", Kind::Text).build(),
        FieldBuilder::new("pool_size", "u32", Kind::Text)
            .with_segment("pool-size")
            .with_key("poolSize")
            .build(),
        FieldBuilder::new("tuning", "Tuning", Kind::Nested(&TUNING)).build(),
    ],
)
.build();

static TUNING: Schema =
    SchemaBuilder::new("Tuning", &[FieldBuilder::new("cache", "u32", Kind::Text).build()]).build();

static ABSOLUTE: Schema =
    SchemaBuilder::new("Absolute", &[FieldBuilder::new("origin", "String", Kind::Text).build()])
        .with_prefix("/shared/{env}")
        .build();

static APP: Schema = SchemaBuilder::new(
    "App",
    &[
        FieldBuilder::new("api_key", "String", Kind::Text).with_segment("api-key").build(),
        FieldBuilder::new("level", "String", Kind::Text).with_env("LOG_LEVEL").build(),
        FieldBuilder::new("relative", "String", Kind::Text).with_store(ssm("other/name")).build(),
        FieldBuilder::new("elsewhere", "String", Kind::Text)
            .with_store(ssm("/elsewhere/{tenant}"))
            .build(),
        FieldBuilder::new("token", "String", Kind::Text)
            .with_store(secretsmanager("{env}/t").with_key("k"))
            .build(),
        FieldBuilder::new("database", "Database", Kind::Nested(&DATABASE)).build(),
        FieldBuilder::new("replica", "Database", Kind::Nested(&DATABASE))
            .with_store(secretsmanager("{env}/replica"))
            .build(),
        FieldBuilder::new("flat", "Database", Kind::Flatten(&DATABASE)).build(),
        FieldBuilder::new("absolute", "Absolute", Kind::Nested(&ABSOLUTE)).build(),
    ],
)
.with_prefix("/{env}/app")
.with_env_prefix("APP")
.build();

fn plan() -> Plan {
    let variables = BTreeMap::from([("tenant".to_owned(), "acme".to_owned())]);
    Plan::new(&APP, &Names::new(Some("prod"), &variables))
}

fn keys(plan: &Plan, needed: impl Fn(usize) -> bool) -> BTreeMap<&'static str, Vec<Key>> {
    plan.wanted(needed).into_iter().map(|(source, wanted)| (source, wanted.keys)).collect()
}

fn names(plan: &Plan, path: &str) -> (Option<String>, String, String) {
    let leaf = plan.leaves.iter().find(|leaf| leaf.path == path).expect(path);
    let keys: Vec<&str> = leaf.groups.iter().copied().chain([leaf.field.name()]).collect();
    let keys = keys.join(".");
    let place = match &leaf.target {
        Target::Nowhere => "nowhere".to_owned(),
        Target::Unresolved(unresolved) => format!("{unresolved:?}"),
        Target::Stored(all) => all
            .iter()
            .map(|at| format!("{}:{}#{}", at.source, at.key, at.pointer.join(".")))
            .collect::<Vec<_>>()
            .join(" "),
    };
    (leaf.variable().map(str::to_owned), place, keys)
}

fn expect(path: &str, env: &str, place: &str, keys: &str) {
    assert_eq!(names(&plan(), path), (Some(env.into()), place.into(), keys.into()), "{path}");
}

#[test]
fn a_field_is_the_parameter_of_its_name() {
    expect("api_key", "APP_API_KEY", "ssm:/prod/app/api-key#", "api_key");
}

#[test]
fn a_field_with_a_variable_and_no_store_is_no_parameter() {
    expect("level", "LOG_LEVEL", "nowhere", "level");
}

#[test]
fn a_relative_name_lives_under_the_prefix_and_an_absolute_one_does_not() {
    expect("relative", "APP_RELATIVE", "ssm:/prod/app/other/name#", "relative");
    expect("elsewhere", "APP_ELSEWHERE", "ssm:/elsewhere/acme#", "elsewhere");
}

#[test]
fn a_key_points_into_a_document() {
    expect("token", "APP_TOKEN", "secretsmanager:prod/t#k", "token");
}

#[test]
fn groups_add_a_segment_everywhere() {
    expect(
        "database.tuning.cache",
        "APP_DATABASE_TUNING_CACHE",
        "ssm:/prod/app/database/tuning/cache#",
        "database.tuning.cache",
    );
}

#[test]
fn a_bound_group_is_one_document() {
    expect(
        "replica.pool_size",
        "APP_REPLICA_POOL_SIZE",
        "secretsmanager:prod/replica#poolSize",
        "replica.pool_size",
    );
    expect(
        "replica.tuning.cache",
        "APP_REPLICA_TUNING_CACHE",
        "secretsmanager:prod/replica#tuning.cache",
        "replica.tuning.cache",
    );
}

#[test]
fn a_flattened_group_adds_no_segment() {
    expect("flat.pool_size", "APP_POOL_SIZE", "ssm:/prod/app/pool-size#", "pool_size");
}

#[test]
fn an_inner_prefix_is_absolute() {
    expect("absolute.origin", "APP_ABSOLUTE_ORIGIN", "ssm:/shared/prod/origin#", "absolute.origin");
}

#[test]
fn keys_are_sorted_and_each_is_there_once() {
    let plan = plan();
    let keys = keys(&plan, |_| true);
    let of = |source: &str| keys[source].iter().map(Key::name).collect::<Vec<_>>();
    assert_eq!(of("secretsmanager"), ["prod/replica", "prod/t"]);
    assert!(of("ssm").is_sorted());
    assert_eq!(of("ssm").iter().filter(|name| **name == "/prod/app/api-key").count(), 1);
}

#[test]
fn only_needed_leaves_have_keys() {
    let plan = plan();
    let api_key = plan.leaves.iter().position(|leaf| leaf.path == "api_key").expect("api_key");
    let keys = keys(&plan, |leaf| leaf == api_key);
    assert_eq!(keys.len(), 1);
    assert_eq!(keys["ssm"], [Key::new("/prod/app/api-key")]);
}

#[test]
fn a_placeholder_without_a_value_leaves_the_name_unknown() {
    let plan = Plan::new(&APP, &Names::new(None, &BTreeMap::new()));
    let (_, place, _) = names(&plan, "api_key");
    assert!(place.contains("env") && place.contains("Unset"), "{place}");
    assert_eq!(keys(&plan, |_| true), BTreeMap::new());
}

#[test]
fn values_that_would_lead_elsewhere_are_unfit() {
    for value in ["", "a/b", "..", "a..b", "a b", "a\n", "ä", "."] {
        assert!(!is_fit(value), "{value:?}");
    }
    for value in ["prod", "eu-1", "v1.2", "a_b"] {
        assert!(is_fit(value), "{value:?}");
    }
}

#[test]
fn shared_variables_are_found_over_the_whole_tree() {
    static TWO: Schema = SchemaBuilder::new(
        "Two",
        &[
            FieldBuilder::new("first", "String", Kind::Text).with_env("X").build(),
            FieldBuilder::new("second", "Inner", Kind::Nested(&INNER)).build(),
        ],
    )
    .build();
    static INNER: Schema = SchemaBuilder::new(
        "Inner",
        &[FieldBuilder::new("third", "String", Kind::Text).with_env("X").build()],
    )
    .build();
    let plan = Plan::new(&TWO, &Names::default());
    let fields = vec!["first".to_owned(), "second.third".to_owned()];
    assert_eq!(
        plan.conflicts(),
        [Conflict::Variable { name: "X".to_owned(), fields, repeated: None }]
    );
}

mod properties {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever is needed: every needed name is there, nothing else is, each once and in order.
        #[test]
        fn keys_are_what_is_needed(
            needed in proptest::collection::vec(any::<bool>(), plan().leaves.len()),
            environment in "[a-zA-Z0-9_-]{1,12}",
        ) {
            let variables = BTreeMap::from([("tenant".to_owned(), "acme".to_owned())]);
            let plan = Plan::new(&APP, &Names::new(Some(&environment), &variables));
            let keys = plan.wanted(|leaf| needed[leaf]);
            let chosen = plan.leaves.iter().zip(&needed).filter(|(_, needed)| **needed);
            let wanted: BTreeSet<_> = chosen
                .filter_map(|(leaf, _)| leaf.location())
                .map(|at| (at.source, at.key.clone()))
                .collect();
            let found: Vec<_> = keys
                .iter()
                .flat_map(|(source, wanted)| wanted.keys.iter().map(|key| (*source, key.clone())))
                .collect();
            prop_assert!(keys.iter().all(|(_, wanted)| wanted.keys.is_sorted() && !wanted.keys.is_empty()));
            prop_assert_eq!(found.len(), wanted.len());
            prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), wanted);
        }

        /// A value is filled in as it is, or refused: it never makes another path.
        #[test]
        fn a_placeholder_never_changes_the_path(value in "\\PC{0,12}") {
            let names = Names::new(Some(&value), &BTreeMap::new());
            match names.resolve("/{env}/app") {
                Ok(name) => {
                    prop_assert_eq!(&name, &format!("/{value}/app"));
                    prop_assert_eq!(name.split('/').count(), 3);
                    prop_assert!(!name.contains(".."));
                }
                Err(unresolved) => {
                    prop_assert_eq!(unresolved.blank, Blank::Placeholder("env".to_owned()));
                }
            }
        }
    }
}
