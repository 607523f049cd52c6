//! `[REDACTED]`, which stands in the place of a secret when a configuration is written out, is no secret
//! when that is read again.

#![cfg(all(feature = "derive", feature = "local"))]

use std::collections::BTreeMap;

use figleaf::figment::providers::{Format, Serialized, Toml};
use figleaf::source::Memory;
use figleaf::{Code, Config, Redacts, Secret, SecretBox, SecretString};
use serde::{Deserialize, Serialize};
use validator::Validate;

#[derive(Debug, Config, Serialize, Validate)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct App {
    #[validate(length(min = 8))]
    api_key: Secret,
    #[config(nested)]
    database: Database,
    spare: Option<Secret>,
    tokens: Vec<Secret>,
}

#[derive(Debug, Config, Serialize)]
struct Database {
    host: String,
    password: Secret,
}

fn filled() -> Memory {
    Memory::new("ssm")
        .with("/prod/app/api-key", "correct-horse")
        .with("/prod/app/database/host", "db")
        .with("/prod/app/database/password", "battery-staple")
        .with("/prod/app/spare", "spare-key")
        .with("/prod/app/tokens", "one,two")
}

#[test]
fn a_configuration_that_was_written_out_has_no_secrets() {
    let load = || App::loader().environment("prod").no_env_vars();
    let config = load().source(filled()).load_owned_blocking().unwrap();
    let written = figleaf::figment::Figment::from(Serialized::defaults(&config));
    let error = load().source(Memory::new("ssm")).join(written).load_owned_blocking().unwrap_err();
    let paths: Vec<_> = error.problems().iter().map(figleaf::Problem::path).collect();
    assert_eq!(paths, ["api_key", "database.password", "spare", "tokens"]);
    for problem in error.problems() {
        assert_eq!(problem.code(), Code::Invalid);
        assert!(problem.message().contains("found the string [REDACTED] in"), "{error}");
    }
}

#[derive(Debug, Deserialize)]
struct Plain(#[allow(dead_code)] String);

impl Redacts for Plain {}

/// Every way to hold a secret, and the document that holds one inside of a type of serde's.
#[derive(Debug, Config)]
#[allow(dead_code)]
struct Ways {
    #[config(env = "SECRET")]
    secret: Secret,
    #[config(env = "BYTES")]
    bytes: Secret<Vec<u8>>,
    #[config(env = "LIST")]
    list: Secret<Vec<String>>,
    #[config(env = "NUMBER")]
    number: Secret<u64>,
    #[config(env = "OPTION")]
    option: Option<Secret>,
    #[config(env = "ITEMS")]
    items: Vec<Secret>,
    #[config(env = "MAP")]
    map: BTreeMap<String, Secret>,
    #[config(env = "STRING")]
    string: SecretString,
    #[config(env = "BOXED")]
    boxed: SecretBox<String>,
    #[config(env = "OWN")]
    own: Plain,
    #[config(env = "TOLD", sensitive = false)]
    told: Secret,
    #[config(env = "JSON", json)]
    json: Inside,
    #[config(env = "UNSET", default = "[REDACTED]")]
    default: Secret,
}

#[derive(Debug, Deserialize)]
struct Inside {
    #[allow(dead_code)]
    key: Option<Secret<Option<String>>>,
}

#[test]
fn no_type_of_secret_takes_it() {
    let plain = ["SECRET", "BYTES", "LIST", "NUMBER", "OPTION", "STRING", "BOXED", "OWN", "TOLD"];
    let variables = plain.map(|name| (name, "[REDACTED]")).into_iter().chain([
        ("ITEMS", "one,[REDACTED]"),
        ("MAP", "a=[REDACTED]"),
        ("JSON", r#"{"key": "[REDACTED]"}"#),
    ]);
    let error = Ways::loader().env_vars(variables).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error);
}

#[test]
fn a_document_and_a_local_file_may_not_hold_it() {
    #[derive(Debug, Config)]
    #[allow(dead_code)]
    struct Keys {
        #[config(nested, secretsmanager = "database")]
        database: Database,
        #[config(secretsmanager = "key")]
        key: Secret,
        #[config(secretsmanager = "many", json)]
        many: Secret<Vec<String>>,
    }
    let secrets = Memory::new("secretsmanager")
        .with("database", r#"{"host": "[REDACTED]", "password": "[REDACTED]"}"#)
        .with("many", r#"["[REDACTED]"]"#)
        .with("key", "[REDACTED]");
    let error = Keys::loader().source(secrets).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error);

    let file = Toml::string("api_key = '[REDACTED]'\ntokens = ['[REDACTED]']");
    let error = App::loader().environment("prod").source(filled()).merge(file);
    let error = error.no_env_vars().load_owned_blocking().unwrap_err();
    let paths: Vec<_> = error.problems().iter().map(figleaf::Problem::path).collect();
    assert_eq!(paths, ["api_key", "tokens"]);
}

/// Exactly that text: what has it inside is a secret.
#[test]
fn what_looks_like_it_is_taken() {
    #[derive(Config)]
    struct One {
        #[config(env = "KEY")]
        key: Secret,
    }
    for text in ["[REDACTED] ", "[redacted]", "REDACTED", "x[REDACTED]"] {
        let one = One::loader().env_vars([("KEY", text)]).load_owned_blocking().unwrap();
        assert_eq!(one.key.expose_secret(), text);
    }
}

#[test]
fn serde_hears_of_it_too() {
    for json in ["\"[REDACTED]\"", "\"\\u005bREDACTED]\""] {
        let error = serde_json::from_str::<Secret>(json).unwrap_err().to_string();
        assert!(error.contains("the value itself was not kept"), "{error}");
    }
    assert!(serde_json::from_str::<Secret<Option<String>>>("\"[REDACTED]\"").is_err());
    assert_eq!(serde_json::from_str::<Secret<Option<u8>>>("null").unwrap().expose_secret(), &None);
}
