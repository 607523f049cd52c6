//! The table of types in docs/attributes.md: each of its rows, and no other.

#![cfg(all(feature = "bytesize", feature = "derive", feature = "humantime"))]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Debug;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use figleaf::{Code, Config, ExposeSecret as _, Secret, SecretBox, SecretString};
use serde::Deserialize;
use url::Url;

#[derive(Debug, Deserialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
enum Level {
    Info,
    Warn,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(transparent)]
struct Port(u16);

#[derive(Debug, Deserialize, PartialEq)]
struct Limits {
    most: u8,
}

/// A row of the table: the type, the attribute and the text, without white space.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row([String; 3]);

impl Row {
    fn new(cells: [&str; 3]) -> Self {
        Self(cells.map(|cell| cell.chars().filter(|c| !c.is_whitespace()).collect()))
    }
}

/// Loads a field of the type from the text, and its `Option` from the text and from nothing.
macro_rules! row {
    ($rows:ident, $ty:ty, [$($attribute:tt)*], $text:literal, $holds:expr) => {{
        #[derive(Config)]
        struct One {
            #[config(env = "VALUE", $($attribute)*)]
            value: $ty,
            #[config(env = "OPTION", $($attribute)*)]
            option: Option<$ty>,
            #[config(env = "ABSENT", $($attribute)*)]
            absent: Option<$ty>,
        }
        let variables = [("VALUE", $text), ("OPTION", $text)];
        let one = One::loader().env_vars(variables).load_owned_blocking().unwrap();
        let holds: fn(&$ty) -> bool = $holds;
        assert!(holds(&one.value), "{} from {}", stringify!($ty), $text);
        assert!(one.option.is_some_and(|value| holds(&value)));
        assert!(one.absent.is_none());
        $rows.push(Row::new([stringify!($ty), stringify!($($attribute)*), $text]));
    }};
}

#[allow(clippy::needless_pass_by_value, reason = "rows are shorter so")]
fn is<T: PartialEq + Debug>(value: &T, expected: T) -> bool {
    *value == expected
}

/// The rows of the table in the documentation.
fn documented() -> Vec<Row> {
    let text = include_str!("../docs/attributes.md");
    let table = text.split("# Types of fields").nth(1).unwrap();
    let lines = table.lines().filter(|line| line.starts_with("| `"));
    let cell = |cell: &str| cell.split('`').nth(1).unwrap_or_default().to_owned();
    lines
        .map(|line| {
            let cells: Vec<String> = line.split('|').skip(1).map(cell).collect();
            Row::new([&cells[0], &cells[1], &cells[2]])
        })
        .collect()
}

#[test]
fn every_row_of_the_table() {
    let mut rows = Vec::new();
    row!(rows, u16, [], "8080", |value| is(value, 8080));
    row!(rows, i64, [], "-5", |value| is(value, -5));
    row!(rows, f64, [], "0.25", |value| is(value, 0.25));
    row!(rows, bool, [], "true", |value| *value);
    row!(rows, char, [], "x", |value| is(value, 'x'));
    row!(rows, String, [], "any string", |value| value == "any string");
    row!(rows, Secret<String>, [], "hunter2", |value| value.expose_secret() == "hunter2");
    row!(rows, Secret<u64>, [], "271828", |value| *value.expose_secret() == 271_828);
    row!(rows, SecretString, [], "hunter2", |value| value.expose_secret() == "hunter2");
    row!(rows, SecretBox<u32>, [], "4711", |value| *value.expose_secret() == 4711);
    row!(rows, PathBuf, [], "/etc/app", |value| is(value, PathBuf::from("/etc/app")));
    row!(rows, IpAddr, [], "10.0.0.1", |value| is(value, IpAddr::from([10, 0, 0, 1])));
    row!(rows, SocketAddr, [], "[::1]:8080", |value| value.is_ipv6() && value.port() == 8080);
    row!(rows, Url, [], "https://example.com/", |value| value.domain() == Some("example.com"));
    row!(rows, Duration, [with = figleaf::with::duration], "1m 30s", |value| {
        is(value, Duration::from_secs(90))
    });
    row!(rows, u64, [with = figleaf::with::byte_size], "64KiB", |value| is(value, 65_536));
    row!(rows, Level, [], "info", |value| is(value, Level::Info));
    row!(rows, Port, [], "443", |value| is(value, Port(443)));
    row!(rows, Vec<String>, [], "a, b", |value| value == &["a", "b"]);
    row!(rows, Vec<u32>, [delimiter = ";"], "1;2", |value| is(value, vec![1, 2]));
    row!(rows, HashSet<Level>, [], "info,warn", |value| {
        is(value, HashSet::from([Level::Info, Level::Warn]))
    });
    row!(rows, BTreeSet<u8>, [], "2,1,2", |value| is(value, BTreeSet::from([1, 2])));
    row!(rows, (u8, u8), [], "1,2", |value| is(value, (1, 2)));
    row!(rows, BTreeMap<String, u32>, [], "a=1, b=2", |value| value["a"] == 1 && value["b"] == 2);
    row!(rows, HashMap<String, bool>, [delimiter = ";"], "a=true;b=0", |value| {
        value["a"] && !value["b"]
    });
    row!(rows, Vec<String>, [json], r#"["a,b"]"#, |value| value == &["a,b"]);
    row!(rows, HashSet<u8>, [json], "[1, 1]", |value| is(value, HashSet::from([1])));
    row!(rows, BTreeMap<String, Vec<u8>>, [json], r#"{"a":[1]}"#, |value| value["a"] == [1]);
    row!(rows, Vec<Vec<u16>>, [json], "[[1,2],[3]]", |value| is(value, vec![vec![1, 2], vec![3]]));
    row!(rows, [String; 2], [], "a,b", |value| value == &["a", "b"]);
    row!(rows, f32, [], "1e-3", |value| is(value, 0.001));
    row!(rows, Limits, [json], r#"{"most":3}"#, |value| is(value, Limits { most: 3 }));
    row!(rows, Vec<u8>, [], "abc", |value| value == b"abc");
    row!(rows, Secret<Vec<u8>>, [], "abc", |value| value.expose_secret() == b"abc");
    assert_eq!(rows, documented());
}

#[test]
fn an_unknown_variant_tells_the_known_ones() {
    #[derive(Debug, Config)]
    #[expect(dead_code, reason = "it does not load")]
    struct One {
        #[config(env = "LEVEL")]
        level: Level,
    }
    let error = One::loader().env_vars([("LEVEL", "INFO")]).load_owned_blocking().unwrap_err();
    assert_eq!(error.problems()[0].code(), Code::Invalid);
    assert!(
        error.problems()[0].message().starts_with("expected one of info, warn, found a string of")
    );
}
