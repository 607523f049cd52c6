//! The values in the bodies of answers.

use serde::Deserialize;
use serde_json::from_slice;

use crate::Failure;
use crate::requests::Operation;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameters {
    parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Secrets {
    secret_values: Vec<Secret>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Secret {
    secret_string: String,
}

/// Adds what an answer holds.
pub fn read(operation: Operation, body: &[u8], values: &mut Vec<String>) -> Result<(), Failure> {
    match operation {
        Operation::GetParameters => {
            let Parameters { parameters } = from_slice(body)?;
            values.extend(parameters.into_iter().map(|parameter| parameter.value));
        }
        Operation::GetSecretValue => values.push(from_slice::<Secret>(body)?.secret_string),
        Operation::BatchGetSecretValue => {
            let Secrets { secret_values } = from_slice(body)?;
            values.extend(secret_values.into_iter().map(|secret| secret.secret_string));
        }
    }
    Ok(())
}
