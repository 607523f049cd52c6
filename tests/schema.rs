//! `check_schema()`: what can be wrong over a whole tree of structs, found without loading anything.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "nothing here is loaded")]

use std::collections::BTreeMap;
use std::sync::Arc;

use figleaf::source::Memory;
use figleaf::{Code, Config, Secret};
use validator::Validate;

#[derive(Debug, Config)]
#[config(prefix = "/{env}/a/b/c/d/e/f", env_prefix = "APP")]
struct Broken {
    #[config(nested)]
    http: Http,
    http_port: Option<u16>,
    #[config(nested)]
    deep: Deep,
    #[config(nested)]
    other: OtherEnvironment,
    #[config(flatten)]
    one: Flat,
    #[config(flatten)]
    two: Flat,
    #[config(nested)]
    long: Long,
}

#[derive(Debug, Config, Validate)]
struct Http {
    #[config(default = "80 80")]
    port: u16,
    #[config(default = "no")]
    #[validate(length(min = 3))]
    host: String,
    #[config(default = "5")]
    #[validate(range(max = 9))]
    retries: u8,
    needed: String,
}

#[derive(Debug, Config)]
struct Deep {
    #[config(ssm = "g/h/i/j/k/l/m/n/o")]
    down: String,
}

#[derive(Debug, Config)]
#[config(environment = "STAGE")]
struct OtherEnvironment {}

#[derive(Debug, Config)]
struct Flat {
    same: String,
}

#[derive(Debug, Config)]
struct Long {
    #[config(rename = "LONG")]
    name: String,
}

#[test]
fn everything_is_told_at_once() {
    let error = Broken::check_schema().unwrap_err();
    insta::assert_snapshot!(error);
    assert!(error.problems().iter().any(|problem| problem.code() == Code::Conflict));
}

#[test]
fn a_name_without_a_prefix_may_be_reserved() {
    #[derive(Debug, Config)]
    struct Root {
        #[config(nested)]
        inner: Inner,
    }
    #[derive(Debug, Config)]
    struct Inner {
        #[config(ssm = "aws-account")]
        account: String,
    }
    let error = Root::check_schema().unwrap_err();
    assert!(error.problems()[0].message().contains("reserved by AWS"), "{error}");
    #[derive(Debug, Config)]
    #[config(prefix = "/app")]
    struct Prefixed {
        #[config(nested)]
        inner: Inner,
    }
    Prefixed::check_schema().unwrap();
}

#[test]
fn an_older_name_that_makes_the_same_variable_is_none_of_another_field() {
    #[derive(Debug, Config)]
    #[config(prefix = "/app", env_prefix = "APP")]
    struct App {
        #[config(alias = "api_key", alias = "API-KEY")]
        api_key: String,
    }
    App::check_schema().unwrap();
    let app = App::loader().env_vars([("APP_API_KEY", "x")]).load_owned_blocking().unwrap();
    assert_eq!(app.api_key, "x");
}

#[test]
fn an_older_name_may_not_be_the_name_of_a_flattened_field() {
    #[derive(Debug, Config)]
    #[config(prefix = "/app")]
    struct App {
        token: String,
        #[config(flatten)]
        group: Group,
    }
    #[derive(Debug, Config)]
    struct Group {
        #[config(alias = "token")]
        key: String,
    }
    let error = App::check_schema().unwrap_err().to_string();
    assert!(
        error.contains("ssm:/app/token  the place of more than one field: token, group.key"),
        "{error}"
    );
}

#[test]
fn a_version_in_a_document_is_a_contradiction() {
    #[derive(Debug, Config)]
    struct App {
        #[config(nested, secretsmanager = "db")]
        db: Db,
    }
    #[derive(Debug, Config)]
    struct Db {
        user: String,
        #[config(version = 3)]
        port: u16,
    }
    let error = App::check_schema().unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert_eq!((problem.path(), problem.code()), ("db.port", Code::Conflict));
}

#[test]
fn a_name_with_levels_begins_with_a_slash() {
    #[derive(Debug, Config)]
    struct App {
        #[config(ssm = "flags/a")]
        deep: String,
        #[config(ssm = "plain")]
        plain: String,
    }
    let error = App::check_schema().unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert!(problem.message().ends_with("a name with levels begins with `/`"), "{error}");
}

#[test]
fn defaults_of_a_group_that_may_be_absent_are_evaluated() {
    #[derive(Debug, Config)]
    #[config(prefix = "/app")]
    struct App {
        #[config(nested)]
        http: Option<Port>,
    }
    #[derive(Debug, Config)]
    struct Port {
        host: String,
        #[config(default = "80 80")]
        port: u16,
    }
    let error = App::check_schema().unwrap_err();
    assert_eq!(error.problems()[0].path(), "http.port", "{error}");
}

#[test]
fn a_schema_without_mistakes_needs_no_value() {
    #[derive(Debug, Config, Validate)]
    #[config(prefix = "/{env}/{tenant}", env_prefix = "APP")]
    struct Fine {
        needed: String,
        #[config(default = "info")]
        #[validate(length(min = 3))]
        level: String,
        #[config(nested)]
        group: Option<Group>,
    }
    #[derive(Debug, Config, Validate)]
    struct Group {
        #[validate(range(min = 1))]
        port: u16,
    }
    Fine::check_schema().unwrap();
}

#[test]
fn a_load_reports_the_same_contradictions() {
    let loader = Broken::loader().environment("prod").no_env_vars();
    let error = loader.source(Memory::new("ssm")).load_owned_blocking().unwrap_err();
    let conflicts = |error: &figleaf::Error| -> Vec<String> {
        let problems = error.problems().iter().filter(|problem| problem.code() == Code::Conflict);
        problems.map(|problem| problem.path().replace("{env}", "prod")).collect()
    };
    let checked = Broken::check_schema().unwrap_err();
    assert!(conflicts(&checked).iter().all(|path| conflicts(&error).contains(path)), "{error}");
}

/// One struct as two groups: what its own attributes fix is the same in both.
#[test]
fn one_struct_as_two_groups() {
    #[derive(Debug, Config)]
    struct Root {
        #[config(nested)]
        primary: Database,
        #[config(nested)]
        replica: Box<Database>,
        #[config(nested)]
        first: Cache,
        #[config(nested)]
        second: Option<Cache>,
    }
    #[derive(Debug, Config)]
    struct Database {
        #[config(env = "DATABASE_URL")]
        url: String,
    }
    #[derive(Debug, Config)]
    #[config(env_prefix = "CACHE")]
    struct Cache {
        host: String,
    }
    insta::assert_snapshot!(Root::check_schema().unwrap_err());

    // What the report says to do.
    #[derive(Debug, Config)]
    #[config(env_prefix = "APP")]
    struct Fixed {
        #[config(nested)]
        primary: Of,
        #[config(nested)]
        replica: Of,
    }
    #[derive(Debug, Config)]
    struct Of {
        url: String,
    }
    Fixed::check_schema().unwrap();
    let variables = [("APP_PRIMARY_URL", "a"), ("APP_REPLICA_URL", "b")];
    let fixed = Fixed::loader().env_vars(variables).load_owned_blocking().unwrap();
    assert_eq!((fixed.primary.url.as_str(), fixed.replica.url.as_str()), ("a", "b"));
}

/// A document of which some fields are `fixed` would be half of one version and half of another.
#[test]
fn a_part_of_a_document_is_not_fixed() {
    #[derive(Debug, Config)]
    #[config(prefix = "/app")]
    struct App {
        #[config(nested, secretsmanager = "{env}/db")]
        database: Database,
        #[config(secretsmanager = "mail", key = "user", fixed)]
        mail_user: String,
        #[config(secretsmanager = "mail", key = "password")]
        mail_password: Secret,
        #[config(secretsmanager = "mail", json)]
        mail: Secret<String>,
        // The document of the struct around it.
        #[config(nested)]
        shop: Shop,
        // One struct as two groups on one secret.
        #[config(nested)]
        first: Own,
        #[config(nested, fixed)]
        second: Box<Own>,
        #[config(nested, ssm = "/{env}/many")]
        many: Many,
    }
    #[derive(Debug, Config)]
    struct Database {
        #[config(fixed)]
        host: String,
        password: Secret,
    }
    #[derive(Debug, Config)]
    #[config(ssm = "/{env}/shop")]
    struct Shop {
        name: String,
        #[config(flatten, fixed)]
        paging: Arc<Paging>,
        #[config(nested, fixed)]
        limits: Option<Paging>,
    }
    #[derive(Debug, Config)]
    struct Paging {
        #[config(alias = "most")]
        size: u16,
    }
    #[derive(Debug, Config)]
    #[config(secretsmanager = "own")]
    struct Own {
        key: Secret,
    }
    #[derive(Debug, Config)]
    struct Many {
        #[config(fixed)]
        a: u8,
        b: u8,
        c: u8,
        d: u8,
        e: u8,
        f: u8,
        g: u8,
    }
    let error = App::check_schema().unwrap_err();
    insta::assert_snapshot!(error);
    assert!(error.problems().iter().all(|problem| problem.code() == Code::Conflict));

    // A load says it too.
    let loader = App::loader().environment("prod").no_env_vars();
    let stores = [Memory::new("ssm"), Memory::new("secretsmanager")];
    let error = stores.into_iter().fold(loader, figleaf::Loader::source);
    let error = error.load_owned_blocking().unwrap_err();
    let problem = error.problems().iter().find(|problem| problem.code() == Code::Conflict).unwrap();
    assert_eq!(problem.path(), "secretsmanager:mail", "{error}");
}

#[test]
fn what_is_fixed_whole_or_cannot_tear_is_no_contradiction() {
    #[derive(Debug, Config)]
    #[config(prefix = "/{env}/app", env_prefix = "APP")]
    struct App {
        #[config(fixed)]
        port: u16,
        level: String,
        // The whole document.
        #[config(nested, fixed, secretsmanager = "db")]
        database: Option<Arc<Database>>,
        // A variable does not change while the process lives.
        #[config(nested, env = "REPLICA")]
        replica: Half,
        // One version of a document does not either, and it is another document than the newest.
        #[config(
            nested,
            secretsmanager = "half",
            version_id = "01234567-89ab-cdef-0123-456789abcdef"
        )]
        pinned: Half,
        #[config(secretsmanager = "half", key = "host")]
        newest: String,
        #[config(from = figleaf::source::ssm("/all").with_version(3).with_key("a"), fixed)]
        one: String,
        #[config(from = figleaf::source::ssm("/all").with_version(3).with_key("b"))]
        other: String,
        // Each parameter is a value of its own.
        #[config(nested)]
        parameters: Half,
        #[config(by_path, fixed)]
        flags: BTreeMap<String, bool>,
        #[config(by_path, ssm = "flags")]
        new_flags: BTreeMap<String, bool>,
        #[config(ssm = "flags/dark")]
        dark: bool,
        // The same value, once as it was first.
        #[config(ssm = "level", fixed)]
        first_level: String,
    }
    #[derive(Debug, Config)]
    struct Database {
        host: String,
        password: Secret,
    }
    #[derive(Debug, Config)]
    struct Half {
        #[config(fixed)]
        host: String,
        password: Secret,
    }
    App::check_schema().unwrap();
}
