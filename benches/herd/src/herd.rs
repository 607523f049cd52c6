//! Many instances in one process.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, sleep};

use crate::quota::{Account, PER_SECOND};

/// How often each herd runs.
pub const TIMES: usize = 5;

/// All instances start within this time.
const WITHIN: Duration = Duration::from_millis(200);

#[derive(Debug, Clone, Copy)]
pub struct Herd {
    pub instances: usize,
    /// How many requests each of them needs.
    pub requests: usize,
    /// Their deadline.
    pub seconds: u64,
}

/// What came of a herd.
#[derive(Debug, Clone, Copy)]
pub struct Came {
    pub loaded: usize,
    pub asked: usize,
}

impl Herd {
    pub fn deadline(self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// The most that can load: what the quota gives at once, and then until the last one has ended.
    pub fn bound(self) -> usize {
        let time = self.deadline() + WITHIN;
        let answers = PER_SECOND * (1.0 + time.as_secs_f64());
        self.instances.min(answers as usize / self.requests)
    }

    pub fn median<F>(self, load: impl Fn(Arc<Account>, usize) -> F) -> Came
    where
        F: Future<Output = bool>,
    {
        let runs: Vec<Came> = (0..TIMES).map(|seed| self.run(seed as u64, &load)).collect();
        let middle = |pick: fn(&Came) -> usize| {
            let mut all: Vec<usize> = runs.iter().map(pick).collect();
            all.sort_unstable();
            all[TIMES / 2]
        };
        Came { loaded: middle(|came| came.loaded), asked: middle(|came| came.asked) }
    }

    fn run<F>(self, seed: u64, load: impl Fn(Arc<Account>, usize) -> F) -> Came
    where
        F: Future<Output = bool>,
    {
        paused(async {
            let account = Account::new(seed, PER_SECOND);
            let instances = (0..self.instances).map(|number| {
                let late = WITHIN.mul_f64(account.chance());
                let load = load(account.clone(), number);
                async move {
                    sleep(late).await;
                    load.await
                }
            });
            let loaded = join_all(instances).await.into_iter().filter(|is_loaded| *is_loaded);
            Came { loaded: loaded.count(), asked: account.asked() }
        })
    }

    /// The seconds of one load, when this many of its requests are throttled at first.
    pub fn alone<F>(self, throttled: usize, load: impl Fn(Arc<Account>) -> F) -> f64
    where
        F: Future<Output = bool>,
    {
        const TIMES: u32 = 200;
        let one = |seed| {
            paused(async {
                let account = Account::new(seed, (self.requests - throttled) as f64);
                let began = Instant::now();
                assert!(load(account).await);
                began.elapsed().as_secs_f64()
            })
        };
        (0..TIMES).map(|seed| one(seed.into())).sum::<f64>() / f64::from(TIMES)
    }
}

fn paused<T>(future: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().unwrap().block_on(future)
}
