//! The end of the invocation that a handler runs in.

use tokio::time::Instant;

tokio::task_local! {
    static ENDS: Instant;
}

/// Runs a handler whose invocation ends then.
#[cfg(feature = "lambda")]
pub(crate) async fn until<F: Future>(ends: Instant, handler: F) -> F::Output {
    ENDS.scope(ends, handler).await
}

/// When the invocation ends that this task is in, if it is in one.
pub(super) fn ends() -> Option<Instant> {
    ENDS.try_with(|ends| *ends).ok()
}
