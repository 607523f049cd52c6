//! Connections that survive a rotation of the password.

use std::time::Duration;

use figleaf::Live;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, Postgres};

use crate::config::{AppConfig, Database};

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// A pool that opens connections with the password of the moment.
#[derive(Clone)]
pub struct Connections {
    config: Live<AppConfig>,
    pool: PgPool,
}

impl Connections {
    pub fn new(config: &Live<AppConfig>) -> Self {
        let first = options(&config.current().database);
        let pool = PgPoolOptions::new().acquire_timeout(PATIENCE).connect_lazy_with(first);
        // Before a new snapshot is handed out, the pool knows its password. Connections that are open stay
        // so: a database asks for the password when one is opened.
        let of_pool = pool.clone();
        config.on("database", move |config: &AppConfig| {
            of_pool.set_connect_options(options(&config.database));
        });
        Self { config: config.clone(), pool }
    }

    /// A connection. When the password is refused, the secret is read again, once for all that wait.
    async fn get(&self) -> Result<PoolConnection<Postgres>, sqlx::Error> {
        self.config.retry_on("database", is_refused, |_| self.pool.acquire()).await
    }

    /// Who the service is in the database.
    pub async fn user(&self) -> Result<String, sqlx::Error> {
        let mut connection = self.get().await?;
        sqlx::query_scalar("SELECT current_user::text").fetch_one(&mut *connection).await
    }
}

fn options(database: &Database) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .host(&database.host)
        .port(database.port)
        .database(&database.dbname)
        .username(&database.username)
        .password(database.password.expose_secret())
}

/// Whether the database has refused who asks: a wrong password, or a user that is gone or may no longer log in.
fn is_refused(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code == "28P01" || code == "28000")
}
