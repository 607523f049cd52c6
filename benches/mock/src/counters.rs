//! What was asked since the last reset, and how long an answer takes.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

pub struct Counters(Mutex<State>);

#[derive(Default)]
struct State {
    service_time: Duration,
    requests: BTreeMap<String, u64>,
    connections: u64,
    handshakes: u64,
    in_flight: u64,
    peak: u64,
}

impl Counters {
    pub fn new(service_time: Duration) -> Self {
        Self(Mutex::new(State { service_time, ..State::default() }))
    }

    /// Forgets everything, and keeps the service time unless there is another one.
    pub fn reset(&self, service_time: Option<Duration>) {
        let mut state = self.lock();
        let service_time = service_time.unwrap_or(state.service_time);
        *state = State { service_time, in_flight: state.in_flight, ..State::default() };
    }

    pub fn connection(&self) {
        self.lock().connections += 1;
    }

    pub fn handshake(&self) {
        self.lock().handshakes += 1;
    }

    /// Counts a request, and takes the time that a service takes.
    pub async fn serve(&self, operation: &str) {
        let service_time = {
            let mut state = self.lock();
            *state.requests.entry(operation.to_owned()).or_default() += 1;
            state.in_flight += 1;
            state.peak = state.peak.max(state.in_flight);
            state.service_time
        };
        // Also when the client is gone and this future is dropped.
        let _leave = Leave(self);
        if !service_time.is_zero() {
            tokio::time::sleep(service_time).await;
        }
    }

    pub fn report(&self) -> Value {
        let state = self.lock();
        json!({
            "requests": state.requests,
            "connections": state.connections,
            "handshakes": state.handshakes,
            "peak": state.peak,
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Leave<'a>(&'a Counters);

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        self.0.lock().in_flight -= 1;
    }
}
