//! The one wave in which all sources are asked.

use futures_util::future::join_all;
use tokio::runtime::Handle;

use crate::caught::{Caught, Panicked, caught, drop_caught};
use crate::clock::{Deadline, Driver, Unfinished};
use crate::layer::State;
use crate::plan::{Plan, Wanted};
use crate::retry::Policy;
use crate::source::{Answer, BoxFuture, Failure, Key, Source, guarded};
use crate::transport::Transport;

/// A source and what is wanted of it.
pub(crate) struct Ask<'a> {
    pub(crate) source: &'a dyn Source,
    pub(crate) wanted: Wanted,
    /// The keys that it is asked for, when some are known already.
    pub(crate) only: Option<Vec<Key>>,
}

impl<'a> Ask<'a> {
    /// Which source is asked for what. What is bound to a source that is not there has failed.
    pub(super) fn all(
        plan: &Plan,
        needed: impl Fn(usize) -> bool,
        sources: &'a [Box<dyn Source>],
        transport: Transport,
        states: &mut [State],
    ) -> Vec<Self> {
        let mut asks = Vec::new();
        for (name, wanted) in plan.wanted(&needed) {
            if let Some(source) = sources.iter().find(|source| source.name() == name) {
                asks.push(Self { source: source.as_ref(), wanted, only: None });
                continue;
            }
            let failure = Failure::no_source(no_source(name, transport));
            for (index, leaf) in plan.leaves.iter().enumerate() {
                if needed(index) && leaf.location().is_some_and(|location| location.source == name)
                {
                    states[index] = State::Failed { at: 0, failure: failure.clone() };
                }
            }
        }
        asks
    }

    /// The keys that it is asked for, sorted.
    pub(crate) fn keys(&self) -> &[Key] {
        self.only.as_deref().unwrap_or(&self.wanted.keys)
    }
}

/// What to do about a source that is not there.
pub(super) fn no_source(name: &str, transport: Transport) -> &'static str {
    match name {
        "ssm" | "secretsmanager" if transport == Transport::Extension => {
            "enable figleaf's Cargo feature `extension`, or leave out Transport::Extension"
        }
        // With the feature there is always a source.
        "ssm" | "secretsmanager" if transport == Transport::ExtensionFirst => {
            "enable figleaf's Cargo feature `extension`, or leave out Transport::ExtensionFirst"
        }
        "ssm" if transport == Transport::Sdk => {
            "enable figleaf's Cargo feature `ssm` (the AWS SDK), or leave out Transport::Sdk"
        }
        "secretsmanager" if transport == Transport::Sdk => {
            "enable figleaf's Cargo feature `secretsmanager` (the AWS SDK), or leave out Transport::Sdk"
        }
        "ssm" | "secretsmanager" if transport == Transport::Direct => {
            "enable figleaf's Cargo feature `direct`, or leave out Transport::Direct"
        }
        "ssm" => "enable figleaf's Cargo feature `direct`, `ssm` (the AWS SDK) or `extension`",
        "secretsmanager" => {
            "enable figleaf's Cargo feature `direct`, `secretsmanager` (the AWS SDK) or `extension`"
        }
        _ => "add it: .source(…) on the loader",
    }
}

/// Asks all sources at once. What is not answered at the deadline fails with `timeout`.
pub(crate) async fn wave(asks: &[Ask<'_>], deadline: Deadline, policy: Policy) -> Vec<Answer> {
    let wave = join_all(asks.iter().map(|ask| one(ask, deadline, policy)));
    let needs_runtime = asks.iter().any(|ask| !ask.keys().is_empty() && !ask.source.is_immediate());
    if !needs_runtime || Handle::try_current().is_ok() {
        return wave.await;
    }
    match Driver::start() {
        Ok(driver) => driver.run(wave).await,
        Err(_) => asks.iter().map(without_runtime).collect(),
    }
}

fn without_runtime(ask: &Ask<'_>) -> Answer {
    let mut answer = Answer::new();
    answer.fail_rest(&ask.wanted.keys, &guarded::no_runtime());
    answer
}

async fn one(ask: &Ask<'_>, deadline: Deadline, policy: Policy) -> Answer {
    let mut answer = Answer::with_policy(policy);
    let keys = ask.keys();
    if keys.is_empty() {
        return answer;
    }
    answer.expect(keys.len());
    let ended = match caught(|| ask.source.fetch(keys, &mut answer)) {
        Ok(fetch) => end(fetch, deadline).await,
        Err(panicked) => End::Panicked(panicked),
    };
    match ended {
        End::Done => {}
        End::Late => answer.deadline(keys, deadline.after),
        End::Panicked(panicked) => answer.fail_rest(keys, &guarded::failure(panicked)),
    }
    tracing::debug!(
        target: "figleaf",
        source = ask.source.name(),
        keys = keys.len(),
        requests = answer.tally.requests(),
        in_time = !matches!(ended, End::Late),
        "source answered"
    );
    answer
}

/// How asking a source ended.
#[derive(Clone, Copy)]
enum End {
    Done,
    Late,
    Panicked(Panicked),
}

async fn end(fetch: BoxFuture<'_>, deadline: Deadline) -> End {
    let mut fetch = Caught::new(fetch);
    let waited = deadline.wait(&mut fetch).await;
    drop_caught(fetch);
    match waited {
        Ok(Ok(())) => End::Done,
        Ok(Err(panicked)) => End::Panicked(panicked),
        Err(Unfinished::Late) => End::Late,
        Err(Unfinished::NoTimer) => End::Panicked(Panicked::NoRuntime),
    }
}
