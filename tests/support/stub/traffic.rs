//! Counts the requests that wait for an answer, and holds them back until there are enough.

use super::Request;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// For a test that would otherwise hang. A passing one never waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Traffic {
    requests: Mutex<Vec<Request>>,
    /// Requests that wait for an answer, and connections. Whoever waits for none of them cannot miss that.
    waiting: watch::Sender<usize>,
    connections: watch::Sender<usize>,
    /// Told when the connections are to be closed.
    close: watch::Sender<()>,
    /// Only ever grows, so a gate that waits for it cannot miss its moment.
    peak: watch::Sender<usize>,
    gate: usize,
    /// From the first request on, so that many requests one after the other do not wait for ten
    /// seconds each.
    deadline: OnceLock<Instant>,
    handler_panicked: AtomicBool,
}

impl Traffic {
    pub fn new(gate: usize) -> Self {
        Self {
            requests: Mutex::default(),
            waiting: watch::Sender::new(0),
            connections: watch::Sender::new(0),
            close: watch::Sender::new(()),
            peak: watch::Sender::new(0),
            gate,
            deadline: OnceLock::new(),
            handler_panicked: AtomicBool::new(false),
        }
    }

    /// Counts the request for as long as the answer is kept.
    pub fn arrive(&self, request: &Request) -> Counted<'_> {
        self.requests.lock().unwrap().push(request.clone());
        let counted = Counted::new(&self.waiting);
        let waiting = *self.waiting.borrow();
        self.peak.send_if_modified(|peak| std::mem::replace(peak, waiting.max(*peak)) < waiting);
        counted
    }

    /// Counts a connection for as long as this is kept.
    pub fn connect(&self) -> Counted<'_> {
        Counted::new(&self.connections)
    }

    pub fn waiting(&self) -> watch::Receiver<usize> {
        self.waiting.subscribe()
    }

    pub fn connections(&self) -> watch::Receiver<usize> {
        self.connections.subscribe()
    }

    pub fn close(&self) {
        self.close.send_replace(());
    }

    /// What is told when the connections are to be closed.
    pub fn closing(&self) -> watch::Receiver<()> {
        self.close.subscribe()
    }

    pub async fn pass_gate(&self) -> Result<(), String> {
        let deadline = *self.deadline.get_or_init(|| Instant::now() + PATIENCE);
        let mut peak = self.peak.subscribe();
        match timeout_at(deadline, peak.wait_for(|peak| *peak >= self.gate)).await {
            Ok(_) => Ok(()),
            Err(_) => Err(self.gate_is_shut()),
        }
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    pub fn peak(&self) -> usize {
        *self.peak.borrow()
    }

    pub fn handler_panicked(&self) {
        self.handler_panicked.store(true, Ordering::SeqCst);
    }

    /// Panics when the stub could not do its part.
    pub fn check(&self) {
        assert!(
            !self.handler_panicked.load(Ordering::SeqCst),
            "the stub's handler panicked, see above"
        );
        assert!(self.peak() >= self.gate, "{}", self.gate_is_shut());
    }

    fn gate_is_shut(&self) -> String {
        format!(
            "the stub's gate stayed shut: never more than {} of {} requests at once",
            self.peak(),
            self.gate
        )
    }
}

pub struct Counted<'a>(&'a watch::Sender<usize>);

impl<'a> Counted<'a> {
    fn new(count: &'a watch::Sender<usize>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
