//! The events that go to the function, what comes back, and its end.

use serde_json::Value;
use std::collections::HashMap;
use std::process::ExitStatus;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::sync::{mpsc, watch};

/// For a test that would otherwise hang. A passing one never waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A body that came to one of the error paths.
#[derive(Clone, Debug)]
pub struct Report {
    /// `Lambda-Runtime-Function-Error-Type`.
    pub error_type: Option<String>,
    /// `{"errorType", "errorMessage", "stackTrace"}`. Text that is no JSON is a string.
    pub body: Value,
}

/// What a waiting test is told instead of what it waits for.
pub enum Missed {
    Exited(ExitStatus),
    Stopped,
    TooLate,
}

#[derive(Debug)]
pub struct Event {
    pub id: String,
    pub body: String,
}

pub struct Sandbox {
    state: Mutex<State>,
    changed: Condvar,
    timeout: Duration,
    sender: mpsc::UnboundedSender<Event>,
    /// Several polls may wait for it at once.
    events: tokio::sync::Mutex<mpsc::UnboundedReceiver<Event>>,
    /// Whether the snapshot of SnapStart, if there is to be one, was restored.
    restored: watch::Sender<bool>,
}

#[derive(Default)]
struct State {
    entered: bool,
    polled: bool,
    snapshot: bool,
    stopped: bool,
    exit: Option<ExitStatus>,
    sent: usize,
    /// Those that the function has, and whether they are answered.
    delivered: HashMap<String, bool>,
    peak: usize,
    outcomes: HashMap<String, Result<Value, Value>>,
    responses: Vec<Value>,
    errors: Vec<Report>,
    init_errors: Vec<Report>,
}

impl Sandbox {
    pub fn new(timeout: Duration, snapshots: bool) -> Self {
        let (sender, events) = mpsc::unbounded_channel();
        Self {
            state: Mutex::default(),
            changed: Condvar::new(),
            timeout,
            sender,
            events: tokio::sync::Mutex::new(events),
            restored: watch::Sender::new(!snapshots),
        }
    }

    /// Whether the sandbox was empty.
    pub fn enter(&self) -> bool {
        !std::mem::replace(&mut self.state().entered, true)
    }

    /// For the next poll. Returns the id of the event.
    pub fn send(&self, event: &Value) -> String {
        let mut state = self.state();
        state.sent += 1;
        let id = format!("8476a536-e9f4-11e8-9739-{:012}", state.sent);
        let event = Event { id: id.clone(), body: event.to_string() };
        self.sender.send(event).expect("the sandbox keeps the other end");
        id
    }

    /// A poll has come. It may end before an event has come, and the event is then another's.
    pub async fn next(&self) -> Event {
        self.change(|state| state.polled = true);
        self.events.lock().await.recv().await.expect("the sandbox keeps the other end")
    }

    /// The function is ready for its snapshot. Returns when it is restored.
    pub async fn snapshot(&self) {
        self.change(|state| state.snapshot = true);
        let mut restored = self.restored.subscribe();
        restored.wait_for(|restored| *restored).await.expect("the sandbox keeps the other end");
    }

    pub fn restore(&self) {
        self.restored.send_replace(true);
    }

    pub fn delivered(&self, id: &str) {
        self.change(|state| {
            state.delivered.insert(id.to_owned(), false);
            let in_progress = state.delivered.values().filter(|answered| !**answered).count();
            state.peak = state.peak.max(in_progress);
        });
    }

    /// Until when an event of now is to be answered, in the clock's milliseconds.
    pub fn deadline_ms(&self) -> u128 {
        let deadline = SystemTime::now() + self.timeout;
        deadline.duration_since(SystemTime::UNIX_EPOCH).expect("a clock after 1970").as_millis()
    }

    /// False when the function has no such event, or has answered it already.
    pub fn answered(&self, id: &str, outcome: Result<Value, Report>) -> bool {
        self.change(|state| {
            let open = state.delivered.get_mut(id).filter(|answered| !**answered);
            let Some(answered) = open else { return false };
            *answered = true;
            let outcome = match outcome {
                Ok(response) => {
                    state.responses.push(response.clone());
                    Ok(response)
                }
                Err(report) => {
                    state.errors.push(report.clone());
                    Err(report.body)
                }
            };
            state.outcomes.insert(id.to_owned(), outcome);
            true
        })
    }

    pub fn init_error(&self, report: Report) {
        self.change(|state| state.init_errors.push(report));
    }

    pub fn exited(&self, status: ExitStatus) {
        self.change(|state| state.exit = Some(status));
    }

    /// Nothing will come any more.
    pub fn stop(&self) {
        self.change(|state| state.stopped = true);
    }

    pub fn outcome(&self, id: &str) -> Result<Result<Value, Value>, Missed> {
        self.wait(|state| state.outcomes.get(id).cloned())
    }

    pub fn polled(&self) -> Result<(), Missed> {
        self.wait(|state| state.polled.then_some(()))
    }

    pub fn is_snapshot(&self) -> Result<(), Missed> {
        self.wait(|state| state.snapshot.then_some(()))
    }

    pub fn exit(&self) -> Result<ExitStatus, Missed> {
        self.wait(|state| state.exit)
    }

    pub fn responses(&self) -> Vec<Value> {
        self.state().responses.clone()
    }

    pub fn errors(&self) -> Vec<Report> {
        self.state().errors.clone()
    }

    pub fn init_errors(&self) -> Vec<Report> {
        self.state().init_errors.clone()
    }

    pub fn peak(&self) -> usize {
        self.state().peak
    }

    /// Until `wanted` is there, or cannot come any more.
    fn wait<T>(&self, wanted: impl Fn(&State) -> Option<T>) -> Result<T, Missed> {
        let known = |state: &State| {
            let missed = match state {
                State { exit: Some(status), .. } => Some(Missed::Exited(*status)),
                State { stopped: true, .. } => Some(Missed::Stopped),
                _ => None,
            };
            wanted(state).map(Ok).or(missed.map(Err))
        };
        let state = self.state();
        let waiting = |state: &mut State| known(state).is_none();
        let state = self.changed.wait_timeout_while(state, PATIENCE, waiting);
        let (state, _) = state.unwrap_or_else(PoisonError::into_inner);
        known(&state).unwrap_or(Err(Missed::TooLate))
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.state());
        self.changed.notify_all();
        changed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
