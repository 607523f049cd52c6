//! Files that must exist, and whose path is told.

#![cfg(all(feature = "derive", feature = "local"))]
#![allow(dead_code, reason = "many structs here only fail to load")]

use std::path::PathBuf;

use figleaf::figment::Figment;
use figleaf::figment::providers::{Format, Serialized, Toml};
use figleaf::source::Memory;
use figleaf::{Config, Loader, Origins, Secret};

#[derive(Debug, Config)]
#[config(prefix = "/app", env_prefix = "APP")]
struct App {
    #[config(default = 8080)]
    port: u16,
    version: Option<String>,
    key: Option<Secret>,
    #[config(nested)]
    database: Database,
}

#[derive(Debug, Config)]
struct Database {
    #[config(default = "localhost")]
    host: String,
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from("tests/fixtures").join(name)
}

fn loader() -> Loader<App> {
    App::loader().no_env_vars().source(Memory::new("ssm").with("/app/port", "80"))
}

fn load(loader: Loader<App>) -> (App, Origins) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(loader.load_owned_with_origins()).unwrap()
}

#[test]
fn its_path_is_told() {
    for name in ["app.toml", "app.json"] {
        let (app, origins) = load(loader().join_file(fixture(name)));
        // Below the stores, and as it is written.
        assert_eq!((app.port, app.version.as_deref()), (80, Some("1.10")));
        assert_eq!(app.database.host, "db");
        assert_eq!(
            origins.get("database.host").unwrap().to_string(),
            format!("tests/fixtures/{name}")
        );
        let (app, _) = load(loader().merge_file(fixture(name)));
        assert_eq!(app.port, 1234);
    }
}

/// Of several merged the last one wins, of several joined the first, files and providers alike.
#[test]
fn files_and_providers_keep_their_order() {
    let provider = || Serialized::default("database.host", "provider");
    let host = |loader: Loader<App>| load(loader).0.database.host;
    assert_eq!(host(loader().join_file(fixture("app.toml")).join(provider())), "db");
    assert_eq!(host(loader().join(provider()).join_file(fixture("app.toml"))), "provider");
    assert_eq!(host(loader().merge_file(fixture("app.toml")).merge(provider())), "provider");
    assert_eq!(host(loader().merge(provider()).merge_file(fixture("app.toml"))), "db");
}

#[test]
fn a_file_that_is_none_is_a_problem_with_its_path() {
    let error = loader()
        .join_file("nope.toml")
        .merge_file("nope.json")
        .join_file("config.yaml")
        .join_file("config")
        .join_file("tests/fixtures")
        .join_file(fixture("no.toml"))
        .join_file(fixture("no.json"))
        .load_owned_blocking()
        .unwrap_err();
    assert!(!error.to_string().contains("hunter2"), "{error}");
    insta::assert_snapshot!(error, @r"
    configuration of App could not be loaded: 7 problems

      nope.json               the file cannot be read: entity not found
                              help: create it, or correct its path (it counts from the working directory)
      nope.toml               the file cannot be read: entity not found
                              help: create it, or correct its path (it counts from the working directory)
      config.yaml             the end of its name says no format that can be read
                              help: name it ….toml or ….json; other formats are providers of figment, for .join(…) and .merge(…)
      config                  the end of its name says no format that can be read
                              help: name it ….toml or ….json; other formats are providers of figment, for .join(…) and .merge(…)
      tests/fixtures          the end of its name says no format that can be read
                              help: name it ….toml or ….json; other formats are providers of figment, for .join(…) and .merge(…)
      tests/fixtures/no.toml  it is no valid TOML at line 1, column 15
      tests/fixtures/no.json  expected an object, found a list
    ");
}

#[test]
fn what_is_wrong_in_it_tells_its_path() {
    let error =
        loader().merge_file(fixture("app_wrong.toml")).strict().load_owned_blocking().unwrap_err();
    assert!(!error.to_string().contains("hunter2"), "{error}");
    insta::assert_snapshot!(error, @r"
    configuration of App could not be loaded: 3 problems

      tests/fixtures/app_wrong.toml  `database`: expected a group of values, found a string
      tests/fixtures/app_wrong.toml  no field reads kye (did you mean key?)
                                     help: correct the names, or remove them
      port                           expected u16, found a string of 7 characters in tests/fixtures/app_wrong.toml
    ");
}

/// A file with sections for several programs.
#[test]
fn one_section_of_a_file() {
    let all = Toml::string("[other]\nprot = 1\n[app]\nport = 5\n[app.database]\nhost = 'section'");
    let (app, _) = load(loader().strict().merge(Figment::from(all).focus("app")));
    assert_eq!((app.port, app.database.host.as_str()), (5, "section"));
}
