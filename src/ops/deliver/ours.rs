//! Whether a file is an output of the same verb, so that its lines may be shown. A file that is named by mistake may hold
//! anything: any script has the first line of one, and any JSON some key.

use serde_json::{Map, Value};

use super::{Answer, Kind};

/// Whether nothing but this verb, for this configuration, writes such a file.
pub(super) fn is_ours(there: &str, text: &str, answer: &Answer) -> bool {
    match answer.kind {
        Kind::Json => is_same_document(there, text),
        Kind::Text | Kind::Masked => {
            let is_marked = |mark: &str| there.lines().any(|line| line == mark);
            title(there).is_some()
                && title(there) == title(text)
                && answer.mark.is_none_or(is_marked)
        }
    }
}

/// The first line that says something: that of a script names its shell.
fn title(text: &str) -> Option<&str> {
    text.lines().find(|line| !line.starts_with("#!"))
}

fn is_same_document(there: &str, text: &str) -> bool {
    let value = |text: &str| serde_json::from_str::<Map<String, Value>>(text).ok();
    let (Some(there), Some(ours)) = (value(there), value(text)) else { return false };
    let has_same = |key: &str| ours.contains_key(key) && there.get(key) == ours.get(key);
    match ours.contains_key("$schema") {
        true => has_same("$schema") && has_same("title"),
        false => has_same("Version") && is_policy(&there),
    }
}

/// A document of IAM has nothing beside its statements, and these nothing but what is allowed.
fn is_policy(document: &Map<String, Value>) -> bool {
    const KEYS: [&str; 5] = ["Sid", "Effect", "Action", "Resource", "Condition"];
    let is_statement = |statement: &Value| {
        let keys = statement.as_object();
        keys.is_some_and(|keys| keys.keys().all(|key| KEYS.contains(&key.as_str())))
    };
    let statements = document.get("Statement").and_then(Value::as_array);
    document.len() == 2 && statements.is_some_and(|all| all.iter().all(is_statement))
}
