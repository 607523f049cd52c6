//! What the service is configured by.

use std::net::SocketAddr;

use figleaf::{Config, Secret};
use serde::Serialize;
use validator::Validate;

/// `Serialize` is for `/config`: a `Secret` writes itself as `[REDACTED]`.
#[derive(Debug, Config, Serialize, Validate)]
#[config(prefix = "/{env}/shop", env_prefix = "SHOP")]
pub struct AppConfig {
    /// Where to listen. The listener is bound once, so this cannot change.
    #[config(fixed, default = "127.0.0.1:3000")]
    pub listen: SocketAddr,

    /// What visitors are told.
    #[config(default = "hello")]
    #[validate(length(min = 1, max = 100))]
    pub greeting: String,

    /// The database: one JSON secret, which a rotation replaces as a whole.
    #[config(nested, secretsmanager = "{env}/shop/database")]
    #[validate(nested)]
    pub database: Database,

    /// Key of the payment API. Without one nothing can be bought.
    pub payment_key: Option<Secret>,
}

/// The keys are those that RDS writes.
#[derive(Debug, Config, Serialize, Validate)]
pub struct Database {
    pub host: String,
    #[config(default = 5432)]
    #[validate(range(min = 1))]
    pub port: u16,
    #[config(default = "postgres")]
    pub dbname: String,
    pub username: String,
    pub password: Secret,
}
