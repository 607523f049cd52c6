//! The password of a real PostgreSQL is rotated under the service, and nobody who asks it sees an error.

mod support;

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
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
    async fn open(rotation_window: Duration) -> Self {
        let postgres = Postgres::start("one").await;
        let secrets = Memory::new("secretsmanager")
            .with("test/shop/database", secret(&postgres, "app", "one"));
        let parameters = Memory::new("ssm").with("/test/shop/greeting", "hello");
        let (vault, store) = (secrets.handle(), parameters.handle());
        let loader = AppConfig::loader().environment("test").env_vars([("", ""); 0]);
        let live = loader.source(secrets).source(parameters).live();
        let config = live.rotation_window(rotation_window).load_owned().await.unwrap();
        Self { postgres, secrets: vault, parameters: store, app: app(config.clone()), config }
    }

    fn store(&self, user: &str, password: &str) {
        self.secrets.set("test/shop/database", secret(&self.postgres, user, password));
    }

    async fn hello(&self) -> (StatusCode, String) {
        get(&self.app, "/hello").await
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
    let shop = Shop::open(Duration::ZERO).await;
    assert_eq!(shop.hello().await, from("app"));

    shop.store("app", "two");
    shop.postgres.rotate("two").await;
    assert_eq!(shop.hello().await, from("app"));
    // The secret was read once more, and nothing else was.
    assert_eq!((shop.secrets.requests(), shop.parameters.requests()), (2, 1));
    assert_eq!(shop.config.current().database.password.expose_secret(), "two");

    // The pool has it now: a new connection asks nobody.
    shop.postgres.disconnect().await;
    assert_eq!(shop.hello().await, from("app"));
    assert_eq!(shop.secrets.requests(), 2);
}

#[tokio::test]
async fn many_requests_at_once_cause_one_read() {
    let shop = Shop::open(Duration::ZERO).await;
    shop.store("app", "two");
    shop.postgres.rotate("two").await;
    let asked: Vec<_> = (0..20)
        .map(|_| {
            let app = shop.app.clone();
            tokio::spawn(async move { get(&app, "/hello").await })
        })
        .collect();
    for answer in asked {
        assert_eq!(answer.await.unwrap(), from("app"));
    }
    assert_eq!(shop.secrets.requests(), 2);
}

/// The database has the new password, and the store has it a moment later.
#[tokio::test]
async fn the_moment_in_between_is_waited_for() {
    let shop = Shop::open(Duration::from_secs(10)).await;
    shop.postgres.rotate("two").await;
    let app = shop.app.clone();
    let asked = tokio::spawn(async move { get(&app, "/hello").await });
    while shop.secrets.requests() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    shop.store("app", "two");
    assert_eq!(asked.await.unwrap(), from("app"));
}

#[tokio::test]
async fn what_stays_refused_is_the_errors_of_the_database() {
    let shop = Shop::open(Duration::ZERO).await;
    shop.postgres.rotate("two").await;
    assert_eq!(shop.hello().await.0, StatusCode::SERVICE_UNAVAILABLE);
}

/// A refresh that sees the new secret first tells the pool before anybody is refused.
#[tokio::test]
async fn a_refresh_brings_the_password_to_the_pool() {
    let shop = Shop::open(Duration::ZERO).await;
    shop.store("app", "two");
    shop.postgres.rotate("two").await;
    shop.config.refresh_now().await.unwrap();
    assert_eq!(shop.hello().await, from("app"));
    assert_eq!(shop.secrets.requests(), 2);
}

/// Two users that take turns: the old one works until the rotation after this one.
#[tokio::test]
async fn alternating_users() {
    let shop = Shop::open(Duration::ZERO).await;
    shop.postgres.add("app_clone", "two").await;
    shop.store("app_clone", "two");
    assert_eq!(shop.hello().await, from("app"));
    shop.config.refresh_now().await.unwrap();
    shop.postgres.disconnect().await;
    assert_eq!(shop.hello().await, from("app_clone"));
    assert_eq!(shop.secrets.requests(), 2);
}
