//! A refresh around a handler: before it when the values are too old, beside it when they are about to be.
//!
//! Nothing runs between two events, so that a refresh is polled in the future of the invocation, and has ended,
//! well or not, when that has.

use std::time::{Duration, SystemTime};

use futures_util::future::join;
use tokio::runtime::Handle;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

use crate::Config;
use crate::caught::caught;
use crate::clock::after;
use crate::error::Error;
use crate::live::{Live, until};

/// The longest that an invocation waits for a refresh.
const LONGEST: Duration = Duration::from_secs(1);

/// Of the time that an invocation has left, the part that it may wait for a refresh: one of so many.
const PART: u32 = 4;

/// What Lambda allows a function at most.
const LONGEST_INVOCATION: Duration = Duration::from_secs(15 * 60);

/// Runs a handler for an invocation that ends at the deadline. An error: the values are stale, and the program
/// wants none then.
///
/// During the pause after a failure nothing is due, and so nothing waits.
pub(super) async fn around<T: Config, F: Future>(
    live: &Live<T>,
    deadline: SystemTime,
    handler: impl FnOnce() -> F,
) -> Result<F::Output, Error> {
    let ends = after(Instant::now(), left(deadline));
    let is_over = live.is_over();
    if is_over {
        refresh(live, deadline).await;
    }
    live.unless_stale()?;
    // It takes its snapshot now, before the refresh beside it can hand out another one.
    let handler = until(ends, handler());
    if is_over || !live.is_due() {
        return Ok(handler.await);
    }
    // The handler is polled first. When its answer is there first, it waits for what the refresh has left of its
    // time: dropped with each short handler, no refresh would ever succeed.
    let (answer, ()) = join(handler, refresh(live, deadline)).await;
    Ok(answer)
}

async fn refresh<T: Config>(live: &Live<T>, deadline: SystemTime) {
    let budget = budget(deadline);
    // What cannot succeed would be a failure.
    if budget.is_zero() {
        return;
    }
    let ends = Instant::now() + budget;
    live.refresh_within(budget).await;
    if Instant::now() >= ends {
        settle().await;
    }
}

/// How long connections are given to close. Their tasks are woken when a request is dropped, and are short.
const CLOSING: Duration = Duration::from_millis(5);

/// Lets the runtime close the connections of requests that were dropped. A process that is frozen before their tasks
/// have run would keep them open.
pub(super) async fn settle() {
    let Ok(runtime) = Handle::try_current() else { return };
    // What was woken before is taken up before, on the threads of the runtime and on this one.
    let _ = runtime.spawn(yield_now()).await;
    // And is done, unless somebody else has all of the machine.
    // A runtime without a timer has no timeouts either.
    if let Ok(pause) = caught(|| Box::pin(sleep(CLOSING))) {
        pause.await;
    }
}

fn budget(deadline: SystemTime) -> Duration {
    LONGEST.min(left(deadline) / PART)
}

fn left(deadline: SystemTime) -> Duration {
    // A test's own event, with a context that it has not filled.
    if deadline == SystemTime::UNIX_EPOCH {
        return LONGEST_INVOCATION;
    }
    deadline.duration_since(SystemTime::now()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_the_time_that_is_left_and_a_second_at_most() {
        let budget = |left| budget(SystemTime::now() + Duration::from_millis(left));
        assert_eq!(budget(900_000), LONGEST);
        let short = budget(2_000);
        assert!(short <= Duration::from_millis(500) && short > Duration::from_millis(400));
        // Too late already.
        let past = SystemTime::now() - Duration::from_secs(1);
        assert_eq!(super::budget(past), Duration::ZERO);
        assert_eq!(super::budget(lambda_runtime::Context::default().deadline()), LONGEST);
    }
}
