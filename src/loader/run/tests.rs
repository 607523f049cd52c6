//! Loads of thousands of fields, whose reports must not take seconds to write.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::*;
use crate::__private::{FieldBuilder, SchemaBuilder};
use crate::schema::{Field, Kind};
use crate::source::env::Variables;
use crate::source::{Answer, BoxFuture, Failure, Key, Memory, Source};

const MANY: usize = 5_000;

/// The same failure for every key.
struct Failing(Failure);

impl Source for Failing {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move { keys.iter().for_each(|key| answer.failed(key, self.0.clone())) })
    }
}

fn schema() -> &'static Schema {
    let name = |number: usize| &*format!("field_{number}").leak();
    let field = |number: usize| FieldBuilder::new(name(number), "String", Kind::Text).build();
    let fields: Vec<Field> = (0..MANY).map(field).collect();
    let schema = SchemaBuilder::new("Many", fields.leak())
        .with_prefix("/app")
        .with_env_prefix("APP")
        .build();
    Box::leak(Box::new(schema))
}

/// The error of a load from a source, and how long it and its report took.
fn load(source: impl Source + 'static) -> (Error, Duration) {
    let other = |number: usize| (format!("OTHER_{number}"), "x".into());
    let variables: BTreeMap<_, _> = (0..200).map(other).collect();
    let settings = Settings {
        sources: vec![Arc::new(source)],
        variables: Arc::new(Variables::Given(variables)),
        timeout: Some(Duration::from_secs(60)),
        ..Settings::default()
    };
    let schema = schema();
    let started = Instant::now();
    let mut decode = |decoder: &mut Decoder<'_>| {
        for index in 0..MANY {
            decoder.required::<String>(index);
        }
    };
    let deadline = settings.deadline();
    let prepared = Prepared { settings, ..Prepared::default() };
    let once = Run::first(schema, deadline);
    let loaded = run(&prepared, schema, once, &mut decode).now_or_never();
    let error = loaded.unwrap().err().unwrap();
    assert!(!error.to_string().is_empty() && !error.to_json().is_empty());
    (error, started.elapsed())
}

/// Far more than it takes, and far less than what it takes when each field is compared with each other.
const GENEROUS: Duration = Duration::from_secs(4);

#[test]
fn thousands_that_are_denied() {
    let (error, took) = load(Failing(Failure::denied("not allowed")));
    assert_eq!(error.problems().len(), MANY);
    assert!(took < GENEROUS, "{took:?}");
}

#[test]
fn thousands_whose_store_is_away() {
    let (error, took) = load(Failing(Failure::unavailable("away")));
    assert_eq!(error.problems().len(), 1);
    assert_eq!(error.problems()[0].fields().len(), MANY);
    assert!(error.to_string().contains("and 4960 more"), "{error}");
    assert!(took < GENEROUS, "{took:?}");
}

#[test]
fn thousands_that_are_missing() {
    let (error, took) = load(Memory::new("ssm"));
    assert_eq!(error.problems().len(), MANY);
    assert!(took < GENEROUS, "{took:?}");
}
