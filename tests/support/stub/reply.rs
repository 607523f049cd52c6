//! What was asked, and what to answer. Field names and codes are those of the services' JSON
//! protocol.

use super::super::aws::REGION;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tokio::sync::watch;

#[derive(Clone, Debug)]
pub struct Request {
    /// `X-Amz-Target`, e.g. `AmazonSSM.GetParameters` or `secretsmanager.GetSecretValue`.
    pub target: String,
    /// What it asks for: `Names`, `SecretIdList`, the one `SecretId`, or the one `Path`.
    pub names: Vec<String>,
    /// The region that the request is signed for, and so the one that it is for.
    pub region: String,
    pub body: Value,
    /// The first line: `POST / HTTP/1.1`.
    pub line: String,
    /// By names in small letters.
    pub headers: BTreeMap<String, String>,
    /// A body that is no JSON: the form of a request to STS.
    pub form: String,
}

impl Request {
    pub(super) fn new(line: String, headers: BTreeMap<String, String>, body: &[u8]) -> Self {
        let header = |name: &str| headers.get(name).cloned().unwrap_or_default();
        let (target, authorization) = (header("x-amz-target"), header("authorization"));
        let form = String::from_utf8_lossy(body).into_owned();
        let body: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
        let asked =
            ["Names", "SecretIdList", "SecretId", "Path"].iter().find_map(|key| body.get(key));
        let names = match asked {
            Some(Value::Array(names)) => {
                names.iter().filter_map(Value::as_str).map(Into::into).collect()
            }
            Some(Value::String(name)) => vec![name.clone()],
            _ => Vec::new(),
        };
        // Credential=KEY/DATE/REGION/SERVICE/aws4_request
        let region = authorization.split('/').nth(2).unwrap_or_default().to_owned();
        Self { target, names, region, body, line, headers, form }
    }
}

#[derive(Clone, Debug)]
pub enum Reply {
    /// An HTTP status and a body.
    Answer(u16, Vec<u8>),
    /// These bytes instead of HTTP, then the end of the connection.
    Raw(Vec<u8>),
    /// Nothing, on a connection that stays open until the client or the stub goes.
    Hang,
    /// Nothing, and the connection is reset.
    Reset,
    /// What [`Reply::when`] makes.
    When(watch::Receiver<bool>, Box<Self>),
}

impl Reply {
    /// `GetParameters`: those of `known` (name, type, value) that were asked for; the other names
    /// are invalid. A name with a selector (`/a/b:3`) is known only as such.
    pub fn parameters<'a>(
        request: &Request,
        known: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>,
    ) -> Self {
        let known =
            known.into_iter().filter(|(name, ..)| request.names.iter().any(|asked| asked == name));
        let (found, parameters): (Vec<_>, Vec<_>) =
            known.map(|known| (known.0, parameter(known))).unzip();
        let invalid: Vec<_> =
            request.names.iter().filter(|asked| !found.contains(&asked.as_str())).collect();
        Self::json(json!({ "Parameters": parameters, "InvalidParameters": invalid }))
    }

    /// `GetParametersByPath`: one page, and the token of the next one.
    pub fn page<'a>(
        parameters: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>,
        next_token: Option<&str>,
    ) -> Self {
        let parameters: Vec<_> = parameters.into_iter().map(parameter).collect();
        Self::json(json!({ "Parameters": parameters, "NextToken": next_token }))
    }

    /// `GetSecretValue`.
    pub fn secret(name: &str, string: &str) -> Self {
        Self::json(json!({
            "ARN": format!("arn:aws:secretsmanager:{REGION}:123456789012:secret:{name}-AbCdEf"),
            "Name": name,
            "SecretString": string,
            "VersionId": "00000000-0000-4000-8000-000000000001",
            "VersionStages": ["AWSCURRENT"],
            "CreatedDate": 1_735_689_600,
        }))
    }

    /// This reply, but not before the gate is open.
    pub fn when(gate: &watch::Sender<bool>, reply: Self) -> Self {
        Self::When(gate.subscribe(), Box::new(reply))
    }

    /// A service's refusal, such as `AccessDeniedException` or `ThrottlingException`.
    pub fn error(code: &str, message: &str) -> Self {
        Self::status(400, json!({ "__type": code, "message": message }).to_string())
    }

    /// Success, with a body of the test's own.
    #[allow(clippy::needless_pass_by_value, reason = "callers write json!(…) here")]
    pub fn json(body: Value) -> Self {
        Self::status(200, body.to_string())
    }

    /// Any status with any body: broken JSON, a proxy's error page.
    pub fn status(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::Answer(status, body.into())
    }
}

fn parameter((asked, kind, value): (&str, &str, &str)) -> Value {
    // The answer has the selector apart from the name. In an ARN the colons are something else.
    let (name, selector) = match asked.split_once(':') {
        Some((name, _)) if name != "arn" => asked.split_at(name.len()),
        _ => (asked, ""),
    };
    let selector = (!selector.is_empty()).then_some(selector);
    let version: u32 = selector.and_then(|selector| selector[1..].parse().ok()).unwrap_or(1);
    json!({
        "Name": name,
        "Selector": selector,
        "Type": kind,
        "Value": value,
        "Version": version,
        "DataType": "text",
        "LastModifiedDate": 1_735_689_600,
        "ARN": if name.starts_with("arn:") {
            name.to_owned()
        } else {
            format!("arn:aws:ssm:{REGION}:123456789012:parameter/{}", name.trim_start_matches('/'))
        },
    })
}
