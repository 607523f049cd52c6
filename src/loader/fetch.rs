//! The one wave in which all sources are asked.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, timeout_at};

use crate::plan::Wanted;
use crate::source::{Answer, Source};

/// A source and what it is asked for.
pub(crate) struct Ask<'a> {
    pub(crate) source: &'a dyn Source,
    pub(crate) wanted: Wanted,
}

/// Asks all sources at once. What is not answered at the deadline fails with `timeout`.
pub(crate) async fn wave(asks: &[Ask<'_>], timeout: Duration) -> Vec<Answer> {
    let deadline = Instant::now().checked_add(timeout);
    join_all(asks.iter().map(|ask| one(ask, deadline, timeout))).await
}

async fn one(ask: &Ask<'_>, deadline: Option<Instant>, timeout: Duration) -> Answer {
    let mut answer = Answer::new();
    let fetched = ask.source.fetch(&ask.wanted.keys, &mut answer);
    let in_time = match deadline {
        Some(deadline) => timeout_at(deadline, fetched).await.is_ok(),
        // So far away that the clock cannot tell it.
        None => {
            fetched.await;
            true
        }
    };
    if !in_time {
        answer.deadline(&ask.wanted.keys, timeout);
    }
    tracing::debug!(
        target: "figleaf",
        source = ask.source.name(),
        keys = ask.wanted.keys.len(),
        requests = answer.requests,
        in_time,
        "source answered"
    );
    answer
}
