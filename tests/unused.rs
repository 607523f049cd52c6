//! What was given and no field reads: one warning for each place, or a problem when the load is strict.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "many structs here only fail to load")]

mod support;

use ::tracing::Level;
use ::tracing::subscriber::with_default;
use figleaf::{Code, Config, Loader};
use support::tracing::{Event, Recorder};

#[derive(Debug, Config)]
#[config(env_prefix = "SHOP", environment = "SHOP_STAGE")]
struct Shop {
    #[config(default = 8080)]
    port: u16,
    api_key: Option<String>,
    #[config(nested)]
    database: Database,
    #[config(nested)]
    cache: Cache,
    #[config(env = "LOG_LEVEL", default = "info", alias = "SHOP_VERBOSITY")]
    log_level: String,
}

#[derive(Debug, Config)]
struct Database {
    #[config(default = "localhost")]
    host: String,
}

#[derive(Debug, Config)]
#[config(env_prefix = "CACHE")]
struct Cache {
    #[config(default = 60)]
    seconds: u32,
}

/// The warnings of a load, and whether it gave a configuration.
fn warnings<T: Config>(loader: Loader<T>) -> (Vec<Event>, bool) {
    let recorder = Recorder::for_target("figleaf");
    let is_loaded = with_default(recorder.subscriber(), || loader.load_blocking().is_ok());
    let mut events = recorder.events();
    events.retain(|event| event.level == Level::WARN);
    (events, is_loaded)
}

fn of_variables(variables: &[(&str, &str)]) -> Vec<(String, String)> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), *value));
    let (events, is_loaded) = warnings(Shop::loader().env_vars(variables));
    assert!(is_loaded);
    let field = |event: &Event, name: &str| event.fields.get(name).cloned().unwrap_or_default();
    let told = events.iter().filter(|event| event.fields.contains_key("names"));
    told.map(|event| (field(event, "place"), field(event, "names"))).collect()
}

fn variables(names: &str) -> [(String, String); 1] {
    [("environment variables".to_owned(), names.to_owned())]
}

#[test]
fn a_misspelt_variable_of_the_prefix_is_one_warning() {
    assert_eq!(
        of_variables(&[("SHOP_PROT", "80"), ("SHOP__PORT", "80"), ("SHOP_COLOUR", "red")]),
        variables(
            "SHOP_COLOUR, SHOP_PROT (did you mean SHOP_PORT?), SHOP__PORT (did you mean SHOP_PORT?)"
        )
    );
    assert_eq!(
        of_variables(&[("SHOP_APIKEY", "hunter2"), ("CACHE_SECOND", "1")]),
        variables(
            "CACHE_SECOND (did you mean CACHE_SECONDS?), SHOP_APIKEY (did you mean SHOP_API_KEY?)"
        )
    );
}

#[test]
fn what_is_read_and_what_others_read_is_no_mistake() {
    let none = [
        ("SHOP_PORT", "80"),
        ("SHOP_DATABASE_HOST", "db"),
        ("SHOP_STAGE", "prod"),
        ("SHOP_VERBOSITY", "debug"),
        ("CACHE_SECONDS", "1"),
        ("SHOPPING_CART", "x"),
        ("SHOP_", "x"),
        ("SHOP", "x"),
        ("PORT", "80"),
        // Those of a service of Kubernetes.
        ("SHOP_MAIL_SERVICE_HOST", "10.0.0.1"),
        ("SHOP_MAIL_SERVICE_PORT", "25"),
        ("SHOP_MAIL_PORT", "tcp://10.0.0.1:25"),
        ("SHOP_MAIL_PORT_25_TCP_ADDR", "10.0.0.1"),
    ];
    assert_eq!(of_variables(&none), []);
}

/// What ECS puts into one variable, named as the group is.
#[test]
fn a_variable_that_is_named_as_a_group_says_how_to_read_it() {
    assert_eq!(
        of_variables(&[("SHOP_DATABASE", r#"{"host":"hunter2"}"#)]),
        variables(
            "SHOP_DATABASE (the name of a group: if it holds a JSON document, write env = \"SHOP_DATABASE\" beside `nested`)"
        )
    );
}

/// A token in the place of a name, and more names than anybody reads.
#[test]
fn what_looks_like_no_name_is_not_told_and_the_rest_is_bounded() {
    assert_eq!(
        of_variables(&[("SHOP_a b", "x"), (&format!("SHOP_{}", "X".repeat(80)), "x")]),
        variables("2 keys that do not look like names")
    );
    let many: Vec<String> = (10..40).map(|number| format!("SHOP_{number}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "x")).collect();
    let told = of_variables(&many);
    assert!(told[0].1.ends_with("SHOP_21 and 18 more"), "{told:?}");
}

#[test]
fn a_struct_without_a_prefix_reads_only_what_it_names() {
    #[derive(Debug, Config)]
    struct Plain {
        #[config(env = "PORT", default = 80)]
        port: u16,
    }
    let (events, is_loaded) = warnings(Plain::loader().env_vars([("PROT", "1"), ("_PORT", "1")]));
    assert!(is_loaded && events.is_empty(), "{events:?}");
}

#[test]
fn a_strict_load_fails() {
    let variables = [("SHOP_APIKEY", "hunter2"), ("SHOP_PORT", "x")];
    let error = Shop::loader().env_vars(variables).strict().load_blocking().unwrap_err();
    insta::assert_snapshot!(error, @r"
    configuration of Shop could not be loaded: 2 problems

      environment variables  no field reads SHOP_APIKEY (did you mean SHOP_API_KEY?)
                             help: correct the names, or remove them
      port                   expected u16, found a string of 1 character in SHOP_PORT
    ");
    assert_eq!(error.problems()[0].code(), Code::Unknown);
}

/// The warning is there also when the load fails: it may be why.
#[test]
fn a_load_that_fails_warns() {
    let (events, is_loaded) =
        warnings(Shop::loader().env_vars([("SHOP_PORT", "x"), ("SHOP_APIKEY", "x")]));
    assert!(!is_loaded);
    assert_eq!(events.len(), 1, "{events:?}");
}
