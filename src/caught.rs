//! Panics in a user's code, which must not go through a load.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

/// A user's code has panicked. Its message may hold a value, so nothing of it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Panicked {
    /// It needs a part of tokio that is not there. The message is tokio's own.
    NoRuntime,
    /// For a reason of its own.
    Unknown,
}

/// Runs user code. Rust prints the message of a panic first.
pub(crate) fn caught<T>(run: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(run)).map_err(judge)
}

/// Drops a user's value.
pub(crate) fn drop_caught<T>(value: T) {
    // A value that cannot be dropped is of no interest to anybody.
    let _ = caught(|| drop(value));
}

/// Every panic of tokio without a runtime, without a timer or without I/O says this.
const OF_TOKIO: &str = "Tokio 1.x";

fn judge(payload: Box<dyn Any + Send>) -> Panicked {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
    let is_of_tokio = text.is_some_and(|text| text.contains(OF_TOKIO));
    // The payload may be a type of the user's, whose Drop may panic as well.
    std::mem::forget(payload);
    if is_of_tokio { Panicked::NoRuntime } else { Panicked::Unknown }
}

/// A user's future, in which a panic is an answer. It is not polled again after one.
pub(crate) struct Caught<F: ?Sized>(Option<Pin<Box<F>>>);

impl<F: Future + ?Sized> Caught<F> {
    pub(crate) fn new(future: Pin<Box<F>>) -> Self {
        Self(Some(future))
    }
}

impl<F: Future + ?Sized> Future for Caught<F> {
    type Output = Result<F::Output, Panicked>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(future) = &mut self.0 else { return Poll::Ready(Err(Panicked::Unknown)) };
        match caught(|| future.as_mut().poll(context)) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Err(panicked) => Poll::Ready(Err(panicked)),
        }
    }
}

impl<F: ?Sized> Drop for Caught<F> {
    fn drop(&mut self) {
        drop_caught(self.0.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            if !std::thread::panicking() {
                std::panic::panic_any("in drop");
            }
        }
    }

    #[test]
    fn a_payload_that_panics_when_it_is_dropped() {
        assert_eq!(caught(|| std::panic::panic_any(Bomb)).err(), Some(Panicked::Unknown));
        drop_caught(Bomb);
    }

    #[test]
    fn what_tokio_says_is_known() {
        let panicked = caught(|| drop(tokio::time::sleep(std::time::Duration::ZERO)));
        assert_eq!(panicked.err(), Some(Panicked::NoRuntime));
    }
}
