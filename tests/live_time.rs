//! What a live configuration does as time goes by: two clocks, failures in a row, values that become stale.
#![cfg(feature = "derive")]

mod support;

use std::time::{Duration, SystemTime};

use figleaf::live::LiveLoader;
use figleaf::source::{Failure, Memory, MemoryHandle};
use figleaf::{Code, Config, Secret, WallClock};
use support::tracing::Recorder;
use tokio::time::{advance, sleep};
use tracing::Level;

#[derive(Config)]
struct App {
    #[config(secretsmanager = "app/key")]
    key: Secret,
}

const MINUTE: Duration = Duration::from_secs(60);

/// A function's: without a task beside it, so that nothing is read but by the test.
fn function(clock: &WallClock) -> (LiveLoader<App>, MemoryHandle) {
    let (loader, secrets) = loader(clock, &[("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")]);
    (loader, secrets)
}

fn loader(clock: &WallClock, variables: &[(&str, &str)]) -> (LiveLoader<App>, MemoryHandle) {
    let secrets = Memory::new("secretsmanager").with("app/key", "hunter-1");
    let handle = secrets.handle();
    let loader = App::loader().env_vars(variables.iter().copied()).source(secrets);
    (loader.live().wall_clock(clock.clone()), handle)
}

fn clock() -> WallClock {
    WallClock::starting_at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000))
}

#[tokio::test(start_paused = true)]
async fn either_clock_makes_a_refresh_due() {
    let clock = clock();
    let (loader, secrets) = function(&clock);
    let live = loader.load_owned().await.unwrap();
    // Not due: nobody is asked.
    live.fresh().await.unwrap();
    assert_eq!(secrets.requests(), 1);
    // Frozen for ten minutes: only the clock on the wall has gone on.
    clock.advance(10 * MINUTE);
    secrets.set("app/key", "hunter-2");
    assert_eq!(live.fresh().await.unwrap().key.expose_secret(), "hunter-2");
    // Set back by an hour: tokio's clock still counts.
    clock.set_back(60 * MINUTE);
    advance(5 * MINUTE).await;
    secrets.set("app/key", "hunter-3");
    assert_eq!(live.fresh().await.unwrap().key.expose_secret(), "hunter-3");
    assert_eq!(secrets.requests(), 3);
}

#[tokio::test(start_paused = true)]
async fn failures_are_told_at_1_2_4_and_8_and_the_values_become_stale() {
    let clock = clock();
    let (loader, secrets) = loader(&clock, &[]);
    let recorder = Recorder::for_target("figleaf");
    let _guard = tracing::subscriber::set_default(recorder.subscriber());
    let live = loader.load_owned().await.unwrap();
    secrets.fail_all(Failure::new(Code::Throttled, "too many requests"));
    sleep(59 * MINUTE).await;
    let health = live.health();
    assert!(!health.is_stale && health.age == 59 * MINUTE, "{health:?}");
    // Nothing waits, and nothing fails: the values are the last good ones.
    assert_eq!(live.fresh().await.unwrap().key.expose_secret(), "hunter-1");
    sleep(10 * MINUTE).await;
    assert!(live.health().is_stale);
    assert_eq!(live.fresh().await.unwrap().key.expose_secret(), "hunter-1");
    // 5, 10, 20 … 150 s: some thirty in an hour.
    let failures = live.health().failures;
    assert!((25..60).contains(&failures), "{failures}");
    assert_eq!(secrets.requests() as u32, failures + 1);
    let events = recorder.events();
    let of = |level: Level| events.iter().filter(move |event| event.level == level);
    let told: Vec<_> = of(Level::WARN).map(|event| event.fields["failures"].clone()).collect();
    assert_eq!(told[..5], ["1", "2", "4", "8", "16"]);
    assert!(of(Level::WARN).all(|event| event.fields["problems"] == "key throttled"));
    let stale: Vec<_> = of(Level::ERROR).collect();
    assert_eq!(stale.len(), 1);
    assert_eq!(stale[0].message, "configuration is stale");
    // It comes back by itself.
    secrets.recover();
    sleep(3 * MINUTE).await;
    let health = live.health();
    assert!(!health.is_stale && health.failures == 0 && health.last_error.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_program_may_fail_rather_than_use_stale_values() {
    let clock = clock();
    let (loader, secrets) = function(&clock);
    let loader = loader.max_age(MINUTE).stale_for(10 * MINUTE).fail_when_stale();
    let live = loader.load_owned().await.unwrap();
    secrets.fail_all(Failure::unavailable("away"));
    clock.advance(9 * MINUTE);
    assert!(live.fresh().await.is_ok());
    clock.advance(2 * MINUTE);
    let error = live.fresh().await.map(drop).unwrap_err();
    assert_eq!(error.problems()[0].code(), Code::Unavailable);
    // It does not ask again at once, and says the same.
    let requests = secrets.requests();
    assert_eq!(live.fresh().await.map(drop).unwrap_err().to_string(), error.to_string());
    assert_eq!(secrets.requests(), requests);
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_is_told_once_for_each_distinct_answer() {
    #[derive(Config, validator::Validate)]
    #[config(prefix = "/app")]
    struct Limited {
        #[validate(range(max = 10))]
        limit: u8,
    }

    let parameters = Memory::new("ssm").with("/app/limit", "3");
    let handle = parameters.handle();
    let recorder = Recorder::for_target("figleaf");
    let _guard = tracing::subscriber::set_default(recorder.subscriber());
    let loader = Limited::loader().no_env_vars().source(parameters);
    let live = loader.live().load_owned().await.unwrap();
    for (limit, told) in [("11", 1), ("11", 1), ("12", 2), ("x", 3), ("x", 3), ("4", 3), ("x", 4)] {
        handle.set("/app/limit", limit);
        let _ = live.refresh_now().await;
        let events = recorder.events();
        let warnings = events.iter().filter(|event| event.level == Level::WARN);
        let reports = warnings.filter(|event| event.fields.contains_key("report")).count();
        assert_eq!(reports, told, "{limit}");
    }
    let changed = recorder
        .events()
        .into_iter()
        .find(|event| event.level == Level::INFO && event.fields.contains_key("generation"));
    let changed = changed.unwrap();
    assert_eq!(changed.message, "configuration changed");
    assert_eq!((&*changed.fields["fields"], &*changed.fields["generation"]), ("limit", "2"));
}

/// A handle that was made in a runtime which is gone.
#[test]
fn the_next_fresh_refreshes_when_the_runtime_of_the_task_is_gone() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let clock = clock();
    let (loader, secrets) = loader(&clock, &[]);
    let live = runtime().block_on(loader.load_owned()).unwrap();
    secrets.set("app/key", "hunter-2");
    clock.advance(10 * MINUTE);
    assert_eq!(live.current().key.expose_secret(), "hunter-1");
    let fresh = runtime().block_on(live.fresh()).unwrap();
    assert_eq!(fresh.key.expose_secret(), "hunter-2");
}

/// A source that never answers until it is told to.
#[tokio::test(start_paused = true)]
async fn a_refresh_that_is_given_up_leaves_no_lock() {
    use figleaf::source::{Answer, BoxFuture, Fetched, Key, Source};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    struct Slow(Arc<AtomicUsize>);

    impl Source for Slow {
        fn name(&self) -> &'static str {
            "secretsmanager"
        }

        fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
            Box::pin(async move {
                if self.0.fetch_add(1, Ordering::Relaxed) == 1 {
                    std::future::pending::<()>().await;
                }
                keys.iter().for_each(|key| answer.found(key, Fetched::text("hunter-2")));
            })
        }
    }

    let asked = Arc::new(AtomicUsize::new(0));
    let clock = clock();
    let loader = App::loader().env_vars([("AWS_LAMBDA_RUNTIME_API", "x")]);
    let loader = loader.source(Slow(asked.clone())).live().wall_clock(clock.clone());
    let live = loader.load_owned().await.unwrap();
    clock.advance(10 * MINUTE);
    let fresh = tokio::time::timeout(Duration::from_millis(100), live.fresh());
    assert!(fresh.await.is_err());
    // A task that gave up is no failure of the store.
    assert_eq!(live.health().failures, 0);
    live.fresh().await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 3);
    assert_eq!(live.health().age, Duration::ZERO);
}

/// A laptop, or a machine that is moved to another host: tokio's timers have stood still.
#[tokio::test(start_paused = true)]
async fn a_service_notices_that_its_machine_was_suspended() {
    let clock = clock();
    let (loader, secrets) = loader(&clock, &[]);
    let live = loader.load_owned().await.unwrap();
    secrets.set("app/key", "hunter-2");
    sleep(MINUTE).await;
    assert_eq!(live.current().key.expose_secret(), "hunter-1", "nothing is due");
    clock.advance(10 * MINUTE);
    sleep(MINUTE + Duration::from_secs(1)).await;
    assert_eq!(live.current().key.expose_secret(), "hunter-2");
}
