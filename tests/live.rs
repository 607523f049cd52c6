//! A configuration that is refreshed, as a program sees it: snapshots, what changes, what fails.
#![cfg(feature = "derive")]

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use figleaf::live::{LiveLoader, Refreshed};
use figleaf::source::{Failure, Memory, MemoryHandle};
use figleaf::{Code, Config, Live, Secret, WallClock};
use validator::Validate;

#[derive(Config, Validate)]
#[config(prefix = "/app")]
struct App {
    #[config(nested, secretsmanager = "app/database")]
    #[validate(nested)]
    database: Database,
    #[validate(range(min = 1, max = 10))]
    limit: u8,
    #[config(default = "info")]
    level: String,
}

thread_local! {
    /// How often the rules were run in this test: each has a thread, and its runtime no other.
    static VALIDATED: Cell<usize> = const { Cell::new(0) };
}

fn count(_: &str) -> Result<(), validator::ValidationError> {
    VALIDATED.set(VALIDATED.get() + 1);
    Ok(())
}

#[derive(Config, Validate)]
struct Database {
    #[validate(custom(function = count))]
    host: String,
    #[validate(length(min = 5))]
    password: Secret,
}

struct Stores {
    secrets: MemoryHandle,
    parameters: MemoryHandle,
}

impl Stores {
    fn database(&self, host: &str, password: &str) {
        self.secrets.set("app/database", document(host, password));
    }

    fn requests(&self) -> usize {
        self.secrets.requests() + self.parameters.requests()
    }
}

fn document(host: &str, password: &str) -> String {
    format!(r#"{{"host":"{host}","password":"{password}"}}"#)
}

fn loader() -> (LiveLoader<App>, Stores) {
    let secrets =
        Memory::new("secretsmanager").with("app/database", document("one", "hunter1-hunter"));
    let parameters = Memory::new("ssm").with("/app/limit", "3");
    let stores = Stores { secrets: secrets.handle(), parameters: parameters.handle() };
    let loader = App::loader().no_env_vars().source(secrets).source(parameters);
    (loader.live(), stores)
}

async fn live() -> (Live<App>, Stores) {
    let (loader, stores) = loader();
    (loader.load_owned().await.unwrap(), stores)
}

fn seen(app: &App) -> (String, String) {
    (app.database.host.clone(), app.database.password.expose_secret().to_owned())
}

fn changed(refreshed: Result<Refreshed, figleaf::Error>) -> String {
    match refreshed.unwrap() {
        Refreshed::Changed(fields) => fields.to_string(),
        Refreshed::Unchanged => "nothing".to_owned(),
        _ => unreachable!(),
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_unchanged_is_neither_decoded_nor_validated() {
    let (live, stores) = live().await;
    let (before, requests) = (live.current(), stores.requests());
    let validated = VALIDATED.get();
    assert_eq!(live.refresh_now().await.unwrap(), Refreshed::Unchanged);
    assert!(Arc::ptr_eq(&before, &live.current()));
    assert_eq!(stores.requests() - requests, App::plan().requests());
    assert_eq!(VALIDATED.get(), validated);
}

#[tokio::test(start_paused = true)]
async fn a_change_names_its_fields_and_a_snapshot_stays_what_it_is() {
    let (live, stores) = live().await;
    let before = live.current();
    stores.database("one", "hunter2-hunter");
    assert_eq!(changed(live.refresh_now().await), "database.password");
    assert_eq!(seen(&before), ("one".into(), "hunter1-hunter".into()));
    assert_eq!(seen(&live.current()), ("one".into(), "hunter2-hunter".into()));
    // Written in another way, it is the same value.
    stores.secrets.set("app/database", r#"{ "host":"one", "password":"hunter2-hunter" }"#);
    let now = live.current();
    assert_eq!(changed(live.refresh_now().await), "nothing");
    assert!(Arc::ptr_eq(&now, &live.current()));
    stores.database("two", "hunter3-hunter");
    stores.parameters.set("/app/level", "debug");
    assert_eq!(changed(live.refresh_now().await), "database.host, database.password, level");
    assert_eq!(live.current().level, "debug");
    // What was deleted is what a restart would make of it.
    stores.parameters.remove("/app/level");
    assert_eq!(changed(live.refresh_now().await), "level");
    assert_eq!(live.current().level, "info");
    assert_eq!(live.origins().get("level").unwrap().to_string(), "default");
}

#[tokio::test(start_paused = true)]
async fn never_half_of_a_new_configuration() {
    let (live, stores) = live().await;
    let before = live.current();
    stores.database("two", "hunter2-hunter");
    stores.parameters.set("/app/limit", "99");
    let error = live.refresh_now().await.unwrap_err();
    assert_eq!(error.problems()[0].code(), Code::Rejected);
    assert!(Arc::ptr_eq(&before, &live.current()));
    let health = live.health();
    assert_eq!((health.failures, health.is_stale), (1, false));
    assert_eq!(health.last_error.unwrap().to_string(), error.to_string());
    stores.parameters.remove("/app/limit");
    let error = live.refresh_now().await.unwrap_err();
    assert_eq!(error.problems()[0].code(), Code::Missing);
    stores.secrets.fail("app/database", Failure::denied("no longer allowed"));
    stores.parameters.set("/app/limit", "4");
    let error = live.refresh_now().await.unwrap_err();
    assert_eq!(error.problems()[0].code(), Code::Denied);
    assert_eq!(live.health().failures, 3);
    assert!(Arc::ptr_eq(&before, &live.current()));
    stores.database("two", "hunter2-hunter");
    assert_eq!(changed(live.refresh_now().await), "database.host, database.password, limit");
    assert_eq!(live.health().failures, 0);
    assert!(live.health().last_error.is_none());
}

/// A hundred that ask at one time share one wave; and a service that asks nobody is refreshed all the same.
#[tokio::test(start_paused = true)]
async fn a_service_refreshes_itself_and_callers_share_it() {
    let (live, stores) = live().await;
    let requests = stores.requests();
    stores.database("two", "hunter2-hunter");
    let mut changes = live.changes();
    let change = changes.next().await.unwrap();
    assert_eq!(change.fields.to_string(), "database.host, database.password");
    assert_eq!(change.config.database.host, "two");
    assert_eq!(stores.requests() - requests, App::plan().requests());
    let age = tokio::time::Instant::now();
    changes_within(&stores, &mut changes).await;
    let waited = age.elapsed();
    assert!(waited >= Duration::from_secs(150) && waited <= Duration::from_secs(271), "{waited:?}");
}

async fn changes_within(stores: &Stores, changes: &mut figleaf::live::Changes<App>) {
    stores.database("three", "hunter3-hunter");
    changes.next().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_background_task_ends_with_the_last_handle() {
    let (live, stores) = live().await;
    let mut changes = live.changes();
    let weak = Arc::downgrade(&live.current());
    let requests = stores.requests();
    drop(live);
    assert!(changes.next().await.is_none());
    drop(changes);
    assert!(weak.upgrade().is_none());
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(stores.requests(), requests);
}

#[tokio::test(start_paused = true)]
async fn a_hundred_callers_are_one_wave() {
    let (loader, stores) = loader();
    let clock = WallClock::starting_at(SystemTime::UNIX_EPOCH);
    let live = loader.wall_clock(clock.clone()).load_owned().await.unwrap();
    let requests = stores.requests();
    clock.advance(Duration::from_secs(600));
    let fresh = (0..100).map(|_| {
        let live = live.clone();
        tokio::spawn(async move { live.fresh().await.unwrap() })
    });
    for task in fresh.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!(stores.requests() - requests, App::plan().requests());
    assert_eq!(live.health().age, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_swaps_keep_no_old_snapshot() {
    let (live, stores) = live().await;
    let mut changes = live.changes();
    for number in 0..10_000 {
        let old = Arc::downgrade(&live.current());
        stores.database("one", &format!("password-{number}"));
        live.refresh_now().await.unwrap();
        assert!(old.upgrade().is_none());
    }
    assert_eq!(changes.next().await.unwrap().fields.to_string(), "database.password");
}
