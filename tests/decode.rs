//! Text and typed values become what the field's type asks for, or a clear problem.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "many structs here only fail to load")]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use figleaf::figment::providers::Serialized;
use figleaf::source::{Fetched, Memory};
use figleaf::{Config, Secret, SecretString};
use serde::{Deserialize, Deserializer};
use url::Url;

/// Loads a struct with one field, `value`, from the text of an environment variable.
macro_rules! from_text {
    ($ty:ty, $text:expr $(, $attribute:meta)?) => {{
        #[derive(Debug, Config)]
        struct One {
            #[config(env = "VALUE")]
            $(#[$attribute])?
            value: $ty,
        }
        One::loader().env_vars([("VALUE", $text)]).load_owned_blocking().map(|one| one.value)
    }};
}

/// The same from a JSON value.
macro_rules! from_json {
    ($ty:ty, $json:expr $(, $attribute:meta)?) => {{
        #[derive(Debug, Config)]
        struct One {
            #[config(env = "VALUE")]
            $(#[$attribute])?
            value: $ty,
        }
        let json: serde_json::Value = serde_json::from_str($json).unwrap();
        let loader = One::loader().no_env_vars();
        loader.merge(Serialized::default("value", json)).load_owned_blocking().map(|one| one.value)
    }};
}

/// The line of the report that tells the problem.
macro_rules! problem {
    ($result:expr) => {{
        let error = $result.map(drop).unwrap_err();
        assert_eq!(error.problems().len(), 1, "{error}");
        assert_eq!(error.problems()[0].code(), figleaf::Code::Invalid);
        // A value in code is named by its type and the place in this file.
        let message = error.problems()[0].message();
        message.split(" at tests/").next().unwrap_or_default().to_owned()
    }};
}

#[test]
fn scalars_from_text() {
    assert_eq!(from_text!(u8, "255").unwrap(), 255);
    assert_eq!(from_text!(i64, "-9").unwrap(), -9);
    assert_eq!(from_text!(u128, "340282366920938463463374607431768211455").unwrap(), u128::MAX);
    assert_eq!(from_text!(f64, "1e3").unwrap(), 1000.0);
    assert_eq!(from_text!(u16, " 80\n").unwrap(), 80);
    for (text, expected) in [("true", true), ("FALSE", false), ("1", true), ("0", false)] {
        assert_eq!(from_text!(bool, text).unwrap(), expected);
    }
    assert_eq!(from_text!(char, "ä").unwrap(), 'ä');
    assert_eq!(from_text!(String, " as it is\n").unwrap(), " as it is\n");
    assert_eq!(from_text!(String, "0123").unwrap(), "0123");
    assert_eq!(from_text!(String, "").unwrap(), "");
    assert_eq!(from_text!(PathBuf, "/a/b").unwrap(), PathBuf::from("/a/b"));
    assert_eq!(from_text!(IpAddr, "::1").unwrap(), IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]));
    assert_eq!(from_text!(SocketAddr, "127.0.0.1:80").unwrap().port(), 80);
    assert_eq!(from_text!(Url, "https://a.example").unwrap().as_str(), "https://a.example/");
    assert_eq!(from_text!(Option<u16>, "7").unwrap(), Some(7));
    assert_eq!(from_text!(Secret<u32>, "7").unwrap().expose_secret(), &7);
    assert_eq!(from_text!(Secret, "12345").unwrap().expose_secret(), "12345");
    let secret = from_text!(SecretString, "12345").unwrap();
    assert_eq!(figleaf::ExposeSecret::expose_secret(&secret), "12345");
}

#[test]
fn lists_from_text() {
    assert_eq!(from_text!(Vec<u16>, "1, 2,3").unwrap(), [1, 2, 3]);
    assert_eq!(from_text!(Vec<String>, "").unwrap(), [""; 0]);
    assert_eq!(from_text!(Vec<String>, "a b c", config(delimiter = " ")).unwrap(), ["a", "b", "c"]);
    assert_eq!(from_text!(HashSet<u8>, "1,1,2").unwrap(), HashSet::from([1, 2]));
    assert_eq!(from_text!(BTreeSet<char>, "b,a").unwrap(), BTreeSet::from(['a', 'b']));
    assert_eq!(from_text!((u8, String), "1,x").unwrap(), (1, "x".to_owned()));
    assert_eq!(from_text!(Option<Vec<u8>>, "ab").unwrap(), Some(b"ab".to_vec()));
    let secrets = from_text!(Vec<Secret>, "a,b").unwrap();
    assert_eq!(secrets[1].expose_secret(), "b");
}

#[test]
fn bytes() {
    assert_eq!(from_text!(Vec<u8>, "häh").unwrap(), "häh".as_bytes());
    assert_eq!(from_text!(Secret<Vec<u8>>, "1,2").unwrap().expose_secret(), b"1,2");
    assert_eq!(from_json!(Vec<u8>, "[0, 255]").unwrap(), [0, 255]);
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Level {
    Info,
    Debug,
    File { path: String },
}

#[derive(Debug, Deserialize, PartialEq)]
struct Limits {
    max: u32,
    names: Vec<String>,
    level: Option<Level>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(transparent)]
struct Port(u16);

#[derive(Debug, Deserialize, PartialEq)]
#[serde(untagged)]
enum Either {
    Number(u32),
    Text(String),
}

#[test]
fn types_of_the_users() {
    assert_eq!(from_text!(Level, "debug").unwrap(), Level::Debug);
    assert_eq!(from_text!(Vec<Level>, "debug,info").unwrap(), [Level::Debug, Level::Info]);
    assert_eq!(from_text!(Port, "80").unwrap(), Port(80));
    assert_eq!(from_text!(Either, "80").unwrap(), Either::Text("80".to_owned()));
    assert_eq!(from_json!(Either, "80").unwrap(), Either::Number(80));
    let file = Level::File { path: "/x".to_owned() };
    assert_eq!(from_json!(Level, r#"{"file":{"path":"/x"}}"#).unwrap(), file);
    let limits = Limits { max: 5, names: vec!["a".to_owned()], level: Some(Level::Info) };
    let json = r#"{"max":"5","names":["a"],"level":"info"}"#;
    assert_eq!(from_text!(Limits, json, config(json)).unwrap(), limits);
    assert_eq!(from_json!(Limits, json, config(json)).unwrap(), limits);
    let map = from_text!(HashMap<String, u8>, r#"{"a": 1}"#, config(json)).unwrap();
    assert_eq!(map, HashMap::from([("a".to_owned(), 1)]));
    let ports = from_text!(BTreeMap<u16, bool>, r#"{"80": true}"#, config(json)).unwrap();
    assert_eq!(ports, BTreeMap::from([(80, true)]));
    let any = from_text!(serde_json::Value, r#"{"a": [1, null]}"#, config(json)).unwrap();
    assert_eq!(any, serde_json::json!({"a": [1, null]}));
}

/// Values that have a type already: a number where a string is wanted and the other way around.
#[test]
fn scalars_from_typed_values() {
    assert_eq!(from_json!(u16, "5432").unwrap(), 5432);
    assert_eq!(from_json!(u16, "\"5432\"").unwrap(), 5432);
    assert_eq!(from_json!(f64, "5").unwrap(), 5.0);
    assert!(from_json!(bool, "true").unwrap());
    assert!(from_json!(bool, "\"true\"").unwrap());
    assert_eq!(from_json!(String, "5432").unwrap(), "5432");
    assert_eq!(from_json!(String, "-1").unwrap(), "-1");
    assert_eq!(from_json!(String, "true").unwrap(), "true");
    assert_eq!(from_json!(Secret, "123456").unwrap().expose_secret(), "123456");
    assert_eq!(from_json!(Option<u8>, "null").unwrap(), None);
    assert_eq!(from_json!(Vec<u8>, "\"ab\"").unwrap(), b"ab");
}

#[test]
fn what_does_not_fit_is_described() {
    assert_eq!(
        problem!(from_text!(u16, "8O80")),
        "expected u16, found a string of 4 characters in VALUE"
    );
    assert_eq!(problem!(from_text!(u16, "")), "expected u16, found an empty string in VALUE");
    assert_eq!(
        problem!(from_text!(u8, "256")),
        "expected u8, found a number that is too large (u8 holds 0 to 255) in VALUE"
    );
    assert_eq!(problem!(from_text!(u8, "-1")), "expected u8, found a negative number in VALUE");
    assert_eq!(
        problem!(from_text!(bool, "on")),
        "expected bool (true, false, 1 or 0), found a string of 2 characters in VALUE"
    );
    assert_eq!(
        problem!(from_text!(char, "ab")),
        "expected char, found a string of 2 characters in VALUE"
    );
    assert_eq!(
        problem!(from_text!(Level, "info\n")),
        "expected one of info, debug, file, found a string of 5 characters (with white space around it) in VALUE"
    );
    assert_eq!(
        problem!(from_text!(Url, "a.example")),
        "not accepted as Url: a string of 9 characters in VALUE"
    );
    assert_eq!(
        problem!(from_text!(Vec<u16>, "1,x,3")),
        "expected u16, found a string of 1 character at `[1]` in VALUE"
    );
    assert_eq!(
        problem!(from_text!((u8, u8), "1,2,3")),
        "expected 2 items for (u8, u8), found 3 in VALUE"
    );
    assert_eq!(
        problem!(from_text!(Limits, r#"{"max":5,"names":[[]]}"#, config(json))),
        "expected a string, found a list of 0 items at `names[0]` in VALUE"
    );
    assert_eq!(
        problem!(from_text!(Limits, r#"{"names":[]}"#, config(json))),
        "Limits: no value for `max` in VALUE"
    );
    assert_eq!(
        problem!(from_text!(Limits, r#"{"max":5,"#, config(json))),
        "expected JSON, found a string of 9 characters that ends early at line 1, column 10 in VALUE"
    );
    assert_eq!(
        problem!(from_text!(Limits, "", config(json))),
        "expected JSON, found an empty string in VALUE"
    );
    assert_eq!(
        problem!(from_json!(String, "1.50")),
        "expected String, found a number in serde_json::value::Value"
    );
    assert_eq!(
        problem!(from_json!(u16, "[1]")),
        "expected u16, found a list of 1 item in serde_json::value::Value"
    );
    assert_eq!(
        problem!(from_json!(u16, "-1")),
        "expected u16, found a negative number in serde_json::value::Value"
    );
}

#[test]
fn text_for_a_map_hints_at_json() {
    let error = from_text!(HashMap<String, u8>, "{}").unwrap_err();
    insta::assert_snapshot!(error, @r"
    configuration of One could not be loaded: 1 problem

      value  expected HashMap<String, u8>, found a string of 2 characters that looks like JSON in VALUE
             help: if the value is a JSON document, say #[config(json)]
    ");
}

#[test]
fn pairs_from_text() {
    let pairs = from_text!(BTreeMap<String, u8>, " a = 1 ,b=2").unwrap();
    assert_eq!(pairs, BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]));
    let pairs = from_text!(HashMap<u8, String>, "1=x=y;2=", config(delimiter = ";")).unwrap();
    assert_eq!(pairs, HashMap::from([(1, "x=y".to_owned()), (2, String::new())]));
    assert!(from_text!(BTreeMap<String, u8>, " ").unwrap().is_empty());
    assert_eq!(
        problem!(from_text!(BTreeMap<String, u8>, "a=1,hunter=300")),
        "expected u8, found a number that is too large (u8 holds 0 to 255) at `[1]` in VALUE"
    );
    assert_eq!(
        problem!(from_text!(BTreeMap<u8, u8>, "hunter=1")),
        "expected u8, found a string of 6 characters at `[0]` in VALUE"
    );
    assert_eq!(
        problem!(from_text!(BTreeMap<String, u8>, "a=1,hunter")),
        "expected key=value for BTreeMap<String, u8>, found a string of 6 characters at `[1]` in VALUE"
    );
    assert_eq!(
        problem!(from_text!(BTreeMap<String, u8>, "hunter=1,hunter=2")),
        "BTreeMap<String, u8>: a key stands there twice at `[1]` in VALUE"
    );
}

#[test]
#[cfg(all(feature = "humantime", feature = "bytesize"))]
fn ready_made_functions() {
    use std::time::Duration;

    macro_rules! duration {
        ($text:expr) => {
            from_text!(Duration, $text, config(with = figleaf::with::duration))
        };
    }
    macro_rules! size {
        ($ty:ty, $text:expr) => {
            from_text!($ty, $text, config(with = figleaf::with::byte_size))
        };
    }
    assert_eq!(duration!("1m 30s").unwrap(), Duration::from_secs(90));
    assert_eq!(
        problem!(duration!("soon")),
        "expected a duration such as 30s or 5m, found a string of 4 characters in VALUE"
    );
    assert_eq!(
        problem!(from_json!(Duration, "30", config(with = figleaf::with::duration))),
        "expected a duration such as 30s or 5m, found a number in serde_json::value::Value"
    );
    assert_eq!(size!(u64, "1.5KiB").unwrap(), 1536);
    assert_eq!(size!(usize, "10 MB").unwrap(), 10_000_000);
    assert_eq!(size!(Option<u32>, "7").unwrap(), Some(7));
    assert_eq!(from_json!(u64, "7", config(with = figleaf::with::byte_size)).unwrap(), 7);
    let size_is = |found: &str| {
        format!("expected a size in bytes such as 64KiB or 10MB, found {found} in VALUE")
    };
    assert_eq!(problem!(size!(u16, "64KiB")), size_is("a number that is too large"));
    assert_eq!(problem!(size!(u64, "20EiB")), size_is("a number that is too large"));
    assert_eq!(problem!(size!(u64, "0.5B")), size_is("a size with a fraction of a byte"));
    assert_eq!(problem!(size!(u64, "-1")), size_is("a negative number"));
    assert_eq!(problem!(size!(u16, "large")), size_is("a string of 5 characters"));
    assert!(from_json!(u64, "-1", config(with = figleaf::with::byte_size)).is_err());

    // Inside of a type that serde decodes.
    #[derive(Debug, Deserialize)]
    struct Limits {
        #[serde(deserialize_with = "figleaf::with::duration")]
        wait: Duration,
    }
    assert_eq!(
        problem!(from_text!(Limits, r#"{"wait":"hunter2"}"#, config(json))),
        "expected a duration such as 30s or 5m, found a string of 7 characters at `wait` in VALUE"
    );
    let limits: Limits = serde_json::from_str(r#"{"wait":"2s"}"#).unwrap();
    assert_eq!(limits.wait, Duration::from_secs(2));
    let error = serde_json::from_str::<Limits>(r#"{"wait":"hunter2"}"#).unwrap_err();
    assert!(!error.to_string().contains("hunter2"), "{error}");
}

fn even<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let text = <&str>::deserialize(deserializer)?;
    match text.parse::<u32>() {
        Ok(number) if number % 2 == 0 => Ok(number),
        Ok(_) => panic!("odd"),
        Err(_) => Err(serde::de::Error::custom(format!("{text} is no number"))),
    }
}

#[test]
fn functions_of_the_users() {
    assert_eq!(from_text!(u32, "4", config(with = even)).unwrap(), 4);
    assert_eq!(from_text!(Option<u32>, "4", config(with = even)).unwrap(), Some(4));
    assert_eq!(
        problem!(from_text!(u32, "hunter2", config(with = even))),
        "not accepted as u32: a string of 7 characters in VALUE"
    );
    // It panics, and the report is there all the same.
    assert_eq!(
        problem!(from_text!(u32, "5", config(with = even))),
        "decoding u32 panicked on a string of 1 character in VALUE"
    );
}

#[test]
fn defaults() {
    #[derive(Debug, Config)]
    struct Defaults {
        #[config(default = "30", env = "A")]
        text: u8,
        #[config(default = "a,b", env = "B")]
        list: Vec<String>,
        #[config(default = 5 + 1, env = "C")]
        expression: u8,
        #[config(default, env = "D")]
        bare: Vec<u8>,
        #[config(default = "2m", env = "E", with = humantime_serde::deserialize)]
        with: std::time::Duration,
        #[config(default = "{\"max\": 1, \"names\": []}", env = "F", json)]
        json: Limits,
        #[config(skip)]
        skipped: u8,
        #[config(skip, default = 9)]
        skipped_with: u8,
    }
    let none = [("", ""); 0];
    let defaults = Defaults::loader().env_vars(none).load_owned_blocking().unwrap();
    assert_eq!((defaults.text, defaults.expression, defaults.bare.len()), (30, 6, 0));
    assert_eq!((defaults.skipped, defaults.skipped_with), (0, 9));
    assert_eq!(defaults.list, ["a", "b"]);
    assert_eq!(defaults.with.as_secs(), 120);
    assert_eq!(defaults.json.max, 1);
    let wrong =
        Defaults::loader().env_vars([("A", "x"), ("C", "x")]).load_owned_blocking().unwrap_err();
    assert_eq!(wrong.problems().len(), 2, "a value that is wrong is not replaced: {wrong}");
}

#[test]
fn a_default_that_does_not_fit_is_a_problem_of_its_own() {
    #[derive(Debug, Config)]
    struct Wrong {
        #[config(default = "many", env = "A")]
        number: u8,
    }
    let error = Wrong::loader().no_env_vars().load_owned_blocking().unwrap_err();
    let message = error.problems()[0].message();
    assert_eq!(message, "expected u8, found a string of 4 characters in its default");
}

/// Binary secrets: bytes as they are, text where text is wanted and they are text.
#[test]
fn binary_secrets() {
    #[derive(Debug, Config)]
    struct Keys {
        #[config(secretsmanager = "raw")]
        raw: Secret<Vec<u8>>,
        #[config(secretsmanager = "plain", sensitive = false)]
        plain: Vec<u8>,
        #[config(secretsmanager = "text")]
        text: Secret,
        #[config(secretsmanager = "string")]
        string: Secret<Vec<u8>>,
        #[config(secretsmanager = "json", key = "a")]
        json: u8,
    }
    let memory = |raw: Fetched| {
        Memory::new("secretsmanager")
            .with_fetched("raw", Fetched::bytes([0, 255]))
            .with_fetched("plain", Fetched::bytes([7]))
            .with_fetched("text", raw)
            .with("string", "text")
            .with_fetched("json", Fetched::bytes(*b"{\"a\":1}"))
    };
    let load = |raw| Keys::loader().source(memory(Fetched::bytes(raw))).load_owned_blocking();
    let keys = load(b"text".to_vec()).unwrap();
    assert_eq!(keys.raw.expose_secret(), &[0, 255]);
    assert_eq!(keys.plain, [7]);
    assert_eq!(keys.text.expose_secret(), "text");
    assert_eq!(keys.string.expose_secret(), b"text");
    assert_eq!(keys.json, 1);
    let message = problem!(load(vec![0, 159, 146, 150]));
    assert_eq!(message, "expected Secret, found a binary value in secretsmanager:text");
}

/// A document that is no JSON, or no object, or has another shape than the fields.
#[test]
fn documents() {
    #[derive(Debug, Config)]
    struct App {
        #[config(nested, secretsmanager = "login")]
        login: Login,
        #[config(secretsmanager = "login", key = "host")]
        host: Option<String>,
    }
    #[derive(Debug, Config)]
    #[config(rename_all = "camelCase")]
    struct Login {
        user_name: String,
        #[config(nested)]
        pool: Pool,
        #[config(default = "1")]
        weight: u8,
        note: Option<String>,
    }
    #[derive(Debug, Config)]
    struct Pool {
        max_size: u8,
    }
    let load = |text: &str| {
        App::loader()
            .source(Memory::new("secretsmanager").with("login", text))
            .load_owned_blocking()
    };
    let app = load(r#"{"userName":"ada","pool":{"max_size":"3"},"weight":null}"#).unwrap();
    assert_eq!((app.login.user_name.as_str(), app.login.pool.max_size), ("ada", 3));
    assert_eq!((app.login.weight, app.login.note, app.host), (1, None, None));

    for (name, text) in [
        ("half", r#"{"userName":"hunter2","po"#),
        ("list", r#"["hunter2"]"#),
        ("text", "hunter2"),
        ("shape", r#"{"userName":null,"pool":"hunter2"}"#),
        ("near", r#"{"username":"hunter2","pool":{"maxSize":1}}"#),
        ("empty", "{}"),
        ("not_there", ""),
    ] {
        let error = load(text).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
        insta::assert_snapshot!(format!("document_{name}"), error);
    }
}

/// Half a megabyte, and very deep.
#[test]
fn huge_values() {
    let huge = "x".repeat(512 * 1024);
    assert_eq!(from_text!(String, huge.clone()).unwrap().len(), huge.len());
    assert_eq!(
        problem!(from_text!(u8, huge)),
        "expected u8, found a string of 524288 characters in VALUE"
    );
    let deep = "[".repeat(100_000);
    let deep = problem!(from_text!(serde_json::Value, deep, config(json)));
    assert!(deep.contains("too deep (128 levels are read) at line 1, column 129"), "{deep}");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_text() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;

    #[derive(Debug, Config)]
    struct One {
        #[config(env = "VALUE", default = "x")]
        value: String,
    }
    let bytes = OsString::from_vec(vec![b'h', 255]);
    let error = One::loader().env_vars([("VALUE", bytes)]).load_owned_blocking().unwrap_err();
    assert_eq!(
        error.problems()[0].message(),
        "expected a string, found bytes that are not UTF-8 in VALUE"
    );
}

/// A StringList is what text with commas is, whatever it is for.
#[test]
fn string_lists() {
    #[derive(Debug, Config)]
    #[config(prefix = "/app")]
    struct Lists {
        texts: Vec<String>,
        #[config(json)]
        json: Vec<String>,
    }
    let load = |json: Fetched| {
        let memory = Memory::new("ssm")
            .with_fetched("/app/texts", Fetched::list(["x".to_owned(), "y".to_owned()]));
        Lists::loader().source(memory.with_fetched("/app/json", json)).load_owned_blocking()
    };
    // JSON in a parameter of the wrong type is still JSON.
    let lists = load(Fetched::list([r#"["a""#.to_owned(), r#""b"]"#.to_owned()])).unwrap();
    assert_eq!(
        (lists.texts, lists.json),
        (vec!["x".to_owned(), "y".to_owned()], vec!["a".to_owned(), "b".to_owned()])
    );
    let message = problem!(load(Fetched::list(["a".to_owned(), "b".to_owned()])));
    assert!(message.starts_with("expected JSON"), "{message}");
}

#[test]
fn json_null_is_no_value() {
    #[derive(Debug, Config)]
    struct Outer {
        #[config(nested)]
        group: Option<Group>,
    }
    #[derive(Debug, Config)]
    struct Group {
        #[config(env = "LIST", json)]
        list: Vec<u8>,
    }
    let outer = Outer::loader().env_vars([("LIST", "null")]).load_owned_blocking().unwrap();
    assert!(outer.group.is_none());

    assert!(from_text!(Option<Limits>, "null", config(json)).unwrap().is_none());
    assert_eq!(from_text!(Vec<u8>, "null", config(json, default)).unwrap(), [0; 0]);
    let error = from_text!(Limits, "null", config(json)).unwrap_err();
    assert_eq!(error.problems()[0].code(), figleaf::Code::Missing);
}

/// What a provider gives goes before a variable that cannot be read.
#[cfg(unix)]
#[test]
fn a_variable_that_is_not_text_and_not_needed() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;

    #[derive(Debug, Config)]
    struct One {
        #[config(env = "VALUE")]
        value: String,
    }
    let bytes = OsString::from_vec(vec![b'h', 255]);
    let loader = One::loader().env_vars([("VALUE", bytes)]);
    let one = loader.merge(Serialized::default("value", "given")).load_owned_blocking().unwrap();
    assert_eq!(one.value, "given");
}
