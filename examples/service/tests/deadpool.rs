//! The same with deadpool, which asks for the settings of each connection that it opens: docs/live.md quotes it.

mod support;

use std::pin::Pin;
use std::time::Duration;

use deadpool_postgres::tokio_postgres::error::SqlState;
use deadpool_postgres::{
    Connect, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod,
};
use figleaf::source::Memory;
use figleaf::{Config, Live};
use service::AppConfig;
use support::postgres::Postgres;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Error, NoTls};

/// Connects with the password of the moment.
struct Newest(Live<AppConfig>);

impl Connect for Newest {
    fn connect(&self, _: &tokio_postgres::Config) -> Opening<'_> {
        let options = options(&self.0.current());
        Box::pin(async move {
            let (client, connection) = options.connect(NoTls).await?;
            Ok((client, tokio::spawn(async move { drop(connection.await) })))
        })
    }
}

type Opened = Result<(Client, JoinHandle<()>), Error>;
type Opening<'a> = Pin<Box<dyn Future<Output = Opened> + Send + 'a>>;

fn options(config: &AppConfig) -> tokio_postgres::Config {
    let database = &config.database;
    let mut options = tokio_postgres::Config::new();
    options.host(&database.host).port(database.port).dbname(&database.dbname);
    options.user(&database.username).password(database.password.expose_secret());
    options
}

fn is_refused(error: &PoolError) -> bool {
    let PoolError::Backend(error) = error else { return false };
    error.code() == Some(&SqlState::INVALID_PASSWORD)
}

fn pool(config: &Live<AppConfig>) -> Pool {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Verified };
    let manager =
        Manager::from_connect(tokio_postgres::Config::new(), Newest(config.clone()), recycling);
    Pool::builder(manager).build().unwrap()
}

async fn connection(config: &Live<AppConfig>, pool: &Pool) -> Result<Object, PoolError> {
    config.retry_on("database", is_refused, |_| pool.get()).await
}

#[tokio::test]
async fn a_rotation_is_not_seen() {
    let postgres = Postgres::start("one").await;
    let secret = |password| {
        let (host, user) = (postgres.host(), postgres.user());
        format!(r#"{{"host":"{host}","username":"{user}","password":"{password}"}}"#)
    };
    let secrets = Memory::new("secretsmanager").with("test/shop/database", secret("one"));
    let store = secrets.handle();
    let loader = AppConfig::loader().environment("test").no_env_vars();
    let live = loader.source(secrets).source(Memory::new("ssm")).live();
    let config = live.rotation_window(Duration::ZERO).load_owned().await.unwrap();

    let pool = pool(&config);
    drop(connection(&config, &pool).await.unwrap());
    store.set("test/shop/database", secret("two"));
    postgres.rotate("two").await;
    let client = connection(&config, &pool).await.unwrap();
    let row = client.query_one("SELECT current_user::text", &[]).await.unwrap();
    assert_eq!(row.get::<_, &str>(0), postgres.user());
    assert_eq!(store.requests(), 2);
}
