//! How a field may be described: nothing of a sensitive value that could be tried, and no key that is
//! more than a name.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "many structs here only fail to load")]

use std::collections::BTreeMap;

use figleaf::figment::providers::Serialized;
use figleaf::source::{Fetched, Memory};
use figleaf::{Config, Error, Secret};
use proptest::prelude::*;
use serde::Deserialize;
use validator::Validate;

/// Sensitive fields of every kind.
#[derive(Debug, Config, Validate)]
#[config(prefix = "/app")]
struct Sensitive {
    #[validate(length(min = 4, max = 12))]
    pin: Secret,
    number: Secret<u32>,
    float: Secret<f32>,
    numbers: Vec<Secret<u8>>,
    #[config(sensitive)]
    words: Vec<u16>,
    #[config(sensitive)]
    pair: (u8, u8),
    #[config(sensitive, json)]
    document: BTreeMap<String, u8>,
    #[config(sensitive)]
    pairs: BTreeMap<String, u8>,
    #[config(sensitive, json)]
    tagged: Tagged,
    #[config(nested, secretsmanager = "login")]
    login: Login,
}

#[derive(Debug, Config)]
struct Login {
    user: String,
    password: Secret<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Tagged {
    Tcp { port: u16 },
}

fn load(text: &str) -> Error {
    let names =
        ["pin", "number", "float", "numbers", "words", "pair", "document", "pairs", "tagged"];
    let add = |memory: Memory, name: &str| memory.with(format!("/app/{name}"), text);
    let ssm = names.into_iter().fold(Memory::new("ssm"), add);
    // The keys of a document that a group is are told when they look like names.
    let login = if text.starts_with("{\"k\"") { "[]" } else { text };
    let secrets = Memory::new("secretsmanager").with("login", login);
    let loader = Sensitive::loader().no_env_vars().source(ssm).source(secrets);
    loader.load_owned_blocking().unwrap_err()
}

/// Values that are alike but for what must not be told: their length and where in them something is.
fn twins() -> impl Strategy<Value = (String, String)> {
    let letters = |range: &str| proptest::string::string_regex(range).unwrap();
    let around = prop_oneof![
        Just(("", "")),
        Just(("{\"k\":1,\"", "\":true}")),
        Just(("[1,\"", "\",2]")),
        Just(("[\"", "\"")),
        Just(("{\"kind\":\"tcp\",\"port\":\"", "\"}")),
        Just(("a=1,", "=x")),
        Just(("1,", ",2,3,4")),
        Just(("\"", "\"")),
    ];
    let texts = (letters("[a-z]{13,20}"), letters("[a-z]{21,40}"));
    (texts, around).prop_map(|((a, b), (before, after))| {
        (format!("{before}{a}{after}"), format!("{before}{b}{after}"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    /// What is told of a sensitive field is the same whatever its length, and wherever something is
    /// wrong in it.
    #[test]
    fn no_length_and_no_column((a, b) in twins()) {
        let (first, second) = (load(&a), load(&b));
        prop_assert_eq!(first.to_string(), second.to_string());
        prop_assert_eq!(first.to_json(), second.to_json());
    }

    /// Numbers of every size: not whether they are negative, too large or have a fraction.
    #[test]
    fn no_kind_of_number(a in "-?[1-9][0-9]{12,20}", b in "[0-9]{11}\\.[0-9]{1,9}") {
        let told = |text: &str| {
            let error = load(text);
            let mut told: Vec<String> = error.problems().iter().map(|problem| problem.message().to_owned()).collect();
            told.retain(|message| message.contains("number"));
            told.retain(|message| ["negative", "large", "small", "fraction", "holds"].iter().any(|word| message.contains(word)));
            told
        };
        prop_assert_eq!(told(&a), [""; 0]);
        prop_assert_eq!(told(&b), [""; 0]);
    }

    /// Where white space is in a value is not told, only that it is around it.
    #[test]
    fn no_place_of_white_space(text in "[a-z]{13,30}") {
        let before = load(&format!(" {text}")).to_string();
        let after = load(&format!("{text}\n\n")).to_string();
        prop_assert_eq!(before, after);
    }
}

#[test]
fn what_may_be_told_is_told() {
    let message = |text: &str, path: &str| {
        let error = load(text);
        let of_path = error.problems().iter().find(|problem| problem.path() == path);
        of_path.map(|problem| problem.message().to_owned()).unwrap_or_default()
    };
    assert_eq!(
        message("abc", "pin"),
        "rejected by length(min = 4, max = 12): too short in ssm:/app/pin"
    );
    assert_eq!(
        message("abcdefghijklm", "pin"),
        "rejected by length(min = 4, max = 12): too long in ssm:/app/pin"
    );
    assert_eq!(
        message("", "pin"),
        "rejected by length(min = 4, max = 12): an empty string in ssm:/app/pin"
    );
    assert_eq!(
        message("", "number"),
        "expected Secret<u32>, found an empty string in ssm:/app/number"
    );
    assert_eq!(
        message(" x", "number"),
        "expected Secret<u32>, found a string (with white space around it) in ssm:/app/number"
    );
    assert_eq!(
        message("{'k': 1}", "document"),
        "expected JSON, found a string that has single quotation marks in ssm:/app/document"
    );
    assert_eq!(
        message("hunter2", "login.*"),
        "expected a JSON object, found a string that is plain text and no JSON in secretsmanager:login"
    );
    assert_eq!(
        message("{\"k\": 1, \"hunter\": true}", "document"),
        "expected u8, found a boolean at `[1]` in ssm:/app/document"
    );
}

/// A public field and a document of a group, with whatever keys.
#[derive(Debug, Config)]
#[config(prefix = "/app")]
struct Public {
    #[config(json)]
    tenants: BTreeMap<String, Tenant>,
    #[config(nested, secretsmanager = "login")]
    login: Login,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tenant {
    plan: u8,
}

fn of_keys(tenants: &str, login: &str) -> Error {
    let ssm = Memory::new("ssm").with("/app/tenants", tenants);
    let secrets = Memory::new("secretsmanager").with("login", login);
    let loader = Public::loader().no_env_vars().source(ssm).source(secrets);
    loader.load_owned_blocking().unwrap_err()
}

#[test]
fn keys_are_told_when_they_are_names_and_never_many() {
    let long = "k".repeat(65);
    let login = format!(
        "{{\"user_name\":1,\"sk test/1\":1,\"{long}\":1,\"a@b.example\":1,\"\u{202e}x\":1,\"\":1,\"pass.word-1\":1}}"
    );
    let tenants = "{\"token hunter2\":{\"plan\":true}}";
    insta::assert_snapshot!(of_keys(tenants, &login), @r#"
    configuration of Public could not be loaded: 3 problems

      tenants         expected u8, found a boolean at `[0].plan` in ssm:/app/tenants
      login.user      missing: no key `user`, the keys there are user_name, pass.word-1 and 5 more: did you mean `user_name`?
                      looked in secretsmanager:login#user
                      help: add the key `user` to secretsmanager:login, or read the one there: #[config(rename = "user_name")]
      login.password  missing: no key `password`, the keys there are user_name, pass.word-1 and 5 more: did you mean `pass.word-1`?
                      looked in secretsmanager:login#password
                      help: add the key `password` to secretsmanager:login, or read the one there: #[config(rename = "pass.word-1")]
    "#);

    let many: Vec<String> = (0..500).map(|number| format!("\"key_{number}\":1")).collect();
    let error = of_keys(
        &format!("{{\"{}\":{{\"plan\":true}}}}", "x".repeat(60_000)),
        &format!("{{{}}}", many.join(",")),
    );
    let text = error.to_string();
    assert!(text.len() < 2_000, "{} bytes", text.len());
    assert!(text.contains("and 488 more"), "{text}");
}

/// A key that no field has is told by its number when it is no name.
#[test]
fn unknown_keys() {
    let message = |key: &str| {
        let error = of_keys(
            &format!("{{\"acme\":{{\"plan\":1,\"{key}\":1}}}}"),
            "{\"user\":\"a\",\"password\":1}",
        );
        error.problems()[0].message().to_owned()
    };
    assert_eq!(
        message("plam"),
        "BTreeMap<String, Tenant>: an unknown key at `acme.plam`, expected one of plan in ssm:/app/tenants"
    );
    assert_eq!(
        message("pass word"),
        "BTreeMap<String, Tenant>: an unknown key at `acme[1]`, expected one of plan in ssm:/app/tenants"
    );
}

/// What is printed from outside stands on its line and in its order.
#[test]
fn what_reorders_or_breaks_lines_is_escaped() {
    let name = "config\u{202e}lmot\u{2028}\u{2066}x\u{feff}\u{200b}\n  password  missing";
    let error = Public::loader()
        .no_env_vars()
        .source(Memory::new("ssm"))
        .source(Memory::new("secretsmanager"))
        .join(Named(name))
        .load_owned_blocking()
        .unwrap_err();
    for text in [error.to_string(), error.to_json(), format!("{:?}", error.problems())] {
        let is_foreign = |c: char| {
            c != '\n'
                && (c.is_control() || ('\u{200b}'..='\u{206f}').contains(&c) || c == '\u{feff}')
        };
        assert!(!text.contains(is_foreign), "{text:?}");
        assert!(text.contains("202e") && text.contains("2028") && text.contains("feff"), "{text}");
    }
    assert!(!error.to_string().contains("\n  password  missing"));
}

/// A provider with that name and no values.
struct Named(&'static str);

impl figleaf::figment::Provider for Named {
    fn metadata(&self) -> figleaf::figment::Metadata {
        figleaf::figment::Metadata::named(self.0)
    }

    fn data(
        &self,
    ) -> figleaf::figment::error::Result<
        figleaf::figment::value::Map<figleaf::figment::Profile, figleaf::figment::value::Dict>,
    > {
        Ok(figleaf::figment::value::Map::new())
    }
}

/// Binary values and StringLists tell no number of bytes or items of a sensitive field.
#[test]
fn other_forms() {
    let message = |fetched: Fetched| {
        let ssm = Memory::new("ssm").with_fetched("/app/pin", fetched);
        #[derive(Debug, Config)]
        #[config(prefix = "/app")]
        struct One {
            pin: Secret,
        }
        let error = One::loader().no_env_vars().source(ssm).load_owned_blocking().unwrap_err();
        error.problems()[0].message().to_owned()
    };
    assert_eq!(
        message(Fetched::bytes([255])),
        "expected Secret, found a binary value in ssm:/app/pin"
    );
    let list = Fetched::list(["a".to_owned(), "b".to_owned()]);
    assert_eq!(message(list), "expected Secret, found a list in ssm:/app/pin");
    let input = Serialized::default("pin", vec![1, 2]);
    let loader = Sensitive::loader().no_env_vars().source(Memory::new("ssm"));
    let error = loader
        .source(Memory::new("secretsmanager"))
        .merge(input)
        .load_owned_blocking()
        .unwrap_err();
    let of_pin = error.problems().iter().find(|problem| problem.path() == "pin").unwrap();
    assert!(
        of_pin.message().starts_with("expected Secret, found a list in "),
        "{}",
        of_pin.message()
    );
}
