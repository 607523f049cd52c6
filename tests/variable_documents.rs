//! A group whose JSON document is in one environment variable, as ECS puts a whole secret there.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "many structs here only fail to load")]

use figleaf::source::Memory;
use figleaf::{Code, Config, Loader, Origins, Secret};

#[derive(Debug, Config)]
#[config(prefix = "/app", env_prefix = "APP")]
struct App {
    #[config(default = "info")]
    level: String,
    #[config(nested, env = "DB_SECRET")]
    database: Database,
    #[config(nested, env = "CACHE_SECRET", secretsmanager = "cache")]
    cache: Option<Cache>,
}

#[derive(Debug, Config)]
struct Database {
    #[config(alias = "hostname")]
    host: String,
    #[config(default = 5432)]
    port: u16,
    #[config(rename = "pass")]
    password: Secret,
    #[config(nested)]
    pool: Option<Pool>,
}

#[derive(Debug, Config)]
struct Pool {
    size: u16,
}

#[derive(Debug, Config)]
struct Cache {
    url: String,
    token: Option<String>,
}

fn loader(variables: &[(&str, &str)]) -> Loader<App> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), *value));
    App::loader()
        .env_vars(variables)
        .source(Memory::new("ssm"))
        .source(Memory::new("secretsmanager"))
}

fn load(loader: Loader<App>) -> (App, Origins) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(loader.load_owned_with_origins()).unwrap()
}

const SECRET: &str =
    r#"{"host":"db","port":"6543","pass":"hunter2","pool":{"size":3},"engine":"postgres"}"#;

#[test]
fn one_variable_holds_a_group() {
    let (app, origins) = load(loader(&[("DB_SECRET", SECRET)]));
    assert_eq!((app.database.host.as_str(), app.database.port), ("db", 6543));
    assert_eq!(app.database.password.expose_secret(), "hunter2");
    assert_eq!(app.database.pool.unwrap().size, 3);
    assert!(app.cache.is_none());
    insta::assert_snapshot!(origins, @r"
    level               default
    database.host       DB_SECRET#host
    database.port       DB_SECRET#port
    database.password   DB_SECRET#pass
    database.pool.size  DB_SECRET#pool.size
    cache.url           nowhere
    cache.token         nowhere
    ");
}

/// Above the document of the group is the field's own variable, below it the store.
#[test]
fn a_field_s_own_variable_is_above_it_and_the_store_below() {
    let secrets =
        || Memory::new("secretsmanager").with("cache", r#"{"url":"stored","token":"stored"}"#);
    let variables = [
        ("DB_SECRET", SECRET),
        ("APP_DATABASE_HOST", "own"),
        ("CACHE_SECRET", r#"{"url":"variable"}"#),
    ];
    let (app, origins) = load(loader(&variables).source(secrets()));
    assert_eq!(app.database.host, "own");
    let cache = app.cache.unwrap();
    assert_eq!((cache.url.as_str(), cache.token.as_deref()), ("variable", Some("stored")));
    assert_eq!(origins.get("cache.url").unwrap().to_string(), "CACHE_SECRET#url");
    assert_eq!(origins.get("cache.token").unwrap().to_string(), "secretsmanager:cache#token");
}

/// Without the variable, and with one that lacks a key, is null or is of another shape.
#[test]
fn what_is_wrong_with_it_is_told_once_and_without_its_values() {
    let report = |variables: &[(&str, &str)]| {
        let error = loader(variables).load_owned_blocking().unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
        error
    };
    insta::assert_snapshot!(report(&[]), @r"
    configuration of App could not be loaded: 2 problems

      database.host      missing
                         looked in APP_DATABASE_HOST, APP_DATABASE_HOSTNAME, DB_SECRET#host, DB_SECRET#hostname
                         help: set APP_DATABASE_HOST, or the key `host` of the JSON object in DB_SECRET
      database.password  missing
                         looked in APP_DATABASE_PASSWORD, DB_SECRET#pass
                         help: set APP_DATABASE_PASSWORD, or the key `pass` of the JSON object in DB_SECRET
    ");
    insta::assert_snapshot!(report(&[("DB_SECRET", r#"{"host":"db","pass":null}"#)]), @r"
    configuration of App could not be loaded: 1 problem

      database.password  missing
                         looked in APP_DATABASE_PASSWORD, DB_SECRET#pass
                         help: set APP_DATABASE_PASSWORD, or the key `pass` of the JSON object in DB_SECRET
    ");
    insta::assert_snapshot!(report(&[("DB_SECRET", "hunter2")]), @r#"
    configuration of App could not be loaded: 1 problem

      database.*  expected a JSON object, found a string that is plain text and no JSON in DB_SECRET
                  needed by database.host, database.port, database.password, database.pool.size
                  help: is it the right value? JSON looks like {"key": "value"}
    "#);
    insta::assert_snapshot!(report(&[("DB_SECRET", "")]), @r"
    configuration of App could not be loaded: 1 problem

      database.*  expected a JSON object, found an empty string in DB_SECRET
                  needed by database.host, database.port, database.password, database.pool.size
                  help: unset DB_SECRET, or say empty_is_unset: a variable that is set to nothing counts
    ");
    insta::assert_snapshot!(report(&[("DB_SECRET", r#"{"host":"db","pass":"x","pool":"hunter2"}"#)]), @r"
    configuration of App could not be loaded: 1 problem

      database.pool.size  expected a JSON object, found a string in DB_SECRET#pool
    ");
    assert_eq!(report(&[("DB_SECRET", "[]")]).problems()[0].code(), Code::Invalid);
}

#[test]
fn an_older_key_is_read_there_too() {
    let (app, origins) = load(loader(&[("DB_SECRET", r#"{"hostname":"db","pass":"hunter2"}"#)]));
    assert_eq!(app.database.host, "db");
    assert_eq!(origins.get("database.host").unwrap().to_string(), "DB_SECRET#hostname");
}

/// It is read before anything is fetched, and what it has is not.
#[test]
fn an_empty_variable_is_none_when_the_loader_says_so() {
    let secrets = Memory::new("secretsmanager").with("cache", r#"{"url":"stored"}"#);
    let variables = [("DB_SECRET", SECRET), ("CACHE_SECRET", "")];
    let (app, _) = load(loader(&variables).source(secrets).empty_is_unset());
    assert_eq!(app.cache.unwrap().url, "stored");
}

#[test]
fn a_variable_is_a_value_or_a_document() {
    #[derive(Debug, Config)]
    struct Both {
        #[config(nested)]
        outer: Outer,
        #[config(nested, env = "X")]
        inner: Pool,
    }
    #[derive(Debug, Config)]
    struct Outer {
        #[config(env = "X")]
        text: String,
    }
    let error = Both::check_schema().unwrap_err();
    assert_eq!(error.problems()[0].path(), "X");
    assert_eq!(error.problems()[0].code(), Code::Conflict);
}

/// `env` above a struct: of a group, whose field may name another one, and of the whole configuration.
#[test]
fn a_struct_may_say_its_variable() {
    #[derive(Debug, Config)]
    #[config(env = "ALL", prefix = "/all")]
    struct All {
        level: Option<String>,
        stored: Option<String>,
        #[config(nested)]
        first: Own,
        #[config(nested, env = "OTHER")]
        second: Own,
    }
    #[derive(Debug, Config)]
    #[config(env = "OWN")]
    struct Own {
        host: String,
    }
    let variables = [
        ("ALL", r#"{"level":"debug"}"#),
        ("OWN", r#"{"host":"own"}"#),
        ("OTHER", r#"{"host":"other"}"#),
    ];
    let memory = Memory::new("ssm").with("/all/stored", "stored");
    let all = All::loader().env_vars(variables).source(memory).load_owned_blocking().unwrap();
    assert_eq!((all.level.as_deref(), all.stored.as_deref()), (Some("debug"), Some("stored")));
    assert_eq!((all.first.host.as_str(), all.second.host.as_str()), ("own", "other"));
}
