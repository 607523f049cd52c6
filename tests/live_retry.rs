//! A password that is rotated while it is in use: what was refused causes a re-read, and not more than that.
#![cfg(feature = "derive")]

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use figleaf::live::LiveLoader;
use figleaf::source::{Failure, Memory, MemoryHandle};
use figleaf::{Config, Live, Loader, Secret};
use tokio::time::{Instant, sleep};

#[derive(Config)]
#[config(prefix = "/app")]
struct App {
    #[config(nested, secretsmanager = "app/database")]
    database: Database,
    #[config(secretsmanager = "app/other")]
    other: Secret,
    #[config(ssm = "/app/token")]
    token: Secret,
    limit: u8,
}

#[derive(Config)]
struct Database {
    host: String,
    password: Secret,
}

const OLD: &str = "hunter1-old";
const NEW: &str = "hunter2-new";

/// A database that accepts some passwords.
#[derive(Clone)]
struct FakeDatabase {
    accepted: Arc<Mutex<BTreeSet<&'static str>>>,
    tried: Arc<Mutex<Vec<String>>>,
}

#[derive(Debug, PartialEq)]
enum Refused {
    Password,
    Busy,
}

impl FakeDatabase {
    fn accepting(passwords: &[&'static str]) -> Self {
        let database = Self { accepted: Arc::default(), tried: Arc::default() };
        database.accept(passwords);
        database
    }

    fn accept(&self, passwords: &[&'static str]) {
        *self.accepted.lock().unwrap() = passwords.iter().copied().collect();
    }

    async fn connect(&self, app: Arc<App>) -> Result<String, Refused> {
        let password = app.database.password.expose_secret().to_owned();
        self.tried.lock().unwrap().push(password.clone());
        match self.accepted.lock().unwrap().contains(password.as_str()) {
            true => Ok(password),
            false => Err(Refused::Password),
        }
    }

    fn tried(&self) -> Vec<String> {
        std::mem::take(&mut self.tried.lock().unwrap())
    }
}

async fn connect(live: &Live<App>, database: &FakeDatabase) -> Result<String, Refused> {
    let refused = |error: &Refused| *error == Refused::Password;
    live.retry_on("database", refused, |app| database.connect(app)).await
}

struct Stores {
    secrets: MemoryHandle,
    parameters: MemoryHandle,
}

fn document(password: &str) -> String {
    format!(r#"{{"host":"db","password":"{password}"}}"#)
}

fn loader() -> (LiveLoader<App>, Stores) {
    let (loader, stores) = once();
    (loader.live(), stores)
}

fn once() -> (Loader<App>, Stores) {
    let secrets = Memory::new("secretsmanager")
        .with("app/database", document(OLD))
        .with("app/other", "hunter-other");
    let parameters = Memory::new("ssm").with("/app/token", "hunter-token").with("/app/limit", "3");
    let stores = Stores { secrets: secrets.handle(), parameters: parameters.handle() };
    (App::loader().no_env_vars().source(secrets).source(parameters), stores)
}

#[tokio::test(start_paused = true)]
async fn a_refused_password_is_read_again_alone() {
    let (loader, stores) = loader();
    let live = loader.load_owned().await.unwrap();
    let parameters = stores.parameters.requests();
    let database = FakeDatabase::accepting(&[NEW]);
    stores.secrets.set("app/database", document(NEW));
    // A parameter and another secret changed as well, and wait for their refresh.
    stores.parameters.set("/app/limit", "4");
    stores.secrets.set("app/other", "hunter-other-2");
    assert_eq!(connect(&live, &database).await.unwrap(), NEW);
    assert_eq!(database.tried(), [OLD, NEW]);
    assert_eq!(stores.secrets.last_asked(), ["app/database"]);
    assert_eq!(stores.parameters.requests(), parameters);
    assert_eq!(
        (live.current().limit, live.current().token.expose_secret().as_str()),
        (3, "hunter-token")
    );
    assert_eq!(live.current().database.host, "db");
    assert_eq!(live.current().other.expose_secret(), "hunter-other");
    // Now nobody is refused, and nothing is asked.
    let requests = stores.secrets.requests();
    assert_eq!(connect(&live, &database).await.unwrap(), NEW);
    assert_eq!(stores.secrets.requests(), requests);
}

/// The same values beside what a refresh would refuse: the rest stays the last good one.
#[tokio::test(start_paused = true)]
async fn new_secrets_beside_the_last_good_rest() {
    let (loader, stores) = loader();
    let live = loader.load_owned().await.unwrap();
    stores.parameters.set("/app/limit", "no number");
    stores.parameters.fail("/app/token", Failure::denied("no longer"));
    assert!(live.refresh_now().await.is_err());
    stores.secrets.set("app/database", document(NEW));
    let database = FakeDatabase::accepting(&[NEW]);
    assert_eq!(connect(&live, &database).await.unwrap(), NEW);
}

#[tokio::test(start_paused = true)]
async fn a_hundred_that_are_refused_ask_once() {
    let (loader, stores) = loader();
    let live = loader.load_owned().await.unwrap();
    let requests = stores.secrets.requests();
    stores.secrets.set("app/database", document(NEW));
    let database = FakeDatabase::accepting(&[NEW]);
    let tasks = (0..100).map(|_| {
        let (live, database) = (live.clone(), database.clone());
        tokio::spawn(async move { connect(&live, &database).await.unwrap() })
    });
    for task in tasks.collect::<Vec<_>>() {
        assert_eq!(task.await.unwrap(), NEW);
    }
    assert_eq!(stores.secrets.requests() - requests, 1);
}

#[tokio::test(start_paused = true)]
async fn another_error_is_the_users_at_once() {
    let (loader, stores) = loader();
    let live = loader.load_owned().await.unwrap();
    let requests = stores.secrets.requests();
    let refused = |error: &Refused| *error == Refused::Password;
    let busy = live.retry_on("database", refused, |_| async { Err::<(), _>(Refused::Busy) }).await;
    assert_eq!(busy, Err(Refused::Busy));
    // SecureStrings of Parameter Store wait for the next refresh.
    let token = |_| async { Err::<(), _>(Refused::Password) };
    assert_eq!(live.retry_on("token", refused, token).await, Err(Refused::Password));
    assert_eq!(stores.secrets.requests(), requests);
}

/// The new password is set in the database 3 s before Secrets Manager gives it, or a little less.
async fn rotate(loader: LiveLoader<App>, stores: &Stores) -> Result<String, Refused> {
    let live = loader.load_owned().await.unwrap();
    let database = FakeDatabase::accepting(&[NEW]);
    let finish = async {
        sleep(Duration::from_millis(2_900)).await;
        stores.secrets.set("app/database", document(NEW));
    };
    tokio::join!(connect(&live, &database), finish).0
}

#[tokio::test(start_paused = true)]
async fn within_the_rotation_window_the_new_password_is_waited_for() {
    let (loader, stores) = loader();
    let began = Instant::now();
    let window = Duration::from_secs(10);
    assert_eq!(rotate(loader.rotation_window(window), &stores).await.as_deref(), Ok(NEW));
    // Read again at 0, 1 and 3 s.
    assert_eq!(began.elapsed().as_secs(), 3);
    assert_eq!(stores.secrets.requests(), 4);
}

/// Who sets the longest time that there is wants no limit.
#[tokio::test(start_paused = true)]
async fn every_time_may_be_the_longest_there_is() {
    const MAX: Duration = Duration::MAX;
    let (loader, stores) = once();
    let loader = loader.timeout(MAX).live().max_age(MAX).stale_for(MAX).rotation_window(MAX);
    let live = loader.fail_when_stale().load_owned().await.unwrap();
    let database = FakeDatabase::accepting(&[NEW]);
    let mut changes = live.changes();
    let finish = async {
        sleep(Duration::from_secs(24 * 60 * 60)).await;
        stores.secrets.set("app/database", document(NEW));
    };
    assert_eq!(tokio::join!(connect(&live, &database), finish).0.as_deref(), Ok(NEW));
    assert!(changes.next().await.is_some());
    assert_eq!(live.fresh().await.unwrap().database.password.expose_secret(), NEW);
    stores.secrets.set("app/database", document(OLD));
    let both = tokio::join!(live.refresh_now(), changes.next());
    assert!(both.0.is_ok() && both.1.is_some());
    let health = live.health();
    assert!(!health.is_stale && health.last_error.is_none());
    stores.secrets.fail("app/database", Failure::unavailable("it is down"));
    assert!(live.refresh_now().await.is_err());
    assert_eq!(live.health().failures, 1);
}

#[tokio::test(start_paused = true)]
async fn without_a_window_the_error_is_the_users() {
    let (loader, stores) = loader();
    let refused = rotate(loader.rotation_window(Duration::ZERO), &stores).await;
    assert_eq!(refused, Err(Refused::Password));
    assert_eq!(stores.secrets.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_stays_refused_asks_less_and_less() {
    let (loader, stores) = loader();
    let live = loader.load_owned().await.unwrap();
    let database = FakeDatabase::accepting(&[]);
    for _ in 0..600 {
        assert_eq!(connect(&live, &database).await, Err(Refused::Password));
        sleep(Duration::from_secs(1)).await;
    }
    // At most one a second would be hundreds.
    let asked = stores.secrets.requests();
    assert!(asked < 60, "{asked}");
}

fn pending() -> (LiveLoader<App>, Stores) {
    let (loader, stores) = loader();
    stores.secrets.set("app/database:AWSPENDING", document(NEW));
    (loader.pending_secrets(true).rotation_window(Duration::from_secs(10)), stores)
}

#[tokio::test(start_paused = true)]
async fn the_pending_version_is_used_before_the_rotation_is_finished() {
    let (loader, stores) = pending();
    let live = loader.load_owned().await.unwrap();
    let database = FakeDatabase::accepting(&[NEW]);
    let began = Instant::now();
    assert_eq!(connect(&live, &database).await.unwrap(), NEW);
    assert_eq!(began.elapsed(), Duration::ZERO);
    // The next refresh reads the old one in AWSCURRENT, and does not go back to it.
    live.refresh_now().await.unwrap();
    assert_eq!(connect(&live, &database).await.unwrap(), NEW);
    // The rotation is finished, and the next one too.
    stores.secrets.set("app/database", document(NEW));
    live.refresh_now().await.unwrap();
    stores.secrets.set("app/database", document("hunter3-next"));
    live.refresh_now().await.unwrap();
    assert_eq!(live.current().database.password.expose_secret(), "hunter3-next");
    // What is current now is what counts, whatever it was then.
    stores.secrets.set("app/database", document(OLD));
    live.refresh_now().await.unwrap();
    assert_eq!(live.current().database.password.expose_secret(), OLD);
}

#[tokio::test(start_paused = true)]
async fn a_rotation_that_is_taken_back() {
    let (loader, _stores) = pending();
    let live = loader.load_owned().await.unwrap();
    let database = FakeDatabase::accepting(&[NEW]);
    assert_eq!(connect(&live, &database).await.unwrap(), NEW);
    database.accept(&[OLD]);
    assert_eq!(connect(&live, &database).await.unwrap(), OLD);
}

#[tokio::test(start_paused = true)]
async fn a_pending_version_that_is_refused_too_does_not_stay() {
    let (loader, stores) = pending();
    let live = loader.load_owned().await.unwrap();
    let database = FakeDatabase::accepting(&[]);
    assert_eq!(connect(&live, &database).await, Err(Refused::Password));
    assert_eq!(live.current().database.password.expose_secret(), OLD);
    assert_eq!(database.tried(), [OLD, NEW]);
    // One that the rotation has not filled yet is none, and neither is one that does not decode.
    for empty in ["", "{}", r#"{"host":"db"}"#] {
        stores.secrets.set("app/database:AWSPENDING", empty);
        sleep(Duration::from_secs(3600)).await;
        assert_eq!(connect(&live, &database).await, Err(Refused::Password));
        assert_eq!(database.tried(), [OLD], "{empty}");
    }
}

/// Without being asked for, it is never read.
#[tokio::test(start_paused = true)]
async fn the_pending_version_is_asked_for_only_when_the_program_says_so() {
    let (loader, stores) = pending();
    let live = loader.pending_secrets(false).load_owned().await.unwrap();
    let database = FakeDatabase::accepting(&[NEW]);
    assert_eq!(connect(&live, &database).await, Err(Refused::Password));
    assert!(stores.secrets.asked().iter().flatten().all(|name| !name.contains("AWSPENDING")));
}

/// The form of a program: in a task of its own, with closures that borrow a pool.
#[tokio::test(start_paused = true)]
async fn it_can_be_spawned() {
    let (loader, stores) = loader();
    let live = loader.load_owned().await.unwrap();
    stores.secrets.set("app/database", document(NEW));
    let pool = FakeDatabase::accepting(&[NEW]);
    let task = tokio::spawn(async move {
        let refused = |error: &Refused| matches!(error, Refused::Password);
        live.retry_on("database.password", refused, |now| {
            let pool = &pool;
            async move { pool.connect(now).await }
        })
        .await
    });
    assert_eq!(task.await.unwrap().unwrap(), NEW);
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "no field is at `databse`: did you mean `database`?")]
async fn a_misspelt_path_panics() {
    let (loader, _stores) = loader();
    let live = loader.load_owned().await.unwrap();
    let _ = live.retry_on("databse", |_: &()| true, |_| async { Ok::<_, ()>(()) }).await;
}
