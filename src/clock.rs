//! Time: the deadline of a load, with tokio's timer or, where no tokio runs the load, with one of figleaf's, and
//! how old something is.

mod age;
mod wall;

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

use crate::caught::caught;

pub(crate) use age::{Clocks, Moment};
pub use wall::WallClock;

/// For how long a connection waits for the next request. AWS's servers close theirs after 5 to 50 s.
#[cfg(any(feature = "_http", all(feature = "_aws", feature = "_sdk")))]
pub(crate) const IDLE: Duration = Duration::from_secs(20);

/// A moment after a pause that may be longer than a clock can tell.
pub(crate) fn after(now: Instant, pause: Duration) -> Instant {
    const FAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
    now.checked_add(pause).unwrap_or_else(|| now + FAR)
}

/// When a load ends, whatever it has by then.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    /// None: so far away that the clock cannot tell it.
    at: Option<Instant>,
    /// How long that was from the beginning.
    pub(crate) after: Duration,
}

impl Deadline {
    pub(crate) fn new(began: Instant, after: Duration) -> Self {
        Self { at: began.checked_add(after), after }
    }

    /// None: so far away that the clock cannot tell it.
    pub(crate) fn at(self) -> Option<Instant> {
        self.at
    }

    /// Waits for a future until the deadline. What is there at once needs no timer.
    pub(crate) async fn wait<F: Future>(self, future: F) -> Result<F::Output, Unfinished> {
        let mut future = pin!(future);
        let (mut driver, mut timer) = (None, None);
        poll_fn(|context| {
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                return Poll::Ready(Ok(output));
            }
            let Some(at) = self.at else { return Poll::Pending };
            if timer.is_none() {
                if Handle::try_current().is_err() {
                    driver = Driver::start().ok();
                }
                let _inside = driver.as_ref().map(Driver::enter);
                timer = caught(|| Box::pin(sleep_until(at))).ok();
            }
            let Some(timer) = &mut timer else { return Poll::Ready(Err(Unfinished::NoTimer)) };
            timer.as_mut().poll(context).map(|()| Err(Unfinished::Late))
        })
        .await
    }
}

/// Why a future was not waited for to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfinished {
    Late,
    /// It is not ready at once, and the runtime's timer is not enabled.
    NoTimer,
}

/// Timers and I/O for a load that no tokio runs, such as one in `futures::executor::block_on`. The load
/// is polled where it is awaited; this is the thread that wakes it. It ends when the driver is dropped.
pub(crate) struct Driver {
    handle: Handle,
    _stop: oneshot::Sender<()>,
}

impl Driver {
    pub(crate) fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        std::thread::Builder::new().name("figleaf".to_owned()).spawn(move || {
            // An error: the sender is dropped, and that is the end.
            let _: Result<(), _> = runtime.block_on(stopped);
            runtime.shutdown_background();
        })?;
        Ok(Self { handle, _stop: stop })
    }

    fn enter(&self) -> tokio::runtime::EnterGuard<'_> {
        self.handle.enter()
    }

    /// Runs a future to its end, for which this is the runtime.
    pub(crate) async fn run<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|context| {
            let _inside = self.enter();
            future.as_mut().poll(context)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    fn soon() -> Deadline {
        Deadline::new(Instant::now(), Duration::from_millis(20))
    }

    #[test]
    fn without_a_runtime() {
        let wait = futures_util::FutureExt::now_or_never(soon().wait(ready(1)));
        assert_eq!(wait, Some(Ok(1)));
        // An executor of the smallest kind: it parks its thread until it is woken.
        struct Unpark(std::thread::Thread);
        impl std::task::Wake for Unpark {
            fn wake(self: std::sync::Arc<Self>) {
                self.0.unpark();
            }
        }
        let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
        let mut context = std::task::Context::from_waker(&waker);
        let mut wait = pin!(soon().wait(pending::<()>()));
        let ended = loop {
            match wait.as_mut().poll(&mut context) {
                Poll::Ready(ended) => break ended,
                Poll::Pending => std::thread::park(),
            }
        };
        assert_eq!(ended, Err(Unfinished::Late));
    }

    #[test]
    fn a_runtime_without_a_timer() {
        let runtime = Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(soon().wait(ready(1))), Ok(1));
        assert_eq!(runtime.block_on(soon().wait(pending::<()>())), Err(Unfinished::NoTimer));
    }
}
