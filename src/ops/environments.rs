//! Several environments at once, on a thread with a runtime of its own: the command is called by programs that have
//! one, and by those that have none.

use std::io::Write;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::time::timeout;
use tracing::dispatcher;

use super::error::Error;
use super::look::Look;
use super::seen::Seen;
use super::settings::Ops;
use crate::loader::Untyped;

/// Environments that are asked at once. They may share a quota: 40 GetParameters a second in an account and region.
const AT_ONCE: usize = 4;

/// When it is first told that somebody waits, and how often after that.
const FIRST: Duration = Duration::from_secs(1);
const THEN: Duration = Duration::from_secs(10);

/// Looks at each, and gives what was seen in their order. What takes long is told on `err`.
pub(super) fn look(
    environments: Vec<(Ops, Untyped)>,
    look: Look<'_>,
    err: &mut dyn Write,
) -> Result<Vec<Seen>, Error> {
    let (progress, told) = channel();
    // Both are of the thread that they are set on.
    let (subscriber, span) = (dispatcher::get_default(Clone::clone), tracing::Span::current());
    std::thread::scope(|scope| {
        let run = move || {
            dispatcher::with_default(&subscriber, || {
                span.in_scope(|| all(environments, look, &progress))
            })
        };
        let thread = std::thread::Builder::new().name("figleaf".to_owned());
        let thread = thread
            .spawn_scoped(scope, run)
            .map_err(|error| Error::new(format!("no thread could be started: {}", error.kind())))?;
        // It ends when the other end is dropped.
        for line in told {
            // Nobody is left to tell it to when it cannot be written.
            let _ = writeln!(err, "{line}");
        }
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn all(
    environments: Vec<(Ops, Untyped)>,
    look: Look<'_>,
    progress: &Sender<String>,
) -> Result<Vec<Seen>, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime
        .map_err(|error| Error::new(format!("no runtime could be started: {}", error.kind())))?;
    let seen = runtime.block_on(beside(environments, look, progress));
    // What still blocks a thread, such as a slow resolver, is left behind.
    runtime.shutdown_background();
    seen
}

async fn beside(
    environments: Vec<(Ops, Untyped)>,
    look: Look<'_>,
    progress: &Sender<String>,
) -> Result<Vec<Seen>, Error> {
    let names: Vec<String> =
        environments.iter().map(|(ops, _)| ops.environment_name().to_owned()).collect();
    let done = std::cell::RefCell::new(vec![false; names.len()]);
    let done = &done;
    let one = |(number, (ops, untyped)): (usize, (Ops, Untyped))| async move {
        let seen = ops.seen(untyped, look).await;
        done.borrow_mut()[number] = true;
        seen
    };
    let seen = stream::iter(environments.into_iter().enumerate()).map(one).buffered(AT_ONCE);
    let mut seen = std::pin::pin!(seen.collect::<Vec<_>>());
    let mut patience = FIRST;
    loop {
        if let Ok(seen) = timeout(patience, &mut seen).await {
            return seen.into_iter().collect();
        }
        patience = THEN;
        let done = done.borrow();
        let waiting = names.iter().zip(done.iter()).filter(|(_, done)| !**done);
        let waiting: Vec<&str> = waiting.map(|(name, _)| name.as_str()).collect();
        // The other end is there as long as this one.
        let _ = progress.send(format!("still asking: {}", waiting.join(", ")));
    }
}
