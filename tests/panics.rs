//! User code that panics is one problem of one field: also where it only makes a default, and when what
//! it panics with panics again.

#![cfg(feature = "derive")]

use figleaf::{Code, Config};
use serde::{Deserialize, Deserializer};
use validator::{Validate, ValidationError};

/// A payload whose `Drop` panics.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

fn explode<T>() -> T {
    std::panic::panic_any(Bomb)
}

#[derive(Debug, Config, Validate)]
#[allow(dead_code)]
struct Panics {
    #[config(skip, default = explode())]
    skipped: u16,
    #[config(skip)]
    of_type: Own,
    #[config(env = "PORT", default = explode())]
    port: u16,
    #[config(env = "DECODED")]
    decoded: Own,
    #[config(env = "WITH", with = decode)]
    with: u16,
    #[config(env = "RULE")]
    #[validate(custom(function = rule))]
    rule: String,
    #[config(env = "MISSING")]
    missing: u16,
}

#[derive(Debug)]
struct Own;

impl Default for Own {
    fn default() -> Self {
        explode()
    }
}

impl<'de> Deserialize<'de> for Own {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        explode()
    }
}

fn decode<'de, D: Deserializer<'de>>(_: D) -> Result<u16, D::Error> {
    explode()
}

fn rule(_: &str) -> Result<(), ValidationError> {
    explode()
}

fn quiet() {
    std::panic::set_hook(Box::new(|_| ()));
}

#[test]
fn every_panic_is_a_problem() {
    quiet();
    let variables = [("DECODED", "a"), ("WITH", "b"), ("RULE", "c")];
    let error = Panics::loader().env_vars(variables).load_owned_blocking().unwrap_err();
    assert!(error.problems().iter().any(|problem| problem.code() == Code::Missing));
    insta::assert_snapshot!(error);
}

#[test]
fn a_check_evaluates_every_default() {
    quiet();
    insta::assert_snapshot!(Panics::check_schema().unwrap_err());
}

/// A rule of the whole struct, when every field has a value.
#[test]
fn a_rule_of_the_struct() {
    #[derive(Debug, Config, Validate)]
    #[validate(schema(function = whole))]
    struct Whole {}

    fn whole(_: &Whole) -> Result<(), ValidationError> {
        explode()
    }

    quiet();
    let error = Whole::loader().load_owned_blocking().unwrap_err();
    assert_eq!(error.problems()[0].message(), "rejected: the validation panicked");
}
