//! An AWS endpoint that answers what the test wants, for what moto cannot do.
//!
//! ```ignore
//! let stub = Stub::start(|request| match request.target.as_str() {
//!     "AmazonSSM.GetParameters" => Reply::parameters(request, [("/prod/port", "String", "80")]),
//!     _ => Reply::error("AccessDeniedException", "no"),
//! });
//! let error = AppConfig::loader().sdk_config(&stub.sdk_config()).load_owned().await.unwrap_err();
//! assert_eq!(stub.requests()[0].names, ["/prod/port"]);
//! ```

mod http;
mod reply;
mod server;
mod traffic;

pub use reply::{Reply, Request};

use super::aws;
use aws_config::SdkConfig;
use server::{Shared, serve};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::net::TcpSocket;
use tokio::sync::{oneshot, watch};
use traffic::Traffic;

/// A running stub. Dropping it closes its port and its connections, and panics when a handler
/// panicked or a gate stayed shut, so that neither passes for an answer of AWS.
pub struct Stub {
    address: SocketAddr,
    shared: Arc<Shared>,
    /// Dropped to stop the thread.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Stub {
    /// Asks `handler` for every answer.
    pub fn start(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_gated(0, handler)
    }

    /// Answers nobody before `requests` requests have been waiting at the same time, which proves
    /// that the code under test sends that many without waiting for answers. Once open, the gate
    /// stays open.
    pub fn start_gated(
        requests: usize,
        handler: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let shared =
            Arc::new(Shared { handler: Box::new(handler), traffic: Traffic::new(requests) });
        let (stop, stopped) = oneshot::channel();
        // A thread and a runtime of its own: it answers while the test's only thread is blocked,
        // and stays when the test's runtime goes.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().unwrap();
        let thread = thread::Builder::new().name("stub".into());
        let thread = thread.spawn({
            let shared = Arc::clone(&shared);
            move || serve(listener, &shared, stopped)
        });
        Self { address, shared, stop: Some(stop), thread: Some(thread.unwrap()) }
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What the code under test is to use. The SDK retries as it does by default; `into_builder()`
    /// changes that.
    pub fn sdk_config(&self) -> SdkConfig {
        aws::sdk_config(&self.endpoint(), "FIGLEAFS000000000000")
    }

    /// Every request so far, in the order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.traffic.requests()
    }

    /// How many requests wait for an answer.
    pub fn waiting(&self) -> watch::Receiver<usize> {
        self.shared.traffic.waiting()
    }

    /// How many connections are open.
    pub fn connections(&self) -> watch::Receiver<usize> {
        self.shared.traffic.connections()
    }

    /// Closes the connections, as AWS does with idle ones. They are closed on return.
    pub fn close_connections(&self) {
        self.shared.traffic.close();
        wait_for(self.connections(), 0);
    }

    /// The most requests that were waiting for an answer at one time.
    pub fn peak(&self) -> usize {
        self.shared.traffic.peak()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().expect("dropped once").join();
        // A test that is failing already has its reason.
        if !thread::panicking() {
            ended.expect("the stub's thread panicked, see above");
            self.shared.traffic.check();
        }
    }
}

/// Waits until so many are there.
#[track_caller]
pub fn wait_for(mut counted: watch::Receiver<usize>, number: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let reached = runtime.block_on(async {
        // For a test that would otherwise hang. A passing one never waits for it.
        let reached = counted.wait_for(|counted| *counted == number);
        tokio::time::timeout(Duration::from_secs(10), reached).await.is_ok()
    });
    assert!(reached, "there are {}, and never {number}", *counted.borrow());
}

/// A config whose endpoint refuses connections.
pub fn refused_endpoint() -> SdkConfig {
    // Bound, and so nobody else's, but never listening. A port that was merely free a moment ago
    // might be another test's by now.
    static PORT: OnceLock<TcpSocket> = OnceLock::new();
    let socket = PORT.get_or_init(|| {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).expect("a free port");
        socket
    });
    aws::sdk_config(&format!("http://{}", socket.local_addr().unwrap()), "FIGLEAFR000000000000")
}
