//! The local store: a TOML file in the place of both AWS services.

use std::path::Path;

use super::entries::Entries;
use super::{Answer, BoxFuture, Fetched, Help, Key, KeyOutcome, Source};
use crate::disclosure::is_name;
use crate::error::{Code, Problem, Subject};
use crate::value::{Map, Text, Value, json, toml};

/// The tables of the file, and the sources that they stand for.
const TABLES: [&str; 2] = ["ssm", "secretsmanager"];

/// The two sources that a file stands for.
pub(crate) fn open(path: &Path) -> Result<Vec<Box<dyn Source>>, Problem> {
    let shown = path.display().to_string();
    let invalid = |message: String, help: &str| {
        Problem::of_setting(Subject::File, &shown, Code::Invalid, &message, help)
    };
    let text = std::fs::read_to_string(path).map(Text::new).map_err(|error| {
        let message = format!("the local store cannot be read: {}", error.kind());
        invalid(message, "create it, or correct FIGLEAF_LOCAL or .local(…)")
    })?;
    let mut stores = TABLES.map(|name| (name, Entries::default()));
    for (table, entries) in read(&text, invalid)? {
        let Some((store, kept)) = stores.iter_mut().find(|(name, _)| *name == table.as_str())
        else {
            let message = format!("unknown table `{}`", *table);
            let help = "the tables of a local store are [ssm] and [secretsmanager]";
            return Err(invalid(message, help));
        };
        let Value::Map(entries) = entries else {
            return Err(invalid(format!("`{}` is no table", *table), "write [ssm]"));
        };
        for (name, value) in entries.into_entries() {
            let fetched = fetched(store, value).ok_or_else(|| {
                let message = format!("`{}` holds a number that is not finite", *name);
                invalid(message, "a table stands for a JSON document, which has no inf and no nan")
            })?;
            kept.insert(name.to_string(), KeyOutcome::Found(fetched));
        }
    }
    let local =
        |(name, entries)| Box::new(Local { name, entries, file: shown.clone() }) as Box<dyn Source>;
    Ok(stores.map(local).into())
}

fn read(
    text: &str,
    invalid: impl Fn(String, &str) -> Problem,
) -> Result<Vec<(Text, Value)>, Problem> {
    toml::read(text).map(Map::into_entries).map_err(|place| {
        let at = place.map(|(line, column)| format!(" at line {line}, column {column}"));
        let message = format!("the local store is no valid TOML{}", at.unwrap_or_default());
        invalid(message, "a value looks like this: \"/dev/myapp/api-key\" = \"sk_test_123456\"")
    })
}

/// A value as the store would hold it: a string, also of a number or a date as it is written; of an array
/// or a table JSON, or for Parameter Store a StringList. None when JSON has no form for it.
fn fetched(store: &str, value: Value) -> Option<Fetched> {
    Some(match value {
        value @ (Value::List(_) | Value::Map(_)) => {
            json::write(&value)?;
            Fetched::structured(value, store == "ssm")
        }
        scalar => Fetched::text(std::mem::take(&mut *scalar.as_written()?)),
    })
}

/// One table of the file.
struct Local {
    name: &'static str,
    entries: Entries,
    file: String,
}

impl Local {
    /// A name in the file that differs from the wanted one in nothing but case and `_` for `-`.
    fn nearly(&self, key: &Key) -> Option<&str> {
        let plain = |name: &str| name.replace('_', "-").to_lowercase();
        self.entries.names().find(|name| plain(name) == plain(key.name()))
    }
}

impl Local {
    /// A table that was to be a folder of parameters: its name, and a key of it as the rest of a name.
    fn table_of<'k>(&'k self, key: &'k Key) -> Option<(&'k str, &'k str)> {
        let name = key.name().trim_end_matches('/');
        if key.is_path() {
            let first = self.entries.table(name)?.keys().find(|key| is_name(key));
            return Some((name, first.unwrap_or("…")));
        }
        let folders = name.match_indices('/').map(|(at, _)| name.split_at(at));
        let mut folders = folders.filter(|(folder, _)| !folder.is_empty());
        folders.find_map(|(folder, rest)| {
            let rest = &rest[1..];
            let first = rest.split('/').next()?;
            self.entries.table(folder)?.get(first).map(|_| (folder, rest))
        })
    }
}

impl Source for Local {
    fn name(&self) -> &'static str {
        self.name
    }

    fn is_immediate(&self) -> bool {
        true
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        // The field of an `Option` is `None` then, and nothing else would say why.
        for key in keys {
            let is_there = |name: &str| name == key.name() || name == key.to_string();
            if let Some(name) = self.nearly(key)
                && !self.entries.names().any(is_there)
            {
                tracing::warn!(
                    target: "figleaf",
                    wanted = %key,
                    there = name,
                    file = self.file,
                    "the local store has a name that is nearly the wanted one, and is not read"
                );
            }
        }
        Box::pin(async move { self.entries.answer(keys, answer) })
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
        if let Some((table, rest)) = self.table_of(problem.key) {
            let one = format!("\"{table}/{rest}\" = \"…\"");
            let each = if problem.key.is_path() { "each value by its whole name: " } else { "" };
            return Some(format!("write {each}{one} in place of the table \"{table}\" in {place}"));
        }
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
