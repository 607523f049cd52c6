//! What is asked for: as few requests as there can be.

use scenario::{PARAMETERS_AT_ONCE, SECRETS_AT_ONCE, Scenario};
use serde_json::json;

#[derive(Clone, Copy)]
pub enum Operation {
    GetParameters,
    GetSecretValue,
    BatchGetSecretValue,
}

impl Operation {
    /// What `X-Amz-Target` says.
    pub fn target(self) -> &'static str {
        match self {
            Self::GetParameters => "AmazonSSM.GetParameters",
            Self::GetSecretValue => "secretsmanager.GetSecretValue",
            Self::BatchGetSecretValue => "secretsmanager.BatchGetSecretValue",
        }
    }

    /// The service's name in a signature.
    pub fn service(self) -> &'static str {
        match self {
            Self::GetParameters => "ssm",
            Self::GetSecretValue | Self::BatchGetSecretValue => "secretsmanager",
        }
    }
}

pub struct Request {
    pub operation: Operation,
    pub body: String,
}

/// Of one secret its own operation, of several a batch, as `sdk-best` and figleaf do.
pub fn of(scenario: &Scenario) -> Vec<Request> {
    let parameters = scenario.parameters.chunks(PARAMETERS_AT_ONCE).map(|names| Request {
        operation: Operation::GetParameters,
        body: json!({ "Names": names, "WithDecryption": true }).to_string(),
    });
    let secrets = scenario.secrets.chunks(SECRETS_AT_ONCE).map(|names| match names {
        [name] => Request {
            operation: Operation::GetSecretValue,
            body: json!({ "SecretId": name }).to_string(),
        },
        names => Request {
            operation: Operation::BatchGetSecretValue,
            body: json!({ "SecretIdList": names }).to_string(),
        },
    });
    parameters.chain(secrets).collect()
}
