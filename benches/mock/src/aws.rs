//! The JSON 1.1 protocols of SSM and Secrets Manager. Limits are the services' own.

use scenario::{KNOWN, PARAMETERS_AT_ONCE, SECRETS_AT_ONCE};
use serde_json::{Value, json};

use crate::answer::Answer;

/// A date as the services write it.
const DATE: u32 = 1_735_689_600;

/// Answers the operation that `X-Amz-Target` names.
pub fn answer(target: &str, body: &[u8]) -> Answer {
    let Ok(asked) = serde_json::from_slice::<Value>(body) else {
        return Answer::error("SerializationException", "no JSON");
    };
    match target {
        "AmazonSSM.GetParameter" => get_parameter(&asked),
        "AmazonSSM.GetParameters" => get_parameters(&asked),
        "AmazonSSM.GetParametersByPath" => get_parameters_by_path(&asked),
        "secretsmanager.GetSecretValue" => get_secret_value(&asked),
        "secretsmanager.BatchGetSecretValue" => batch_get_secret_value(&asked),
        _ => Answer::error("UnknownOperationException", target),
    }
}

/// The parameter of that name, as all operations write it.
pub fn parameter(name: &str) -> Option<Value> {
    if !scenario::is_parameter(name) {
        return None;
    }
    Some(json!({
        "ARN": format!("arn:aws:ssm:eu-west-1:123456789012:parameter{name}"),
        "DataType": "text",
        "LastModifiedDate": DATE,
        "Name": name,
        "Type": "String",
        "Value": scenario::value(name),
        "Version": 1,
    }))
}

/// The secret of that name, as all operations write it.
pub fn secret(name: &str) -> Option<Value> {
    if !scenario::is_secret(name) {
        return None;
    }
    Some(json!({
        "ARN": format!("arn:aws:secretsmanager:eu-west-1:123456789012:secret:{name}-AbCdEf"),
        "CreatedDate": DATE,
        "Name": name,
        "SecretString": scenario::value(name),
        "VersionId": "00000000-0000-4000-8000-000000000001",
        "VersionStages": ["AWSCURRENT"],
    }))
}

fn get_parameter(asked: &Value) -> Answer {
    match asked["Name"].as_str().and_then(parameter) {
        Some(parameter) => Answer::json(json!({ "Parameter": parameter })),
        None => Answer::error("ParameterNotFound", ""),
    }
}

fn get_parameters(asked: &Value) -> Answer {
    let names = texts(&asked["Names"]);
    if !(1..=PARAMETERS_AT_ONCE).contains(&names.len()) {
        return Answer::error("ValidationException", "names: from 1 to 10");
    }
    let (found, invalid): (Vec<_>, Vec<_>) =
        names.iter().map(|name| (name, parameter(name))).partition(|(_, found)| found.is_some());
    Answer::json(json!({
        "Parameters": found.into_iter().map(|(_, parameter)| parameter).collect::<Vec<_>>(),
        "InvalidParameters": invalid.into_iter().map(|(name, _)| name).collect::<Vec<_>>(),
    }))
}

/// The token is the number of the first parameter of the page.
fn get_parameters_by_path(asked: &Value) -> Answer {
    let path = format!("{}/", asked["Path"].as_str().unwrap_or_default().trim_end_matches('/'));
    let size = asked["MaxResults"].as_u64().and_then(|size| usize::try_from(size).ok());
    let first: usize =
        asked["NextToken"].as_str().and_then(|token| token.parse().ok()).unwrap_or_default();
    let next = first + size.unwrap_or(PARAMETERS_AT_ONCE).min(PARAMETERS_AT_ONCE);
    let below: Vec<_> =
        KNOWN.map(scenario::parameter).filter(|name| name.starts_with(&path)).collect();
    let page: Vec<_> =
        below.iter().take(next).skip(first).filter_map(|name| parameter(name)).collect();
    Answer::json(json!({
        "Parameters": page,
        "NextToken": (next < below.len()).then(|| next.to_string()),
    }))
}

fn get_secret_value(asked: &Value) -> Answer {
    match asked["SecretId"].as_str().and_then(secret) {
        Some(secret) => Answer::json(secret),
        None => Answer::error("ResourceNotFoundException", NO_SECRET),
    }
}

fn batch_get_secret_value(asked: &Value) -> Answer {
    let names = texts(&asked["SecretIdList"]);
    if !(1..=SECRETS_AT_ONCE).contains(&names.len()) {
        return Answer::error("InvalidParameterException", "secretIdList: from 1 to 20");
    }
    let (found, unknown): (Vec<_>, Vec<_>) =
        names.iter().map(|name| (name, secret(name))).partition(|(_, found)| found.is_some());
    let error = |name| {
        json!({
            "SecretId": name,
            "ErrorCode": "ResourceNotFoundException",
            "Message": NO_SECRET,
        })
    };
    Answer::json(json!({
        "SecretValues": found.into_iter().map(|(_, secret)| secret).collect::<Vec<_>>(),
        "Errors": unknown.into_iter().map(|(name, _)| error(name)).collect::<Vec<_>>(),
    }))
}

const NO_SECRET: &str = "Secrets Manager can't find the specified secret.";

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
