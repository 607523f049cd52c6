//! Whatever runs a load, and whatever a user's source does in it: no panic, and no wait past the deadline.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "many structs here only fail to load")]

mod support;

use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use figleaf::source::{Answer, BoxFuture, Fetched, Help, Key, Memory, Source};
use figleaf::{Code, Config, Error};
use futures_executor::block_on;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;

#[derive(Debug, Config)]
struct App {
    #[config(ssm = "/app/value")]
    value: String,
    #[config(ssm = "/app/other", default = "default")]
    other: String,
}

/// A configuration of its own for each test, because each has one static place.
macro_rules! config {
    () => {
        #[derive(Debug, Config)]
        struct Once {
            #[config(ssm = "/app/value")]
            value: String,
        }
    };
}

const DEADLINE: Duration = Duration::from_secs(1);

#[track_caller]
fn in_time<T>(run: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = run();
    support::ends_in_time(started, DEADLINE);
    result
}

/// A source whose fetch is this future.
struct Does<F>(F);

impl<F, Fut> Source for Does<F>
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = String> + Send,
{
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            let text = (self.0)().await;
            keys.iter().for_each(|key| answer.found(key, Fetched::text(text.as_str())));
        })
    }
}

/// A source that blocks a thread of the pool until the sender is dropped.
fn blocks_the_pool(until: mpsc::Receiver<()>) -> impl Source {
    let until = Arc::new(Mutex::new(until));
    Does(move || {
        let until = until.clone();
        async move {
            let wait = move || until.lock().unwrap().recv().unwrap_or_default();
            tokio::task::spawn_blocking(wait).await.unwrap();
            String::new()
        }
    })
}

fn memory() -> Memory {
    Memory::new("ssm").with("/app/value", "value").with("/app/other", "other")
}

/// Without a timer and without I/O, and with neither enabled.
fn bare() -> Runtime {
    Builder::new_current_thread().build().unwrap()
}

fn codes(error: &Error) -> Vec<Code> {
    error.problems().iter().map(figleaf::Problem::code).collect()
}

#[test]
fn a_thread_of_the_pool_that_is_still_blocked_is_left_behind() {
    for in_runtime in [false, true] {
        let (release, until) = mpsc::channel();
        let loader = App::loader().source(blocks_the_pool(until)).timeout(DEADLINE);
        let runtime = bare();
        let _inside = in_runtime.then(|| runtime.enter());
        let error = in_time(|| loader.load_owned_blocking().unwrap_err());
        assert_eq!(codes(&error), [Code::Timeout]);
        drop(release);
    }
}

/// Both have a runtime's handle, and neither is the thread that drives the other's load.
macro_rules! two_blocking_loads {
    ($runtime:expr) => {{
        config!();
        let runtime: Runtime = $runtime.enable_all().build().unwrap();
        let (asked, first_asks) = mpsc::channel();
        let gate = Arc::new(Semaphore::new(0));
        let opens = gate.clone();
        let source = Does(move || {
            let (asked, gate) = (asked.clone(), gate.clone());
            async move {
                asked.send(()).unwrap();
                drop(gate.acquire().await);
                "value".to_owned()
            }
        });
        let first = runtime.spawn_blocking(|| Once::loader().source(source).load_blocking());
        first_asks.recv().unwrap();
        let second = runtime.spawn_blocking(|| Once::loader().load_blocking());
        opens.add_permits(1);
        let both = runtime.block_on(async { (first.await.unwrap(), second.await.unwrap()) });
        assert!(std::ptr::eq(both.0.unwrap(), both.1.unwrap()));
    }};
}

#[test]
fn two_blocking_loads_on_threads_of_a_runtime() {
    two_blocking_loads!(Builder::new_current_thread());
    two_blocking_loads!(Builder::new_multi_thread());
}

/// The other load has more time than this one.
#[test]
fn nobody_waits_for_another_load_past_the_own_deadline() {
    config!();
    let (asked, first_asks) = mpsc::channel();
    let (release, gate) = tokio::sync::oneshot::channel::<()>();
    let gate = Mutex::new(Some(gate));
    let source = Does(move || {
        let gate = gate.lock().unwrap().take();
        asked.send(()).unwrap();
        async move {
            drop(gate.unwrap().await);
            "value".to_owned()
        }
    });
    let far = Duration::from_secs(60);
    let first = thread::spawn(move || Once::loader().source(source).timeout(far).load_blocking());
    first_asks.recv().unwrap();
    let second = || Once::loader().timeout(DEADLINE).load();
    let ways: [&dyn Fn() -> Result<&'static Once, Error>; 4] = [
        &|| Once::loader().timeout(DEADLINE).load_blocking(),
        &|| block_on(second()),
        &|| Builder::new_current_thread().enable_time().build().unwrap().block_on(second()),
        &|| {
            let runtime = bare();
            let _inside = runtime.enter();
            Once::loader().timeout(DEADLINE).load_blocking()
        },
    ];
    for way in ways {
        let error = in_time(|| way().unwrap_err());
        insta::assert_snapshot!("still_loading", error);
    }
    release.send(()).unwrap();
    assert_eq!(first.join().unwrap().unwrap().value, "value");
}

/// What failed with other settings says nothing of these.
#[test]
fn an_error_is_shared_by_those_with_the_same_settings() {
    #[derive(Debug, Config)]
    struct Once {
        #[config(ssm = "/{env}/value")]
        value: String,
    }
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let both = runtime.block_on(async {
        let of = |environment: &str| {
            let memory = Memory::new("ssm").with("/prod/value", "value");
            let source = Yields(memory);
            tokio::spawn(Once::loader().environment(environment).source(source).load())
        };
        let (dev, also_dev, prod) = (of("dev"), of("dev"), of("prod"));
        (dev.await.unwrap(), also_dev.await.unwrap(), prod.await.unwrap())
    });
    assert_eq!(both.0.unwrap_err().environment(), Some("dev"));
    assert_eq!(both.1.unwrap_err().environment(), Some("dev"));
    assert_eq!(both.2.unwrap().value, "value");
}

/// Waits once before it answers.
struct Yields(Memory);

impl Source for Yields {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            self.0.fetch(keys, answer).await;
        })
    }
}

/// The thread that drives a load cannot wait for it.
#[test]
fn a_source_that_loads_what_it_is_asked_for() {
    config!();
    let (tell, told) = mpsc::channel();
    let source = Does(move || {
        let error = Once::load_blocking().unwrap_err();
        tell.send(error.problems()[0].code()).unwrap();
        std::future::ready("value".to_owned())
    });
    assert_eq!(Once::loader().source(source).load_blocking().unwrap().value, "value");
    assert_eq!(told.recv().unwrap(), Code::Conflict);
}

#[test]
fn what_needs_no_runtime_needs_none() {
    let load = || App::loader().source(memory()).load_owned();
    assert_eq!(block_on(load()).unwrap().value, "value");
    assert_eq!(bare().block_on(load()).unwrap().value, "value");
    let variables = || {
        #[derive(Config)]
        struct Variables {
            #[config(env = "VALUE")]
            value: String,
        }
        async {
            Variables::loader().env_vars([("VALUE", "value")]).load_owned().await.unwrap().value
        }
    };
    assert_eq!(block_on(variables()), "value");
    assert_eq!(bare().block_on(variables()), "value");
}

/// Another executor than tokio: timers and sockets are figleaf's own.
#[test]
fn a_source_that_needs_tokio_has_it_under_any_executor() {
    let sleeps = || {
        Does(|| async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            tokio::task::spawn_blocking(|| "value".to_owned()).await.unwrap()
        })
    };
    assert_eq!(block_on(App::loader().source(sleeps()).load_owned()).unwrap().value, "value");
    let never = Does(std::future::pending);
    let error = in_time(|| {
        block_on(App::loader().source(never).timeout(DEADLINE).load_owned()).unwrap_err()
    });
    assert_eq!(codes(&error), [Code::Timeout]);
}

#[test]
fn a_runtime_without_a_timer_is_told() {
    let pending = || Does(std::future::pending);
    let sleeps = || {
        Does(|| async {
            tokio::time::sleep(Duration::ZERO).await;
            String::new()
        })
    };
    let error = bare().block_on(App::loader().source(pending()).load_owned()).unwrap_err();
    insta::assert_snapshot!("no_timer", error);
    let error = bare().block_on(App::loader().source(sleeps()).load_owned()).unwrap_err();
    insta::assert_snapshot!("no_timer", error);
}

/// The real sources, on runtimes that lack one thing or the other.
#[cfg(all(feature = "local", feature = "secretsmanager", feature = "ssm"))]
#[test]
fn aws_under_every_runtime() {
    use support::stub::{Reply, Stub};

    let stub = Stub::start(|request| {
        Reply::parameters(
            request,
            [("/app/value", "String", "value"), ("/app/other", "String", "other")],
        )
    });
    let load = || App::loader().sdk_config(&stub.sdk_config()).load_owned();
    assert_eq!(block_on(load()).unwrap().value, "value");
    let all = Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(all.block_on(load()).unwrap().value, "value");
    let lacking = [
        bare(),
        Builder::new_current_thread().enable_io().build().unwrap(),
        Builder::new_current_thread().enable_time().build().unwrap(),
    ];
    for runtime in lacking {
        let error = runtime.block_on(load()).unwrap_err();
        insta::assert_snapshot!("no_timer_of_aws", error);
    }
}

/// What it said before it panicked counts.
#[test]
fn a_source_that_panics() {
    struct Panics(&'static str);
    impl Source for Panics {
        fn name(&self) -> &'static str {
            assert_ne!(self.0, "name", "hunter2");
            "ssm"
        }

        fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
            assert_ne!(self.0, "before fetch", "hunter2");
            Box::pin(async move {
                answer.found(&keys[0], Fetched::text("found"));
                tokio::task::yield_now().await;
                assert_ne!(self.0, "in fetch", "hunter2");
                answer.absent(&keys[1]);
            })
        }

        fn help(&self, _: &Help<'_>) -> Option<String> {
            assert_ne!(self.0, "help", "hunter2");
            Some("help".to_owned())
        }

        fn container(&self) -> Option<&str> {
            assert_ne!(self.0, "container", "hunter2");
            Some("cupboard")
        }
    }
    let load = |where_| App::loader().source(Panics(where_)).load_owned_blocking();
    for where_ in ["before fetch", "in fetch", "name"] {
        let error = load(where_).unwrap_err();
        insta::assert_snapshot!(format!("panic {where_}").replace(' ', "_"), error);
    }
    let silent = load("help").unwrap_err();
    assert_eq!(silent.problems()[0].path(), "value");
    let silent = load("container").unwrap_err();
    assert_eq!(silent.problems()[0].help(), Some("help"));
}

/// The value of another field, which panics when it is thrown away because this one is missing.
#[test]
fn a_value_that_panics_when_it_is_dropped() {
    #[derive(Debug, serde::Deserialize)]
    struct Bomb(String);
    impl Drop for Bomb {
        fn drop(&mut self) {
            assert!(self.0.is_empty() || thread::panicking(), "hunter2");
        }
    }
    #[derive(Debug, Config)]
    struct Holds {
        #[config(ssm = "/app/value")]
        bomb: Bomb,
        #[config(ssm = "/app/missing")]
        missing: String,
    }
    let error = Holds::loader().source(memory()).load_owned_blocking().unwrap_err();
    assert!(codes(&error).contains(&Code::Missing), "{error}");
    assert!(!error.to_string().contains("hunter2"), "{error}");
}

#[test]
#[ignore = "runs as a child"]
fn child_without_threads() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let load = || App::loader().source(memory()).load_owned_blocking();
    let error = runtime.block_on(async { load().unwrap_err() });
    assert_eq!(codes(&error), [Code::Unavailable], "{error}");
    assert!(error.to_string().contains("no thread could be started"), "{error}");
    // It has none of its own where it may block this one.
    assert_eq!(load().unwrap().value, "value");
}

/// A limit of threads does not bind root, and so each thread asks for more memory than any machine has.
#[test]
fn inside_a_runtime_of_a_machine_that_has_no_thread_left() {
    let output = support::programs::this_test("child_without_threads")
        .env("RUST_MIN_STACK", (1u64 << 60).to_string())
        .output()
        .unwrap();
    let told = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap()).concat();
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}
