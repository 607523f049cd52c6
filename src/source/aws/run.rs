//! AWS in one run of the pipeline, a load or a refresh: prepared once for both services.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::OnceCell;

use super::client::Caller;
use super::config::{self, Ready};
use super::endpoint::Service;
use super::line::Line;
use super::{Aws, home, lock};
use crate::source::{Answer, Failure, Key};

/// The AWS configuration of a run.
pub(crate) struct Run {
    pub(super) aws: Arc<Aws>,
    /// For the report, as soon as it is known.
    pub(super) region: OnceLock<String>,
    first: Step,
    /// When credentials that were kept are refused.
    second: Step,
    /// Whether the first step has found what an earlier run kept.
    is_kept: AtomicBool,
}

/// A configuration that is prepared once, whoever asks for it first.
#[derive(Default)]
struct Step {
    ready: OnceCell<Result<Ready, Failure>>,
    has_begun: AtomicBool,
}

impl Run {
    pub(crate) fn new(aws: Arc<Aws>) -> Arc<Self> {
        // What a run that was given up has waited for.
        aws.progress.asks(None);
        let (first, second) = Default::default();
        let is_kept = AtomicBool::new(false);
        Arc::new(Self { aws, region: OnceLock::new(), first, second, is_kept })
    }

    /// The configuration for asking a service for these keys, and the way to it. Without one, all of the
    /// keys have failed.
    pub(crate) async fn begin(
        &self,
        service: Service,
        keys: &[Key],
        answer: &mut Answer,
    ) -> Option<(Caller, Line)> {
        self.step(&self.first, service, keys, answer).await
    }

    /// The same with new credentials, and the keys to ask for again, when those that were kept from an earlier run
    /// are refused: they have expired, or were replaced.
    pub(crate) async fn renew(
        &self,
        service: Service,
        keys: &[Key],
        answer: &mut Answer,
    ) -> Option<(Caller, Line, Vec<Key>)> {
        if !self.is_kept.load(Ordering::Acquire) {
            return None;
        }
        let refused = answer.take_refused(keys);
        if refused.is_empty() {
            return None;
        }
        tracing::debug!(target: "figleaf", "the credentials are refused, looking for them anew");
        let (caller, line) = self.step(&self.second, service, &refused, answer).await?;
        Some((caller, line, refused))
    }

    /// Boxed, so that a program has its code once and not for each of its callers.
    fn step<'a>(
        &'a self,
        step: &'a Step,
        service: Service,
        keys: &'a [Key],
        answer: &'a mut Answer,
    ) -> BoxFuture<'a, Option<(Caller, Line)>> {
        self.stepped(step, service, keys, answer).boxed()
    }

    async fn stepped(
        &self,
        step: &Step,
        service: Service,
        keys: &[Key],
        answer: &mut Answer,
    ) -> Option<(Caller, Line)> {
        let watching = self.aws.progress.watch(keys, &answer.attempts, &self.region);
        let ready = step.ready.get_or_init(|| self.prepare(step)).await;
        self.aws.progress.asks(None);
        drop(watching);
        if let Some(region) = self.region.get() {
            answer.set_region(region.as_str());
        }
        let found = ready.as_ref().map_err(Clone::clone).and_then(|ready| {
            let (caller, way) = ready.of(service)?;
            Ok((caller, Line::new(answer, way, ready.limits)))
        });
        match found {
            Ok(found) => Some(found),
            Err(failure) => {
                answer.fail_rest(keys, &failure);
                None
            }
        }
    }

    /// Begins once: at the deadline the service that waits for the other one's attempt would begin anew.
    async fn prepare(&self, step: &Step) -> Result<Ready, Failure> {
        if step.has_begun.swap(true, Ordering::AcqRel) {
            return std::future::pending().await;
        }
        if std::ptr::eq(step, &self.first)
            && let Some(ready) = self.aws.kept()
        {
            self.is_kept.store(true, Ordering::Release);
            self.region.get_or_init(|| home(&ready.config).to_owned());
            return Ok(ready);
        }
        let ready = config::prepare(self).await;
        // A failure is not kept: the next run looks again.
        *lock(&self.aws.ready) = ready.as_ref().ok().cloned();
        ready
    }
}
