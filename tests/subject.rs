//! What a problem is about, as a type: for programs, which need not read its path.

#![cfg(all(feature = "derive", feature = "local"))]
#![allow(dead_code, reason = "many structs here only fail to load")]

use figleaf::source::Memory;
use figleaf::{Config, Error, Loader, Subject};
use validator::{Validate, ValidationError};

#[derive(Debug, Config)]
#[config(prefix = "/{env}/{tenant}/app")]
struct App {
    #[config(env = "PORT")]
    port: u16,
    level: Option<String>,
    #[config(nested, secretsmanager = "prod/db")]
    database: Option<Database>,
}

#[derive(Debug, Config, Validate)]
#[validate(schema(function = "never"))]
struct Database {
    host: String,
}

fn never(_: &Database) -> Result<(), ValidationError> {
    Err(ValidationError::new("never"))
}

fn app() -> Loader<App> {
    App::loader().no_env_vars()
}

/// What each problem is about, and its path.
fn told<T>(loader: Loader<T>) -> Vec<(Subject, String)>
where
    T: Config,
{
    let error = loader.load_owned_blocking().map(drop).unwrap_err();
    same_in_json(&error);
    error.problems().iter().map(|one| (one.subject(), one.path().to_owned())).collect()
}

fn same_in_json(error: &Error) {
    let json: serde_json::Value = serde_json::from_str(&error.to_json()).unwrap();
    let written = json["problems"].as_array().unwrap().iter().map(|one| one["subject"].as_str());
    let all = error.problems().iter().map(|one| Some(one.subject().as_str()));
    assert!(written.eq(all), "{json}");
}

fn is(told: &[(Subject, String)], subject: Subject, path: &str) {
    assert!(told.contains(&(subject, path.to_owned())), "{subject} {path}: {told:?}");
}

#[test]
fn what_is_not_known_of_names() {
    let told = told(app().var("tenat", "x"));
    is(&told, Subject::Variable, "ENVIRONMENT");
    is(&told, Subject::Loader, ".var(\"tenat\", …)");
    let told = self::told(app().environment("prod"));
    is(&told, Subject::Placeholder, "{tenant}");
    let told = self::told(app().environment("../x").var("tenant", "x"));
    is(&told, Subject::Loader, ".environment(…)");
}

#[test]
fn fields_and_structs_and_what_no_field_reads() {
    let secret = Memory::new("secretsmanager").with("prod/db", r#"{"host": "h", "hots": 1}"#);
    let loader = app().environment("prod").var("tenant", "x").source(Memory::new("ssm"));
    let told = told(loader.source(secret).strict());
    is(&told, Subject::Field, "port");
    is(&told, Subject::Struct, "database");
    is(&told, Subject::Place, "secretsmanager:prod/db");
}

#[test]
fn files_and_providers() {
    use figment::providers::{Format, Toml};
    let told = told(app().environment("prod").join_file("tests/is_not_there.toml"));
    is(&told, Subject::File, "tests/is_not_there.toml");
    let told = self::told(app().environment("prod").local("tests/is_not_there.toml"));
    is(&told, Subject::File, "tests/is_not_there.toml");
    let told = self::told(app().environment("prod").join(Toml::string("= 1")));
    assert!(told.iter().any(|(subject, _)| *subject == Subject::Provider), "{told:?}");
}

#[test]
fn a_call_that_cannot_be_made() {
    #[derive(Debug, Config)]
    struct Kept {
        #[config(default = "info")]
        level: String,
    }

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(async {
        let kept = Kept::loader().no_env_vars().load().await.unwrap();
        assert_eq!(kept.level, "info");
        Kept::live().await.map(drop).unwrap_err()
    });
    same_in_json(&error);
    assert_eq!(error.problems()[0].subject(), Subject::Call);
}

#[test]
fn attributes_that_contradict_each_other() {
    #[derive(Debug, Config)]
    #[allow(dead_code, reason = "its schema is looked at")]
    struct Twice {
        #[config(env = "SAME")]
        first: Option<u16>,
        #[config(nested)]
        group: Group,
    }

    #[derive(Debug, Config)]
    #[config(environment = "STAGE")]
    #[allow(dead_code, reason = "its schema is looked at")]
    struct Group {
        #[config(env = "SAME")]
        second: Option<u16>,
    }

    let error = Twice::check_schema().unwrap_err();
    let told: Vec<_> =
        error.problems().iter().map(|one| (one.subject(), one.path().to_owned())).collect();
    is(&told, Subject::Variable, "SAME");
    is(&told, Subject::Struct, "group");
}
