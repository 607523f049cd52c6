//! Cold starts that begin together: how many of them load before their deadline, and with how many requests.

use futures_util::future::{join_all, try_join_all};
use tokio::time::timeout;

use super::*;
use crate::retry::Backoff;

/// All instances start within this time.
const WITHIN: Duration = Duration::from_millis(200);

/// Instances, and how many requests each of them needs within how many seconds.
type Herd = (usize, usize, u64);

/// What came of a herd.
struct Came {
    loaded: usize,
    asked: usize,
}

/// The most that can load: the quota of one second at once, and what it gives until the last one has ended.
fn bound((instances, requests, seconds): Herd) -> usize {
    let time = Duration::from_secs(seconds) + WITHIN;
    let answers = QUOTA + QUOTA * time.as_secs_f64();
    instances.min(answers as usize / requests)
}

async fn run<F>(herd: Herd, load: impl Fn(Arc<Quota>) -> F) -> Came
where
    F: Future<Output = bool>,
{
    let (quota, mut chance) = (Quota::new(), Chance::new());
    let instances = (0..herd.0).map(|_| {
        let late = chance.part(WITHIN, 0.0, 1.0, Clocks::default().now());
        let load = load(quota.clone());
        async move {
            sleep(late).await;
            load.await
        }
    });
    let loaded = join_all(instances).await.into_iter().filter(|is_loaded| *is_loaded).count();
    Came { loaded, asked: quota.asked.load(Ordering::Relaxed) }
}

/// The first load of a live configuration.
async fn load(quota: Arc<Quota>, requests: usize, within: Duration) -> bool {
    let parameters = Parameters { quota, requests, skips_load: false, read: Mutex::default() };
    let loader = App::loader().no_env_vars().source(parameters);
    loader.timeout(within).live().wall_clock(clock()).load_owned().await.is_ok()
}

async fn with_turns(herd: Herd) -> Came {
    let (_, requests, seconds) = herd;
    run(herd, |quota| load(quota, requests, Duration::from_secs(seconds))).await
}

/// What the SDK does when it may try eight times: each request for itself, after pauses that double.
async fn load_each_for_itself(quota: Arc<Quota>, requests: usize, within: Duration) -> bool {
    const ATTEMPTS: u32 = 8;
    let pauses = Backoff::fixed(Duration::from_secs(1), Duration::from_secs(20));
    let backoff = Backoff { part: (0.0, 1.0), ..pauses };
    let request = async || {
        let mut chance = Chance::new();
        for failures in 1..=ATTEMPTS {
            if quota.ask().await {
                return Ok(());
            }
            sleep(backoff.pause(failures, &mut chance, Clocks::default().now())).await;
        }
        Err(())
    };
    let all = try_join_all((0..requests).map(|_| request()));
    matches!(timeout(within, all).await, Ok(Ok(_)))
}

async fn each_for_itself(herd: Herd) -> Came {
    let (_, requests, seconds) = herd;
    run(herd, |quota| load_each_for_itself(quota, requests, Duration::from_secs(seconds))).await
}

/// Medians of five.
async fn five(herd: Herd, run: impl AsyncFn(Herd) -> Came) -> Came {
    let (mut loaded, mut asked) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let came = run(herd).await;
        loaded.push(came.loaded);
        asked.push(came.asked);
    }
    loaded.sort_unstable();
    asked.sort_unstable();
    Came { loaded: loaded[2], asked: asked[2] }
}

/// The least share of the bound, for each herd.
const LEAST: [(Herd, f64); 8] = [
    ((200, 1, 5), 0.98),
    ((400, 1, 9), 0.98),
    ((1_000, 1, 9), 0.98),
    ((200, 2, 5), 0.90),
    ((200, 2, 9), 0.90),
    ((400, 2, 5), 0.82),
    ((400, 2, 9), 0.82),
    ((1_000, 2, 9), 0.75),
];

/// The most requests, as a multiple of those of requests that are each for itself.
const MOST: f64 = 1.7;

#[tokio::test(start_paused = true)]
async fn most_of_those_that_start_together_load() {
    for (herd, least) in LEAST {
        let came = five(herd, with_turns).await;
        let before = five(herd, each_for_itself).await;
        let share = |came: &Came| came.loaded as f64 / bound(herd) as f64;
        let more = came.asked as f64 / before.asked as f64;
        assert!(share(&came) >= least, "{herd:?}: {}", share(&came));
        assert!(more <= MOST, "{herd:?}: {more}");
    }
}

/// How long loads take on average of which each finds the quota used up by somebody else, but for so many requests.
async fn alone<F>(left: usize, load: impl Fn(Arc<Quota>) -> F) -> f64
where
    F: Future<Output = bool>,
{
    const TIMES: u32 = 400;
    let mut all = Duration::ZERO;
    for _ in 0..TIMES {
        let quota = Quota::new();
        *quota.tokens.lock().unwrap() = (left as f64, Instant::now());
        let began = Instant::now();
        assert!(load(quota).await);
        all += began.elapsed();
    }
    (all / TIMES).as_secs_f64()
}

/// Who is throttled by chance, and not by a crowd, is not slower than one whose requests are each for itself.
#[tokio::test(start_paused = true)]
async fn who_is_throttled_by_chance_is_soon_back() {
    const WITHIN: Duration = Duration::from_secs(60);
    for (requests, left, most) in [(1, 0, 1.2), (2, 0, 0.9), (2, 1, 0.5), (50, 40, 0.6)] {
        let turns = alone(left, |quota| load(quota, requests, WITHIN)).await;
        let before = alone(left, |quota| load_each_for_itself(quota, requests, WITHIN)).await;
        assert!(turns <= most * before, "{requests}, {left} left: {turns} s, {before} s");
    }
}
