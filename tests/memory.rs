//! A source in memory whose values change while it is in use.

#![cfg(feature = "derive")]

use std::collections::BTreeMap;
use std::thread;

use figleaf::source::{Failure, Fetched, Memory, MemoryHandle};
use figleaf::{Code, Config, Error, Secret};

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
