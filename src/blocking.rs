//! Running a load without an async runtime.

use std::io::ErrorKind;
use std::pin::Pin;

use tokio::runtime::Handle;

use crate::Config;
use crate::error::Error;

/// Runs a load that others may be waiting for, or running.
pub(crate) fn run_once<T: Config>(
    load: impl Future<Output = Result<&'static T, Error>> + Send,
) -> Result<&'static T, Error> {
    let name = T::SCHEMA.name();
    if Handle::try_current().is_ok() && T::store().is_busy() {
        return Err(Error::busy(name));
    }
    run(name, load)
}

/// Runs `future` to its end on a runtime of its own. Inside a runtime, where one may not block, that
/// happens on another thread, for which this one waits.
pub(crate) fn run<T: Send>(
    config: &'static str,
    future: impl Future<Output = Result<T, Error>> + Send,
) -> Result<T, Error> {
    if Handle::try_current().is_err() {
        return run_here(config, future);
    }
    let outcome = std::thread::scope(|scope| scope.spawn(|| run_here(config, future)).join());
    outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn run_here<T>(
    config: &'static str,
    future: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let mut outcome = None;
    let run = block_on(Box::pin(async { outcome = Some(future.await) }));
    let kind = run.err().unwrap_or(ErrorKind::Other);
    outcome.unwrap_or_else(|| Err(Error::no_runtime(config, kind)))
}

/// Not generic, so that tokio's part is compiled here and not for every struct of a user.
fn block_on(future: Pin<Box<dyn Future<Output = ()> + '_>>) -> Result<(), ErrorKind> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| error.kind())?.block_on(future);
    Ok(())
}
