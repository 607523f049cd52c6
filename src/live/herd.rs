//! A thousand instances that share one quota: the live configuration itself, on tokio's paused time, against a
//! bucket of 40 requests a second.

#![allow(
    dead_code,
    unused_imports,
    reason = "what the derive writes is lax about it in this crate alone"
)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aws_smithy_types::retry::RetryConfig;
use futures_util::future::join_all;
use tokio::time::{Instant, sleep};

use super::Live;
use crate::WallClock;
use crate::clock::Clocks;
use crate::config::Config;
use crate::error::Code;
use crate::retry::{Chance, Limits, Passing, Repeats};
use crate::source::{Answer, BoxFuture, Failure, Fetched, Key, Source};

const INSTANCES: usize = 1_000;
const QUOTA: f64 = 40.0;
const MAX_AGE: Duration = Duration::from_secs(300);
/// A request and its answer.
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
}

impl Quota {
    fn new() -> Arc<Self> {
        let tokens = Mutex::new((QUOTA, Instant::now()));
        let (asked, throttled, oldest) = Default::default();
        Arc::new(Self { tokens, asked, throttled, oldest })
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
}

/// Parameter Store as one instance asks it, one request after the other.
struct Parameters {
    quota: Arc<Quota>,
    requests: usize,
    /// When everything was read last. None: the load, which is no part of this.
    read: Mutex<Option<Instant>>,
}

impl Parameters {
    async fn ask(&self, answer: &Answer) -> Result<(), Failure> {
        let limits = Limits::new(&RetryConfig::standard().with_max_attempts(8), None);
        let repeats = Repeats::new(answer.policy, limits);
        for _ in 0..self.requests {
            let (began, mut failures) = (Instant::now(), 0);
            while {
                sleep(ROUND_TRIP).await;
                !self.quota.takes()
            } {
                failures += 1;
                match repeats.pause(Passing::Throttled, failures, began) {
                    Some(pause) => sleep(pause).await,
                    None => return Err(Failure::new(Code::Throttled, "")),
                }
            }
        }
        Ok(())
    }
}

impl Source for Parameters {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            let read = *self.read.lock().unwrap();
            if let Some(read) = read {
                if let Err(failure) = self.ask(answer).await {
                    return answer.fail_rest(keys, &failure);
                }
                let mut oldest = self.quota.oldest.lock().unwrap();
                *oldest = read.elapsed().max(*oldest);
            }
            *self.read.lock().unwrap() = Some(Instant::now());
            answer.found(&keys[0], Fetched::text("value"));
        })
    }
}

/// Instances that are started within this time.
async fn instances(
    quota: &Arc<Quota>,
    requests: usize,
    within: Duration,
    (variables, clock): (&[(&str, &str)], &WallClock),
) -> Vec<Live<App>> {
    let start = async |number: usize| {
        sleep(within * number as u32 / INSTANCES as u32).await;
        let parameters = Parameters { quota: quota.clone(), requests, read: Mutex::default() };
        let loader = App::loader().env_vars(variables.iter().copied()).source(parameters);
        let live = loader.live().max_age(MAX_AGE).wall_clock(clock.clone());
        live.load_owned().await.unwrap()
    };
    join_all((0..INSTANCES).map(start)).await
}

fn clock() -> WallClock {
    WallClock::starting_at(SystemTime::UNIX_EPOCH)
}

/// Deployed together, they spread, and none is ever throttled or older than nine tenths of its age.
#[tokio::test(start_paused = true)]
async fn services_that_start_together_stay_in_the_quota() {
    const REQUESTS: usize = 3;
    let (quota, clock) = (Quota::new(), clock());
    let within = Duration::from_secs(5);
    let services = instances(&quota, REQUESTS, within, (&[], &clock)).await;
    sleep(Duration::from_secs(3600)).await;
    let refreshes = quota.asked.load(Ordering::Relaxed) / REQUESTS;
    assert_eq!(quota.throttled.load(Ordering::Relaxed), 0);
    // One in 210 s on average.
    assert!((15_000..18_000).contains(&refreshes), "{refreshes}");
    let oldest = *quota.oldest.lock().unwrap();
    // And tokio's timers, which count milliseconds.
    let latest = MAX_AGE.mul_f64(0.9) + ROUND_TRIP * REQUESTS as u32 + Duration::from_millis(10);
    assert!(oldest <= latest, "{oldest:?}");
    assert!(services.iter().all(|service| service.health().failures == 0));
}

/// What became of the invocations of one function.
#[derive(Default)]
struct Invoked {
    longest_wait: Duration,
    failed: usize,
    /// Since the functions woke.
    fresh_after: Duration,
}

/// Invokes a function at once, and then every five seconds on average, as what runs handlers does it: what is over
/// is waited for, within a budget.
async fn invoke(function: &Live<App>, number: usize, woken: Instant) -> Invoked {
    let mut chance = Chance::seeded(number as u64);
    let mut pause = |longest| chance.part(longest, 0.0, 1.0, Clocks::default().now());
    sleep(pause(Duration::from_millis(200))).await;
    let mut invoked = Invoked::default();
    while woken.elapsed() < Duration::from_secs(600) {
        let began = Instant::now();
        let is_over = function.is_over();
        // What is due and not over is read beside the handler.
        function.refresh_within(Duration::from_secs(1)).await;
        if is_over {
            invoked.longest_wait = invoked.longest_wait.max(began.elapsed());
            if !function.is_over() {
                invoked.fresh_after = woken.elapsed();
            }
        }
        invoked.failed += usize::from(function.unless_stale().is_err());
        sleep(pause(Duration::from_secs(10))).await;
    }
    invoked
}

/// A thousand that slept for ten minutes are invoked at once: nobody waits for long, and all are fresh soon.
#[tokio::test(start_paused = true)]
async fn functions_that_wake_together_do_not_wait_for_each_other() {
    for (requests, fresh_within) in [(1, 120), (3, 600)] {
        let (quota, clock) = (Quota::new(), clock());
        let variables = [("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")];
        let functions = instances(&quota, requests, Duration::ZERO, (&variables, &clock)).await;
        // Frozen: only the clock on the wall goes on.
        clock.advance(Duration::from_secs(600));
        let woken = Instant::now();
        let invoke = |(number, function)| invoke(function, number, woken);
        let invoked = join_all(functions.iter().enumerate().map(invoke)).await;
        let failed: usize = invoked.iter().map(|function| function.failed).sum();
        let wait = invoked.iter().map(|function| function.longest_wait).max().unwrap();
        let fresh_after = invoked.iter().map(|function| function.fresh_after).max().unwrap();
        assert_eq!(failed, 0);
        assert!(wait <= Duration::from_millis(100), "{wait:?}");
        assert!(fresh_after <= Duration::from_secs(fresh_within), "{fresh_after:?}");
        assert!(functions.iter().all(|function| !function.is_over()));
        // Most were throttled at first, and came back one after the other.
        let throttled = quota.throttled.load(Ordering::Relaxed);
        assert!((900..6_000).contains(&throttled), "{throttled}");
    }
}
