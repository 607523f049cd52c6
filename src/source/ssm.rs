//! SSM Parameter Store: GetParameters, ten names in a request, and GetParametersByPath; all requests at
//! once.

mod api;
#[cfg(feature = "direct")]
mod direct;
mod names;
mod path;
#[cfg(feature = "ssm")]
mod sdk;

use std::sync::Arc;

use futures_util::future::BoxFuture as Boxed;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use super::aws::{Caller, Line, Run, Service};
use super::batch::{self, Batch};
use super::{Answer, BoxFuture, Fetched, Help, Key, Scope, Source, help};
use crate::cold_start::OF_PARAMETERS;
use crate::error::Code;
pub(crate) use api::Api;

/// Parameter Store.
pub(crate) struct ParameterStore {
    aws: Arc<Run>,
}

/// What a request was for, and what came of it.
enum Done<'k> {
    Batch(Batch<'k>, names::Reply),
    Path(&'k Key, path::Reply),
}

impl ParameterStore {
    pub(crate) fn new(aws: Arc<Run>) -> Self {
        Self { aws }
    }

    async fn fetch_all(&self, keys: &[Key], answer: &mut Answer) {
        let begun = self.aws.begin(Service::ParameterStore, keys, answer).await;
        let Some((caller, line)) = begun else { return };
        ask(caller, &line, keys, answer).await;
        let renewed = self.aws.renew(Service::ParameterStore, keys, answer).await;
        let Some((caller, line, keys)) = renewed else { return };
        ask(caller, &line, &keys, answer).await;
    }
}

/// Asks for all keys at once.
async fn ask<'k>(caller: Caller, line: &Line, keys: &'k [Key], answer: &mut Answer) {
    let home = caller.home().to_owned();
    let api = Api::new(caller, keys);
    let ask = |batch: Batch<'k>| {
        let reply = names::ask(&api, batch.clone(), line);
        reply.map(|reply| Done::Batch(batch, reply)).boxed()
    };
    let below = |key| path::ask(&api, key, line).map(move |reply| Done::Path(key, reply));
    let paths = keys.iter().filter(|key| key.is_path());
    let mut requests: FuturesUnordered<Boxed<'_, Done<'_>>> =
        paths.map(|key| below(key).boxed()).collect();
    for batch in batch::parameters(keys, &home) {
        requests.push(ask(batch));
    }
    while let Some(done) = requests.next().await {
        match done {
            Done::Batch(batch, Ok(output)) => names::sort(&output, &batch, answer),
            // One name that is denied or not accepted fails its whole batch. Asked one by one, the
            // others are read, and the report names the right one.
            Done::Batch(batch, Err(failure)) if batch.len() > 1 && failure.scope == Scope::Key => {
                line.attempts().forget(&batch);
                for key in batch {
                    requests.push(ask(vec![key]));
                }
            }
            Done::Batch(batch, Err(failure)) => answer.fail_rest(batch, &failure),
            Done::Path(key, Ok(entries)) if entries.is_empty() => answer.absent(key),
            Done::Path(key, Ok(entries)) => answer.found(key, Fetched::map(entries)),
            Done::Path(key, Err(failure)) => answer.failed(key, failure),
        }
    }
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
                let action =
                    if problem.key.is_path() { "GetParametersByPath" } else { "GetParameters" };
                Some(help::allow_parameter(action, problem))
            }
            Code::Throttled => Some(format!(
                "the quota is {OF_PARAMETERS} requests per second in an account and region; turn on the higher \
                 throughput of Parameter Store, or start fewer instances at once"
            )),
            _ => None,
        }
    }
}
