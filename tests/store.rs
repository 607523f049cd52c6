//! One load for the whole process, however many ask for it.

#![cfg(feature = "derive")]
#![allow(dead_code, reason = "many structs here only fail to load")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use figleaf::source::{Answer, BoxFuture, Failure, Fetched, Key, Source};
use figleaf::{Code, Config, Error};
use tokio::sync::Semaphore;

/// A source that counts how often it is asked, answers when it is told to, and may fail.
#[derive(Clone)]
struct Gate(Arc<State>);

struct State {
    asked: AtomicUsize,
    open: Semaphore,
    fails: AtomicBool,
}

impl Gate {
    fn new(fails: bool) -> Self {
        let fails = AtomicBool::new(fails);
        Self(Arc::new(State { asked: AtomicUsize::new(0), open: Semaphore::new(0), fails }))
    }

    fn asked(&self) -> usize {
        self.0.asked.load(Ordering::SeqCst)
    }

    /// Answers so many times.
    fn answer(&self, times: usize) {
        self.0.open.add_permits(times);
    }
}

impl Source for Gate {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            self.0.asked.fetch_add(1, Ordering::SeqCst);
            self.0.open.acquire().await.unwrap().forget();
            for key in keys {
                match self.0.fails.load(Ordering::SeqCst) {
                    true => answer.failed(key, Failure::unavailable("it is down")),
                    false => answer.found(key, Fetched::text("value")),
                }
            }
        })
    }
}

/// A configuration of its own for each test, because each has one static place.
macro_rules! config {
    () => {
        #[derive(Debug, Config)]
        struct App {
            #[config(ssm = "/app/value")]
            value: String,
        }
    };
}

#[tokio::test]
async fn a_hundred_tasks_load() {
    config!();
    let gate = Gate::new(false);
    let tasks: Vec<_> =
        (0..100).map(|_| tokio::spawn(App::loader().source(gate.clone()).load())).collect();
    gate.answer(100);
    let mut places = Vec::new();
    for task in tasks {
        places.push(std::ptr::from_ref(task.await.unwrap().unwrap()) as usize);
    }
    places.dedup();
    assert_eq!(places.len(), 1);
    assert_eq!(gate.asked(), 1);
    assert_eq!(App::get().value, "value");
    assert_eq!(App::load().await.unwrap().value, "value");
}

#[tokio::test]
async fn those_who_wait_share_a_failure_and_the_next_tries_again() {
    config!();
    let gate = Gate::new(true);
    let tasks: Vec<_> =
        (0..100).map(|_| tokio::spawn(App::loader().source(gate.clone()).load())).collect();
    // All tasks have begun to wait before the first failure: the runtime has one thread, and a task
    // runs until it waits.
    tokio::task::yield_now().await;
    gate.answer(100);
    for task in tasks {
        let error = task.await.unwrap().unwrap_err();
        assert_eq!(error.problems()[0].code(), Code::Unavailable);
    }
    assert_eq!(gate.asked(), 1);
    assert!(App::try_get().is_none());

    gate.0.fails.store(false, Ordering::SeqCst);
    assert_eq!(App::loader().source(gate.clone()).load().await.unwrap().value, "value");
    assert_eq!(gate.asked(), 2);
}

/// A load whose caller goes away (a timeout of the user's, a `select!`) leaves the place free.
#[tokio::test]
async fn an_abandoned_load_is_taken_over() {
    config!();
    let gate = Gate::new(false);
    {
        let load = App::loader().source(gate.clone()).load();
        tokio::pin!(load);
        // Polled once: it holds the place and waits for the gate.
        let polled =
            std::future::poll_fn(|cx| std::task::Poll::Ready(load.as_mut().poll(cx))).await;
        assert!(polled.is_pending());
    }
    gate.answer(1);
    assert_eq!(App::loader().source(gate.clone()).load().await.unwrap().value, "value");
    assert_eq!(gate.asked(), 2);
}

#[test]
fn without_a_runtime_and_inside_one() {
    config!();
    let load = || -> Result<App, Error> {
        let gate = Gate::new(false);
        gate.answer(1);
        App::loader().source(gate).load_owned_blocking()
    };
    assert_eq!(load().unwrap().value, "value");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(runtime.block_on(async { load() }).unwrap().value, "value");
}

#[test]
fn where_the_values_came_from_is_kept_with_them() {
    config!();
    assert!(App::try_origins().is_none());
    let gate = Gate::new(false);
    gate.answer(1);
    App::loader().source(gate.clone()).load_blocking().unwrap();
    let (config, origins) = (App::get(), App::origins());
    assert_eq!(
        (config.value.as_str(), origins.get("value").unwrap().to_string()),
        ("value", "ssm:/app/value".to_owned())
    );
    assert_eq!(gate.asked(), 1);
}

#[test]
#[should_panic(
    expected = "App::origins() was called before App::load(): call `App::load().await?` once"
)]
fn origins_before_load_say_what_to_call() {
    config!();
    let _ = App::origins();
}

/// To wait for a task that may need this thread could last for ever.
#[tokio::test]
async fn a_blocking_load_beside_one_that_runs() {
    config!();
    let gate = Gate::new(false);
    let load = tokio::spawn(App::loader().source(gate.clone()).load());
    tokio::task::yield_now().await;
    let error = App::load_blocking().unwrap_err();
    assert_eq!(error.problems()[0].code(), Code::Conflict);
    gate.answer(1);
    assert_eq!(load.await.unwrap().unwrap().value, "value");
    assert_eq!(App::load_blocking().unwrap().value, "value");
}

#[test]
#[should_panic(
    expected = "App::get() was called before App::load(): call `App::load().await?` once"
)]
fn get_before_load_says_what_to_call() {
    config!();
    assert!(App::try_get().is_none());
    let _ = App::get();
}
