//! Values with something around them that nobody sees, and variables that are set to nothing: one warning
//! each, and nothing of a secret.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "many structs here only load")]

mod support;

use std::collections::BTreeMap;

use ::tracing::Level;
use ::tracing::subscriber::with_default;
use figleaf::source::Memory;
use figleaf::{Config, Secret};
use support::tracing::Recorder;

/// The warnings of a load that gives a configuration, each as its fields.
fn warnings<T: Config>(loader: figleaf::Loader<T>) -> Vec<BTreeMap<String, String>> {
    let recorder = Recorder::for_target("figleaf");
    with_default(recorder.subscriber(), || drop(loader.load_owned_blocking().unwrap()));
    assert!(!recorder.text().contains("hunter"), "{}", recorder.text());
    let events = recorder.events().into_iter();
    events.filter(|event| event.level == Level::WARN).map(|event| event.fields).collect()
}

#[derive(Debug, Config)]
#[config(prefix = "/app", env_prefix = "APP")]
struct Edges {
    key: Secret,
    name: String,
    port: u16,
    items: Vec<String>,
    map: BTreeMap<String, String>,
    #[config(by_path)]
    below: BTreeMap<String, String>,
    #[config(nested, secretsmanager = "login")]
    login: Login,
}

#[derive(Debug, Config)]
struct Login {
    user: String,
    password: Secret,
}

fn edges(
    parameters: &[(&str, &str)],
    login: &str,
    variables: &[(&str, &str)],
) -> Vec<BTreeMap<String, String>> {
    let plain = [
        ("key", "hunter2"),
        ("name", "a"),
        ("port", "1"),
        ("items", "a"),
        ("map", "a=b"),
        ("below/a", "a"),
    ];
    let parameters = plain.iter().chain(parameters);
    let memory = parameters.fold(Memory::new("ssm"), |memory, (name, value)| {
        memory.with(format!("/app/{name}"), *value)
    });
    let secrets = Memory::new("secretsmanager").with("login", login);
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), *value));
    warnings(Edges::loader().env_vars(variables).source(memory).source(secrets))
}

const LOGIN: &str = r#"{"user":"ada","password":"hunter2"}"#;

/// `echo … | aws`, PowerShell, a file from Windows: one warning, and of a secret nothing but that.
#[test]
fn a_secret_with_something_around_it_that_is_not_seen() {
    assert_eq!(edges(&[], LOGIN, &[]), []);
    let unseen = [
        "hunter2\n",
        "hunter2\r\n",
        "hunter2\0",
        "\u{feff}hunter2",
        "hunter2\u{feff}",
        " hunter2",
        "hunter2\t",
        "hunter2\u{200b}",
        "hunter2\u{a0}",
    ];
    for text in unseen {
        let warnings = edges(&[("key", text)], LOGIN, &[]);
        assert_eq!(warnings.len(), 1, "{text:?}");
        assert_eq!(warnings[0]["fields"], "key");
        assert_eq!(warnings[0]["place"], "ssm:/app/key");
        assert_eq!(warnings[0]["found"], "white space or an invisible character around it");
    }
}

#[test]
fn what_is_no_secret_says_what_is_around_it() {
    let found = |text: &str| edges(&[("name", text)], LOGIN, &[])[0]["found"].clone();
    assert_eq!(found("a\n"), "a line feed at its end");
    assert_eq!(found("\u{feff}a"), "a byte order mark at its beginning");
    assert_eq!(found("a\0"), "a NUL character around it");
    assert_eq!(found(" a"), "white space around it");
    assert_eq!(found("a\u{2060}"), "an invisible character around it");
}

/// Variables, keys of documents and what is below a path, each once.
#[test]
fn each_stored_thing_with_something_around_its_values_is_one_warning() {
    let login = r#"{"user":"ada ","password":"hunter2\n"}"#;
    let warnings =
        edges(&[("below/b", "b\n"), ("below/c", "c\n")], login, &[("APP_NAME", "a\r\n")]);
    let told: Vec<_> =
        warnings.iter().map(|w| (w["place"].as_str(), w["fields"].as_str())).collect();
    assert_eq!(
        told,
        [
            ("APP_NAME", "name"),
            ("ssm:/app/below/*", "below"),
            ("secretsmanager:login", "login.user, login.password"),
        ]
    );
}

/// What is made of the text, or what files end in.
#[test]
fn where_it_does_no_harm_nothing_is_said() {
    let pem = "-----BEGIN KEY-----\nhunter2\n-----END KEY-----\n";
    assert_eq!(
        edges(&[("key", pem), ("port", "80\n"), ("items", "a, b\n"), ("map", "a=b\n")], LOGIN, &[]),
        []
    );
}

/// `APP_KEY=`: it counts, and hides what the store holds.
#[test]
fn an_empty_variable_over_another_value() {
    #[derive(Debug, Config)]
    #[config(prefix = "/app", env_prefix = "APP")]
    struct Empty {
        key: Secret,
        #[config(env = "LEVEL", default = "info")]
        level: String,
        #[config(env = "NOTE")]
        note: Option<String>,
        #[config(env = "ONLY")]
        only: String,
    }
    let variables = [("APP_KEY", ""), ("LEVEL", ""), ("NOTE", ""), ("ONLY", "")];
    let loader = || {
        let memory = Memory::new("ssm").with("/app/key", "hunter2");
        Empty::loader().env_vars(variables).source(memory)
    };
    let told = warnings(loader());
    let told: Vec<_> =
        told.iter().map(|w| (w["variable"].as_str(), w["hidden"].as_str())).collect();
    assert_eq!(told, [("APP_KEY", "ssm:/app/key"), ("LEVEL", "its default"), ("NOTE", "None")]);
    let joined = figleaf::figment::providers::Serialized::default("only", "hunter2");
    let told = warnings(loader().join(joined));
    let of_joined = told.iter().find(|w| w["variable"] == "ONLY").unwrap();
    assert!(of_joined["hidden"].contains("unseen.rs"), "{of_joined:?}");
    let error = loader().empty_is_unset().load_owned_blocking().unwrap_err();
    assert_eq!(error.problems().len(), 1);
    assert_eq!(error.problems()[0].path(), "only");
}

/// The attribute holds for a struct and its groups, and for the variable that names the environment.
#[test]
fn a_struct_may_say_that_an_empty_variable_is_unset() {
    #[derive(Debug, Config)]
    #[config(
        prefix = "/{env}/app",
        env_prefix = "APP",
        default_environment = "dev",
        empty_is_unset
    )]
    struct Outer {
        key: Secret,
        #[config(nested)]
        inner: Inner,
    }
    #[derive(Debug, Config)]
    struct Inner {
        port: Option<u16>,
    }
    let variables = [("APP_KEY", ""), ("APP_INNER_PORT", ""), ("ENVIRONMENT", "")];
    let memory = Memory::new("ssm").with("/dev/app/key", "hunter2");
    let outer = Outer::loader().env_vars(variables).source(memory).load_owned_blocking().unwrap();
    assert_eq!((outer.key.expose_secret().as_str(), outer.inner.port), ("hunter2", None));
}

/// `APP_PORT=` where a number is wanted, or a text with a rule, or the document of a group.
#[test]
fn an_empty_variable_that_is_refused_says_so() {
    use validator::Validate;
    #[derive(Debug, Config, Validate)]
    #[config(env_prefix = "APP")]
    struct Empty {
        port: Option<u16>,
        #[validate(length(min = 8))]
        key: Secret,
        #[config(nested, env = "DB_SECRET")]
        login: Login,
    }
    let variables = [("APP_PORT", ""), ("APP_KEY", ""), ("DB_SECRET", "")];
    let error = Empty::loader().env_vars(variables).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error, @r"
    configuration of Empty could not be loaded: 3 problems

      port     expected u16, found an empty string in APP_PORT
               help: unset APP_PORT, or say empty_is_unset: a variable that is set to nothing counts
      key      rejected by length(min = 8): an empty string in APP_KEY
               help: unset APP_KEY, or say empty_is_unset: a variable that is set to nothing counts
      login.*  expected a JSON object, found an empty string in DB_SECRET
               needed by login.user, login.password
               help: unset DB_SECRET, or say empty_is_unset: a variable that is set to nothing counts
    ");
}
