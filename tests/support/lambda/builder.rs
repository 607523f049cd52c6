//! What the test says about a host before it starts.

use super::super::aws::REGION;
use super::door;
use super::extension::{Extension, Settings};
use super::fault::Fault;
use super::freezer::Freezer;
use super::sandbox::Sandbox;
use super::store::Store;
use super::{Host, Shared, runtime_api};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

pub struct Builder {
    store: Store,
    extension: Settings,
    invoked: bool,
    log_format: String,
    initialization_type: String,
    timeout: Duration,
    freezes: Option<Vec<watch::Receiver<usize>>>,
    snapshots: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            store: Store::default(),
            extension: Settings {
                token: "the-token-of-this-sandbox".into(),
                ..Settings::default()
            },
            invoked: false,
            log_format: "Text".into(),
            initialization_type: "on-demand".into(),
            timeout: Duration::from_secs(10),
            freezes: None,
            snapshots: false,
        }
    }
}

impl Builder {
    /// `kind` is `String`, `SecureString` or `StringList`. Given again, the name gets one more
    /// version, and the last one is the current one.
    pub fn parameter(mut self, name: &str, kind: &str, value: &str) -> Self {
        self.store.parameter(name, kind, value);
        self
    }

    /// Labels the version of the parameter that was given last.
    pub fn label(mut self, name: &str, label: &str) -> Self {
        self.store.label(name, label);
        self
    }

    /// Given again, the name gets one more version: the last one is `AWSCURRENT`, the one before it
    /// `AWSPREVIOUS`. The n-th has the id `00000000-0000-4000-8000-00000000000n`.
    pub fn secret(mut self, name: &str, string: &str) -> Self {
        self.store.secret(name, Some(string), None);
        self
    }

    pub fn binary_secret(mut self, name: &str, bytes: &[u8]) -> Self {
        self.store.secret(name, None, Some(bytes));
        self
    }

    /// How long after the first event the extension goes on to say that it is not ready.
    pub fn ready_after(mut self, delay: Duration) -> Self {
        self.extension.ready_after = delay;
        self
    }

    /// As if the first event had come already: for a client in the test's own process.
    pub fn invoked(mut self) -> Self {
        self.invoked = true;
        self
    }

    /// How long each of the three requests at once takes upstream.
    pub fn upstream_time(mut self, time: Duration) -> Self {
        self.extension.upstream_time = time;
        self
    }

    /// `AWS_SESSION_TOKEN`.
    pub fn token(mut self, token: &str) -> Self {
        self.extension.token = token.into();
        self
    }

    /// From the start, whatever the phase. `Fault::Refuse` is a function without the layer.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.extension.fault = Some(fault);
        self
    }

    /// From the n-th request on (the first one is 1). Requests before it was ready do not count.
    pub fn fault_from(mut self, n: usize, fault: Fault) -> Self {
        self.extension.fault_from = Some((n, fault));
        self
    }

    /// For this parameter or secret only, as the request names it, once the extension is ready.
    pub fn fault_for(mut self, name: &str, fault: Fault) -> Self {
        self.extension.fault_for.insert(name.into(), fault);
        self
    }

    /// In the place of the not-ready answer.
    #[track_caller]
    pub fn before_ready(mut self, fault: Fault) -> Self {
        assert!(!matches!(fault, Fault::Refuse), "the extension listens from INIT on");
        self.extension.before_ready = Some(fault);
        self
    }

    /// `AWS_LAMBDA_LOG_FORMAT`: `JSON` or `Text`.
    pub fn log_format(mut self, format: &str) -> Self {
        self.log_format = format.into();
        self
    }

    /// `AWS_LAMBDA_INITIALIZATION_TYPE`.
    pub fn initialization_type(mut self, kind: &str) -> Self {
        self.initialization_type = kind.into();
        self
    }

    /// What an event's deadline says. Nothing happens when it has passed.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// SnapStart: INIT ends with a snapshot, and nothing goes on before [`Function::restore`](super::Function::restore).
    pub fn snapshots(mut self) -> Self {
        self.snapshots = true;
        self.initialization_type("snap-start")
    }

    /// Stops the process of the function (SIGSTOP) as soon as its answer has come, until the next event. `servers` are
    /// those that it talks to, and how many requests wait for an answer there: see [`Host::left_open`].
    pub fn freezes(mut self, servers: impl IntoIterator<Item = watch::Receiver<usize>>) -> Self {
        self.freezes = Some(servers.into_iter().collect());
        self
    }

    pub fn start(self) -> Host {
        let token = self.extension.token.clone();
        // A thread and a runtime of its own: it answers while the test's only thread is blocked.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let handle = runtime.handle().clone();
        let inside = runtime.enter();

        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        listener.set_nonblocking(true).unwrap();
        let runtime_api = listener.local_addr().unwrap();
        let listener = TcpListener::from_std(listener).unwrap();
        let (extension, entrance) = Extension::new(self.store, self.extension);
        let address = entrance.address();
        let shared = Arc::new(Shared {
            sandbox: Sandbox::new(self.timeout, self.snapshots),
            extension,
            freezer: Freezer::new(self.freezes.is_some(), self.freezes.unwrap_or_default()),
            complaints: Mutex::default(),
        });
        if self.invoked {
            shared.extension.first_event();
        }
        shared.spawn(&handle, runtime_api::serve(listener, Arc::clone(&shared)));
        shared.spawn(&handle, door::serve(entrance, Arc::clone(&shared)));
        drop(inside);

        let (stop, stopped) = oneshot::channel::<()>();
        let thread = thread::Builder::new().name("lambda".into());
        // Dropping the runtime ends all conversations, and the function.
        let thread = thread.spawn(move || drop(runtime.block_on(stopped)));
        let variables = [
            ("AWS_LAMBDA_RUNTIME_API", runtime_api.to_string()),
            ("AWS_LAMBDA_FUNCTION_NAME", "function".into()),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".into()),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128".into()),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", self.initialization_type),
            ("AWS_LAMBDA_LOG_FORMAT", self.log_format),
            ("_HANDLER", "bootstrap".into()),
            ("AWS_REGION", REGION.into()),
            ("AWS_DEFAULT_REGION", REGION.into()),
            ("AWS_ACCESS_KEY_ID", "FIGLEAFL000000000000".into()),
            ("AWS_SECRET_ACCESS_KEY", "a-key-nobody-checks".into()),
            ("AWS_SESSION_TOKEN", token),
            ("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", address.port().to_string()),
        ];
        Host {
            shared,
            runtime_api,
            extension: address,
            variables: variables.into(),
            runtime: handle,
            stop: Some(stop),
            thread: Some(thread.unwrap()),
        }
    }
}
