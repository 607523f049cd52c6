//! What happened at the extension.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A request to the extension.
#[derive(Clone, Debug)]
pub struct Request {
    pub path: String,
    /// The parameter or secret, decoded: `name` or `secretId`.
    pub name: Option<String>,
    /// All of the query, decoded, in the order of the request. Empty when it is malformed.
    pub query: Vec<(String, String)>,
    /// `X-Aws-Parameters-Secrets-Token`.
    pub token: Option<String>,
    /// Whether the extension was ready when it came.
    pub ready: bool,
}

#[derive(Default)]
pub struct Records(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    requests: Vec<Request>,
    log: Vec<String>,
    waiting: usize,
    peak: usize,
    connections: usize,
}

impl Records {
    /// Counts the request for as long as the answer is kept.
    pub fn arrive(&self, request: Request) -> Waiting<'_> {
        let mut inner = self.inner();
        inner.requests.push(request);
        inner.waiting += 1;
        inner.peak = inner.peak.max(inner.waiting);
        Waiting(self)
    }

    pub fn connected(&self) {
        self.inner().connections += 1;
    }

    pub fn note(&self, line: String) {
        self.inner().log.push(line);
    }

    pub fn requests(&self) -> Vec<Request> {
        self.inner().requests.clone()
    }

    pub fn log(&self) -> Vec<String> {
        self.inner().log.clone()
    }

    pub fn peak(&self) -> usize {
        self.inner().peak
    }

    pub fn connections(&self) -> usize {
        self.inner().connections
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub struct Waiting<'a>(&'a Records);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.inner().waiting -= 1;
    }
}
