use proptest::prelude::*;

use super::super::{Number, Text, Value};
use super::*;

/// The value in a form that can be compared.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Number(Number::Written(text)) => text.to_string(),
        Value::Number(Number::Float(number)) => format!("{number}f"),
        Value::Text(text) => format!("{:?}", text.as_str()),
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
        Value::List(items) => {
            format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(","))
        }
        Value::Map(map) => {
            let entry =
                |(key, value): &(Text, Value)| format!("{:?}:{}", key.as_str(), shown(value));
            format!("{{{}}}", map.iter().map(entry).collect::<Vec<_>>().join(","))
        }
    }
}

fn value(text: &str) -> String {
    shown(&read(text).map_err(|wrong| format!("{text}: {wrong:?}")).unwrap())
}

#[test]
fn numbers_order_and_texts_are_kept() {
    assert_eq!(
        value(" {\"b\": 1.10, \"a\": [1e2, -0, 340282366920938463463374607431768211455]} "),
        "{\"b\":1.10,\"a\":[1e2,-0,340282366920938463463374607431768211455]}"
    );
    assert_eq!(
        value(r#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\udd11é""#),
        format!("{:?}", "a\"\\/\u{8}\u{c}\n\r\té🔑é")
    );
    assert_eq!(value("[[],{},null,true,false,\"\"]"), "[[],{},null,true,false,\"\"]");
    assert_eq!(value("1e400"), "1e400");
}

fn mistake(text: &str) -> (Mistake, usize, usize) {
    let wrong = read(text).map(drop).map_err(|wrong| (wrong.mistake, wrong.line, wrong.column));
    wrong.expect_err(text)
}

#[test]
fn each_kind_of_mistake_is_told() {
    for (text, expected) in [
        ("", (Mistake::Empty, 1, 1)),
        (" \n", (Mistake::Empty, 2, 1)),
        ("\u{feff}{\"a\":1}", (Mistake::Mark, 1, 1)),
        ("{\"a\":\u{a0}1}", (Mistake::Unseen, 1, 6)),
        ("\u{200b}{\"a\":1}", (Mistake::Unseen, 1, 1)),
        ("hunter2", (Mistake::Plain, 1, 1)),
        ("user=ada", (Mistake::Plain, 1, 1)),
        ("-----BEGIN KEY-----", (Mistake::Plain, 1, 1)),
        ("1 2", (Mistake::Plain, 1, 1)),
        ("a,b", (Mistake::Plain, 1, 1)),
        ("# a\n{}", (Mistake::Comment, 1, 1)),
        ("{\"a\":1", (Mistake::EndsEarly, 1, 7)),
        ("{\"a\":\n\"b", (Mistake::EndsEarly, 2, 3)),
        ("{\"a\"", (Mistake::EndsEarly, 1, 5)),
        ("[tr", (Mistake::EndsEarly, 1, 2)),
        ("{\"a\":1} x", (Mistake::More, 1, 9)),
        ("{\"a\":1,}", (Mistake::TrailingComma, 1, 7)),
        ("[1,\n]", (Mistake::TrailingComma, 1, 3)),
        ("[1,,2]", (Mistake::TrailingComma, 1, 3)),
        ("[1 2]", (Mistake::MissingComma, 1, 4)),
        ("{\"a\":1 \"b\":2}", (Mistake::MissingComma, 1, 8)),
        ("{\"a\" 1}", (Mistake::MissingColon, 1, 6)),
        ("{\"a\"=1}", (Mistake::MissingColon, 1, 5)),
        ("{'a':1}", (Mistake::SingleQuotes, 1, 2)),
        ("'{\"a\":1}'", (Mistake::SingleQuotes, 1, 1)),
        ("[\u{201c}a\u{201d}]", (Mistake::CurlyQuotes, 1, 2)),
        ("{a:1}", (Mistake::UnquotedKey, 1, 2)),
        ("[a]", (Mistake::UnquotedText, 1, 2)),
        ("[True]", (Mistake::Literal, 1, 2)),
        ("{\"a\":None}", (Mistake::Literal, 1, 6)),
        ("[NaN]", (Mistake::NotFinite, 1, 2)),
        ("[-Infinity]", (Mistake::NotFinite, 1, 2)),
        ("NaN", (Mistake::NotFinite, 1, 1)),
        ("[01]", (Mistake::Number, 1, 2)),
        ("[+1]", (Mistake::Number, 1, 2)),
        ("[.5]", (Mistake::Number, 1, 2)),
        ("[0x1F]", (Mistake::Number, 1, 2)),
        ("[1] // one", (Mistake::Comment, 1, 5)),
        ("{\"a\":1,\n /* b */ \"b\":2}", (Mistake::Comment, 2, 2)),
        ("{\"a\":1,\n\"a\":2}", (Mistake::SameKey, 2, 1)),
        ("{\"a\":1,\"\\u0061\":2}", (Mistake::SameKey, 1, 8)),
        ("[\"a\nb\"]", (Mistake::Control, 1, 4)),
        ("[\"C:\\dir\"]", (Mistake::Escape, 1, 5)),
        ("[\"\\ud800\"]", (Mistake::Escape, 1, 3)),
        ("[;]", (Mistake::Unexpected, 1, 2)),
    ] {
        assert_eq!(mistake(text), expected, "{text}");
    }
}

#[test]
fn it_goes_so_deep_and_no_deeper() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(read(&nested(DEEPEST)).is_ok());
    assert_eq!(mistake(&nested(DEEPEST + 1)).0, Mistake::TooDeep);
    assert_eq!(mistake(&"[".repeat(100_000)).0, Mistake::TooDeep);
}

/// A JSON value of any kind.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let scalar = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        any::<u64>().prop_map(serde_json::Value::from),
        any::<String>().prop_map(serde_json::Value::from),
    ];
    scalar.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            proptest::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

/// What a peer makes of it.
fn peer(json: &serde_json::Value) -> String {
    use serde_json::Value as Json;
    match json {
        Json::String(text) => format!("{text:?}"),
        Json::Array(items) => format!("[{}]", items.iter().map(peer).collect::<Vec<_>>().join(",")),
        Json::Object(map) => {
            let entry = |(key, value): (&String, &Json)| format!("{key:?}:{}", peer(value));
            format!("{{{}}}", map.iter().map(entry).collect::<Vec<_>>().join(","))
        }
        scalar => scalar.to_string(),
    }
}

proptest! {
    #[test]
    fn it_reads_what_serde_json_writes(json in json()) {
        let expected = peer(&json);
        prop_assert_eq!(value(&json.to_string()), expected.clone());
        prop_assert_eq!(value(&serde_json::to_string_pretty(&json).unwrap()), expected);
    }

    /// It takes and refuses what a peer takes and refuses, but for keys that are there twice.
    #[test]
    fn it_refuses_what_serde_json_refuses(text in "[\\[\\]{}:,\"0-9eE+.\\\\u a-c\\-\n]{0,16}") {
        let ours = read(&text);
        let peers = serde_json::from_str::<serde_json::Value>(&text);
        let is_range = peers.as_ref().is_err_and(|error| error.to_string().starts_with("number out of range"));
        let is_twice = ours.as_ref().is_err_and(|wrong| wrong.mistake == Mistake::SameKey);
        prop_assert!(is_range || is_twice || ours.is_ok() == peers.is_ok(), "{}", text);
    }

    /// What the local store writes for a table is what would have been stored.
    #[cfg(feature = "local")]
    #[test]
    fn what_is_written_is_read_again(json in json()) {
        let value = read(&json.to_string()).unwrap();
        let written = write(&value).unwrap();
        prop_assert_eq!(shown(&read(&written).unwrap()), shown(&value));
    }
}
