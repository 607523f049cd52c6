//! No value in what a load warns of: edges, empty variables, names that no field reads.
//!
//! Random secrets stand in every place that a warning is about, as values and as keys that are no names;
//! the load succeeds, or is strict and fails, and everything that was written is searched.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "nobody reads what is loaded")]

mod support;

use std::collections::BTreeMap;

use ::tracing::subscriber::with_default;
use figleaf::figment::Profile;
use figleaf::figment::value::{Dict, Map, Value};
use figleaf::figment::{self, Metadata, Provider};
use figleaf::source::{Fetched, Memory};
use figleaf::{Config, Secret};
use proptest::prelude::*;
use support::tracing::Recorder;

#[derive(Debug, Config)]
#[config(prefix = "/app", env_prefix = "APP")]
struct App {
    key: Secret,
    printed: String,
    note: Option<String>,
    #[config(by_path)]
    below: BTreeMap<String, String>,
    #[config(nested, secretsmanager = "login")]
    login: Login,
    #[config(nested, env = "DB_SECRET")]
    database: Login,
}

#[derive(Debug, Config)]
struct Login {
    password: Secret,
    user: Option<String>,
}

struct Mine(Dict);

impl Provider for Mine {
    fn metadata(&self) -> Metadata {
        Metadata::named("mine")
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        Ok(Profile::Default.collect(self.0.clone()))
    }
}

/// Letters and digits, which nothing escapes.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z]{4}[0-9]{6}[a-z]{2}", "[1-9][0-9]{15,17}"]
}

/// What may stand around it.
fn around() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop_oneof![
        Just(("", "")),
        Just(("", "\n")),
        Just(("", "\r\n")),
        Just(("\u{feff}", "")),
        Just((" ", "\t")),
        Just(("", "\0")),
        Just(("\u{200b}", "\u{a0}")),
    ]
}

/// What makes a key no name: a value in the wrong place.
fn key(secret: &str, form: usize) -> String {
    match form {
        0 => format!("{secret} {secret}"),
        1 => secret.repeat(64),
        2 => format!("{secret}\n"),
        _ => format!("{secret}/{secret}"),
    }
}

proptest! {
    #[test]
    fn of_warnings(
        secret in secret(),
        (before, after) in around(),
        form in 0_usize..4,
        is_strict in any::<bool>(),
    ) {
        let value = format!("{before}{secret}{after}");
        let stray = key(&secret, form);
        let document = BTreeMap::from([
            ("password", value.as_str()), ("user", &value), ("passwrod", &value), (&stray, &value),
        ]);
        let document = serde_json::to_string(&document).unwrap();
        let parameters = Memory::new("ssm")
            .with("/app/key", &value)
            .with_fetched("/app/printed", Fetched::text(&value).encrypted())
            .with("/app/below/one", &value);
        let group = Dict::from([(stray.clone(), Value::from(value.clone()))]);
        let given = Dict::from([
            (stray.clone(), Value::from(value.clone())),
            ("kye".to_owned(), Value::from(value.clone())),
            ("login".to_owned(), Value::from(group)),
        ]);
        let variables = [
            ("DB_SECRET".to_owned(), document.clone()),
            ("APP_NOTE".to_owned(), String::new()),
            (format!("APP_{stray}"), value.clone()),
            ("APP_PRINTD".to_owned(), value),
        ];
        let loader = App::loader()
            .env_vars(variables)
            .source(parameters)
            .source(Memory::new("secretsmanager").with("login", document))
            .merge(Mine(given.clone()))
            .join(Mine(given));
        let loader = if is_strict { loader.strict() } else { loader };
        let recorder = Recorder::for_target("figleaf");
        let loaded = with_default(recorder.subscriber(), || loader.load_owned_blocking());
        let report = match &loaded {
            Ok(_) => String::new(),
            Err(error) => format!("{error} {}", error.to_json()),
        };
        prop_assert_eq!(loaded.is_err(), is_strict, "{}", report);
        let text = format!("{}{report}", recorder.text());
        prop_assert!(!text.contains(&secret), "{}", text);
        prop_assert!(text.contains("passwrod") && text.contains("APP_PRINTD") && text.contains("kye"), "{}", text);
    }
}
