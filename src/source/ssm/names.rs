//! GetParameters: names and their versions, ten in a request.

use std::collections::HashMap;

use super::api::{Api, Parameter, Parameters};
use crate::error::Code;
use crate::source::aws::Line;
use crate::source::batch::Batch;
use crate::source::{Answer, Failure, Key};

pub(super) type Reply = Result<Parameters, Failure>;

pub(super) async fn ask(api: &Api, batch: Batch<'_>, line: &Line) -> Reply {
    // `name:3` and `name:label` are what the API calls them too.
    let names: Vec<String> = batch.iter().map(ToString::to_string).collect();
    tracing::debug!(target: "figleaf", ?names, "ssm:GetParameters");
    line.ask("ssm:GetParameters", &batch, || api.parameters(batch[0], &names))
        .await
        .map_err(Line::failure)
}

/// Matches the answers by name: their order is not that of the request.
pub(super) fn sort(output: &Parameters, batch: &[&Key], answer: &mut Answer) {
    let mut found: HashMap<&str, &Parameter> = HashMap::new();
    for parameter in &output.found {
        // A parameter that was asked for by its ARN may be named by it or by its name.
        let names = parameter.name.iter().chain(&parameter.arn);
        found.extend(names.map(|name| (name.as_str(), parameter)));
    }
    for key in batch {
        if let Some(parameter) = found.get(key.name()) {
            match &parameter.value {
                Some(value) => answer.found(key, value.clone()),
                None => answer.failed(key, Failure::new(Code::Unavailable, "it has no value")),
            }
        } else if output.invalid.iter().any(|name| *name == key.to_string()) {
            answer.absent(key);
        } else {
            answer.failed(key, Failure::new(Code::Unavailable, "the answer leaves it out"));
        }
    }
}
