//! A source in memory whose values change while it is in use.

#![cfg(feature = "derive")]

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use figleaf::source::{Failure, Fetched, Memory, MemoryHandle};
use figleaf::{Code, Config, Error, Problem, Secret};

#[derive(Debug, Config)]
#[config(prefix = "/prod")]
struct App {
    greeting: Option<String>,
    #[config(secretsmanager = "key")]
    key: Secret<String>,
    #[config(secretsmanager = "key", stage = "AWSPREVIOUS")]
    older: Secret<String>,
    #[config(ssm = "flags", by_path)]
    flags: BTreeMap<String, String>,
}

fn parameters() -> Memory {
    Memory::new("ssm").with("/prod/greeting", "hello").with("/prod/flags/beta", "on")
}

fn secrets() -> Memory {
    Memory::new("secretsmanager").with("key", "one").with("key:AWSPREVIOUS", "zero")
}

fn load(parameters: &Memory, secrets: &Memory) -> Result<App, Error> {
    App::loader().source(parameters.clone()).source(secrets.clone()).load_owned_blocking()
}

#[test]
fn a_change_is_seen_by_the_next_load() {
    let (parameters, secrets) = (parameters(), secrets());
    let (store, vault) = (parameters.handle(), secrets.handle());
    assert_eq!(load(&parameters, &secrets).unwrap().key.expose_secret(), "one");

    vault.set("key", "two");
    vault.set("key:AWSPREVIOUS", "one");
    store.set_fetched("/prod/greeting", Fetched::text("hi").encrypted());
    store.set("/prod/flags/dark", "off");
    let app = load(&parameters, &secrets).unwrap();
    assert_eq!(app.key.expose_secret(), "two");
    assert_eq!(app.older.expose_secret(), "one");
    assert_eq!(app.greeting.as_deref(), Some("hi"));
    assert_eq!(app.flags.into_keys().collect::<Vec<_>>(), ["beta", "dark"]);

    store.remove("/prod/greeting");
    assert_eq!(load(&parameters, &secrets).unwrap().greeting, None);
}

fn codes(result: Result<App, Error>) -> Vec<Code> {
    result.unwrap_err().problems().iter().map(figleaf::Problem::code).collect()
}

#[test]
fn a_name_fails_until_it_is_set_and_a_store_until_it_recovers() {
    let (parameters, secrets) = (parameters(), secrets());
    let (store, vault) = (parameters.handle(), secrets.handle());
    vault.fail("key", Failure::denied("for a test"));
    assert_eq!(codes(load(&parameters, &secrets)), [Code::Denied]);
    vault.set("key", "two");
    load(&parameters, &secrets).unwrap();

    // A value that is not there is not known to be missing either.
    store.remove("/prod/greeting");
    store.fail_all(Failure::unavailable("for a test"));
    assert_eq!(codes(load(&parameters, &secrets)), [Code::Unavailable]);
    store.recover();
    assert_eq!(load(&parameters, &secrets).unwrap().flags.len(), 1);
}

/// A key that is slow is the one that times out; what is beside it in the request was answered.
#[tokio::test(start_paused = true)]
async fn what_comes_late_comes_or_times_out() {
    let (parameters, secrets) = (parameters(), secrets());
    let store = parameters.handle();
    let load = || {
        let loader = App::loader().no_env_vars().source(parameters.clone());
        loader.source(secrets.clone()).load_owned()
    };
    store.delay("/prod/flags/beta", Duration::from_secs(4));
    assert_eq!(load().await.unwrap().flags["beta"], "on");

    store.delay("/prod/greeting", Duration::MAX);
    let error = load().await.unwrap_err();
    assert_eq!(error.problem("greeting").map(Problem::code), Some(Code::Timeout));
    assert_eq!(error.problem("flags"), None);

    store.delay("/prod/greeting", Duration::ZERO);
    assert_eq!(load().await.unwrap().greeting.as_deref(), Some("hello"));
    // A clone that is added to is as slow.
    let other = parameters.clone().with("/prod/other", "");
    let slow = App::loader().source(other).source(secrets.clone()).timeout(Duration::from_secs(1));
    let error = slow.load_owned().await.unwrap_err();
    assert_eq!(error.problem("flags").map(Problem::code), Some(Code::Timeout));
}

/// What comes late is what was asked for.
#[tokio::test(start_paused = true)]
async fn a_change_does_not_fall_into_a_request_that_is_late() {
    let (parameters, secrets) = (parameters(), secrets());
    let (store, vault) = (parameters.handle(), secrets.handle());
    store.delay("/prod/greeting", Duration::from_secs(1));
    vault.delay("key", Duration::from_secs(1));
    let loader = App::loader().source(parameters).source(secrets);
    let change = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        store.set("/prod/greeting", "hi");
        vault.rotate("key", "two");
    };
    let (app, ()) = tokio::join!(loader.load_owned(), change);
    let app = app.unwrap();
    assert_eq!((app.greeting.as_deref(), app.key.expose_secret().as_str()), (Some("hello"), "one"));
}

#[test]
fn a_rotation_moves_the_stages() {
    let (parameters, secrets) = (parameters(), secrets());
    let vault = secrets.handle();
    vault.set("key:AWSPENDING", "two");
    vault.rotate("key", "two");
    let app = load(&parameters, &secrets).unwrap();
    assert_eq!(
        (app.key.expose_secret().as_str(), app.older.expose_secret().as_str()),
        ("two", "one")
    );
    assert!(!format!("{vault:?}").contains("AWSPENDING"));

    // Before the first one there is nothing to keep.
    let new = Memory::new("secretsmanager");
    new.handle().rotate("other", "one");
    assert!(format!("{new:?}").contains(r#"["other"]"#));
}

/// Every fault is a problem of its own code, and none takes a default.
#[test]
fn each_fault_has_its_code() {
    for (failure, code) in [
        (Failure::denied("for a test"), Code::Denied),
        (Failure::throttled("for a test"), Code::Throttled),
        (Failure::unavailable("for a test"), Code::Unavailable),
    ] {
        let (parameters, secrets) = (parameters(), secrets());
        parameters.handle().fail("/prod/greeting", failure);
        assert_eq!(codes(load(&parameters, &secrets)), [code]);
    }
}

#[test]
fn what_was_asked_is_told() {
    let (parameters, secrets) = (parameters(), secrets());
    let (store, vault) = (parameters.handle(), secrets.handle());
    assert_eq!((store.requests(), store.last_asked()), (0, Vec::<String>::new()));
    load(&parameters, &secrets).unwrap();
    store.fail_all(Failure::unavailable("for a test"));
    load(&parameters, &secrets).unwrap_err();
    assert_eq!((store.requests(), vault.requests()), (2, 2));
    let names = ["/prod/flags/*", "/prod/greeting"];
    assert_eq!(store.asked(), [names, names]);
    assert_eq!(vault.last_asked(), ["key", "key:AWSPREVIOUS"]);
}

#[test]
fn only_the_last_requests_are_remembered() {
    #[derive(Config)]
    struct One {
        #[config(ssm = "one")]
        _one: String,
    }
    let memory = Memory::new("ssm").with("one", "1");
    let store = memory.handle();
    for _ in 0..1_001 {
        One::loader().source(memory.clone()).load_owned_blocking().unwrap();
    }
    assert_eq!((store.requests(), store.asked().len()), (1_001, 1_000));
}

#[test]
fn a_clone_that_is_added_to_is_a_memory_of_its_own() {
    let (parameters, base) = (parameters(), secrets());
    let vault = base.handle();
    let other = base.clone().with("key", "of the clone");
    assert_eq!(load(&parameters, &other).unwrap().key.expose_secret(), "of the clone");
    assert_eq!(load(&parameters, &base).unwrap().key.expose_secret(), "one");

    // The handle is that of the first, and stays with it when there is no clone.
    vault.set("key", "two");
    assert_eq!(load(&parameters, &other).unwrap().key.expose_secret(), "of the clone");
    let base = base.with("unused", "");
    vault.set("key", "three");
    assert_eq!(load(&parameters, &base).unwrap().key.expose_secret(), "three");
    assert_eq!(other.handle().requests(), 2);
}

#[test]
fn a_handle_is_for_every_thread() {
    fn is_shared(_: impl Clone + Send + Sync + 'static) {}
    let memory = parameters();
    let store: MemoryHandle = memory.handle();
    is_shared(store.clone());
    is_shared(memory.clone());
    thread::scope(|scope| {
        for number in 0..8 {
            let store = store.clone();
            scope.spawn(move || store.set(format!("/prod/flags/{number}"), "on"));
        }
    });
    assert_eq!(load(&memory, &secrets()).unwrap().flags.len(), 9);
}

#[test]
fn debug_shows_names_and_no_value() {
    let memory = Memory::new("ssm").with("/prod/greeting", "hunter2");
    let store = memory.handle();
    store.fail_all(Failure::unavailable("for a test"));
    store.set("/prod/other", "hunter2");
    for told in [format!("{memory:?}"), format!("{store:?}")] {
        assert!(told.contains("/prod/other") && !told.contains("hunter2"), "{told}");
    }
}
