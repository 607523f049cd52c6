//! The extension's HTTP: one value in an answer, with dates as texts and unused fields as nulls.

use scenario::TOKEN_HEADER;
use serde_json::{Value, json};

use hyper::HeaderMap;

use crate::answer::Answer;
use crate::aws;

const DATE: &str = "2025-01-01T00:00:00.000Z";

/// The path of parameters, and that of secrets.
pub const PATHS: [&str; 2] = ["/systemsmanager/parameters/get", "/secretsmanager/get"];

pub fn answer(path: &str, query: &str, headers: &HeaderMap) -> Answer {
    if headers.get(TOKEN_HEADER).is_none_or(|token| token.is_empty()) {
        return Answer::text(403, "Bad Token");
    }
    let given = |key: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find_map(|(name, value)| (name == key).then_some(value))
    };
    let found = if path == PATHS[0] {
        // Without it the real one answers ciphertext.
        let decrypted = given("withDecryption").is_some_and(|value| value == "true");
        given("name").filter(|_| decrypted).and_then(|name| parameter(&name))
    } else {
        given("secretId").and_then(|name| secret(&name))
    };
    match found {
        Some(body) => Answer::json(body),
        None => Answer::text(400, "an unexpected error occurred while executing request"),
    }
}

fn parameter(name: &str) -> Option<Value> {
    let mut parameter = aws::parameter(name)?;
    parameter["LastModifiedDate"] = DATE.into();
    parameter["Selector"] = Value::Null;
    parameter["SourceResult"] = Value::Null;
    Some(json!({ "Parameter": parameter, "ResultMetadata": {} }))
}

fn secret(name: &str) -> Option<Value> {
    let mut secret = aws::secret(name)?;
    secret["CreatedDate"] = DATE.into();
    secret["SecretBinary"] = Value::Null;
    secret["ResultMetadata"] = json!({});
    Some(secret)
}
