//! The local store: a file in the place of AWS.

#![cfg(all(feature = "derive", feature = "local"))]

use std::path::PathBuf;

use figleaf::{Config, Error, Loader, Secret};
use serde::Deserialize;

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct App {
    api_key: Secret,
    port: u16,
    origins: Vec<String>,
    #[config(json)]
    flags: Flags,
    #[config(nested, secretsmanager = "{env}/login")]
    login: Login,
    #[config(secretsmanager = "{env}/key")]
    key: Secret<Vec<u8>>,
}

#[derive(Debug, Deserialize)]
struct Flags {
    beta: bool,
}

#[derive(Debug, Config)]
struct Login {
    user: String,
    port: u16,
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from("tests/fixtures").join(name)
}

fn loader(name: &str) -> Loader<App> {
    App::loader().env_vars([("", ""); 0]).local(fixture(name))
}

fn error(name: &str) -> Error {
    loader(name).load_blocking().unwrap_err()
}

#[test]
fn it_holds_what_the_services_hold() {
    let app = loader("full.toml").load_blocking().unwrap();
    assert_eq!(app.api_key.expose_secret(), "sk_test");
    assert_eq!((app.port, app.flags.beta), (8080, true));
    assert_eq!(app.origins, ["a", "b"]);
    assert_eq!((app.login.user.as_str(), app.login.port), ("ada", 5432));
    assert_eq!(app.key.expose_secret(), &[0, 255]);
}

#[test]
fn the_environment_is_dev_unless_something_says_another() {
    let app = loader("full.toml").environment("test").load_blocking();
    assert!(app.unwrap_err().to_string().contains("ssm:/test/app/api-key"));
}

#[test]
fn what_is_missing_is_to_be_added_to_the_file() {
    insta::assert_snapshot!(error("partial.toml"));
}

#[test]
fn a_file_that_is_no_store() {
    insta::assert_snapshot!(error("not_there.toml"), @r"
    configuration of App could not be loaded: 1 problem

      tests/fixtures/not_there.toml  the local store cannot be read: entity not found
                                     help: create it, or correct FIGLEAF_LOCAL or .local(…)
    ");
    let broken = error("broken.toml");
    assert!(!broken.to_string().contains("hunter2"), "{broken}");
    insta::assert_snapshot!(broken);
    insta::assert_snapshot!(error("unknown.toml"), @r"
    configuration of App could not be loaded: 1 problem

      tests/fixtures/unknown.toml  unknown table `secretmanager`
                                   help: the tables of a local store are [ssm] and [secretsmanager]
    ");
}

#[test]
fn a_variable_names_the_file() {
    let file = fixture("full.toml");
    let app = App::loader().env_vars([("FIGLEAF_LOCAL", file.as_os_str())]).load_blocking();
    assert_eq!(app.unwrap().port, 8080);
}

/// What `cargo lambda watch` sets, and what Lambda does.
#[test]
fn cargo_lambda_is_not_lambda() {
    let file = fixture("full.toml");
    let load = |more: &[(&str, &str)]| {
        let watch = [("AWS_LAMBDA_FUNCTION_NAME", "f"), ("AWS_LAMBDA_FUNCTION_VERSION", "1")];
        let variables = watch.iter().chain(more).map(|(name, value)| (*name, (*value).into()));
        let local = ("FIGLEAF_LOCAL", file.clone().into_os_string());
        App::loader().env_vars(variables.chain([local])).load_blocking()
    };
    let cargo_lambda = ("AWS_LAMBDA_RUNTIME_API", "http://[::]:9341/f");
    assert_eq!(load(&[cargo_lambda]).unwrap().port, 8080);
    let refused = |more: &[(&str, &str)]| {
        let error = load(more).unwrap_err();
        assert_eq!(error.problems()[0].path(), "FIGLEAF_LOCAL");
    };
    refused(&[("AWS_LAMBDA_RUNTIME_API", "169.254.100.1:9001")]);
    refused(&[]);
    for name in [
        "_HANDLER",
        "LAMBDA_TASK_ROOT",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_STREAM_NAME",
    ] {
        refused(&[cargo_lambda, (name, "x")]);
    }
}

/// Set to nothing, as compose files and shells do it, it is not set.
#[test]
fn an_empty_variable_names_no_file() {
    let memory = figleaf::source::Memory::new("ssm");
    let loader = App::loader().env_vars([("FIGLEAF_LOCAL", "")]).environment("prod");
    let secrets = figleaf::source::Memory::new("secretsmanager");
    let error = loader.source(memory).source(secrets).load_blocking().unwrap_err();
    assert!(error.problems().iter().all(|problem| problem.code() == figleaf::Code::Missing));
}
