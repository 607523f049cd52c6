//! A rotation as Secrets Manager does it (moto), with a database that accepts one password at a time: the new
//! one is set, and some seconds later it is the current version.
#![cfg(all(feature = "derive", feature = "secretsmanager", feature = "ssm"))]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use figleaf::live::{LiveLoader, Refreshed};
use figleaf::{Config, Live, Secret};
use support::moto::{self, Account, ParameterType};
use tokio::time::sleep;

#[derive(Config)]
#[config(prefix = "/prod/app")]
struct App {
    #[config(nested, secretsmanager = "prod/database")]
    database: Database,
    level: String,
    token: Secret,
}

#[derive(Config)]
struct Database {
    host: String,
    password: Secret,
}

const OLD: &str = "hunter1-old";
const NEW: &str = "hunter2-new";

fn document(password: &str) -> String {
    format!(r#"{{"host":"db","password":"{password}"}}"#)
}

/// The database accepts this password.
#[derive(Clone)]
struct FakeDatabase(Arc<Mutex<&'static str>>);

#[derive(Debug, PartialEq)]
struct Refused;

impl FakeDatabase {
    async fn connect(&self, live: &Live<App>) -> Result<String, Refused> {
        live.retry_on(
            "database",
            |_: &Refused| true,
            |app| {
                let password = app.database.password.expose_secret().to_owned();
                let is_accepted = *self.0.lock().unwrap() == password;
                async move { if is_accepted { Ok(password) } else { Err(Refused) } }
            },
        )
        .await
    }
}

/// The versions of a secret that is being rotated.
struct Rotation {
    account: Account,
    database: FakeDatabase,
}

impl Rotation {
    /// What comes before: the secret and the parameters.
    async fn prepare() -> Self {
        let account = moto::account();
        account.put_parameter("/prod/app/level", ParameterType::String, "info").await;
        account.put_parameter("/prod/app/token", ParameterType::SecureString, "hunter3").await;
        account.put_secret("prod/database", &document(OLD)).await;
        let database = FakeDatabase(Arc::new(Mutex::new(OLD)));
        Self { account, database }
    }

    fn loader(&self) -> LiveLoader<App> {
        App::loader().no_env_vars().sdk_config(&self.account.sdk_config()).live()
    }

    /// createSecret and setSecret: the pending version is there, and the database accepts it alone.
    async fn set(&self) {
        let put = self.account.secretsmanager().put_secret_value().secret_id("prod/database");
        let put = put.secret_string(document(NEW)).version_stages("AWSPENDING");
        put.send().await.unwrap();
        *self.database.0.lock().unwrap() = NEW;
    }

    /// finishSecret: the new password is the current version. As a version of its own: after moto has moved the
    /// stage, it still answers the old version to who names no stage.
    async fn finish(&self) {
        self.account.put_secret("prod/database", &document(NEW)).await;
    }

    fn asked(&self, operation: &str) -> usize {
        self.account.requests().iter().filter(|asked| asked.contains(operation)).count()
    }
}

#[tokio::test]
async fn the_new_password_is_waited_for_within_the_window() {
    let rotation = Rotation::prepare().await;
    let live =
        rotation.loader().rotation_window(Duration::from_secs(10)).load_owned().await.unwrap();
    assert_eq!(rotation.database.connect(&live).await.unwrap(), OLD);
    rotation.set().await;
    let (before, parameters) = (rotation.asked("GetSecretValue"), rotation.asked("GetParameters"));
    let finish = async {
        sleep(Duration::from_secs(3)).await;
        rotation.finish().await;
    };
    let (connected, ()) = tokio::join!(rotation.database.connect(&live), finish);
    assert_eq!(connected.unwrap(), NEW);
    // At 0, 1 and 3 s, and again when the last one came just before the rotation had finished.
    let asked = rotation.asked("GetSecretValue") - before;
    assert!((3..=4).contains(&asked), "{asked}");
    assert_eq!(rotation.asked("GetParameters"), parameters);
    assert_eq!(
        (live.current().database.host.as_str(), live.current().level.as_str()),
        ("db", "info")
    );
    assert_eq!(live.refresh_now().await.unwrap(), Refreshed::Unchanged);
}

#[tokio::test]
async fn without_a_window_the_error_is_the_users() {
    let rotation = Rotation::prepare().await;
    let live = rotation.loader().rotation_window(Duration::ZERO).load_owned().await.unwrap();
    rotation.set().await;
    assert_eq!(rotation.database.connect(&live).await, Err(Refused));
    rotation.finish().await;
    sleep(Duration::from_secs(1)).await;
    assert_eq!(rotation.database.connect(&live).await.unwrap(), NEW);
    assert_eq!(live.current().token.expose_secret(), "hunter3");
}

#[tokio::test]
async fn the_pending_version_before_the_rotation_is_finished() {
    let rotation = Rotation::prepare().await;
    let live = rotation.loader().pending_secrets(true).load_owned().await.unwrap();
    rotation.set().await;
    assert_eq!(rotation.database.connect(&live).await.unwrap(), NEW);
    // A refresh in between does not go back, and the end of the rotation changes nothing.
    assert_eq!(live.refresh_now().await.unwrap(), Refreshed::Unchanged);
    rotation.finish().await;
    assert_eq!(live.refresh_now().await.unwrap(), Refreshed::Unchanged);
    assert_eq!(rotation.database.connect(&live).await.unwrap(), NEW);
}

#[tokio::test]
async fn a_rotation_that_is_rolled_back() {
    let rotation = Rotation::prepare().await;
    let live = rotation.loader().pending_secrets(true).load_owned().await.unwrap();
    rotation.set().await;
    assert_eq!(rotation.database.connect(&live).await.unwrap(), NEW);
    *rotation.database.0.lock().unwrap() = OLD;
    assert_eq!(rotation.database.connect(&live).await.unwrap(), OLD);
}

/// 100 at one time: one GetSecretValue of the one secret there, and no GetParameters.
#[tokio::test]
async fn a_hundred_that_are_refused() {
    let rotation = Rotation::prepare().await;
    let live = rotation.loader().load_owned().await.unwrap();
    rotation.set().await;
    rotation.finish().await;
    let (before, parameters) = (rotation.asked("GetSecretValue"), rotation.asked("GetParameters"));
    let tasks = (0..100).map(|_| {
        let (live, database) = (live.clone(), rotation.database.clone());
        tokio::spawn(async move { database.connect(&live).await.unwrap() })
    });
    for task in tasks.collect::<Vec<_>>() {
        assert_eq!(task.await.unwrap(), NEW);
    }
    assert_eq!(rotation.asked("GetSecretValue") - before, 1);
    assert_eq!(rotation.asked("GetParameters"), parameters);
}
