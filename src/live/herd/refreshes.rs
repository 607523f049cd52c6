//! A thousand instances that refresh.

use futures_util::future::join_all;

use super::*;
use crate::live::Live;

const INSTANCES: usize = 1_000;
const MAX_AGE: Duration = Duration::from_secs(300);

/// Instances that are started within this time.
async fn instances(
    quota: &Arc<Quota>,
    requests: usize,
    within: Duration,
    (variables, clock): (&[(&str, &str)], &WallClock),
) -> Vec<Live<App>> {
    let start = async |number: usize| {
        sleep(within * number as u32 / INSTANCES as u32).await;
        let (quota, read) = (quota.clone(), Mutex::default());
        let parameters = Parameters { quota, requests, skips_load: true, read };
        let loader = App::loader().env_vars(variables.iter().copied()).source(parameters);
        let live = loader.live().max_age(MAX_AGE).wall_clock(clock.clone());
        live.load_owned().await.unwrap()
    };
    join_all((0..INSTANCES).map(start)).await
}

/// Deployed together, they spread: once they have, none is throttled, and none is ever older than nine tenths of its age.
#[tokio::test(start_paused = true)]
async fn services_that_start_together_stay_in_the_quota() {
    const REQUESTS: usize = 3;
    let (quota, clock) = (Quota::new(), clock());
    let within = Duration::from_secs(5);
    let services = instances(&quota, REQUESTS, within, (&[], &clock)).await;
    let told = || [&quota.asked, &quota.throttled].map(|counter| counter.load(Ordering::Relaxed));
    // Their first refreshes are within two minutes, which is close to what the quota allows: by chance a few are too many.
    sleep(Duration::from_secs(900)).await;
    let [asked, throttled] = told();
    assert!(throttled <= 30, "{throttled}");
    sleep(Duration::from_secs(3600)).await;
    let [asked, throttled] = [told()[0] - asked, told()[1] - throttled];
    let refreshes = asked / REQUESTS;
    assert_eq!(throttled, 0);
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
        // Most were throttled at first, and came back one after the other: with one request each.
        let throttled = quota.throttled.load(Ordering::Relaxed);
        assert!((900..9_000).contains(&throttled), "{throttled}");
    }
}
