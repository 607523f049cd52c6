//! SSM Parameter Store: GetParameters, ten names in a request, all requests at once.

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_ssm::Client;
use aws_sdk_ssm::operation::get_parameters::{GetParametersError, GetParametersOutput};
use aws_sdk_ssm::types::{Parameter, ParameterType};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::aws::{Aws, Watch};
use super::{Answer, Attempts, BoxFuture, Failure, Fetched, Help, Key, Scope, Source, help};
use crate::error::Code;
use crate::error::aws::{Verdict, judge};

/// The most names that GetParameters takes.
const CHUNK: usize = 10;

/// Parameter Store through the SDK.
pub(crate) struct ParameterStore {
    aws: Arc<Aws>,
}

impl ParameterStore {
    pub(crate) fn new(aws: Arc<Aws>) -> Self {
        Self { aws }
    }

    async fn fetch_all(&self, keys: &[Key], answer: &mut Answer) {
        let Some(config) = self.aws.begin(keys, answer).await else { return };
        let client = Client::new(config);
        let attempts = answer.attempts.clone();
        let mut requests = FuturesUnordered::new();
        for chunk in keys.chunks(CHUNK) {
            answer.count_request();
            requests.push(ask(&client, chunk, &attempts));
        }
        while let Some((chunk, result)) = requests.next().await {
            match result {
                Ok(output) => sort(&output, chunk, answer),
                // One name that is denied or not accepted fails its whole chunk. Asked one by one, the
                // others are read, and the report names the right one.
                Err(failure) if chunk.len() > 1 && failure.scope == Scope::Key => {
                    attempts.forget(chunk);
                    for key in chunk {
                        answer.count_request();
                        requests.push(ask(&client, std::slice::from_ref(key), &attempts));
                    }
                }
                Err(failure) => answer.fail_rest(chunk, &failure),
            }
        }
    }
}

async fn ask<'k>(
    client: &Client,
    keys: &'k [Key],
    attempts: &Attempts,
) -> (&'k [Key], Result<GetParametersOutput, Failure>) {
    let names: Vec<String> = keys.iter().map(|key| key.name().to_owned()).collect();
    tracing::debug!(target: "figleaf", ?names, "ssm:GetParameters");
    let request = client.get_parameters().set_names(Some(names)).with_decryption(true);
    let watch = Watch::<GetParametersError>::new(keys, attempts);
    let result =
        request.customize().interceptor(watch).send().await.map_err(|error| match judge(&error) {
            Verdict::Failed(failure) => failure,
            // GetParameters lists unknown names and never fails for them.
            Verdict::Absent => {
                Failure::unavailable("it answered something that is not its protocol")
            }
        });
    (keys, result)
}

/// Matches the answers by name: their order is not that of the request.
fn sort(output: &GetParametersOutput, keys: &[Key], answer: &mut Answer) {
    let mut found: HashMap<&str, &Parameter> = HashMap::new();
    for parameter in output.parameters() {
        // A parameter that was asked for by its ARN may be named by it or by its name.
        let names = parameter.name().into_iter().chain(parameter.arn());
        found.extend(names.map(|name| (name, parameter)));
    }
    for key in keys {
        if let Some(parameter) = found.get(key.name()) {
            match fetched(parameter) {
                Some(value) => answer.found(key, value),
                None => answer.failed(key, Failure::new(Code::Unavailable, "it has no value")),
            }
        } else if output.invalid_parameters().iter().any(|name| name == key.name()) {
            answer.absent(key);
        } else {
            answer.failed(key, Failure::new(Code::Unavailable, "the answer leaves it out"));
        }
    }
}

fn fetched(parameter: &Parameter) -> Option<Fetched> {
    let kind = parameter.r#type().map(ParameterType::as_str);
    Some(Fetched::parameter(kind, parameter.value()?))
}

impl Source for ParameterStore {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(self.fetch_all(keys, answer))
    }

    fn help(&self, problem: &Help<'_>) -> Option<String> {
        match problem.code {
            Code::Missing => Some(help::put_parameter(problem)),
            Code::Denied => {
                Some(format!("allow ssm:GetParameters on {}", help::parameter_arn(problem)))
            }
            Code::Throttled => Some(
                "the quota is 40 requests per second in an account and region; turn on the higher throughput of \
                 Parameter Store, or start fewer instances at once"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}
