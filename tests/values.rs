//! Values and documents as people really write them: what they become, or what the report says.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "many structs here only fail to load")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;
use std::net::SocketAddr;
use std::num::NonZeroU16;
use std::time::Duration;

use figleaf::figment::providers::Serialized;
use figleaf::source::{Fetched, Memory};
use figleaf::{Config, Error};
use serde::Deserialize;

/// Loads a struct with one field, `value`, from what a parameter holds.
macro_rules! load {
    ($ty:ty, $fetched:expr $(, $attribute:meta)?) => {{
        #[derive(Debug, Config)]
        struct One {
            #[config(ssm = "/value")]
            $(#[$attribute])?
            value: $ty,
        }
        let memory = Memory::new("ssm").with_fetched("/value", $fetched);
        One::loader().no_env_vars().source(memory).load_owned_blocking().map(|one| one.value)
    }};
}

macro_rules! text {
    ($ty:ty, $text:expr $(, $attribute:meta)?) => { load!($ty, Fetched::text($text) $(, $attribute)?) };
}

macro_rules! json {
    ($ty:ty, $text:expr) => {
        load!($ty, Fetched::text($text), config(json))
    };
}

/// What the report says of the field, and the help after ` | `.
fn told<T: Debug>(result: Result<T, Error>) -> String {
    let error = result.unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
    let problem = &error.problems()[0];
    let message = problem.message().replace(" in ssm:/value", "");
    match problem.help() {
        Some(help) => format!("{message} | {help}"),
        None => message,
    }
}

#[derive(Debug, Deserialize, PartialEq)]
struct Server {
    host: String,
    port: u16,
}

#[derive(Debug, Deserialize, PartialEq)]
enum Log {
    Off,
    File { path: String, size: u32 },
    Level(u8),
    Pair(u8, u8),
}

const JSON: &str = "if the value is a JSON document, say #[config(json)]";

#[test]
fn json_that_nobody_declared_is_refused() {
    let looks = |ty: &str, length: usize| {
        format!(
            "expected {ty}, found a string of {length} characters that looks like JSON | {JSON}"
        )
    };
    assert_eq!(told(text!(Vec<String>, "[\"a\",\"b\"]")), looks("Vec<String>", 9));
    assert_eq!(told(text!(Vec<u16>, "[1,2]")), looks("Vec<u16>", 5));
    assert_eq!(told(text!(BTreeSet<String>, "[\"a\"]")), looks("BTreeSet<String>", 5));
    assert_eq!(told(text!((String, u8), "[\"a\", 1]")), looks("(String, u8)", 8));
    assert_eq!(told(text!([String; 2], "[\"a\",\"b\"]")), looks("[String; 2]", 9));
    assert_eq!(told(text!(Vec<Server>, "[{\"host\":1}]")), looks("Vec<Server>", 12));
    assert_eq!(told(text!(Option<Vec<String>>, "[\"a\"]")), looks("Vec<String>", 5));
    assert_eq!(told(text!(BTreeMap<String, u8>, "{\"a\":1}")), looks("BTreeMap<String, u8>", 7));
    assert_eq!(told(text!(Log, "{\"Level\":3}")), looks("Log", 11));
    assert_eq!(told(text!(Vec<String>, "['a', 'b']")), looks("Vec<String>", 10));
    assert_eq!(told(text!(Vec<String>, "[a, b]")), looks("Vec<String>", 6));
    assert_eq!(
        told(text!(Vec<String>, "\"a,b\"")),
        format!(
            "expected Vec<String>, found a string of 5 characters (with quotation marks around it) that looks like JSON | remove the quotation marks; {JSON}"
        )
    );
    assert!(
        told(text!(Vec<String>, "\"a\", \"b\""))
            .contains("(with quotation marks around it) that looks like JSON")
    );
    assert_eq!(
        told(text!(BTreeMap<String, String>, "{a=b}")),
        looks("BTreeMap<String, String>", 5)
    );
    // What was cut off, and with another delimiter.
    assert_eq!(told(text!(Vec<String>, "[\"a\",\"b")), looks("Vec<String>", 7));
    assert_eq!(
        told(text!(Vec<String>, "[\"a\",\"b\"]", config(delimiter = ";"))),
        looks("Vec<String>", 9)
    );
    assert_eq!(
        told(text!(Server, "{\"host\":\"a\",\"port\":1}")),
        format!("expected Server, found a string of 21 characters | {JSON}")
    );
    // What has brackets in it, or begins with one.
    assert_eq!(text!(BTreeMap<String, String>, "a=[x]").unwrap()["a"], "[x]");
    assert_eq!(text!(BTreeMap<String, String>, "{a}=x,b={y}").unwrap().len(), 2);
    let addresses = text!(Vec<SocketAddr>, "[::1]:80,[::2]:80").unwrap();
    assert_eq!(addresses.len(), 2);
    assert_eq!(text!(Vec<String>, "[a-z]").unwrap(), ["[a-z]"]);
    assert_eq!(text!(String, "[\"a\"]").unwrap(), "[\"a\"]");
}

/// In a variable, in a key of a secret, and deeper in a document.
#[test]
fn json_in_a_string_is_refused_everywhere() {
    #[derive(Debug, Config)]
    struct One {
        #[config(env = "LIST")]
        list: Vec<String>,
        #[config(secretsmanager = "doc", key = "list")]
        key: Vec<String>,
        #[config(secretsmanager = "doc", key = "inner", json)]
        inner: BTreeMap<String, Vec<String>>,
    }
    let text = "{\"list\":\"[\\\"a\\\",\\\"b\\\"]\",\"inner\":{\"x\":\"[\\\"a\\\"]\"}}";
    let secrets = Memory::new("secretsmanager").with("doc", text);
    let loader = One::loader().env_vars([("LIST", "[\"a\",\"b\"]")]).source(secrets);
    insta::assert_snapshot!(loader.load_owned_blocking().unwrap_err());
}

#[test]
fn a_duration_is_told_of_its_function() {
    // Inside of a type; the derive sees the type of a field.
    #[derive(Debug, Deserialize)]
    struct Limits {
        wait: Duration,
    }
    assert_eq!(
        told(json!(Limits, "{\"wait\":\"30s\"}")),
        "expected a duration, found a string of 3 characters at `wait` | say #[serde(deserialize_with = \"figleaf::with::duration\")], which reads 30s or 5m"
    );
    assert_eq!(
        told(json!(Vec<Duration>, "[30]")),
        "expected a duration, found a number at `[0]` | say #[serde(deserialize_with = \"figleaf::with::duration\")], which reads 30s or 5m"
    );
}

#[test]
fn one_delimiter_separates_one_collection() {
    let nested = |ty: &str, at: &str| {
        format!(
            "{ty}: one delimiter cannot separate a collection inside of a collection at `{at}` | \
             store a JSON document, such as [[\"a\", \"b\"], [\"c\"]], and say #[config(json)]"
        )
    };
    assert_eq!(
        told(text!(BTreeMap<String, Vec<String>>, "a=x,y;b=z", config(delimiter = ";"))),
        nested("BTreeMap<String, Vec<String>>", "[0]")
    );
    assert_eq!(told(text!(Vec<Vec<u16>>, "1,2")), nested("Vec<Vec<u16>>", "[0]"));
    assert_eq!(told(text!(Vec<(u8, u8)>, "1,2")), nested("Vec<(u8, u8)>", "[0]"));
    assert_eq!(told(text!(Vec<[u8; 2]>, "1,2")), nested("Vec<[u8; 2]>", "[0]"));
    assert_eq!(told(text!((u8, Vec<u8>), "1,2")), nested("(u8, Vec<u8>)", "[1]"));
    assert_eq!(
        told(text!(HashMap<String, BTreeMap<String, u8>>, "a=b=1")),
        nested("HashMap<String, BTreeMap<String, u8>>", "[0]")
    );
    assert_eq!(
        told(text!(Vec<Option<Vec<String>>>, "a,b")),
        nested("Vec<Option<Vec<String>>>", "[0]")
    );
    let list = Fetched::list(["1".to_owned(), "2".to_owned()]);
    assert_eq!(told(load!(Vec<Vec<u16>>, list)), nested("Vec<Vec<u16>>", "[0]"));
    assert_eq!(json!(Vec<Vec<u16>>, "[[1,2],[3]]").unwrap(), [vec![1, 2], vec![3]]);
    // Below a path each parameter is a text of its own.
    #[derive(Debug, Config)]
    #[config(prefix = "/app")]
    struct Paths {
        #[config(by_path)]
        below: BTreeMap<String, Vec<u8>>,
    }
    let memory = Memory::new("ssm").with("/app/below/a", "1,2");
    assert_eq!(Paths::loader().source(memory).load_owned_blocking().unwrap().below["a"], [1, 2]);
}

#[test]
fn items_that_are_nothing() {
    assert_eq!(text!(Vec<String>, "a,b,").unwrap(), ["a", "b"]);
    assert_eq!(text!(Vec<String>, "a\nb\n", config(delimiter = "\n")).unwrap(), ["a", "b"]);
    assert_eq!(text!(Vec<String>, " a  b ", config(delimiter = " ")).unwrap(), ["a", "b"]);
    assert_eq!(text!(BTreeMap<String, u8>, "a=1,").unwrap().len(), 1);
    assert_eq!(text!((u8, u8), "1,2,").unwrap(), (1, 2));
    let empty = |ty: &str, at: usize, of: &str| {
        format!(
            "{ty}: an item is empty at `[{at}]` | remove one of two {of}, or what stands between them"
        )
    };
    assert_eq!(told(text!(Vec<String>, ",")), empty("Vec<String>", 0, "`,`"));
    assert_eq!(told(text!(Vec<String>, "a,,b")), empty("Vec<String>", 1, "`,`"));
    assert_eq!(
        told(text!(BTreeSet<String>, "a; ;b", config(delimiter = ";"))),
        empty("BTreeSet<String>", 1, "`;`")
    );
    assert_eq!(
        told(text!(BTreeMap<String, u8>, "a=1,,b=2")),
        empty("BTreeMap<String, u8>", 1, "`,`")
    );
    let list = |items: &str| Fetched::list(items.split(',').map(str::to_owned));
    assert_eq!(load!(Vec<String>, list("a,b,")).unwrap(), ["a", "b"]);
    assert_eq!(
        told(load!(Vec<String>, list("a,,b"))),
        empty("Vec<String>", 1, "").replace("one of two ", "one of the two commas")
    );
}

#[test]
fn numbers_that_do_not_fit_say_why() {
    let holds = |found: &str| format!("expected u16, found {found}");
    for (number, found) in [
        ("70000", "a number that is too large (u16 holds 0 to 65535)"),
        ("-1", "a negative number"),
        ("80.0", "a number with a fraction"),
        ("8e1", "a number with an exponent"),
    ] {
        assert_eq!(told(text!(u16, number)), holds(found));
        assert_eq!(told(json!(u16, number)), holds(found));
        assert_eq!(told(json!(u16, format!("\"{number}\""))), holds(found));
    }
    assert_eq!(told(text!(u16, "abc")), holds("a string of 3 characters"));
    assert_eq!(told(json!(u16, "[]")), holds("a list of 0 items"));
    assert_eq!(
        told(text!(i8, "-200")),
        "expected i8, found a number that is too small (i8 holds -128 to 127)"
    );
    assert_eq!(
        told(text!(NonZeroU16, "0")),
        "expected NonZeroU16, found a number that is not allowed"
    );
    assert_eq!(
        told(json!(Vec<u8>, "[1, 256]")),
        "expected u8, found a number that is too large (u8 holds 0 to 255) at `[1]`"
    );
    let provided = |value: f64| {
        #[derive(Debug, Config)]
        struct One {
            #[config(env = "VALUE")]
            value: u16,
        }
        let loader = One::loader().no_env_vars().merge(Serialized::default("value", value));
        loader.load_owned_blocking().unwrap_err().problems()[0].message().to_owned()
    };
    assert!(provided(80.0).starts_with("expected u16, found a number with a fraction in "));
}

#[test]
fn numbers_are_exact() {
    let max = u128::MAX.to_string();
    assert_eq!(json!(u128, max.clone()).unwrap(), u128::MAX);
    assert_eq!(
        json!(BTreeMap<String, i128>, format!("{{\"a\":{}}}", i128::MIN)).unwrap()["a"],
        i128::MIN
    );
    assert_eq!(
        json!(u128, "123456789012345678901234567890").unwrap(),
        123_456_789_012_345_678_901_234_567_890
    );
    assert_eq!(
        json!(Vec<String>, format!("[1.10, 1e2, {max}, -0]")).unwrap(),
        ["1.10", "1e2", &max, "-0"]
    );
    assert_eq!(json!(f64, "0.1").unwrap(), 0.1);
    assert_eq!(json!(f32, "16777217").unwrap(), 16_777_216.0, "it is rounded, as such numbers are");
}

#[test]
fn numbers_that_are_none_are_refused() {
    for text in ["nan", "NaN", "inf", "-Infinity"] {
        assert_eq!(
            told(text!(f64, text)),
            "expected f64, found a number that is not finite (nan or inf)"
        );
        assert_eq!(
            told(text!(f32, text)),
            "expected f32, found a number that is not finite (nan or inf)"
        );
    }
    assert_eq!(told(text!(f64, "1e999")), "expected f64, found a number that is too large");
    assert_eq!(told(json!(f64, "1e400")), "expected f64, found a number that is too large");
    assert_eq!(told(text!(f32, "1e39")), "expected f32, found a number that is too large");
    assert_eq!(told(text!(f64, "-1e999")), "expected f64, found a number that is too small");
    assert_eq!(
        told(text!(f64, "1e-999")),
        "expected f64, found a number that is too close to zero"
    );
    assert_eq!(
        told(text!(Vec<f64>, "1,nan")),
        "expected f64, found a number that is not finite (nan or inf) at `[1]`"
    );
    for number in [f64::NAN, f64::INFINITY] {
        #[derive(Debug, Config)]
        struct One {
            #[config(env = "VALUE")]
            value: f64,
        }
        let loader = One::loader().no_env_vars();
        let error =
            loader.merge(Serialized::default("value", number)).load_owned_blocking().unwrap_err();
        assert!(
            error.problems()[0]
                .message()
                .starts_with("expected f64, found a number that is not finite")
        );
    }
}

#[test]
fn lengths_have_words_of_their_own() {
    let two = |found: usize, ty: &str| {
        format!("expected 2 items for {ty}, found {found} | give exactly 2 items, separated by `,`")
    };
    assert_eq!(told(text!([String; 2], "a,b,c")), two(3, "[String; 2]"));
    assert_eq!(told(text!((u8, u8), "1")), two(1, "(u8, u8)"));
    assert_eq!(
        told(json!((u8, u8), "[1]")),
        "expected 2 items for (u8, u8), found 1 | give exactly 2 items, separated by `,`"
    );
    assert_eq!(text!([String; 2], "a,b").unwrap(), ["a", "b"]);
}

#[test]
fn enums() {
    assert_eq!(text!(Log, "Off").unwrap(), Log::Off);
    assert_eq!(
        json!(Log, "{\"File\":{\"path\":\"x\",\"size\":\"3\"}}").unwrap(),
        Log::File { path: "x".to_owned(), size: 3 }
    );
    assert_eq!(json!(Log, "{\"Off\":null}").unwrap(), Log::Off);
    assert_eq!(json!(Log, "{\"Pair\":[1,2]}").unwrap(), Log::Pair(1, 2));
    let data = "Log: the variant has data, and the value is the name of a variant alone | \
                store a JSON document, and say #[config(json)] on the field";
    assert_eq!(told(text!(Log, "File")), data);
    assert_eq!(told(text!(Log, "Level")), data);
    assert_eq!(told(json!(Log, "\"Pair\"")), data);
    assert_eq!(
        told(json!(Log, "{\"Off\":3}")),
        "Log: the variant has no data, and the value gives it a number at `Off`"
    );
    assert_eq!(
        told(json!(Log, "{\"File\":{},\"Other\":3}")),
        "expected one key, which names a variant of Log, found an object with 2 keys"
    );
    assert!(
        told(json!(Log, "{\"File\":{},\"File\":{}}"))
            .contains("has the same key twice at line 1, column 12")
    );
    assert_eq!(
        told(json!(Log, "{\"Other\":3}")),
        "expected one of Off, File, Level, Pair, found an object with 1 key"
    );
    assert_eq!(
        told(json!(Log, "{\"File\":{\"path\":[],\"size\":1}}")),
        "expected a string, found a list of 0 items at `File.path`"
    );
    assert_eq!(told(json!(Log, "{\"File\":{\"size\":1}}")), "Log: no value for `path` at `File`");
    assert_eq!(
        told(json!(BTreeMap<String, Log>, "{\"log\":{\"Pair\":[1,300]}}")),
        "expected u8, found a number that is too large (u8 holds 0 to 255) at `log.Pair[1]`"
    );
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Listener {
    Tcp { port: u16, host: String },
    Unix { path: String },
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(untagged)]
enum Either {
    Number(u16),
    Server(Server),
}

#[derive(Debug, Deserialize, PartialEq)]
struct Outer {
    name: String,
    #[serde(flatten)]
    inner: Inner,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Inner {
    port: u16,
    tls: bool,
}

const BUFFERED: &str = "inside of a tagged, untagged or flattened type a number or a boolean is not read from a string: write it without quotation marks";

#[test]
fn types_whose_content_serde_keeps_aside() {
    let tcp = Listener::Tcp { port: 80, host: "a".to_owned() };
    assert_eq!(json!(Listener, "{\"type\":\"tcp\",\"port\":80,\"host\":\"a\"}").unwrap(), tcp);
    assert_eq!(
        told(json!(Listener, "{\"type\":\"tcp\",\"port\":\"80\",\"host\":\"a\"}")),
        format!("expected u16, found a string of 2 characters at `port` | {BUFFERED}")
    );
    assert_eq!(
        told(json!(Vec<Listener>, "[{\"type\":\"tcp\",\"port\":70000,\"host\":\"a\"}]")),
        "expected u16, found a number that is too large (u16 holds 0 to 65535) at `[0].port`"
    );
    assert_eq!(
        told(json!(Listener, "{\"type\":\"tcp\",\"port\":80.5,\"host\":\"a\"}")),
        "expected u16, found a number with a fraction at `port`"
    );
    assert_eq!(
        told(json!(Listener, "{\"type\":\"tcp\",\"port\":-1,\"host\":\"a\"}")),
        "expected u16, found a negative number at `port`"
    );
    assert_eq!(
        told(json!(Listener, "{\"type\":\"tcp\",\"host\":\"a\"}")),
        "Listener: no value for `port`"
    );
    assert_eq!(told(json!(Listener, "{\"port\":1}")), "Listener: no value for `type`");
    assert_eq!(
        told(json!(Listener, "{\"type\":\"udp\"}")),
        "expected one of tcp, unix, found a string of 3 characters at `type`"
    );
    // There are two of them: it is one or the other.
    assert_eq!(
        told(json!(Listener, "{\"type\":\"tcp\",\"port\":\"80\",\"host\":\"80\"}")),
        format!("expected u16, found a string somewhere in an object with 3 keys | {BUFFERED}")
    );
    assert_eq!(
        told(json!(Outer, "{\"name\":\"a\",\"port\":\"80\",\"tls\":true}")),
        format!("expected u16, found a string of 2 characters at `port` | {BUFFERED}")
    );
    assert_eq!(
        told(json!(Outer, "{\"name\":\"a\",\"port\":80,\"tls\":\"true\"}")),
        format!("expected bool, found a string of 4 characters at `tls` | {BUFFERED}")
    );
    assert_eq!(
        told(json!(Either, "{\"host\":\"a\",\"port\":\"80\"}")),
        format!("no variant of Either takes an object with 2 keys | {BUFFERED}")
    );
    assert_eq!(json!(Either, "80").unwrap(), Either::Number(80));
}

#[test]
fn what_kind_of_wrong_a_document_is() {
    let mut told_of_all = String::new();
    for text in [
        "\u{feff}{\"a\":1}",
        "\"{\\\"a\\\":1}\"",
        "{'a':1}",
        "{\"a\":1,}",
        "hunter2",
        "user=ada",
        "{a:1}",
        "{\"a\":NaN}",
        "{\"a\":1} // one",
        "# one\n{\"a\":1}",
        "{\"a\":",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1}{\"b\":2}",
        "{\"a\":\u{a0}1}",
        "{\u{201c}a\u{201d}:1}",
        "{\"a\":True}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":01}",
        "{\"a\":\"C:\\dir\"}",
        "[1]",
        "",
    ] {
        let line =
            format!("{}\n  {}\n", text.escape_debug(), told(json!(BTreeMap<String, u8>, text)));
        told_of_all.push_str(&line.replace(" | ", "\n  help: "));
    }
    insta::assert_snapshot!(told_of_all);
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    assert!(told(json!(Vec<u8>, deep)).contains("too deep (128 levels are read)"));
}

/// A document of a group says the same of its kind of mistake.
#[test]
fn a_document_that_was_made_json_twice() {
    #[derive(Debug, Config)]
    struct App {
        #[config(nested, secretsmanager = "login")]
        login: Login,
    }
    #[derive(Debug, Config)]
    struct Login {
        user: String,
        port: u16,
    }
    let load = |text: &str| {
        let secrets = Memory::new("secretsmanager").with("login", text);
        App::loader().no_env_vars().source(secrets).load_owned_blocking().unwrap_err()
    };
    insta::assert_snapshot!(load("\"{\\\"user\\\":\\\"ada\\\"}\""), @r"
    configuration of App could not be loaded: 1 problem

      login.*  expected a JSON object, found a JSON document inside of a JSON string in secretsmanager:login
               needed by login.user, login.port
               help: it was made JSON twice: store what is inside of the string, without its quotation marks and backslashes
    ");
    insta::assert_snapshot!(load("{\"user\":\"a\",\"user\":\"b\",\"port\":1}"), @r"
    configuration of App could not be loaded: 1 problem

      login.*  expected a JSON object, found a string of 32 characters that has the same key twice at line 1, column 13 in secretsmanager:login
               needed by login.user, login.port
               help: keep one of the two
    ");
}

#[test]
fn what_the_eye_cannot_see_is_said() {
    assert_eq!(
        told(text!(u16, "\"80\"")),
        "expected u16, found a string of 4 characters (with quotation marks around it) | remove the quotation marks around the value"
    );
    assert_eq!(
        told(text!(u16, "'80'")),
        "expected u16, found a string of 4 characters (with quotation marks around it) | remove the quotation marks around the value"
    );
    assert_eq!(
        told(text!(u16, "\u{feff}80")),
        "expected u16, found a string of 3 characters (with a byte order mark, U+FEFF, at its beginning)"
    );
    assert_eq!(
        told(text!(u16, "80\u{a0}0")),
        "expected u16, found a string of 4 characters (with a character that nobody sees, such as a non-breaking space)"
    );
    assert_eq!(
        told(text!(u16, "80\u{200b}")),
        "expected u16, found a string of 3 characters (with a character that nobody sees, such as a non-breaking space)"
    );
    assert_eq!(
        told(text!(Log, "Off\n")),
        "expected one of Off, File, Level, Pair, found a string of 4 characters (with white space around it)"
    );
    assert_eq!(
        told(text!(u16, "{\"port\":80}")),
        "expected u16, found a string of 11 characters | the value is a JSON object: to read one key of it, say #[config(key = \"…\")]"
    );
}

#[test]
fn the_order_of_keys_is_kept() {
    /// A map that keeps the order of its keys, as indexmap's does.
    #[derive(Debug)]
    struct Ordered(Vec<(String, u8)>);

    impl<'de> Deserialize<'de> for Ordered {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Visitor;
            impl<'de> serde::de::Visitor<'de> for Visitor {
                type Value = Ordered;

                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("a map")
                }

                fn visit_map<A: serde::de::MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> Result<Ordered, A::Error> {
                    let mut entries = Vec::new();
                    while let Some(entry) = map.next_entry()? {
                        entries.push(entry);
                    }
                    Ok(Ordered(entries))
                }
            }
            deserializer.deserialize_map(Visitor)
        }
    }
    let keys = |ordered: Ordered| ordered.0.into_iter().map(|(key, _)| key).collect::<Vec<_>>();
    assert_eq!(keys(json!(Ordered, "{\"b\":1,\"c\":2,\"a\":3}").unwrap()), ["b", "c", "a"]);
    assert_eq!(keys(text!(Ordered, "b=1,c=2,a=3").unwrap()), ["b", "c", "a"]);
}

/// A list is no struct: its fields would be decided by their order.
#[test]
fn a_list_is_no_struct() {
    assert_eq!(told(json!(Server, "[\"a\", 1]")), "expected Server, found a list of 2 items");
}

/// Zero has a sign where a fraction may stand, as serde_json has it.
#[test]
fn a_zero_below_zero() {
    let text = "[-0, -0.0, 0, -1]";
    let expected: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(json!(serde_json::Value, text).unwrap(), expected);
    assert!(json!(f64, "-0").unwrap().is_sign_negative());
    assert_eq!(json!(i8, "-0").unwrap(), 0);
}

/// Many pairs take no time: 20,000 of them were 200 million comparisons.
#[test]
fn many_pairs() {
    let pairs: Vec<String> = (0..20_000).map(|number| format!("key{number}={number}")).collect();
    assert_eq!(text!(HashMap<String, u32>, pairs.join(",")).unwrap().len(), 20_000);
    assert!(told(text!(HashMap<String, u32>, "a=1,=2")).starts_with("expected key=value for"));
    let twice = format!("{},key7=1", pairs.join(","));
    assert!(
        told(text!(HashMap<String, u32>, twice)).contains("a key stands there twice at `[20000]`")
    );
}
