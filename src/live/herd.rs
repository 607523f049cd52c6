//! Instances that share one quota: the live configuration itself, and what repeats requests, on tokio's paused time
//! against a bucket of 40 requests a second.

#![allow(
    dead_code,
    unused_imports,
    reason = "what the derive writes is lax about it in this crate alone"
)]

mod refreshes;
mod starts;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aws_smithy_types::retry::RetryConfig;
use futures_util::future::try_join_all;
use tokio::time::{Instant, sleep};

use crate::WallClock;
use crate::clock::Clocks;
use crate::config::Config;
use crate::error::Code;
use crate::retry::{Chance, Limits, Passing, Repeats};
use crate::source::{Answer, BoxFuture, Failure, Fetched, Key, Source};

const QUOTA: f64 = 40.0;
/// A request and its answer, on average.
const ROUND_TRIP: Duration = Duration::from_millis(20);

#[derive(figleaf_derive::Config)]
#[config(crate = "crate")]
struct App {
    #[config(ssm = "/app/key")]
    key: String,
}

/// The quota of an account, and what came of it.
struct Quota {
    /// What is left, and when.
    tokens: Mutex<(f64, Instant)>,
    asked: AtomicUsize,
    throttled: AtomicUsize,
    oldest: Mutex<Duration>,
    chance: Mutex<Chance>,
}

impl Quota {
    fn new() -> Arc<Self> {
        let tokens = Mutex::new((QUOTA, Instant::now()));
        let (asked, throttled, oldest) = Default::default();
        let chance = Mutex::new(Chance::new());
        Arc::new(Self { tokens, asked, throttled, oldest, chance })
    }

    /// Whether a request is served.
    fn takes(&self) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let mut tokens = self.tokens.lock().unwrap();
        let now = Instant::now();
        let more = now.duration_since(tokens.1).as_secs_f64() * QUOTA;
        *tokens = ((tokens.0 + more).min(QUOTA), now);
        if tokens.0 < 1.0 {
            self.throttled.fetch_add(1, Ordering::Relaxed);
            return false;
        }
        tokens.0 -= 1.0;
        true
    }

    /// A request on its way, and what comes back.
    async fn ask(&self) -> bool {
        sleep(self.way()).await;
        let is_served = self.takes();
        sleep(self.way()).await;
        is_served
    }

    /// A way there or back. Tokio's timers count milliseconds, and tell in a fixed order what ends in the same one: on
    /// ways of one length that would be the order in which the quota serves.
    fn way(&self) -> Duration {
        let mut chance = self.chance.lock().unwrap();
        chance.part(ROUND_TRIP, 0.25, 0.75, Clocks::default().now())
    }
}

/// Parameter Store as one instance asks it: with all requests at once, as the clients do.
struct Parameters {
    quota: Arc<Quota>,
    requests: usize,
    /// Whether the load asks for nothing, because it is no part of a test.
    skips_load: bool,
    /// When everything was read last.
    read: Mutex<Option<Instant>>,
}

impl Parameters {
    async fn ask(&self, answer: &Answer) -> Result<(), Failure> {
        let limits = Limits::new(&RetryConfig::standard(), None).unless_set(false);
        let repeats = Repeats::new(answer.policy, limits);
        let requests = (0..self.requests).map(|_| async {
            let mut request = repeats.request();
            loop {
                if !request.turn().await {
                    return Err(Failure::new(Code::Throttled, ""));
                }
                if self.quota.ask().await {
                    request.answered();
                    return Ok(());
                }
                if request.failed(Some(Passing::Throttled)).is_none() {
                    return Err(Failure::new(Code::Throttled, ""));
                }
            }
        });
        try_join_all(requests).await.map(drop)
    }
}

impl Source for Parameters {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            let read = *self.read.lock().unwrap();
            if (read.is_some() || !self.skips_load)
                && let Err(failure) = self.ask(answer).await
            {
                return answer.fail_rest(keys, &failure);
            }
            if let Some(read) = read {
                let mut oldest = self.quota.oldest.lock().unwrap();
                *oldest = read.elapsed().max(*oldest);
            }
            *self.read.lock().unwrap() = Some(Instant::now());
            answer.found(&keys[0], Fetched::text("value"));
        })
    }
}

fn clock() -> WallClock {
    WallClock::starting_at(SystemTime::UNIX_EPOCH)
}
