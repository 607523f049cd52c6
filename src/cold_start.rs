//! What one load asks of AWS, told without asking.

mod refreshed;
mod tight;

use std::fmt;

pub use self::refreshed::{QuotaUse, RefreshCost};
pub use self::tight::Tight;

use crate::plan::{Names, Plan};
use crate::schema::Schema;
use crate::source::Key;
use crate::source::batch::{Batch, parameters, secrets};
use crate::value::count;

/// What one cold start asks of the stores: see [`Config::plan`](crate::Config::plan).
///
/// It is what a load asks for through the SDK when nothing is refused: a denied batch is asked for name by
/// name. What an environment variable or a merged provider gives is not fetched, and an ARN counts as
/// one of another region. `Display` shows it for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColdStart {
    config: &'static str,
    calls: Vec<Call>,
    /// What a refresh of a live configuration asks for.
    refresh: Vec<Call>,
}

/// The requests to one operation of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    source: &'static str,
    operation: Option<&'static str>,
    names: Vec<String>,
    requests: usize,
    quota: Option<Quota>,
}

/// How many requests in a second are answered, and how many of a cold start count against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Quota {
    per_second: u32,
    requests: usize,
}

impl ColdStart {
    pub(crate) fn new(schema: &'static Schema) -> Self {
        Self::of(schema.name(), &Plan::new(schema, &Names::templates()), "")
    }

    /// That of a plan, asked in this region.
    pub(crate) fn of(config: &'static str, plan: &Plan, home: &str) -> Self {
        let is_live = |leaf: usize| plan.leaves[leaf].is_refreshed();
        Self {
            config,
            calls: all_calls(plan, home, |_| true),
            refresh: all_calls(plan, home, is_live),
        }
    }

    /// The requests to each operation of each source.
    #[must_use]
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// How many requests there are. A path counts as one: each further ten parameters below it are one
    /// more.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.calls.iter().map(|call| call.requests).sum()
    }
}

impl Call {
    /// The name of the source: `ssm`.
    #[must_use]
    pub fn source(&self) -> &str {
        self.source
    }

    /// The operation of an AWS service, as IAM names it: `GetParameters`. None of another source.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.operation
    }

    /// What is asked for, with placeholders.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// How many requests there are.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.requests
    }

    /// How many of such requests AWS answers in a second, in an account and region, unless more were
    /// asked for. The operations of Parameter Store share theirs. Source: the quotas of Systems Manager
    /// and Secrets Manager.
    #[must_use]
    pub fn quota(&self) -> Option<u32> {
        self.quota.map(|quota| quota.per_second)
    }

    /// How many cold starts in a second the quota allows, when nothing else uses it.
    #[must_use]
    pub fn cold_starts_per_second(&self) -> Option<f64> {
        let quota = self.quota?;
        let requests = u32::try_from(quota.requests).ok()?.max(1);
        Some(f64::from(quota.per_second) / f64::from(requests))
    }
}

/// Of GetParameter, GetParameters and GetParametersByPath together.
pub(crate) const OF_PARAMETERS: u32 = 40;
const OF_SECRETS: u32 = 10_000;
const OF_BATCHES: u32 = 100;

/// The calls for the chosen leaves.
fn all_calls(plan: &Plan, home: &str, chosen: impl Fn(usize) -> bool) -> Vec<Call> {
    let wanted = plan.wanted(chosen).into_iter();
    wanted.flat_map(|(source, wanted)| calls(source, &wanted.keys, home)).collect()
}

fn calls(source: &'static str, keys: &[Key], home: &str) -> Vec<Call> {
    let calls = match source {
        "ssm" => {
            let names = parameters(keys, home);
            let paths: Vec<Batch<'_>> =
                keys.iter().filter(|key| key.is_path()).map(|key| vec![key]).collect();
            let requests = names.len() + paths.len();
            let quota = Some(Quota { per_second: OF_PARAMETERS, requests });
            vec![
                call(source, Some("GetParameters"), &names, quota),
                call(source, Some("GetParametersByPath"), &paths, quota),
            ]
        }
        "secretsmanager" => {
            let (batches, single): (Vec<_>, Vec<_>) =
                secrets(keys, home).into_iter().partition(|batch| batch.len() > 1);
            let quota = |per_second, batches: &[Batch<'_>]| {
                Some(Quota { per_second, requests: batches.len() })
            };
            vec![
                call(source, Some("GetSecretValue"), &single, quota(OF_SECRETS, &single)),
                call(source, Some("BatchGetSecretValue"), &batches, quota(OF_BATCHES, &batches)),
            ]
        }
        _ => vec![call(source, None, &[keys.iter().collect()], None)],
    };
    calls.into_iter().filter(|call| call.requests > 0).collect()
}

fn call(
    source: &'static str,
    operation: Option<&'static str>,
    batches: &[Batch<'_>],
    quota: Option<Quota>,
) -> Call {
    let names = batches.iter().flatten().map(ToString::to_string).collect();
    Call { source, operation, names, requests: batches.len(), quota }
}

impl fmt::Display for ColdStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let requests = count(self.requests(), "request");
        writeln!(f, "one cold start of {} asks with {requests} at once:", self.config)?;
        for call in &self.calls {
            let names = count(call.names.len(), "name");
            let requests = count(call.requests, "request");
            let operation =
                call.operation.map(|operation| format!(":{operation}")).unwrap_or_default();
            write!(f, "\n  {}{operation}: {requests} for {names}", call.source)?;
            if let (Some(quota), Some(starts)) = (call.quota(), call.cold_starts_per_second()) {
                write!(
                    f,
                    "; the quota of {quota} per second is enough for {starts:.0} cold starts"
                )?;
            }
            writeln!(f)?;
            for name in &call.names {
                writeln!(f, "    {name}")?;
            }
        }
        match self.tight() {
            Some(tight) => write!(f, "\n{tight}"),
            None => Ok(()),
        }
    }
}
