//! Names of servers → their addresses: one look-up for all connections that are opened at once.

use std::future::ready;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use hyper_util::client::legacy::connect::dns::Name;
use tower_service::Service;

use super::super::lock;
use crate::clock::{Clocks, Moment};

/// For how long connections share a look-up: those of one wave do.
const SHARED_FOR: Duration = Duration::from_secs(1);

/// Addresses, or why there are none. The error of a look-up that several wait for is told to each.
type Found = Result<Vec<SocketAddr>, io::ErrorKind>;

struct Lookup {
    name: String,
    since: Moment,
    found: Shared<BoxFuture<'static, Found>>,
}

/// The platform's resolver.
#[derive(Clone, Default)]
pub(super) struct Resolver {
    clocks: Clocks,
    lookups: Arc<Mutex<Vec<Lookup>>>,
}

impl Resolver {
    fn find(&self, name: &str) -> Shared<BoxFuture<'static, Found>> {
        let now = self.clocks.now();
        let mut lookups = lock(&self.lookups);
        lookups.retain(|lookup| {
            let has_failed = lookup.found.peek().is_some_and(Result::is_err);
            lookup.since.until(now) < SHARED_FOR && !has_failed
        });
        if let Some(lookup) = lookups.iter().find(|lookup| lookup.name == name) {
            return lookup.found.clone();
        }
        let found = look_up(name.to_owned()).boxed().shared();
        lookups.push(Lookup { name: name.to_owned(), since: now, found: found.clone() });
        found
    }
}

async fn look_up(name: String) -> Found {
    let found = tokio::net::lookup_host((name, 0)).await;
    found.map(Iterator::collect).map_err(|error| error.kind())
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Self::Response>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let found = self.find(name.as_str());
        found.then(|found| ready(found.map(Vec::into_iter).map_err(io::Error::from))).boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::WallClock;

    #[tokio::test]
    async fn connections_of_one_wave_share_a_look_up() {
        let clock = WallClock::system();
        let resolver = Resolver { clocks: Clocks { wall: clock.clone() }, lookups: Arc::default() };
        let first = resolver.find("localhost");
        assert!(first.ptr_eq(&resolver.find("localhost")));
        assert!(!first.ptr_eq(&resolver.find("127.0.0.1")));
        assert!(first.clone().await.is_ok_and(|addresses| !addresses.is_empty()));
        assert!(first.ptr_eq(&resolver.find("localhost")));
        // A later wave asks anew: addresses change.
        clock.advance(SHARED_FOR);
        assert!(!first.ptr_eq(&resolver.find("localhost")));
    }

    #[tokio::test]
    async fn a_look_up_that_has_failed_is_not_shared() {
        let resolver = Resolver::default();
        let first = resolver.find("host.invalid");
        assert!(first.clone().await.is_err());
        assert!(!first.ptr_eq(&resolver.find("host.invalid")));
    }
}
