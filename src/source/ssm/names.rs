//! GetParameters: names and their versions, ten in a request.

use std::collections::HashMap;

use aws_sdk_ssm::Client;
use aws_sdk_ssm::operation::get_parameters::GetParametersOutput;
use aws_sdk_ssm::types::Parameter;

use crate::error::Code;
use crate::source::aws::Line;
use crate::source::batch::Batch;
use crate::source::{Answer, Failure, Key};

pub(super) type Reply = Result<GetParametersOutput, Failure>;

pub(super) async fn ask(client: &Client, batch: Batch<'_>, line: &Line) -> Reply {
    // `name:3` and `name:label` are what the API calls them too.
    let names: Vec<String> = batch.iter().map(ToString::to_string).collect();
    tracing::debug!(target: "figleaf", ?names, "ssm:GetParameters");
    let request = client.get_parameters().set_names(Some(names)).with_decryption(true);
    line.ask(&batch, || request.clone().send()).await.map_err(Line::failure)
}

/// Matches the answers by name: their order is not that of the request.
pub(super) fn sort(output: &GetParametersOutput, batch: &[&Key], answer: &mut Answer) {
    let mut found: HashMap<&str, &Parameter> = HashMap::new();
    for parameter in output.parameters() {
        // A parameter that was asked for by its ARN may be named by it or by its name.
        let names = parameter.name().into_iter().chain(parameter.arn());
        found.extend(names.map(|name| (name, parameter)));
    }
    for key in batch {
        if let Some(parameter) = found.get(key.name()) {
            match super::fetched(parameter) {
                Some(value) => answer.found(key, value),
                None => answer.failed(key, Failure::new(Code::Unavailable, "it has no value")),
            }
        } else if output.invalid_parameters().iter().any(|name| *name == key.to_string()) {
            answer.absent(key);
        } else {
            answer.failed(key, Failure::new(Code::Unavailable, "the answer leaves it out"));
        }
    }
}
