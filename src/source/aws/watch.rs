//! What each attempt at a request met, while it is being tried again.

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::FinalizerInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::line::Line;
use crate::error::causes::Verdict;
use crate::error::sdk::of_attempt;
use crate::source::Key;

/// Notes how each attempt at a request fails, because the SDK tells only how the last one did, and
/// the deadline may come before it.
pub(crate) struct Watch<E> {
    keys: Vec<Key>,
    line: Line,
    error: PhantomData<fn() -> E>,
}

impl<E> Watch<E> {
    pub(super) fn new(keys: &[&Key], line: &Line) -> Self {
        let keys = keys.iter().map(|key| (*key).clone()).collect();
        Self { keys, line: line.clone(), error: PhantomData }
    }
}

impl<E> fmt::Debug for Watch<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}

impl<E> Intercept for Watch<E>
where
    E: Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    fn name(&self) -> &'static str {
        "figleaf::Watch"
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(Err(error)) = context.output_or_error() else { return Ok(()) };
        let status = context.response().map(|response| response.status().as_u16());
        if let Some(judged) = of_attempt::<E>(error, status)
            && let Verdict::Failed(failure) = self.line.explain(judged)
        {
            self.line.attempts().failed(&self.keys, &failure);
        }
        Ok(())
    }
}
