//! The one wave in which all sources are asked.

use futures_util::future::join_all;
use tokio::runtime::Handle;

use crate::caught::{Caught, Panicked, caught, drop_caught};
use crate::clock::{Deadline, Driver, Unfinished};
use crate::plan::Wanted;
use crate::source::{Answer, BoxFuture, Source, guarded};

/// A source and what it is asked for.
pub(crate) struct Ask<'a> {
    pub(crate) source: &'a dyn Source,
    pub(crate) wanted: Wanted,
}

/// Asks all sources at once. What is not answered at the deadline fails with `timeout`.
pub(crate) async fn wave(asks: &[Ask<'_>], deadline: Deadline) -> Vec<Answer> {
    let wave = join_all(asks.iter().map(|ask| one(ask, deadline)));
    let needs_runtime = asks.iter().any(|ask| !ask.source.is_immediate());
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

async fn one(ask: &Ask<'_>, deadline: Deadline) -> Answer {
    let mut answer = Answer::new();
    let keys = &ask.wanted.keys;
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
        requests = answer.requests,
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
