//! The refresh of a service: a task beside its own.

use std::pin::pin;
use std::sync::Weak;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::runtime::Handle;
use tokio::sync::oneshot::{self, Receiver, Sender};
use tokio::time::sleep;

use super::{Inner, Live};
use crate::Config;
use crate::source::env::{INITIALIZATION, RUNTIME_API, Variables};

/// The least time between two looks, so that ages of nothing do not occupy a core.
const LEAST: Duration = Duration::from_millis(10);

/// The most: on a machine that was suspended, the clock on the wall alone has gone on.
const MOST: Duration = Duration::from_secs(60);

const MANAGED_INSTANCES: &str = "lambda-managed-instances";

/// Whether tasks run between two events. A function is frozen then, unless it runs on Managed Instances.
pub(crate) fn is_service(variables: &Variables) -> bool {
    let text = |name| variables.raw(name).or_else(|| std::env::var_os(name));
    text(RUNTIME_API).is_none()
        || text(INITIALIZATION).is_some_and(|kind| kind == MANAGED_INSTANCES)
}

/// Starts the task, where there is a runtime for it. It ends when what is returned is dropped.
pub(super) fn start<T: Config>(live: Weak<Inner<T>>) -> Option<Sender<()>> {
    let runtime = Handle::try_current().ok()?;
    let (ends, ended) = oneshot::channel();
    runtime.spawn(refresh(live, ended));
    Some(ends)
}

/// It holds the configuration only while it refreshes it.
async fn refresh<T: Config>(live: Weak<Inner<T>>, mut ended: Receiver<()>) {
    loop {
        let Some(wait) = live.upgrade().map(|inner| Live(inner).until_due()) else { return };
        let slept = pin!(sleep(wait.clamp(LEAST, MOST)));
        if let Either::Right(_) = select(slept, &mut ended).await {
            return;
        }
        let Some(inner) = live.upgrade() else { return };
        Live(inner).refresh_if_due().await;
    }
}
