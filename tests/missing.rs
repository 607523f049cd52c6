//! What is missing, and why it is: a slip in a name, or a group that is half there.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "many structs here only fail to load")]

use figleaf::source::Memory;
use figleaf::{Config, Loader, Secret};

#[derive(Debug, Config)]
#[config(env_prefix = "APP")]
struct App {
    port: u16,
    #[config(nested)]
    db: Option<Db>,
}

#[derive(Debug, Config)]
struct Db {
    user: String,
    pw: Secret,
    #[config(nested)]
    pool: Pool,
}

#[derive(Debug, Config)]
struct Pool {
    size: u8,
    #[config(default = 1)]
    idle: u8,
}

fn messages(loader: Loader<App>) -> Vec<String> {
    let error = loader.load_owned_blocking().unwrap_err();
    let line = |problem: &figleaf::Problem| format!("{} {}", problem.path(), problem.message());
    error.problems().iter().map(line).collect()
}

fn of_variables(variables: &[(&str, &str)]) -> Vec<String> {
    messages(
        App::loader().env_vars(variables.iter().map(|(name, value)| ((*name).to_owned(), *value))),
    )
}

#[test]
fn a_variable_with_a_slip_in_its_name_is_told() {
    let slip = |name: &str| of_variables(&[(name, "80")]);
    for name in ["APP_PROT", "APP__PORT", "app_port", "APP-PORT", "APP_PORTS"] {
        let expected =
            format!("port missing: {name} is set and no field reads it (did you mean APP_PORT?)");
        assert_eq!(slip(name), [expected]);
    }
    for name in ["APP_HOST", "PORT", "DB_PORT"] {
        assert_eq!(slip(name), ["port missing"], "{name}");
    }
}

#[test]
fn an_optional_group_that_is_half_there_says_what_is_set() {
    assert_eq!(
        of_variables(&[("APP_PORT", "1"), ("APP_DB_PW", "hunter2")]),
        [
            "db.user missing, needed because `db.pw` is set",
            "db.pool.size missing, needed because `db.pw` is set"
        ]
    );
    assert_eq!(
        of_variables(&[("APP_PORT", "1"), ("APP_DB_POOL_IDLE", "1"), ("APP_DB_USERS", "x")]),
        [
            "db.user missing: APP_DB_USERS is set and no field reads it (did you mean APP_DB_USER?), needed because `db.pool.idle` is set",
            "db.pw missing, needed because `db.pool.idle` is set",
            "db.pool.size missing, needed because `db.pool.idle` is set"
        ]
    );
    assert!(
        App::loader().env_vars([("APP_PORT", "1")]).load_owned_blocking().unwrap().db.is_none()
    );
}

#[test]
fn keys_that_differ_in_case_and_separators_are_told_first() {
    #[derive(Debug, Config)]
    struct One {
        #[config(secretsmanager = "doc", key = "user_name")]
        user_name: String,
    }
    let secrets = Memory::new("secretsmanager")
        .with("doc", "{\"user_nam\":1,\"UserName\":1,\"username2\":1}");
    let error = One::loader().source(secrets).load_owned_blocking().unwrap_err();
    let message = error.problems()[0].message();
    assert!(message.ends_with("did you mean `UserName`?"), "{message}");
}
