//! What the readers of `.env` files make of the one that is generated.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use figleaf::__private::{FieldBuilder, SchemaBuilder};
use figleaf::Config;
use figleaf::ops::Ops;
use figleaf::schema::{DefaultValue, Field, Kind, Schema};

use super::linted::tool;
use super::support::node;
use super::{config, folder, hostile};

/// Names that mean something to a shell, to YAML or to a reader.
const NAMES: [&str; 8] = ["export", "if", "NO", "_", "_A", "lower_case", "A1", "null"];

/// Texts that every reader reads alike in single quotes.
const FINE: [&str; 16] = [
    "plain",
    "a/b:c,d@e+f-g.h_i",
    " before and behind ",
    "a # b",
    "#a",
    "\"a\"",
    "`id`",
    "$(id)",
    "$HOME",
    "read $HOME & go; $$",
    "!x",
    "a=b",
    "~",
    "* ? [a]",
    "größe 日本 \u{1f600}",
    "%PATH% {a}",
];

/// Texts that they differ about: they are not written.
const UNCLEAR: [&str; 7] =
    ["${HOME}", "a ${HOME:-b} c", "a${", "it's", "a\\nb", "two\nlines", "\u{feff}a"];

type Values = BTreeMap<String, String>;

/// A variable for each text, with it as its default.
fn of(texts: &[String]) -> (Ops, Values) {
    let numbered = (NAMES.len()..texts.len()).map(|number| format!("V{number}"));
    let names: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).chain(numbered).collect();
    let field = |(name, text): (&String, &String)| -> Field {
        let [name, text]: [&'static str; 2] = [name, text].map(|text| &*text.clone().leak());
        FieldBuilder::new(name, "String", Kind::Text)
            .with_doc(text)
            .with_env(name)
            .with_default(DefaultValue::Text(text))
            .build()
    };
    let fields: Vec<Field> = names.iter().zip(texts).map(field).collect();
    let schema: Schema = SchemaBuilder::new("Random", Vec::leak(fields)).build();
    let ops = Ops::new(Box::leak(Box::new(schema)), "prod");
    (ops, names.into_iter().zip(texts.iter().cloned()).collect())
}

/// The file with each default that it shows set, and their names.
fn set(ops: &Ops, given: &Values) -> (String, Vec<String>) {
    let mut names = Vec::new();
    let line = |line: &str| {
        let variable = line.strip_prefix("# ").and_then(|rest| {
            // A doc comment may look so.
            let (name, value) = rest.split_once('=')?;
            let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            (is_name && given.contains_key(name) && !value.is_empty())
                .then(|| (name.to_owned(), rest.to_owned()))
        });
        match variable {
            Some((name, rest)) if !names.contains(&name) => {
                names.push(name);
                rest + "\n"
            }
            _ => format!("{line}\n"),
        }
    };
    let text = ops.dotenv().unwrap().lines().map(line).collect();
    (text, names)
}

fn json(command: &mut Command) -> Values {
    // What a reader would put in the place of `$HOME`.
    let output = command.env_clear().env("HOME", "/of/this/machine").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn bash(file: &Path, names: &[String]) -> Values {
    let mut script = ". \"$1\" || exit 1\n".to_owned();
    for name in names {
        script += &format!("printf '%s=%s\\0' {name} \"${name}\"\n");
    }
    let mut command = Command::new("bash");
    command.args(["--norc", "--noprofile", "-c", &script, "bash"]).arg(file);
    let output = command.env_clear().env("HOME", "/of/this/machine").output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let pairs = text.split_terminator('\0').map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn python_dotenv(file: &Path) -> Values {
    const READ: &str =
        "import dotenv, json, sys; print(json.dumps(dotenv.dotenv_values(sys.argv[1])))";
    json(Command::new(tool("python", "python-dotenv==1.2.1")).args(["-I", "-c", READ]).arg(file))
}

fn node(file: &Path) -> Values {
    let file = format!("--env-file={}", file.display());
    json(node::node().args([&file, "-p", "JSON.stringify(process.env)"]))
}

fn dotenvy(file: &Path) -> Values {
    dotenvy::from_path_iter(file).unwrap().map(Result::unwrap).collect()
}

#[test]
fn every_reader_reads_the_same() {
    let texts: Vec<String> = FINE.iter().chain(&UNCLEAR).map(|text| (*text).to_owned()).collect();
    let texts = [texts, hostile::texts(300, false)].concat();
    let (ops, given) = of(&texts);
    let (text, names) = set(&ops, &given);
    let file = folder("dotenv-readers").join("example.env");
    std::fs::write(&file, &text).unwrap();
    let expected: Values = names.iter().map(|name| (name.clone(), given[name].clone())).collect();
    let is_written = |text: &&str| expected.values().any(|written| written == text);
    assert_eq!(FINE.iter().find(|text| !is_written(text)), None);
    assert_eq!(UNCLEAR.iter().find(|text| is_written(text)), None);
    assert!(names.len() > FINE.len() + 20, "{} of the texts are written", names.len());

    let readers = [
        ("bash", bash(&file, &names)),
        ("python-dotenv", python_dotenv(&file)),
        ("node", node(&file)),
        ("dotenvy", dotenvy(&file)),
    ];
    for (reader, read) in readers {
        // `_` is bash's own: it holds the last argument.
        for (name, value) in expected.iter().filter(|(name, _)| *name != "_") {
            assert_eq!(read.get(name), Some(value), "{name} read by {reader}");
        }
    }
}

#[derive(Config)]
#[config(prefix = "/{env}")]
#[allow(dead_code, reason = "what is read of it is its schema")]
struct Plain {
    level: String,
}

#[derive(Config)]
#[config(prefix = "/{env}", default_environment = "dev")]
#[allow(dead_code, reason = "as above")]
struct FallsBack {
    level: String,
}

/// A variable that is set and empty counts more than what a struct falls back to.
#[test]
fn the_environment_that_a_struct_falls_back_to_is_commented_out() {
    fn line<C: Config>(environment: &[&str]) -> String {
        let told = config::<C>(&[&["template", "env"], environment].concat());
        told.out.lines().find(|line| line.contains("ENVIRONMENT=")).unwrap().to_owned()
    }
    assert_eq!(line::<Plain>(&[]), "ENVIRONMENT=");
    assert_eq!(line::<Plain>(&["prod"]), "ENVIRONMENT=prod");
    assert_eq!(line::<FallsBack>(&[]), "# ENVIRONMENT=dev");
    assert_eq!(line::<FallsBack>(&["prod"]), "ENVIRONMENT=prod");
}
