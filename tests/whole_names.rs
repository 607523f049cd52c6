//! Names that are known when the program is deployed: from an environment variable, or from the loader.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "many structs here only fail to load")]

#[cfg(all(feature = "local", feature = "secretsmanager", feature = "ssm"))]
mod support;

use std::collections::BTreeMap;

use figleaf::source::Memory;
use figleaf::{Config, Loader, Secret};

const ARN: &str = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf";
const PARAMETER: &str = "arn:aws:ssm:eu-west-1:123456789012:parameter/prod/greeting";

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct App {
    #[config(nested, secretsmanager = "${DB_SECRET_ARN}")]
    database: Database,
    #[config(secretsmanager = "${TOKEN_SECRET}", key = "token")]
    token: Secret,
    #[config(ssm = "${GREETING}", alias = "${OLD_GREETING}")]
    greeting: String,
    #[config(ssm = "${FLAGS}", by_path)]
    flags: BTreeMap<String, u8>,
}

#[derive(Debug, Config)]
struct Database {
    user: String,
    password: Secret,
}

const NAMES: [(&str, &str); 5] = [
    ("DB_SECRET_ARN", ARN),
    ("TOKEN_SECRET", "rds!db-1"),
    ("GREETING", PARAMETER),
    ("OLD_GREETING", "greeting"),
    ("FLAGS", "/prod/flags"),
];

fn loader(more: &[(&'static str, &'static str)]) -> Loader<App> {
    let parameters = Memory::new("ssm").with("greeting", "hello").with("/prod/flags/a", "1");
    let secrets = Memory::new("secretsmanager")
        .with(ARN, r#"{"user": "ada", "password": "hunter2"}"#)
        .with("rds!db-1", r#"{"token": "hunter3"}"#);
    let variables: BTreeMap<_, _> = NAMES.iter().chain(more).copied().collect();
    App::loader().environment("prod").env_vars(variables).source(parameters).source(secrets)
}

fn report(more: &[(&'static str, &'static str)]) -> String {
    loader(more).load_owned_blocking().unwrap_err().to_string()
}

#[test]
fn whatever_a_written_name_can_be() {
    let (app, origins) = futures_executor::block_on(loader(&[]).load_owned_with_origins()).unwrap();
    assert_eq!((app.database.user.as_str(), app.greeting.as_str()), ("ada", "hello"));
    assert_eq!(app.token.expose_secret(), "hunter3");
    assert_eq!(app.flags, BTreeMap::from([("a".to_owned(), 1)]));
    assert_eq!(origins.get("database.user").map(ToString::to_string), Some(format!("{ARN}#user")));
    // A name is whole: it is never put below the prefix.
    assert_eq!(origins.get("greeting").map(ToString::to_string).as_deref(), Some("ssm:greeting"));
}

#[test]
fn the_loader_goes_before_the_variable() {
    let secrets = Memory::new("secretsmanager")
        .with("other", r#"{"token": "other"}"#)
        .with(ARN, r#"{"user": "ada", "password": "hunter2"}"#);
    let app =
        loader(&[]).name("TOKEN_SECRET", "other").source(secrets).load_owned_blocking().unwrap();
    assert_eq!(app.token.expose_secret(), "other");
}

#[test]
fn a_variable_that_is_not_set_or_empty_is_one_problem() {
    #[derive(Debug, Config)]
    #[config(secretsmanager = "${DB_SECRET_ARN}")]
    struct Whole {
        user: String,
        password: Option<Secret>,
        #[config(default = 5432)]
        port: u16,
    }
    let load = |variables: &[(&'static str, &'static str)]| {
        Whole::loader().env_vars(variables.iter().copied()).load_owned_blocking().unwrap_err()
    };
    insta::assert_snapshot!("unset", load(&[]));
    insta::assert_snapshot!("empty", load(&[("DB_SECRET_ARN", "")]));
}

/// What AWS would refuse, or what is meant for something else, is told before anything is asked.
#[test]
fn a_value_that_is_no_name() {
    insta::assert_snapshot!(
        "no_name",
        report(&[
            (
                "DB_SECRET_ARN",
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-AbCdEf:user::"
            ),
            ("TOKEN_SECRET", "\"prod/token\""),
            ("GREETING", ARN),
            ("FLAGS", "/prod/flags\n"),
        ])
    );
    let given = loader(&[]).name("TOKEN_SECRET", "prod/{env}").load_owned_blocking().unwrap_err();
    insta::assert_snapshot!("no_name_given", given);
}

#[test]
fn a_name_that_nothing_is_bound_to() {
    let error =
        loader(&[]).name("TOKEN_SECRETS", "a").name("X", "b").load_owned_blocking().unwrap_err();
    insta::assert_snapshot!("unbound", error);
}

/// The name of a secret would be taken for the secret.
#[test]
fn a_variable_that_is_a_name_and_a_value() {
    #[derive(Debug, Config)]
    #[config(env_prefix = "APP")]
    struct Both {
        #[config(nested)]
        inner: Inner,
        #[config(secretsmanager = "${APP_INNER_TOKEN}")]
        token: Secret,
    }
    #[derive(Debug, Config)]
    struct Inner {
        token: Option<Secret>,
    }
    insta::assert_snapshot!("both", Both::check_schema().unwrap_err());
}

/// A whole name where a part of one is expected.
#[test]
fn an_arn_as_a_placeholder() {
    #[derive(Debug, Config)]
    struct Part {
        #[config(secretsmanager = "{db_secret}")]
        secret: Secret,
    }
    let error = Part::loader().var("db_secret", ARN).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!("part", error);
}

#[test]
fn a_plan_and_the_schema_show_the_variables() {
    let variables: Vec<_> =
        App::SCHEMA.fields().iter().filter_map(|field| field.store()?.variable()).collect();
    assert_eq!(variables, ["DB_SECRET_ARN", "TOKEN_SECRET", "GREETING", "FLAGS"]);
    insta::assert_snapshot!("plan", App::plan());
}

/// What CDK and Terraform put out: whole ARNs with their suffix, and names with `/`.
#[cfg(all(feature = "local", feature = "secretsmanager", feature = "ssm"))]
#[tokio::test]
async fn names_that_the_services_have_given() {
    use support::moto::{self, ParameterType};

    #[derive(Debug, Config)]
    struct Deployed {
        #[config(secretsmanager = "${DB_ARN}", key = "user")]
        by_arn: String,
        #[config(secretsmanager = "${DB_NAME}", key = "user")]
        by_name: String,
        #[config(ssm = "${PARAMETER_NAME}")]
        parameter: String,
    }
    let aws = moto::account();
    let arn = aws.put_secret("rds!db/main", r#"{"user": "ada"}"#).await;
    aws.put_parameter("/prod/greeting", ParameterType::String, "hello").await;
    let variables = [
        ("DB_ARN", arn.as_str()),
        ("DB_NAME", "rds!db/main"),
        ("PARAMETER_NAME", "/prod/greeting"),
    ];
    let loader = Deployed::loader().env_vars(variables).sdk_config(&aws.sdk_config());
    let deployed = loader.load_owned().await.unwrap();
    assert_eq!((deployed.by_arn.as_str(), deployed.by_name.as_str()), ("ada", "ada"));
    assert_eq!(deployed.parameter, "hello");
}
