//! DescribeSecret: one secret in a request, all at once.

mod api;

use std::sync::Arc;

use futures_util::{FutureExt, StreamExt, stream};

use super::super::facts::{Fact, Facts};
use crate::error::Code;
use crate::error::causes::Verdict;
use crate::rules::SECRETS;
use crate::source::arns::{self, Place};
use crate::source::aws::{Line, Run, Service};
use crate::source::secretsmanager::Api;
use crate::source::{
    Answer, BoxFuture, Details, Failure, Help, Key, Selector, Source, Valueless, help,
};
use api::Described;

/// Requests at once.
const AT_ONCE: usize = 16;

/// The stage of the version that is read when nothing else is said.
const CURRENT: &str = "AWSCURRENT";

/// Secrets Manager, asked for what it says of a secret.
pub(super) struct Secrets {
    aws: Arc<Run>,
    facts: Arc<Facts>,
    valueless: Valueless,
}

impl Secrets {
    pub(super) fn new(aws: Arc<Run>, facts: Arc<Facts>) -> Self {
        Self { aws, facts, valueless: Valueless::default() }
    }

    async fn fetch_all(&self, keys: &[Key], answer: &mut Answer) {
        let begun = self.aws.begin(Service::SecretsManager, keys, answer).await;
        let Some((caller, line)) = begun else { return };
        let api = Api::new(caller, keys);
        // Two versions of one secret are one question.
        let mut secrets: Vec<&Key> = keys.iter().collect();
        secrets.dedup_by(|one, other| one.name() == other.name());
        let mut asked = Vec::with_capacity(secrets.len());
        for key in secrets {
            asked.push(ask(&api, key, &line).map(move |told| (key.name(), told)).boxed());
        }
        let mut asked = stream::iter(asked).buffer_unordered(AT_ONCE);
        while let Some((name, told)) = asked.next().await {
            for key in keys.iter().filter(|key| key.name() == name) {
                self.settle(key, &told, answer);
            }
        }
    }

    fn settle(&self, key: &Key, told: &Result<Described, Verdict>, answer: &mut Answer) {
        match told {
            Ok(told) if told.is_deleted => answer.failed(key, deleted()),
            Ok(told) => match look_up(key, told) {
                Some(fact) => self.facts.tell(SECRETS, key, fact, answer),
                None => {
                    self.valueless.note(key);
                    answer.absent(key);
                }
            },
            Err(Verdict::Absent | Verdict::NoVersion) => answer.absent(key),
            Err(Verdict::Failed(failure)) => answer.failed(key, explain(failure.clone())),
        }
    }
}

async fn ask(api: &Api, key: &Key, line: &Line) -> Result<Described, Verdict> {
    tracing::debug!(target: "figleaf", name = key.name(), "secretsmanager:DescribeSecret");
    line.ask("secretsmanager:DescribeSecret", &[key], || api.describe(key)).await
}

/// With a policy that names single secrets, a name that does not exist is denied as well.
fn explain(failure: Failure) -> Failure {
    let is_bare = failure.code == Code::Denied && failure.detail.is_empty();
    if is_bare { Failure::denied("or the secret does not exist") } else { failure }
}

fn deleted() -> Failure {
    use crate::error::causes::Refusal;
    let said = "You can't perform this operation on the secret because it was marked for deletion.";
    match Refusal::new("InvalidRequestException", said, 400).verdict() {
        Verdict::Failed(failure) => failure,
        Verdict::Absent | Verdict::NoVersion => Failure::denied("it is being deleted"),
    }
}

/// What is told of a version; nothing when there is no such one.
fn look_up(key: &Key, told: &Described) -> Option<Fact> {
    let is_it = |(id, stages): &&(String, Vec<String>)| {
        let has = |stage: &str| stages.iter().any(|known| known == stage);
        match key.selector() {
            Some(Selector::Stage(stage)) => has(stage),
            Some(Selector::VersionId(wanted)) => id == wanted,
            Some(Selector::Version(_) | Selector::Label(_)) | None => has(CURRENT),
        }
    };
    let (version, _) = told.versions.iter().find(is_it)?;
    let details = Details::of(Some(version.clone()), told.arn.as_deref(), None, told.modified);
    // Source: the API's reference: without a key of its own it is under the account's.
    let key = told.key.clone().unwrap_or_else(|| "alias/aws/secretsmanager".to_owned());
    Some(Fact { details, key: Some(key), unseen: None })
}

impl Source for Secrets {
    fn name(&self) -> &'static str {
        SECRETS
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
            Code::Denied => {
                let arn = arns::secret(problem.key.name(), Place::of(problem.region));
                Some(format!("allow secretsmanager:DescribeSecret on {arn}"))
            }
            _ => None,
        }
    }
}
