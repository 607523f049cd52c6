//! Parameter Store of one account, behind the SDK's own interface for HTTP clients.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

/// What GetParameter, GetParameters and GetParametersByPath share.
pub const PER_SECOND: f64 = 40.0;

/// A request and its answer, on average.
const ROUND_TRIP: Duration = Duration::from_millis(20);

#[derive(Debug)]
pub struct Account(Mutex<State>);

#[derive(Debug)]
struct State {
    /// What is left, and when.
    left: (f64, Instant),
    asked: usize,
    seed: u64,
    drawn: u64,
}

impl Account {
    pub fn new(seed: u64, left: f64) -> Arc<Self> {
        let left = (left, Instant::now());
        Arc::new(Self(Mutex::new(State { left, asked: 0, seed, drawn: 0 })))
    }

    pub fn asked(&self) -> usize {
        self.0.lock().unwrap().asked
    }

    /// At least 0 and less than 1.
    pub fn chance(&self) -> f64 {
        let mut state = self.0.lock().unwrap();
        state.drawn += 1;
        let mut hasher = DefaultHasher::new();
        (state.seed, state.drawn).hash(&mut hasher);
        (hasher.finish() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Whether a request is served. One that is throttled takes nothing.
    fn takes(&self) -> bool {
        let mut state = self.0.lock().unwrap();
        state.asked += 1;
        let now = Instant::now();
        let more = now.duration_since(state.left.1).as_secs_f64() * PER_SECOND;
        let left = (state.left.0 + more).min(PER_SECOND);
        let is_served = left >= 1.0;
        state.left = (if is_served { left - 1.0 } else { left }, now);
        is_served
    }

    /// A way there or back. Tokio's timers count milliseconds, and tell in a fixed order what ends in the same one: on
    /// ways of one length that would be the order in which the quota serves.
    async fn way(&self) {
        sleep(ROUND_TRIP.mul_f64(0.25 + 0.5 * self.chance())).await;
    }

    async fn answer(&self, names: Vec<String>) -> HttpResponse {
        self.way().await;
        let is_served = self.takes();
        self.way().await;
        let parameter = |name: &String| {
            let bare = name.split(':').next();
            json!({ "Name": bare, "Type": "String", "Value": "value", "Version": 1 })
        };
        let (status, body) = match is_served {
            true => {
                let parameters: Vec<Value> = names.iter().map(parameter).collect();
                (200, json!({ "Parameters": parameters, "InvalidParameters": [] }))
            }
            false => (400, json!({ "__type": "ThrottlingException", "message": "Rate exceeded" })),
        };
        HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body.to_string()))
    }
}

/// The way to an account.
#[derive(Debug, Clone)]
struct Way(Arc<Account>);

impl HttpConnector for Way {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let account = self.0.clone();
        HttpConnectorFuture::new(async move {
            let body = request.body().bytes().unwrap_or_default();
            let asked: Value = serde_json::from_slice(body).unwrap();
            let names = asked["Names"].as_array().unwrap().iter();
            let names = names.map(|name| name.as_str().unwrap().to_owned()).collect();
            Ok(account.answer(names).await)
        })
    }
}

pub fn http_client(account: Arc<Account>) -> SharedHttpClient {
    let connector = SharedHttpConnector::new(Way(account));
    http_client_fn(move |_, _| connector.clone())
}
