//! The local store: a TOML file in the place of both AWS services.

use std::path::Path;

use figment::Provider;
use figment::providers::{Format, Toml};
use figment::value::{Dict, Value};
use serde_json::Value as Json;

use super::{Answer, BoxFuture, Fetched, Help, Key, Memory, Source};
use crate::error::{Code, Problem, parsed_to};

/// The tables of the file, and the sources that they stand for.
const TABLES: [&str; 2] = ["ssm", "secretsmanager"];

/// The two sources that a file stands for.
pub(crate) fn open(path: &Path) -> Result<Vec<Box<dyn Source>>, Problem> {
    let shown = path.display().to_string();
    let invalid = |message: String, help: &str| Problem {
        path: shown.clone(),
        fields: Vec::new(),
        code: Code::Invalid,
        message,
        places: Vec::new(),
        help: Some(help.to_owned()),
    };
    let text = std::fs::read_to_string(path).map_err(|error| {
        let message = format!("the local store cannot be read: {}", error.kind());
        invalid(message, "create it, or correct FIGLEAF_LOCAL or .local(…)")
    })?;
    let tables = Toml::string(&text).data().map_err(|error| {
        let message = format!("the local store is no valid TOML{}", parsed_to(&error));
        invalid(message, "a value looks like this: \"/dev/myapp/api-key\" = \"sk_test_123456\"")
    })?;
    let mut tables: Dict = tables.into_values().next().unwrap_or_default();
    let mut sources: Vec<Box<dyn Source>> = Vec::new();
    for name in TABLES {
        let entries = match tables.remove(name) {
            None => Dict::new(),
            Some(Value::Dict(_, entries)) => entries,
            Some(_) => return Err(invalid(format!("`{name}` is no table"), "write [ssm]")),
        };
        sources.push(Box::new(Local { memory: memory(name, entries), file: shown.clone() }));
    }
    if let Some(name) = tables.keys().next() {
        let message = format!("unknown table `{name}`");
        return Err(invalid(message, "the tables of a local store are [ssm] and [secretsmanager]"));
    }
    Ok(sources)
}

fn memory(name: &'static str, entries: Dict) -> Memory {
    entries
        .into_iter()
        .fold(Memory::new(name), |memory, (key, value)| memory.with_fetched(key, fetched(value)))
}

/// A value as the store would hold it: text, or for a table or an array what JSON text would be.
fn fetched(value: Value) -> Fetched {
    if let Value::String(_, text) = value {
        return Fetched::text(text);
    }
    // Making JSON of TOML's kinds of values cannot fail; a null would be reported.
    match serde_json::to_value(&value).unwrap_or_default() {
        json @ (Json::Array(_) | Json::Object(_)) => Fetched::structured(json),
        scalar => Fetched::text(scalar.to_string()),
    }
}

/// One table of the file.
struct Local {
    memory: Memory,
    file: String,
}

impl Local {
    /// A name in the file that differs from the wanted one in nothing but case and `_` for `-`.
    fn nearly(&self, key: &Key) -> Option<&str> {
        let plain = |name: &str| name.replace('_', "-").to_lowercase();
        self.memory.names().find(|name| plain(name) == plain(key.name()))
    }
}

impl Source for Local {
    fn name(&self) -> &'static str {
        self.memory.name()
    }

    fn is_immediate(&self) -> bool {
        true
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        self.memory.fetch(keys, answer)
    }

    fn help(&self, problem: &Help<'_>) -> Option<String> {
        if problem.code != Code::Missing {
            return None;
        }
        let value = match problem.document_keys {
            [] if problem.list => "[\"…\"]".to_owned(),
            [] => "\"…\"".to_owned(),
            keys => {
                let entries: Vec<String> =
                    keys.iter().map(|key| format!("{key} = \"…\"")).collect();
                format!("{{ {} }}", entries.join(", "))
            }
        };
        let place = format!("[{}] of {}", self.name(), self.file);
        let key = problem.key.name();
        Some(match self.nearly(problem.key) {
            Some(name) => format!("write \"{key}\" in place of \"{name}\" in {place}"),
            None if problem.key.is_path() => format!("add \"{key}/…\" = {value} to {place}"),
            None => format!("add \"{key}\" = {value} to {place}"),
        })
    }

    fn container(&self) -> Option<&str> {
        Some(&self.file)
    }
}
