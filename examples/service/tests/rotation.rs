//! The password of a real PostgreSQL is rotated under the service, and nobody who asks it sees an error.

mod support;

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use figleaf::live::LiveLoader;
use figleaf::source::{Memory, MemoryHandle};
use figleaf::{Config, Live};
use service::{AppConfig, app};
use support::get;
use support::postgres::Postgres;

/// The service with its database and the store of its secret.
struct Shop {
    postgres: Postgres,
    secrets: MemoryHandle,
    parameters: MemoryHandle,
    config: Live<AppConfig>,
    app: Router,
}

impl Shop {
    /// Nothing is waited for, unless a test says so.
    async fn open(settings: impl FnOnce(LiveLoader<AppConfig>) -> LiveLoader<AppConfig>) -> Self {
        let postgres = Postgres::start("one").await;
        let secrets = Memory::new("secretsmanager")
            .with("test/shop/database", secret(&postgres, postgres.user(), "one"));
        let parameters = Memory::new("ssm").with("/test/shop/greeting", "hello");
        let (vault, store) = (secrets.handle(), parameters.handle());
        let loader = AppConfig::loader().environment("test").no_env_vars();
        let live = loader.source(secrets).source(parameters).live();
        let live = settings(live.rotation_window(Duration::ZERO));
        let config = live.load_owned().await.unwrap();
        Self { postgres, secrets: vault, parameters: store, app: app(config.clone()), config }
    }

    /// The second half of a rotation.
    fn store(&self, password: &str) {
        self.store_for(self.postgres.user(), password);
    }

    fn store_for(&self, user: &str, password: &str) {
        self.secrets.set("test/shop/database", secret(&self.postgres, user, password));
    }

    async fn hello(&self) -> (StatusCode, String) {
        get(&self.app, "/hello").await
    }

    /// Asks, and the database answers.
    async fn works(&self) {
        assert_eq!(self.hello().await, from(self.postgres.user()));
    }
}

/// As RDS writes it.
fn secret(postgres: &Postgres, user: &str, password: &str) -> String {
    let host = postgres.host();
    format!(r#"{{"host":"{host}","port":5432,"username":"{user}","password":"{password}"}}"#)
}

fn from(user: &str) -> (StatusCode, String) {
    (StatusCode::OK, format!("hello from {user}\n"))
}

#[tokio::test]
async fn a_rotation_between_two_requests_is_not_seen() {
    let shop = Shop::open(|live| live).await;
    shop.works().await;

    shop.store("two");
    shop.postgres.rotate("two").await;
    shop.works().await;
    // The secret was read once more, and nothing else was.
    assert_eq!((shop.secrets.requests(), shop.parameters.requests()), (2, 1));
    assert_eq!(shop.config.current().database.password.expose_secret(), "two");

    // The pool has it now: a new connection asks nobody.
    shop.postgres.disconnect().await;
    shop.works().await;
    assert_eq!(shop.secrets.requests(), 2);
}

#[tokio::test]
async fn many_requests_at_once_cause_one_read() {
    let shop = Shop::open(|live| live).await;
    shop.store("two");
    shop.postgres.rotate("two").await;
    let asked: Vec<_> = (0..20)
        .map(|_| {
            let app = shop.app.clone();
            tokio::spawn(async move { get(&app, "/hello").await })
        })
        .collect();
    for answer in asked {
        assert_eq!(answer.await.unwrap(), from(shop.postgres.user()));
    }
    assert_eq!(shop.secrets.requests(), 2);
}

/// The database has the new password, and the store has it a moment later.
#[tokio::test]
async fn the_moment_in_between_is_waited_for() {
    let shop = Shop::open(|live| live.rotation_window(Duration::from_secs(10))).await;
    shop.postgres.rotate("two").await;
    let app = shop.app.clone();
    let asked = tokio::spawn(async move { get(&app, "/hello").await });
    while shop.secrets.requests() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    shop.store("two");
    assert_eq!(asked.await.unwrap(), from(shop.postgres.user()));
}

/// The same without waiting: the rotation has written the new password down before it has set it.
#[tokio::test]
async fn the_pending_version_is_used_when_it_may_be() {
    let shop = Shop::open(|live| live.pending_secrets(true)).await;
    let pending = secret(&shop.postgres, shop.postgres.user(), "two");
    shop.secrets.set("test/shop/database:AWSPENDING", pending);
    shop.works().await;
    shop.postgres.rotate("two").await;
    shop.works().await;
    assert_eq!(shop.config.current().database.password.expose_secret(), "two");
    // AWSCURRENT is what it was, and a refresh does not go back to it.
    shop.config.refresh_now().await.unwrap();
    shop.postgres.disconnect().await;
    shop.works().await;
}

#[tokio::test]
async fn what_stays_refused_is_refused_until_the_secret_is_right() {
    let shop = Shop::open(|live| live).await;
    shop.postgres.rotate("two").await;
    assert_eq!(shop.hello().await.0, StatusCode::SERVICE_UNAVAILABLE);
    shop.store("two");
    shop.config.refresh_now().await.unwrap();
    shop.works().await;
}

/// A refresh that sees the new secret first tells the pool before anybody is refused.
#[tokio::test]
async fn a_refresh_brings_the_password_to_the_pool() {
    let shop = Shop::open(|live| live).await;
    shop.store("two");
    shop.postgres.rotate("two").await;
    shop.config.refresh_now().await.unwrap();
    shop.works().await;
    assert_eq!(shop.secrets.requests(), 2);
}

/// Two users that take turns: the old one works until the rotation after this one.
#[tokio::test]
async fn alternating_users() {
    let shop = Shop::open(|live| live).await;
    let clone = format!("{}_clone", shop.postgres.user());
    shop.postgres.add(&clone, "two").await;
    shop.store_for(&clone, "two");
    shop.works().await;
    shop.config.refresh_now().await.unwrap();
    shop.postgres.disconnect().await;
    assert_eq!(shop.hello().await, from(&clone));
    assert_eq!(shop.secrets.requests(), 2);
}
