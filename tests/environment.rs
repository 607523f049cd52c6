//! The environment and other placeholders: known, or one clear problem. Never a guess.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "many structs here only fail to load")]

use figleaf::source::Memory;
use figleaf::{Code, Config, Error, Loader};

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct App {
    level: String,
    #[config(ssm = "/tenants/{tenant}/{env}/name", default = "nobody")]
    tenant_name: String,
}

const NONE: [(&str, &str); 0] = [];

fn store() -> Memory {
    Memory::new("ssm")
        .with("/prod/app/level", "of prod")
        .with("/dev/app/level", "of dev")
        .with("/tenants/acme/prod/name", "Acme")
        .with("/prod/app/../secret/level", "escaped")
}

fn loader() -> Loader<App> {
    App::loader().source(store()).env_vars(NONE)
}

fn problem(result: Result<App, Error>) -> (String, Code, String) {
    let error = result.unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
    let problem = &error.problems()[0];
    (problem.path().to_owned(), problem.code(), problem.message().to_owned())
}

#[test]
fn the_loader_wins_over_the_variable() {
    let app = loader().env_vars([("ENVIRONMENT", "dev")]).environment("prod").var("tenant", "acme");
    let app = app.load_owned_blocking().unwrap();
    assert_eq!((app.level.as_str(), app.tenant_name.as_str()), ("of prod", "Acme"));
}

#[test]
fn the_variable_names_the_environment() {
    let app = loader().env_vars([("ENVIRONMENT", "dev")]).var("tenant", "acme");
    let app = app.load_owned_blocking().unwrap();
    assert_eq!((app.level.as_str(), app.tenant_name.as_str()), ("of dev", "nobody"));
}

#[test]
fn without_an_environment_the_load_fails() {
    let error = loader().var("tenant", "acme").load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error);
}

/// It is not needed when nothing has to be read under its name.
#[test]
fn without_an_environment_but_with_every_value() {
    let app =
        loader().env_vars([("APP_LEVEL", "l"), ("APP_TENANT_NAME", "t")]).load_owned_blocking();
    assert_eq!(app.unwrap().level, "l");
}

#[test]
fn a_placeholder_without_a_value_is_not_a_missing_value() {
    let (path, code, message) = problem(loader().environment("prod").load_owned_blocking());
    assert_eq!((path.as_str(), code), ("{tenant}", Code::Invalid));
    assert_eq!(message, "no value was given for the placeholder");
}

#[test]
fn values_that_lead_elsewhere_are_refused_and_not_shown() {
    for value in ["app/../secret", "prod..dev", "pr od", "live\n", "a/b", "prod*"] {
        let load = loader().environment(value).var("tenant", "acme").load_owned_blocking();
        let error = load.unwrap_err();
        assert!(!error.to_string().contains(value), "{error}");
        assert_eq!(error.environment(), None);
        assert_eq!(error.problems()[0].path(), ".environment(…)");
        let load = loader().env_vars([("ENVIRONMENT", value)]).var("tenant", "acme");
        assert_eq!(load.load_owned_blocking().unwrap_err().problems()[0].path(), "ENVIRONMENT");
        let load = loader().environment("prod").var("tenant", value).load_owned_blocking();
        let (path, _, message) = problem(load);
        assert_eq!(path, "{tenant}");
        assert!(message.starts_with("not fit for a name"), "{message}");
    }
    let (path, _, message) = problem(
        loader().env_vars([("ENVIRONMENT", "")]).var("tenant", "acme").load_owned_blocking(),
    );
    assert_eq!((path.as_str(), message.as_str()), ("ENVIRONMENT", "empty, where a name needs it"));
}

#[test]
fn a_struct_may_have_its_own_variable_and_fallback() {
    #[derive(Debug, Config)]
    #[config(prefix = "/{env}/app", environment = "STAGE", default_environment = "dev")]
    struct Own {
        level: String,
    }
    let load = |variables: &[(&str, &str)]| {
        Own::loader().source(store()).env_vars(variables.iter().copied()).load_owned_blocking()
    };
    assert_eq!(load(&[]).unwrap().level, "of dev");
    assert_eq!(load(&[("ENVIRONMENT", "prod")]).unwrap().level, "of dev");
    assert_eq!(load(&[("STAGE", "prod")]).unwrap().level, "of prod");
}

/// Variables that programs have anyway are not picked up without a prefix.
#[test]
fn no_prefix_no_variables() {
    #[derive(Debug, Config)]
    #[config(prefix = "/{env}/app")]
    struct Plain {
        home: Option<String>,
        path: Option<String>,
    }
    let plain = Plain::loader()
        .environment("prod")
        .source(store())
        .env_vars([("HOME", "/root"), ("PATH", "/bin"), ("home", "x")])
        .load_owned_blocking()
        .unwrap();
    assert_eq!((plain.home, plain.path), (None, None));
}

#[test]
fn one_variable_for_two_fields_is_a_conflict() {
    #[derive(Debug, Config)]
    #[config(env_prefix = "APP")]
    struct Outer {
        database_host: Option<String>,
        #[config(nested)]
        database: Inner,
    }
    #[derive(Debug, Config)]
    struct Inner {
        host: Option<String>,
    }
    let error = Outer::loader().env_vars(NONE).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error, @r#"
    configuration of Outer could not be loaded: 1 problem

      APP_DATABASE_HOST  read by more than one field: database_host, database.host
                         help: give each field a variable of its own: #[config(env = "…")]
    "#);
}

#[test]
fn fields_that_are_bound_to_nothing_or_to_no_source() {
    #[derive(Debug, Config)]
    struct Unbound {
        nothing: String,
        #[config(env = "ONLY")]
        only: String,
    }
    insta::assert_snapshot!(Unbound::loader().env_vars(NONE).load_owned_blocking().unwrap_err());
}

#[test]
fn a_group_does_not_name_another_environment() {
    #[derive(Debug, Config)]
    #[config(prefix = "/{env}/app")]
    struct Outer {
        #[config(nested)]
        group: Inner,
    }
    #[derive(Debug, Config)]
    #[config(environment = "STAGE")]
    struct Inner {
        level: Option<String>,
    }
    let error =
        Outer::loader().environment("prod").source(store()).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error, @r"
    configuration of Outer could not be loaded: 1 problem (environment prod)

      group  names the environment in another way than Outer
             help: say `environment` and `default_environment` on Outer alone
    ");
}
