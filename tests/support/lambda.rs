//! The host of a Lambda function: the Runtime API, and the AWS Parameters and Secrets extension,
//! which answers nobody before the first event. The function is a real process.
//!
//! ```ignore
//! let host = Host::builder()
//!     .parameter("/prod/app/api-key", "SecureString", "hunter2")
//!     .ready_after(Duration::from_millis(60))
//!     .start();
//! let function = host.run(Command::new(env!("CARGO_BIN_EXE_function")));
//! assert_eq!(function.invoke(json!({})), Ok(json!("done")));
//! assert!(host.requests().iter().any(|request| request.ready));
//! ```
//!
//! Between events the process runs on, unless the host [freezes](Builder::freezes) it. What AWS does and this does
//! not: end it at its timeouts, run INIT again, stream responses. The extension caches nothing.

mod builder;
mod door;
mod extension;
mod fault;
mod freezer;
mod function;
mod http;
mod query;
mod records;
mod runtime_api;
mod sandbox;
mod store;

pub use builder::Builder;
pub use fault::Fault;
pub use function::Function;
pub use records::Request;
pub use sandbox::Report;

use extension::Extension;
use freezer::Freezer;
use sandbox::Sandbox;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// One sandbox of Lambda, for one function. Dropping it closes its ports, ends the function, and
/// panics when the host could not do its part or the function broke the Runtime API's rules.
pub struct Host {
    shared: Arc<Shared>,
    runtime_api: SocketAddr,
    extension: SocketAddr,
    /// What Lambda sets for the function.
    variables: Vec<(&'static str, String)>,
    runtime: Handle,
    /// Dropped to stop the thread.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What the host's thread and the test both see.
struct Shared {
    sandbox: Sandbox,
    extension: Extension,
    freezer: Freezer,
    complaints: Mutex<Vec<String>>,
}

impl Host {
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Starts the function: with the variables that Lambda sets, those that the test gave to
    /// `command` (they win), and no others.
    #[track_caller]
    pub fn run(&self, command: Command) -> Function {
        let first = self.shared.sandbox.enter();
        assert!(first, "a host is one sandbox with one function in it: start another one");
        Function::start(command, &self.variables, &self.runtime, &self.shared)
    }

    /// `AWS_LAMBDA_RUNTIME_API`, without a scheme, as on Lambda.
    pub fn runtime_api(&self) -> String {
        self.runtime_api.to_string()
    }

    /// `PARAMETERS_SECRETS_EXTENSION_HTTP_PORT`.
    pub fn port(&self) -> u16 {
        self.extension.port()
    }

    /// From now on every request meets this, whatever the phase; `None` ends it. On return the
    /// listener is closed or open.
    pub fn set_fault(&self, fault: Option<Fault>) {
        self.shared.extension.set_fault(fault);
    }

    /// Every request to the extension so far, in the order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.extension.records().requests()
    }

    /// The most requests to the extension that were waiting for an answer at one time.
    pub fn peak(&self) -> usize {
        self.shared.extension.records().peak()
    }

    /// The connections that the extension accepted.
    pub fn connections(&self) -> usize {
        self.shared.extension.records().connections()
    }

    /// The extension's own log: why it answered with an error. The function does not get to know.
    pub fn log(&self) -> Vec<String> {
        self.shared.extension.records().log()
    }

    /// What came to `init/error`.
    pub fn init_errors(&self) -> Vec<Report> {
        self.shared.sandbox.init_errors()
    }

    /// What came to `invocation/{id}/error`.
    pub fn errors(&self) -> Vec<Report> {
        self.shared.sandbox.errors()
    }

    /// The bodies that came to `invocation/{id}/response`.
    pub fn responses(&self) -> Vec<serde_json::Value> {
        self.shared.sandbox.responses()
    }

    /// For each answer, when the host freezes the function: how many requests it had open when it was stopped.
    pub fn left_open(&self) -> Vec<usize> {
        self.shared.freezer.left_open()
    }

    /// The most invocations that the function had at one time.
    pub fn peak_invocations(&self) -> usize {
        self.shared.sandbox.peak()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().expect("dropped once").join();
        self.shared.sandbox.stop();
        // A test that is failing already has its reason.
        if !thread::panicking() {
            ended.expect("the host's thread panicked, see above");
            let complaints = self.shared.complaints.lock().unwrap();
            assert!(complaints.is_empty(), "the Lambda host: {}", complaints.join("; "));
        }
    }
}

impl Shared {
    /// Told when the host is dropped.
    fn complain(&self, complaint: impl Into<String>) {
        let complaints = self.complaints.lock();
        complaints.unwrap_or_else(PoisonError::into_inner).push(complaint.into());
    }

    /// A task whose panic is a complaint. Alone it would look like a lost connection.
    fn spawn(self: &Arc<Self>, runtime: &Handle, task: impl Future<Output = ()> + Send + 'static) {
        let guard = Guard(Arc::clone(self));
        runtime.spawn(async move {
            let _guard = guard;
            task.await;
        });
    }
}

struct Guard(Arc<Shared>);

impl Drop for Guard {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.complain("one of its tasks panicked, see above");
        }
    }
}
