//! The function's process.

use super::Shared;
use super::sandbox::Missed;
use serde_json::Value;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::process::Child;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// A running function. Dropping it ends the process.
pub struct Function {
    shared: Arc<Shared>,
    stdout: Output,
    stderr: Output,
    /// Dropped to end the process.
    kill: Option<oneshot::Sender<()>>,
}

impl Function {
    #[track_caller]
    pub(super) fn start(
        mut command: Command,
        variables: &[(&str, String)],
        runtime: &Handle,
        shared: &Arc<Shared>,
    ) -> Self {
        let own = command.get_envs();
        let own: Vec<_> =
            own.map(|(name, value)| (name.to_owned(), value.map(OsStr::to_owned))).collect();
        command.env_clear().envs(variables.iter().map(|(name, value)| (name, value)));
        for (name, value) in own {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let (stdout, child_stdout) = Output::new("stdout");
        let (stderr, child_stderr) = Output::new("stderr");
        command.stdin(Stdio::null()).stdout(child_stdout).stderr(child_stderr);
        let mut command = tokio::process::Command::from(command);
        let inside = runtime.enter();
        let child = command
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{:?} did not start: {error}", command.as_std()));
        drop(inside);
        shared.freezer.entered(child.id().expect("it has not been waited for"));
        let (kill, killed) = oneshot::channel();
        shared.spawn(runtime, watch(child, killed, Arc::clone(shared)));
        Self { shared: Arc::clone(shared), stdout, stderr, kill: Some(kill) }
    }

    /// Gives the function an event and waits for its response, or its error's body.
    #[track_caller]
    pub fn invoke(&self, event: Value) -> Result<Value, Value> {
        self.invoke_all(vec![event]).remove(0)
    }

    /// Has all events ready at once, for a function that asks for several. The answers come in the
    /// order of the events.
    #[track_caller]
    #[allow(clippy::needless_pass_by_value, reason = "callers write vec![json!(…)] here")]
    pub fn invoke_all(&self, events: Vec<Value>) -> Vec<Result<Value, Value>> {
        let ids: Vec<_> = events.iter().map(|event| self.shared.sandbox.send(event)).collect();
        self.shared.freezer.thaw();
        let mut outcomes = Vec::with_capacity(ids.len());
        for id in ids {
            match self.shared.sandbox.outcome(&id) {
                Ok(outcome) => outcomes.push(outcome),
                Err(missed) => self.fail("answering an event", &missed),
            }
        }
        outcomes
    }

    /// Waits until the function asks for its first event: INIT is over.
    #[track_caller]
    pub fn wait_for_init(&self) {
        if let Err(missed) = self.shared.sandbox.polled() {
            self.fail("asking for an event", &missed);
        }
    }

    /// Waits until the function is ready for its snapshot, with a host that takes one.
    #[track_caller]
    pub fn wait_for_snapshot(&self) {
        if let Err(missed) = self.shared.sandbox.is_snapshot() {
            self.fail("getting ready for its snapshot", &missed);
        }
    }

    /// Goes on from the snapshot.
    pub fn restore(&self) {
        self.shared.freezer.thaw();
        self.shared.sandbox.restore();
    }

    /// Stops the process (SIGSTOP) until the next event: as a sandbox is that was started long before it.
    pub fn freeze(&self) {
        self.shared.freezer.freeze();
    }

    /// Waits until the process has ended by itself.
    #[track_caller]
    pub fn wait(&self) -> ExitStatus {
        match self.shared.sandbox.exit() {
            Ok(status) => status,
            Err(missed) => self.fail("ending", &missed),
        }
    }

    /// All that the process has written so far. What it wrote before its answer is in it.
    pub fn stdout(&self) -> String {
        self.stdout.text()
    }

    pub fn stderr(&self) -> String {
        self.stderr.text()
    }

    #[track_caller]
    fn fail(&self, of: &str, missed: &Missed) -> ! {
        let why = match missed {
            Missed::Exited(status) => format!("the function ended instead of {of} ({status})"),
            Missed::Stopped => format!("the host was dropped while a function was {of}"),
            Missed::TooLate => format!("the function is not {of}"),
        };
        panic!(
            "{why}\n\
             --- init/error: {:?}\n\
             --- the extension's log: {:?}\n\
             --- stdout\n{}\n\
             --- stderr\n{}",
            self.shared.sandbox.init_errors(),
            self.shared.extension.records().log(),
            self.stdout(),
            self.stderr()
        );
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        drop(self.kill.take());
        // So that no process of a test outlives it. A host that went first has ended the process.
        let _ = self.shared.sandbox.exit();
    }
}

async fn watch(mut child: Child, killed: oneshot::Receiver<()>, shared: Arc<Shared>) {
    let status = tokio::select! {
        status = child.wait() => status,
        _ = killed => {
            let _ = child.start_kill();
            child.wait().await
        }
    };
    shared.sandbox.exited(status.expect("a child can be waited for"));
}

/// A file without a name, and not a pipe, whose reader would be behind the answer.
struct Output(Mutex<File>);

impl Output {
    /// The reading end, and the writing one for the process.
    fn new(kind: &str) -> (Self, File) {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("figleaf-{}-{next}.{kind}", std::process::id());
        let path = std::env::temp_dir().join(name);
        // Appending, so that the child and its children do not write over each other.
        let write = File::options().append(true).create_new(true).open(&path).unwrap();
        let read = File::open(&path).unwrap();
        fs::remove_file(&path).unwrap();
        (Self(Mutex::new(read)), write)
    }

    fn text(&self) -> String {
        let mut file = self.0.lock().unwrap();
        let mut bytes = Vec::new();
        file.rewind().unwrap();
        file.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}
