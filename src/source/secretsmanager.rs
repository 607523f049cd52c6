//! Secrets Manager: GetSecretValue, one request for each secret, all at once.

use std::sync::Arc;

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::get_secret_value::{
    GetSecretValueError, GetSecretValueOutput,
};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::aws::{Aws, Clients, Watch};
use super::{Answer, Attempts, BoxFuture, Failure, Fetched, Help, Key, Selector, Source, help};
use crate::error::Code;
use crate::error::aws::{Verdict, judge};

/// Secrets Manager through the SDK.
pub(crate) struct SecretsManager {
    aws: Arc<Aws>,
}

impl SecretsManager {
    pub(crate) fn new(aws: Arc<Aws>) -> Self {
        Self { aws }
    }

    async fn fetch_all(&self, keys: &[Key], answer: &mut Answer) {
        let Some(config) = self.aws.begin(keys, answer).await else { return };
        let clients = Clients::new(config, keys, Client::new);
        let attempts = answer.attempts.clone();
        let mut requests: FuturesUnordered<_> =
            keys.iter().map(|key| ask(clients.of(key), key, &attempts)).collect();
        for _ in keys {
            answer.count_request();
        }
        while let Some((key, result)) = requests.next().await {
            match result {
                Ok(value) => answer.found(key, value),
                Err(Verdict::Absent) => answer.absent(key),
                Err(Verdict::Failed(failure)) => answer.failed(key, explain(failure)),
            }
        }
    }
}

async fn ask<'k>(
    client: &Client,
    key: &'k Key,
    attempts: &Attempts,
) -> (&'k Key, Result<Fetched, Verdict>) {
    tracing::debug!(target: "figleaf", name = %key, "secretsmanager:GetSecretValue");
    let mut request = client.get_secret_value().secret_id(key.name());
    match key.selector() {
        Some(Selector::Stage(stage)) => request = request.version_stage(stage),
        Some(Selector::VersionId(id)) => request = request.version_id(id),
        Some(Selector::Version(_) | Selector::Label(_)) | None => {}
    }
    let watch = Watch::<GetSecretValueError>::new(&[key], attempts);
    let result = match request.customize().interceptor(watch).send().await {
        Ok(output) => fetched(output).ok_or_else(|| {
            Verdict::Failed(Failure::new(Code::Unavailable, "the secret has no value"))
        }),
        Err(error) => Err(judge(&error)),
    };
    (key, result)
}

fn fetched(output: GetSecretValueOutput) -> Option<Fetched> {
    let GetSecretValueOutput { secret_string, secret_binary, .. } = output;
    match (secret_string, secret_binary) {
        (Some(text), _) => Some(Fetched::text(text)),
        (None, Some(bytes)) => Some(Fetched::bytes(bytes.into_inner())),
        (None, None) => None,
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
            Code::Missing => Some(help::create_secret(problem)),
            Code::Denied => Some(format!(
                "allow secretsmanager:GetSecretValue on {}",
                help::secret_arn(problem)
            )),
            _ => None,
        }
    }
}
