//! `on`, `changes` and configurations made by hand.
#![cfg(feature = "derive")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use figleaf::live::Live;
use figleaf::{Config, Secret};

#[derive(Config)]
struct App {
    #[config(nested, secretsmanager = "app/database")]
    database: Database,
    #[config(env = "LEVEL")]
    level: String,
}

#[derive(Config)]
struct Database {
    host: String,
    password: Secret,
}

fn app(host: &str, level: &str) -> App {
    let database = Database { host: host.to_owned(), password: Secret::new("hunter2".to_owned()) };
    App { database, level: level.to_owned() }
}

#[test]
fn a_callback_is_called_at_once_and_then_for_what_concerns_it() {
    let live = Live::of(app("one", "info"));
    let hosts = Arc::new(Mutex::new(Vec::new()));
    let told = hosts.clone();
    let handle = Arc::new(Mutex::new(None));
    let seen = handle.clone();
    *handle.lock().unwrap() = Some(live.clone());
    live.on("database", move |app: &App| {
        // It is called before the snapshot is handed out.
        let live = seen.lock().unwrap().clone().unwrap();
        told.lock()
            .unwrap()
            .push((app.database.host.clone(), live.current().database.host.clone()));
    });
    live.set(app("two", "info"), &["database.host"]);
    live.set(app("two", "debug"), &["level"]);
    live.set(app("three", "trace"), &["database", "level"]);
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let expected = [pair("one", "one"), pair("two", "one"), pair("three", "two")];
    assert_eq!(*hosts.lock().unwrap(), expected);
    *handle.lock().unwrap() = None;
}

#[test]
fn a_callback_may_add_another_one_and_a_panic_stops_nothing() {
    let live = Live::of(app("one", "info"));
    let levels = Arc::new(Mutex::new(Vec::new()));
    let (told, inner) = (levels.clone(), live.clone());
    live.on("level", move |app: &App| {
        assert_ne!(app.level, "panic");
        if app.level == "debug" {
            let told = told.clone();
            inner.on("level", move |app: &App| told.lock().unwrap().push(app.level.clone()));
        }
    });
    live.set(app("one", "debug"), &["level"]);
    live.set(app("one", "panic"), &["level"]);
    live.set(app("one", "warn"), &["level"]);
    assert_eq!(live.current().level, "warn");
    // Added while `debug` came in: it has seen what was there then, and missed nothing since.
    assert_eq!(*levels.lock().unwrap(), ["info", "debug", "panic", "warn"]);
}

#[test]
fn what_panics_when_it_is_added_is_not_added() {
    let live = Live::of(app("one", "info"));
    let add = || live.on("level", |app: &App| assert_eq!(app.level, "debug"));
    assert!(catch_unwind(AssertUnwindSafe(add)).is_err());
    live.set(app("one", "debug"), &["level"]);
    let unknown = catch_unwind(AssertUnwindSafe(|| live.on("databse.host", |_: &App| {})));
    let message = unknown.unwrap_err().downcast::<String>().unwrap();
    assert_eq!(*message, "no field is at `databse.host`: did you mean `database.host`?");
    let unknown = catch_unwind(AssertUnwindSafe(|| live.set(app("one", "debug"), &["lvel"])));
    assert!(unknown.is_err());
}

#[tokio::test]
async fn who_is_slow_hears_of_what_is_different_now() {
    let live = Live::of(app("one", "info"));
    let mut changes = live.changes();
    live.set(app("two", "info"), &["database.host"]);
    live.set(app("two", "debug"), &["level"]);
    let change = changes.next().await.unwrap();
    assert_eq!(change.fields.to_string(), "database.host, level");
    assert_eq!(format!("{change:?}"), r#"Change { fields: {"database.host", "level"}, .. }"#);
    live.set(app("three", "debug"), &["database.password"]);
    let change = changes.next().await.unwrap();
    assert!(change.fields.contains("database") && !change.fields.contains("level"));
    drop(live);
    assert!(changes.next().await.is_none());
}

/// Never a host of one snapshot and a password of another.
#[test]
fn users_of_alternating_snapshots_never_mix() {
    let live = Live::of(app("0", "0"));
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..20_000 {
                        let now = live.current();
                        assert_eq!(now.database.host, now.level);
                    }
                })
            })
            .collect();
        for number in 0..2_000 {
            let both = (number % 2).to_string();
            live.set(app(&both, &both), &["database.host", "level"]);
        }
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
}

#[tokio::test]
async fn one_that_is_made_by_hand_asks_nobody() {
    let live = Live::of(app("one", "info"));
    assert_eq!(live.refresh_now().await.unwrap(), figleaf::live::Refreshed::Unchanged);
    assert_eq!(live.fresh().await.unwrap().level, "info");
    assert!(!live.health().is_stale);
    let refused = live.retry_on("database", |_: &u8| true, |_| async { Err::<(), u8>(7) }).await;
    assert_eq!(refused, Err(7));
    // A newer one is tried.
    let also = live.clone();
    let tried = live
        .retry_on(
            "database",
            |_: &u8| true,
            |now| {
                let is_old = now.database.host == "one";
                if is_old {
                    also.set(app("two", "info"), &["database.host"]);
                }
                async move { if is_old { Err(7) } else { Ok(now.database.host.clone()) } }
            },
        )
        .await;
    assert_eq!(tried.unwrap(), "two");
    assert_eq!(live.current().database.password.expose_secret(), "hunter2");
    assert!(!format!("{live:?}").contains("hunter2"));
}
