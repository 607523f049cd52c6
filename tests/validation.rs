//! Validation: of the struct and of every nested one, next to every other problem.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "many structs here only fail to load")]

use std::borrow::Cow;

use figleaf::{Code, Config, Error, Loader, Secret};
use serde::Deserialize;
use validator::{Validate, ValidationError, ValidationErrors};

const NONE: [(&str, &str); 0] = [];

/// Paths and messages of all problems.
fn problems(error: &Error) -> Vec<(String, String)> {
    let line =
        |problem: &figleaf::Problem| (problem.path().to_owned(), problem.message().to_owned());
    error.problems().iter().map(line).collect()
}

fn load<T: Config>(variables: &[(&'static str, &'static str)]) -> Result<T, Error> {
    let loader: Loader<T> = T::loader();
    loader.env_vars(variables.iter().copied()).load_owned_blocking()
}

#[derive(Debug, Config, Validate)]
#[config(env_prefix = "APP")]
struct App {
    #[validate(length(min = 8))]
    api_key: Secret,
    #[validate(range(min = 1, max = 10), custom(function = even))]
    workers: u8,
    #[validate(length(max = 3, message = "at most three letters"))]
    name: Option<String>,
    /// `#[validate(nested)]` is forgotten on purpose.
    #[config(nested)]
    database: Database,
    #[config(nested)]
    replica: Option<Database>,
}

#[derive(Debug, Config, Validate)]
struct Database {
    #[validate(length(min = 12))]
    password: Secret,
    port: u16,
    #[config(nested)]
    pool: Pool,
}

#[derive(Debug, Config, Validate)]
struct Pool {
    #[config(default = 5)]
    #[validate(range(min = 1))]
    size: u32,
}

fn even(number: u8) -> Result<(), ValidationError> {
    if number.is_multiple_of(2) { Ok(()) } else { Err(ValidationError::new("even")) }
}

const GOOD: [(&str, &str); 4] = [
    ("APP_API_KEY", "long enough"),
    ("APP_WORKERS", "4"),
    ("APP_DATABASE_PASSWORD", "correct-horse"),
    ("APP_DATABASE_PORT", "1"),
];

fn with(changes: &[(&'static str, &'static str)]) -> Result<App, Error> {
    let kept = GOOD.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let variables: Vec<_> =
        kept.chain(changes).copied().filter(|(_, value)| *value != "-").collect();
    load(&variables)
}

#[test]
fn what_is_good_loads() {
    let app = with(&[]).unwrap();
    assert_eq!((app.workers, app.name, app.database.pool.size), (4, None, 5));
    assert_eq!(app.database.port, 1);
    assert!(app.replica.is_none());
}

#[test]
fn nested_structs_are_validated_whether_or_not_the_user_says_so() {
    let error = with(&[("APP_DATABASE_POOL_SIZE", "0"), ("APP_DATABASE_PASSWORD", "short")]);
    insta::assert_snapshot!(error.unwrap_err(), @r"
    configuration of App could not be loaded: 2 problems

      database.password   rejected by length(min = 12): too short in APP_DATABASE_PASSWORD
      database.pool.size  rejected by range(min = 1) (from APP_DATABASE_POOL_SIZE)
    ");
}

/// A missing and an undecodable field stop no rule of another one, at any depth.
#[test]
fn rules_hold_next_to_fields_that_have_no_value() {
    let error = with(&[
        ("APP_API_KEY", "short"),
        ("APP_WORKERS", "11"),
        ("APP_NAME", "four"),
        ("APP_DATABASE_PORT", "-"),
        ("APP_DATABASE_PASSWORD", "short"),
        ("APP_DATABASE_POOL_SIZE", "none"),
    ]);
    insta::assert_snapshot!(error.unwrap_err());
}

#[test]
fn an_optional_group_is_there_as_a_whole_or_not_at_all() {
    let replica = with(&[("APP_REPLICA_PASSWORD", "correct-horse"), ("APP_REPLICA_PORT", "2")]);
    assert_eq!(replica.unwrap().replica.unwrap().port, 2);
    let error = with(&[("APP_REPLICA_PORT", "2")]).unwrap_err();
    let message = "missing, needed because `replica.port` is set";
    assert_eq!(problems(&error), [("replica.password".to_owned(), message.to_owned())]);
}

#[test]
fn several_rules_of_one_field() {
    let error = with(&[("APP_WORKERS", "11")]).unwrap_err();
    let messages: Vec<_> = problems(&error).into_iter().map(|(_, message)| message).collect();
    assert_eq!(
        messages,
        [
            "rejected by range(min = 1, max = 10) (from APP_WORKERS)",
            "rejected by even (from APP_WORKERS)",
        ]
    );
}

#[test]
fn a_struct_that_derives_no_validate_has_no_rules() {
    #[derive(Debug, Config)]
    struct Plain {
        #[config(env = "A")]
        a: u8,
    }
    assert_eq!(load::<Plain>(&[("A", "1")]).unwrap().a, 1);
}

#[test]
fn a_validate_by_hand_counts() {
    #[derive(Debug, Config)]
    struct Pair {
        #[config(env = "A")]
        a: u8,
        #[config(env = "B")]
        b: u8,
    }
    impl Validate for Pair {
        fn validate(&self) -> Result<(), ValidationErrors> {
            let mut errors = ValidationErrors::new();
            if self.a > self.b {
                errors.add("a", ValidationError::new("order").with_message("a is above b".into()));
            }
            if errors.is_empty() { Ok(()) } else { Err(errors) }
        }
    }
    assert!(load::<Pair>(&[("A", "1"), ("B", "2")]).is_ok());
    let error = load::<Pair>(&[("A", "3"), ("B", "2")]).unwrap_err();
    assert_eq!(problems(&error), [("a".to_owned(), "rejected: a is above b (from A)".to_owned())]);
}

fn ordered(range: &Range) -> Result<(), ValidationError> {
    match range.low <= range.high {
        true => Ok(()),
        false => Err(ValidationError::new("order").with_message("low is above high".into())),
    }
}

#[derive(Debug, Config, Validate)]
#[validate(schema(function = ordered))]
struct Range {
    #[config(env = "LOW")]
    low: u8,
    #[config(env = "HIGH")]
    #[validate(range(max = 100))]
    high: u8,
}

#[derive(Debug, Config, Validate)]
struct Outer {
    #[config(nested)]
    #[validate(nested)]
    range: Range,
}

#[test]
fn rules_of_a_whole_struct() {
    let error = load::<Outer>(&[("LOW", "2"), ("HIGH", "1")]).unwrap_err();
    assert_eq!(
        problems(&error),
        [("range".to_owned(), "rejected: low is above high".to_owned())],
        "once, though #[validate(nested)] says it again"
    );
    // Without a value for `high` there is no whole struct.
    let error = load::<Range>(&[("LOW", "2"), ("HIGH", "x")]).unwrap_err();
    assert_eq!(error.problems().len(), 1);
    assert_eq!(error.problems()[0].path(), "high");
}

/// A rule on two fields cannot speak while one of them has no value, and does not stop the others.
#[test]
fn must_match_needs_both() {
    #[derive(Debug, Config, Validate)]
    struct Twice {
        #[config(env = "A")]
        #[validate(must_match(other = "b"), length(min = 3))]
        a: Secret,
        #[config(env = "B")]
        b: Secret,
    }
    let paths = |variables: &[(&'static str, &'static str)]| {
        let error = load::<Twice>(variables).unwrap_err();
        problems(&error)
            .into_iter()
            .map(|(path, message)| format!("{path} {message}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        paths(&[("A", "abc"), ("B", "abd")]),
        ["a rejected by must_match(other = \"b\") (from A)"]
    );
    assert_eq!(
        paths(&[("A", "ab")]),
        ["a rejected by length(min = 3): too short in A", "b missing"]
    );
}

#[derive(Debug, Deserialize, Validate)]
struct Flags {
    #[validate(range(max = 10))]
    limit: u32,
    #[validate(nested)]
    items: Vec<Item>,
}

#[derive(Debug, Deserialize, Validate)]
struct Item {
    #[validate(length(min = 2))]
    name: String,
}

/// A JSON value whose type has rules of its own.
#[test]
fn rules_inside_a_json_value() {
    #[derive(Debug, Config, Validate)]
    struct Json {
        #[config(env = "FLAGS", json)]
        #[validate(nested)]
        flags: Flags,
        #[config(env = "OTHER")]
        other: Option<u8>,
    }
    let flags = r#"{"limit":11,"items":[{"name":"ok"},{"name":"x"}]}"#;
    let expected = [
        ("flags.items[1].name".to_owned(), "rejected by length (from FLAGS)".to_owned()),
        ("flags.limit".to_owned(), "rejected by range (from FLAGS)".to_owned()),
    ];
    let error = load::<Json>(&[("FLAGS", flags)]).unwrap_err();
    assert_eq!(problems(&error), expected);
    let error = load::<Json>(&[("FLAGS", flags), ("OTHER", "x")]).unwrap_err();
    assert_eq!(problems(&error)[..2], expected);
    assert!(load::<Json>(&[("FLAGS", r#"{"limit":1,"items":[]}"#)]).is_ok());
}

/// A message that was made at run time may hold the value.
#[test]
fn only_fixed_texts_are_shown() {
    fn tells(value: &str) -> Result<(), ValidationError> {
        let mut error = ValidationError::new("known");
        error.code = Cow::Owned(format!("code {value}"));
        error.message = Some(Cow::Owned(format!("{value} is not known")));
        error.add_param("min".into(), &value);
        Err(error)
    }
    #[derive(Debug, Config, Validate)]
    struct Told {
        #[config(env = "A")]
        #[validate(custom(function = tells))]
        a: String,
    }
    let error = load::<Told>(&[("A", "hunter2")]).unwrap_err();
    assert!(!error.to_string().contains("hunter2"), "{error}");
    insta::assert_snapshot!(error);
}

#[test]
fn a_rule_that_panics_is_one_problem() {
    fn panics(_: &str) -> Result<(), ValidationError> {
        panic!("in a rule")
    }
    #[derive(Debug, Config, Validate)]
    struct Panics {
        #[config(env = "A")]
        #[validate(custom(function = panics))]
        a: String,
        #[config(nested)]
        range: Range,
    }
    let error = load::<Panics>(&[("A", "x"), ("LOW", "2"), ("HIGH", "1")]).unwrap_err();
    assert_eq!(error.problems().len(), 2, "{error}");
    assert!(error.to_string().contains("the validation panicked"), "{error}");
    assert!(error.problems().iter().all(|problem| problem.code() == Code::Rejected));
}

#[test]
fn raw_identifiers() {
    #[derive(Debug, Config, Validate)]
    #[config(env_prefix = "APP")]
    struct Raw {
        #[validate(length(min = 3))]
        r#type: String,
    }
    let error = load::<Raw>(&[("APP_TYPE", "ab")]).unwrap_err();
    assert_eq!(problems(&error)[0].0, "type");
    assert_eq!(load::<Raw>(&[("APP_TYPE", "abc")]).unwrap().r#type, "abc");
}

/// A default is held to the rules too.
#[test]
fn defaults_are_validated() {
    #[derive(Debug, Config, Validate)]
    struct Defaulted {
        #[config(env = "A", default = 0)]
        #[validate(range(min = 1))]
        a: u8,
    }
    let error = Defaulted::loader().env_vars(NONE).load_owned_blocking().unwrap_err();
    assert_eq!(problems(&error)[0].1, "rejected by range(min = 1) (from its default)");
}

/// A field that is no configuration is held to its rules all the same.
#[test]
fn skipped_fields_are_validated() {
    #[derive(Debug, Config, Validate)]
    struct Skipped {
        #[config(skip, default = 0)]
        #[validate(range(min = 1))]
        a: u8,
    }
    let error = Skipped::loader().env_vars(NONE).load_owned_blocking().unwrap_err();
    assert_eq!(problems(&error), [("a".to_owned(), "rejected by range".to_owned())]);
}

/// Names that were made at run time may hold the value, or a line of their own.
#[test]
fn names_of_fields_are_fixed_too() {
    #[derive(Debug, Config)]
    struct Named {
        #[config(env = "A")]
        a: String,
    }
    impl Validate for Named {
        fn validate(&self) -> Result<(), ValidationErrors> {
            let field = validator::ValidationErrorsKind::Field(vec![ValidationError::new("x")]);
            let mut errors = ValidationErrors::new();
            errors.errors_mut().insert(Cow::Owned(format!("{}\n  admin  missing", self.a)), field);
            Err(errors)
        }
    }
    let error = load::<Named>(&[("A", "hunter2")]).unwrap_err();
    assert_eq!(problems(&error), [("(a field)".to_owned(), "rejected by x".to_owned())]);
}

#[test]
fn a_rule_of_the_root_is_about_the_struct() {
    let error = load::<Range>(&[("LOW", "2"), ("HIGH", "1")]).unwrap_err();
    assert_eq!(problems(&error), [("Range".to_owned(), "rejected: low is above high".to_owned())]);
}

/// A rule may be a function of the field's own name.
#[test]
fn a_rule_with_the_name_of_its_field() {
    fn level(level: &str) -> Result<(), ValidationError> {
        if level == "info" { Ok(()) } else { Err(ValidationError::new("level")) }
    }
    #[derive(Debug, Config, Validate)]
    struct Level {
        #[config(env = "LEVEL")]
        #[validate(custom(function = level))]
        level: String,
        #[config(env = "OTHER")]
        other: u8,
    }
    let error = load::<Level>(&[("LEVEL", "loud"), ("OTHER", "x")]).unwrap_err();
    let paths: Vec<_> = error.problems().iter().map(|problem| problem.path()).collect();
    assert_eq!(paths, ["level", "other"]);
}

/// Rules that look at another field wait until both have a value.
#[test]
fn rules_of_two_fields() {
    #[derive(Debug, Config, Validate)]
    struct Range {
        #[config(env = "LOW")]
        low: u16,
        #[config(env = "HIGH")]
        #[validate(range(min = self.low, message = "must not be below low"))]
        high: u16,
        #[config(env = "OTHER")]
        other: u16,
    }
    let load = |variables: &[(&str, &str)]| {
        Range::loader().env_vars(variables.iter().copied()).load_owned_blocking()
    };
    let range = load(&[("LOW", "1"), ("HIGH", "2"), ("OTHER", "3")]).unwrap();
    assert_eq!((range.low, range.high, range.other), (1, 2, 3));
    let error = load(&[("LOW", "2"), ("HIGH", "1"), ("OTHER", "3")]).unwrap_err();
    assert_eq!(error.problems()[0].message(), "rejected: must not be below low (from HIGH)");
    let error = load(&[("LOW", "2"), ("HIGH", "1")]).unwrap_err();
    let paths: Vec<_> = error.problems().iter().map(figleaf::Problem::path).collect();
    assert_eq!(paths, ["other"]);
}
