//! Running a load without an async runtime.

use std::io::ErrorKind;
use std::pin::Pin;

use tokio::runtime::{Handle, Runtime};
use tracing::dispatcher;

use crate::Config;
use crate::error::Error;

/// Runs a load that others may be waiting for, or running. One that runs is waited for, unless this very
/// thread is the one that drives it: then the wait could not end before the deadline.
pub(crate) fn run_once<T: Config>(
    load: impl Future<Output = Result<&'static T, Error>> + Send,
) -> Result<&'static T, Error> {
    let name = T::SCHEMA.name();
    if T::__store().is_driven_here() {
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
    // Both are of the thread that they are set on.
    let (subscriber, span) = (dispatcher::get_default(Clone::clone), tracing::Span::current());
    let run =
        || dispatcher::with_default(&subscriber, || span.in_scope(|| run_here(config, future)));
    let joined = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("figleaf".to_owned());
        thread.spawn_scoped(scope, run).map(|thread| thread.join())
    });
    match joined {
        Ok(outcome) => outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        // The machine or the container has as many as it may have.
        Err(error) => Err(Error::no_thread(config, error.kind())),
    }
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
    let runtime = Own(Some(runtime.map_err(|error| error.kind())?));
    if let Own(Some(runtime)) = &runtime {
        runtime.block_on(future);
    }
    Ok(())
}

/// A runtime that is left without waiting for what still blocks a thread of its pool: a slow resolver, a
/// source in `spawn_blocking`. The deadline is over for them too.
struct Own(Option<Runtime>);

impl Drop for Own {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
