//! Secrets Manager: GetSecretValue, and BatchGetSecretValue for many; all requests at once.

mod batch;
mod single;

use std::sync::Arc;

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::primitives::{Blob, DateTime};
use aws_types::SdkConfig;
use futures_util::future::BoxFuture as Boxed;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use super::aws::{Clients, Line, Run, Service, home};
use super::batch::{Batch, secrets};
use super::details::{BINARY_SECRET, TEXT_SECRET};
use super::valueless::Valueless;
use super::{Answer, BoxFuture, Details, Failure, Fetched, Help, Key, Source, help};
use crate::error::Code;
use crate::error::causes::Verdict;

/// Secrets Manager through the SDK.
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
        let Some((config, line)) = begun else { return };
        self.ask(&config, &line, keys, answer).await;
        let renewed = self.aws.renew(Service::SecretsManager, keys, answer).await;
        let Some((config, line, keys)) = renewed else { return };
        self.ask(&config, &line, &keys, answer).await;
    }

    /// Asks for all keys at once.
    async fn ask<'k>(&self, config: &SdkConfig, line: &Line, keys: &'k [Key], answer: &mut Answer) {
        let clients = Clients::new(config, keys, Client::new);
        let single = |key: &'k Key| {
            let reply = single::ask(clients.of(key), key, line);
            reply.map(move |reply| Done::Single(key, reply)).boxed()
        };
        let mut requests: FuturesUnordered<Boxed<'_, Done<'_>>> = FuturesUnordered::new();
        for batch in secrets(keys, home(config)) {
            if batch.len() > 1 && self.batch && batch::may_be_asked() {
                answer.count_request();
                requests.push(batch::ask(clients.of(batch[0]), batch, line).boxed());
            } else {
                answer.requests += batch.len();
                requests.extend(batch.into_iter().map(single));
            }
        }
        while let Some(done) = requests.next().await {
            match done {
                Done::Single(key, reply) => self.settle(answer, key, reply),
                Done::Batch(known, rest) => {
                    known.into_iter().for_each(|(key, reply)| self.settle(answer, key, reply));
                    answer.requests += rest.len();
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

/// The value of a secret: a text, or bytes.
fn fetched(
    string: Option<&str>,
    binary: Option<&Blob>,
    beside: Beside<'_>,
) -> Result<Fetched, Verdict> {
    let (value, kind) = match (string, binary) {
        (Some(text), _) => (Fetched::text(text), TEXT_SECRET),
        (None, Some(bytes)) => (Fetched::bytes(bytes.as_ref()), BINARY_SECRET),
        (None, None) => {
            let failure = Failure::new(Code::Unavailable, "the secret has no value");
            return Err(Verdict::Failed(failure));
        }
    };
    let Beside { version, arn, created } = beside;
    let time = created.and_then(|time| (*time).try_into().ok());
    let details = Details::of(version.map(str::to_owned), arn, Some(kind), time);
    Ok(value.with_details(details))
}

/// What an answer has beside the value of a secret.
#[derive(Clone, Copy)]
struct Beside<'a> {
    version: Option<&'a str>,
    arn: Option<&'a str>,
    /// When this version was made.
    created: Option<&'a DateTime>,
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
