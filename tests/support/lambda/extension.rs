//! The extension: when it answers, to whom, and with what.

use super::door::{Door, Order};
use super::fault::Fault;
use super::records::{Records, Request};
use super::store::Store;
use super::{http, query};
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};
use tokio::io::{AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc, watch};

const NOT_READY: &str = "not ready to serve traffic, please wait";
const GENERIC: &str = "an unexpected error occurred while executing request";
/// What the Secrets Manager Agent answers with 403. That the extension does it too is inferred.
const BAD_TOKEN: &str = "Bad Token";
/// `PARAMETERS_SECRETS_EXTENSION_MAX_CONNECTIONS`, unless it is set.
const MAX_CONNECTIONS: usize = 3;

/// What the test may change.
#[derive(Default)]
pub struct Settings {
    pub token: String,
    pub ready_after: Duration,
    pub upstream_time: Duration,
    pub fault: Option<Fault>,
    pub fault_from: Option<(usize, Fault)>,
    pub fault_for: HashMap<String, Fault>,
    pub before_ready: Option<Fault>,
}

pub struct Extension {
    store: Store,
    settings: Settings,
    fault: Mutex<Option<Fault>>,
    ready_at: OnceLock<Instant>,
    /// Requests since it was ready.
    served: Mutex<usize>,
    upstream: Semaphore,
    records: Records,
    orders: mpsc::UnboundedSender<Order>,
    /// Whether the listener is closed. Open connections end with it.
    pub shut: watch::Sender<bool>,
}

impl Extension {
    /// Within a runtime. It listens on return.
    pub fn new(store: Store, mut settings: Settings) -> (Self, Door) {
        let fault = settings.fault.take();
        let open = !matches!(fault, Some(Fault::Refuse));
        let (door, orders) = Door::new(open);
        let extension = Self {
            store,
            settings,
            fault: Mutex::new(fault),
            ready_at: OnceLock::new(),
            served: Mutex::default(),
            upstream: Semaphore::new(MAX_CONNECTIONS),
            records: Records::default(),
            orders,
            shut: watch::Sender::new(!open),
        };
        (extension, door)
    }

    pub fn records(&self) -> &Records {
        &self.records
    }

    /// The function is about to get an event. Only the first one counts.
    pub fn first_event(&self) {
        self.ready_at.get_or_init(|| Instant::now() + self.settings.ready_after);
    }

    pub fn set_fault(&self, fault: Option<Fault>) {
        let open = !matches!(fault, Some(Fault::Refuse));
        *self.fault.lock().unwrap() = fault;
        let (sender, done) = std::sync::mpsc::channel();
        let _ = self.orders.send(Order { open, done: Some(sender) });
        // An error: the sender is gone, and with it the order.
        let _ = done.recv();
    }

    fn ready(&self) -> bool {
        self.ready_at.get().is_some_and(|at| Instant::now() >= *at)
    }

    /// What this request meets in the place of an answer.
    fn fault(&self, request: &Request) -> Option<Fault> {
        let mut fault = self.fault.lock().unwrap();
        if fault.is_some() {
            return fault.clone();
        }
        if !request.ready {
            let before = self.settings.before_ready.clone();
            return before.or_else(|| Some(Fault::status(400, NOT_READY)));
        }
        let mut served = self.served.lock().unwrap();
        *served += 1;
        match &self.settings.fault_from {
            // Only once: the test may end it.
            Some((n, from)) if served.eq(n) => {
                *fault = Some(from.clone());
                fault.clone()
            }
            _ => self.settings.fault_for.get(request.name.as_ref()?).cloned(),
        }
    }

    async fn answer(&self, request: &Request, query: Result<(), String>) -> Fault {
        if let Some(fault) = self.fault(request) {
            return fault;
        }
        if request.token.as_ref() != Some(&self.settings.token) {
            self.records.note("wrong or missing token".into());
            return Fault::status(403, BAD_TOKEN);
        }
        if let Err(why) = query {
            self.records.note(why);
            return Fault::status(400, GENERIC);
        }
        let _permit = self.upstream.acquire().await.expect("never closed");
        if !self.settings.upstream_time.is_zero() {
            tokio::time::sleep(self.settings.upstream_time).await;
        }
        match self.store.get(&request.path, &request.query) {
            Ok(body) => Fault::status(200, body.to_string()),
            Err(why) => {
                self.records.note(why);
                Fault::status(400, GENERIC)
            }
        }
    }

    /// Answers one connection's requests until either side closes it.
    pub async fn talk(&self, stream: &mut BufReader<TcpStream>) {
        while let Ok(Some(asked)) = http::read_request(stream).await {
            let query = query::pairs(&asked.query);
            let name = |(key, _): &&(String, String)| key == "name" || key == "secretId";
            let pairs = query.as_ref().map_or(&[][..], |pairs| pairs);
            let request = Request {
                name: pairs.iter().find(name).map(|(_, value)| value.clone()),
                query: pairs.to_vec(),
                token: asked.header("x-aws-parameters-secrets-token").map(Into::into),
                ready: self.ready(),
                path: asked.path.clone(),
            };
            let query = match query {
                _ if asked.method != "GET" => Err(format!("{} is not GET", asked.method)),
                _ if asked.header("host").is_none() => Err("no Host header".into()),
                query => query.map(drop),
            };
            // Counted until it is answered or its sender has given up.
            let waiting = self.records.arrive(request.clone());
            let fault = tokio::select! {
                fault = self.answer(&request, query) => fault,
                () = http::closed(stream) => return,
            };
            match fault {
                Fault::Answer(status, body) => {
                    // Before the answer: a sender that has it may ask again, and that is not a
                    // second one waiting.
                    drop(waiting);
                    let answer = http::write_answer(stream, status, "", &body).await;
                    if answer.is_err() || asked.is_last() {
                        return;
                    }
                }
                Fault::Raw(bytes) => {
                    // The client may be gone by then, which is its own affair.
                    let _ = stream.write_all(&bytes).await;
                    return;
                }
                Fault::Stall(bytes) => {
                    let _ = stream.write_all(&bytes).await;
                    return http::closed(stream).await;
                }
                Fault::Hang => return http::closed(stream).await,
                Fault::Reset => return http::reset(stream),
                Fault::Refuse => {
                    let _ = self.orders.send(Order { open: false, done: None });
                    // The door's shutting ends this one too.
                    return std::future::pending().await;
                }
            }
        }
    }
}
