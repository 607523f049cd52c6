//! What Lambda does to the process of a function between two events: it stops it, where it stands.

use std::process::Command;
use std::sync::Mutex;
use tokio::sync::watch;
use tokio::time::{Duration, timeout};

/// For a request that stays open, which is what a test looks for. One that is over waits for nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// Stops the process when its answer has come, and looks what it has left open.
pub struct Freezer {
    is_on: bool,
    /// How many requests wait for an answer at each server that the function talks to.
    servers: Vec<watch::Receiver<usize>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    process: Option<u32>,
    is_stopped: bool,
    left_open: Vec<usize>,
}

impl Freezer {
    pub fn new(is_on: bool, servers: Vec<watch::Receiver<usize>>) -> Self {
        Self { is_on, servers, state: Mutex::default() }
    }

    pub fn entered(&self, process: u32) {
        self.state.lock().unwrap().process = Some(process);
    }

    /// The function has answered its only event.
    pub async fn answered(&self) {
        if !self.is_on {
            return;
        }
        self.freeze();
        let mut left_open = 0;
        for server in &self.servers {
            let mut server = server.clone();
            // What the process has closed before its answer is on its way: nobody closes anything now.
            // Late: they stay open.
            let _ = timeout(PATIENCE, server.wait_for(|waiting| *waiting == 0)).await.is_ok();
            left_open += *server.borrow();
        }
        self.state.lock().unwrap().left_open.push(left_open);
    }

    /// It is stopped on return.
    pub fn freeze(&self) {
        self.signal("STOP", true);
    }

    /// It goes on, if it was stopped.
    pub fn thaw(&self) {
        self.signal("CONT", false);
    }

    fn signal(&self, signal: &str, stop: bool) {
        let mut state = self.state.lock().unwrap();
        let Some(process) = state.process.filter(|_| state.is_stopped != stop) else { return };
        let kill = format!("kill -{signal} {process}");
        // The shell's own: a program called kill is not everywhere.
        let sent = Command::new("sh").args(["-c", &kill]).status().expect("a shell");
        assert!(sent.success(), "{kill}");
        state.is_stopped = stop;
    }

    pub fn left_open(&self) -> Vec<usize> {
        self.state.lock().unwrap().left_open.clone()
    }
}
