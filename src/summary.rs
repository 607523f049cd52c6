//! What a load did, as a value, for metrics.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::caught::caught;
use crate::error::Error;

/// What a load or a refresh did: how long it took, what it asked, how it ended. Names and numbers, and no value.
///
/// [`Loader::on_load`](crate::Loader::on_load) gets one at the end of each.
/// [Monitoring](crate::guide::monitoring) has an example that makes metrics of it.
#[derive(Debug, Clone)]
pub struct LoadSummary {
    pub(crate) config: &'static str,
    pub(crate) environment: Option<String>,
    pub(crate) is_refresh: bool,
    pub(crate) duration: Duration,
    pub(crate) operations: Vec<Operation>,
    pub(crate) outcome: Outcome,
    pub(crate) error: Option<Error>,
    pub(crate) age: Option<Duration>,
}

/// How a load or a refresh ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// Everything was read, and all of it is right.
    Loaded,
    /// A refresh found everything as it was.
    Unchanged,
    /// There is a report: [`LoadSummary::error`]. A refresh that fails leaves the configuration as it was.
    Failed,
}

impl Outcome {
    /// The word for it in metrics: `loaded`, `unchanged`, `failed`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Loaded => "loaded",
            Self::Unchanged => "unchanged",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a load has sent to one operation of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    pub(crate) name: &'static str,
    /// How many requests there were, each counted once however often it was sent.
    pub requests: usize,
    /// How often a request was sent again.
    pub retries: usize,
    /// How many answers said that it was asked too often.
    pub throttled: usize,
}

impl Operation {
    /// `ssm:GetParameters`, `ssm:GetParametersByPath`, `secretsmanager:GetSecretValue`,
    /// `secretsmanager:BatchGetSecretValue`; `extension` for requests to the Lambda extension or the agent; the name of
    /// another source.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name
    }
}

impl LoadSummary {
    /// The name of the struct.
    #[must_use]
    pub fn config(&self) -> &'static str {
        self.config
    }

    /// The environment, if it is known.
    #[must_use]
    pub fn environment(&self) -> Option<&str> {
        self.environment.as_deref()
    }

    /// Whether a live configuration was read again.
    #[must_use]
    pub fn is_refresh(&self) -> bool {
        self.is_refresh
    }

    /// How long it took.
    #[must_use]
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// What was asked, by operation. Nothing when every value was found without asking.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// How many requests there were, each counted once.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.operations.iter().map(|operation| operation.requests).sum()
    }

    /// How often requests were sent again.
    #[must_use]
    pub fn retries(&self) -> usize {
        self.operations.iter().map(|operation| operation.retries).sum()
    }

    /// How many answers said that a service was asked too often.
    #[must_use]
    pub fn throttled(&self) -> usize {
        self.operations.iter().map(|operation| operation.throttled).sum()
    }

    /// How it ended.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Why it failed, if it did.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// How old the values are that the program has now: zero when everything was read, unless the extension had them
    /// already, and after a refresh that failed the time since one that did not. `None` when it has none.
    #[must_use]
    pub fn age(&self) -> Option<Duration> {
        self.age
    }
}

/// Functions of a user that get each summary.
#[derive(Clone, Default)]
pub(crate) struct Hooks(Vec<Hook>);

type Hook = Arc<dyn Fn(&LoadSummary) + Send + Sync>;

impl Hooks {
    pub(crate) fn add(&mut self, hook: impl Fn(&LoadSummary) + Send + Sync + 'static) {
        self.0.push(Arc::new(hook));
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// What panics there is told, and fails no load. The summary is not made when nobody wants it.
    pub(crate) fn call(&self, summary: impl FnOnce() -> LoadSummary) {
        if self.0.is_empty() {
            return;
        }
        let summary = summary();
        for hook in &self.0 {
            if caught(|| hook(&summary)).is_err() {
                tracing::error!(target: "figleaf", config = summary.config, "a function of on_load panicked");
            }
        }
    }
}
