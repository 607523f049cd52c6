//! What a validator of JSON Schema says of a document, beside what a load says of it.

use std::collections::BTreeMap;
use std::process::Command;

use figleaf::source::Memory;
use figleaf::{Config, Secret};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use validator::Validate;

use super::linted::{ask, tool};
use super::{Shop, config, folder, hostile};

#[derive(Config, Validate)]
#[config(secretsmanager = "{env}/document")]
#[allow(dead_code)]
struct Document {
    /// Where it is.
    host: String,
    #[validate(range(min = 1, max = 9000))]
    port: u16,
    #[validate(range(exclusive_max = 0.5))]
    ratio: f64,
    small: Option<i8>,
    on: bool,
    #[validate(length(min = 3, max = 8), contains(pattern = "."))]
    key: Secret<String>,
    #[validate(length(min = 1, max = 2))]
    list: Vec<u16>,
    map: BTreeMap<String, u8>,
    level: Level,
    pair: (u8, bool),
    letter: char,
    #[config(json)]
    flags: Flags,
    #[config(default = "5")]
    tries: u8,
    #[config(sensitive, default = "hunter2-canary")]
    pin: String,
    #[config(alias = "old")]
    renamed: u8,
    #[config(with = figleaf::with::duration)]
    wait: std::time::Duration,
    #[config(nested)]
    inner: Option<Inner>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(dead_code)]
enum Level {
    Info,
    VeryLoud,
    Custom(u8),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Flags {
    dark: bool,
    #[serde(default)]
    users: Vec<String>,
}

#[derive(Config)]
#[allow(dead_code)]
struct Inner {
    a: u8,
    b: Option<String>,
}

/// Values of each field: such as a load takes, such as it refuses, and such as only it refuses, since JSON Schema
/// has no words for why.
fn values() -> Vec<(&'static str, Value, Value, Value)> {
    let none = || json!([]);
    vec![
        ("host", json!(["db", "", 5, 1.5, true]), json!([null, [], {}]), none()),
        (
            "port",
            json!([80, 9000, "80", " +80 ", 1]),
            json!([0, 9001, -1, true, "x", "", null, 1.5]),
            json!(["70000", "0"]),
        ),
        (
            "ratio",
            json!([0.25, "0.25", -1, "1e-3", ".5e-1", 0]),
            json!([0.5, 3, "x", "nan", true, null]),
            json!(["7"]),
        ),
        ("small", json!([5, "-5", null, -128]), json!([128, [], "x", 2.5]), json!(["300"])),
        (
            "on",
            json!([true, false, "true", "FALSE", " 1 ", "0"]),
            json!([1, 0, "yes", "", null, []]),
            none(),
        ),
        (
            "key",
            json!(["a.b", "....", "a.bcdefg"]),
            json!(["abc", "a.", "a.bcdefgh", null, []]),
            json!([12345]),
        ),
        (
            "list",
            json!([[1], [0], ["1", 2], "1,2", "1"]),
            json!([[], [1, 2, 3], [[1]], 1, {}, [70000], null, ["a"]]),
            json!(["a,b", ""]),
        ),
        (
            "map",
            json!([{}, {"a": 0, "b": "2"}, "a=1", ""]),
            json!([[], {"a": 256}, {"a": "x"}, 1, null]),
            json!(["a", "a=x"]),
        ),
        (
            "level",
            json!(["info", "very-loud", {"custom": 3}, {"info": null}]),
            json!(["Info", "custom", {"custom": "x"}, {"custom": 3, "info": null}, {}, 1, null]),
            none(),
        ),
        (
            "pair",
            json!([[1, true], [0, true], ["1", "true"], "1,true"]),
            json!([[1], [1, true, 1], [true, 1], null, {}]),
            json!(["x"]),
        ),
        ("letter", json!(["a", "ü", 7]), json!(["ab", "", 10, true, null]), none()),
        (
            "flags",
            json!([{"dark": true}, {"dark": "1", "users": ["a"]}, "{\"dark\": true}"]),
            json!([{}, {"dark": 1}, {"dark": true, "x": 1}, [], null, 1]),
            json!(["{}", "dark"]),
        ),
        ("tries", json!([1, "2", null]), json!([256, "x", true]), none()),
        ("pin", json!(["1234", 1234, null]), json!([[], {}]), none()),
        ("renamed", json!([1]), json!(["x", null]), none()),
        // A function of its own reads it, and serde is not asked.
        ("wait", json!(["30s", "1h 5m"]), none(), json!([5, [], {}, "x"])),
        ("old", json!([1]), none(), none()),
        (
            "inner",
            json!([{"a": 1}, {"a": "1", "b": "x"}, {}, null]),
            json!([1, [], {"a": 300}]),
            json!([{"b": "x"}]),
        ),
    ]
}

/// Numbers that look random, and are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides as u64).unwrap()
    }
}

/// A document, and whether JSON Schema has words for all of what a load may refuse in it.
fn document(dice: &mut Dice) -> (Value, bool) {
    let mut document = Map::new();
    let mut is_exact = true;
    for (name, good, bad, vague) in values() {
        let pools = [good, bad, vague].map(|pool| pool.as_array().unwrap().clone());
        let [good, bad, vague] = &pools;
        let pool = match dice.roll(40) {
            0 => continue,
            1 if !bad.is_empty() => bad,
            2 if !vague.is_empty() => {
                is_exact = false;
                vague
            }
            _ if name == "old" => continue,
            _ => good,
        };
        document.insert(name.to_owned(), pool[dice.roll(pool.len())].clone());
    }
    if document.get("renamed").is_none() && dice.roll(2) == 0 {
        document.insert("old".to_owned(), json!(1));
    }
    (document.into(), is_exact)
}

fn load(document: &Value) -> Result<Document, figleaf::Error> {
    let text = document.to_string();
    let store = Memory::new("secretsmanager").with("prod/document", text.as_str());
    let loader = Document::loader().environment("prod").env_vars([("A", "")]);
    loader.source(store).load_owned_blocking()
}

/// Says of a schema whether it is one, and of each document whether it is accepted.
const VALIDATE: &str = "
import json, sys
from jsonschema import Draft202012Validator as Validator
asked = json.load(sys.stdin)
Validator.check_schema(asked['schema'])
validator = Validator(asked['schema'])
json.dump([[error.message for error in validator.iter_errors(document)] for document in asked['documents']], sys.stdout)
";

fn verdicts(schema: &Value, documents: &[Value]) -> Result<Vec<Vec<String>>, String> {
    let asked = json!({"schema": schema, "documents": documents}).to_string();
    let python = tool("python", "jsonschema==4.26.0");
    let output = ask(Command::new(python).args(["-I", "-c", VALIDATE]), &asked);
    match output.status.success() {
        true => Ok(serde_json::from_slice(&output.stdout).unwrap()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

fn schema<C: Config>(args: &[&str]) -> Value {
    let told = config::<C>(&[&["schema"], args].concat());
    assert_eq!((told.code, told.err.as_str()), (0, ""));
    assert!(!told.out.contains("canary"), "{}", told.out);
    serde_json::from_str(&told.out).unwrap()
}

#[test]
fn schemas() {
    insta::assert_snapshot!(
        config::<Document>(&["schema", "prod", "--document", "prod/document"]).out
    );
    insta::assert_snapshot!(config::<Shop>(&["schema", "--json"]).out);
}

#[test]
fn they_are_schemas() {
    let hostile = hostile::ops().json_schema(None).unwrap();
    for schema in [
        schema::<Document>(&[]),
        schema::<Shop>(&["--document", "{env}/db/config"]),
        schema::<Shop>(&["prod"]),
        serde_json::from_str(&hostile).unwrap(),
    ] {
        verdicts(&schema, &[]).unwrap();
    }
    // The validator is alive.
    let error = verdicts(&json!({"type": "strin"}), &[]).unwrap_err();
    assert!(error.contains("SchemaError"), "{error}");
}

#[test]
fn what_a_load_accepts_is_accepted() {
    let mut dice = Dice(20);
    let all: Vec<(Value, bool)> = (0..400).map(|_| document(&mut dice)).collect();
    let documents: Vec<Value> = all.iter().map(|(document, _)| document.clone()).collect();
    let schema = schema::<Document>(&["prod", "--document", "prod/document"]);
    let verdicts = verdicts(&schema, &documents).unwrap();
    let mut counts = [0; 2];
    for ((document, is_exact), errors) in all.iter().zip(&verdicts) {
        let loaded = load(document);
        let is_accepted = errors.is_empty();
        counts[usize::from(loaded.is_ok())] += 1;
        match &loaded {
            Ok(_) => assert!(is_accepted, "{document:#}\n{errors:?}"),
            Err(error) => assert!(!is_exact || !is_accepted, "{document:#}\n{error}"),
        }
    }
    assert!(counts.iter().all(|count| *count > 100), "{counts:?}");
}

/// A file of the whole configuration, with the same values.
#[test]
fn what_a_file_gives_is_accepted() {
    let mut dice = Dice(30);
    let documents: Vec<Value> = (0..200).map(|_| document(&mut dice).0).collect();
    let verdicts = verdicts(&schema::<Document>(&[]), &documents).unwrap();
    let mut accepted = 0;
    for (document, errors) in documents.iter().zip(&verdicts) {
        let provider = figment::providers::Serialized::defaults(document.clone());
        let empty = Memory::new("secretsmanager");
        let loader = Document::loader().environment("prod").source(empty);
        if loader.env_vars([("A", "")]).merge(provider).load_owned_blocking().is_ok() {
            accepted += 1;
            assert!(errors.is_empty(), "{document:#}\n{errors:?}");
        }
    }
    assert!(accepted > 50, "{accepted}");
}

#[test]
fn a_name_that_is_no_document_is_told_without_it() {
    let told = config::<Shop>(&["schema", "prod", "--document", "hunter2-canary"]);
    assert_eq!((told.code, told.out.as_str()), (2, ""));
    assert_eq!(told.err, "error: nothing of this name is read: the documents are prod/db/config\n");
}

#[test]
fn a_schema_is_compared_by_its_content() {
    let file = folder("schema").join("schema.json");
    let path = file.to_str().unwrap();
    assert_eq!(config::<Document>(&["schema", "--out", path]).code, 0);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("  ", "\t")).unwrap();
    assert_eq!(config::<Document>(&["schema", "--check", path]).code, 0);
    std::fs::write(&file, text.replace("9000", "9001")).unwrap();
    let told = config::<Document>(&["schema", "--check", path]);
    assert_eq!(told.code, 1);
    assert!(
        told.out.contains("-           \"maximum\": 9001") || told.out.contains("9001"),
        "{}",
        told.out
    );
}
