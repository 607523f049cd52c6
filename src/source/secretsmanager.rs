//! Secrets Manager: GetSecretValue, and BatchGetSecretValue for many; all requests at once.

mod api;
mod batch;
#[cfg(feature = "direct")]
mod direct;
#[cfg(feature = "secretsmanager")]
mod sdk;
mod single;

use std::sync::Arc;

use futures_util::future::BoxFuture as Boxed;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use super::aws::{Caller, Line, Run, Service};
use super::batch::{Batch, secrets};
use super::valueless::Valueless;
use super::{Answer, BoxFuture, Failure, Fetched, Help, Key, Source, help};
use crate::error::Code;
use crate::error::causes::Verdict;
pub(crate) use api::Api;

/// Secrets Manager.
pub(crate) struct SecretsManager {
    aws: Arc<Run>,
    /// Whether BatchGetSecretValue may be called.
    batch: bool,
    valueless: Valueless,
}

/// What came of a request.
enum Done<'k> {
    Single(&'k Key, Result<Fetched, Verdict>),
    /// What is known of each secret, and of which ones nothing is.
    Batch(Vec<(&'k Key, Result<Fetched, Verdict>)>, Batch<'k>),
}

impl SecretsManager {
    pub(crate) fn new(aws: Arc<Run>, batch: bool) -> Self {
        Self { aws, batch, valueless: Valueless::default() }
    }

    async fn fetch_all(&self, keys: &[Key], answer: &mut Answer) {
        let begun = self.aws.begin(Service::SecretsManager, keys, answer).await;
        let Some((caller, line)) = begun else { return };
        self.ask(caller, &line, keys, answer).await;
        let renewed = self.aws.renew(Service::SecretsManager, keys, answer).await;
        let Some((caller, line, keys)) = renewed else { return };
        self.ask(caller, &line, &keys, answer).await;
    }

    /// Asks for all keys at once.
    async fn ask<'k>(&self, caller: Caller, line: &Line, keys: &'k [Key], answer: &mut Answer) {
        let home = caller.home().to_owned();
        let api = Api::new(caller, keys);
        let single = |key: &'k Key| {
            let reply = single::ask(&api, key, line);
            reply.map(move |reply| Done::Single(key, reply)).boxed()
        };
        let mut requests: FuturesUnordered<Boxed<'_, Done<'_>>> = FuturesUnordered::new();
        for batch in secrets(keys, &home) {
            if batch.len() > 1 && self.batch && batch::may_be_asked() {
                requests.push(batch::ask(&api, batch, line).boxed());
            } else {
                requests.extend(batch.into_iter().map(single));
            }
        }
        while let Some(done) = requests.next().await {
            match done {
                Done::Single(key, reply) => self.settle(answer, key, reply),
                Done::Batch(known, rest) => {
                    known.into_iter().for_each(|(key, reply)| self.settle(answer, key, reply));
                    requests.extend(rest.into_iter().map(single));
                }
            }
        }
    }

    fn settle(&self, answer: &mut Answer, key: &Key, reply: Result<Fetched, Verdict>) {
        match reply {
            Ok(value) => answer.found(key, value),
            Err(Verdict::Absent) => answer.absent(key),
            Err(Verdict::NoVersion) => {
                self.valueless.note(key);
                answer.absent(key);
            }
            Err(Verdict::Failed(failure)) => answer.failed(key, explain(failure)),
        }
    }
}

/// With a policy that names single secrets, a name that does not exist is denied as well.
fn explain(failure: Failure) -> Failure {
    let bare = failure.code == Code::Denied && failure.detail.is_empty();
    if bare { Failure::denied("or the secret does not exist") } else { failure }
}

impl Source for SecretsManager {
    fn name(&self) -> &'static str {
        "secretsmanager"
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(self.fetch_all(keys, answer))
    }

    fn help(&self, problem: &Help<'_>) -> Option<String> {
        match problem.code {
            Code::Missing if self.valueless.has(problem.key) => {
                Some(help::put_secret_value(problem))
            }
            Code::Missing => Some(help::create_secret(problem)),
            Code::Denied => Some(help::allow_secret(problem)),
            _ => None,
        }
    }
}
