//! Running a load without an async runtime.

use crate::error::Error;

/// Runs `future` to its end on a runtime of its own. Inside a runtime, where one may not block, that
/// happens on another thread, for which this one waits.
pub(crate) fn run<T: Send>(
    config: &'static str,
    future: impl Future<Output = Result<T, Error>> + Send,
) -> Result<T, Error> {
    if tokio::runtime::Handle::try_current().is_err() {
        return run_here(config, future);
    }
    let outcome = std::thread::scope(|scope| scope.spawn(|| run_here(config, future)).join());
    outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn run_here<T>(
    config: &'static str,
    future: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(future),
        Err(error) => Err(Error::no_runtime(config, error.kind())),
    }
}
