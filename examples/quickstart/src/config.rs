//! The configuration, in a file of its own: `examples/config.rs` makes policies and templates of it.

use figleaf::{Config, Secret};
use serde::Deserialize;
use validator::{Validate, ValidationError};

#[derive(Debug, Config, Validate)]
#[config(prefix = "/{env}/myapp", env_prefix = "MYAPP")]
pub struct AppConfig {
    /// Database credentials: one JSON secret, one request.
    #[config(nested, secretsmanager = "{env}/database/config")]
    #[validate(nested)]
    pub database: Database,

    /// Key of the payment API. Read from /dev/myapp/api-key; MYAPP_API_KEY overrides it.
    #[validate(length(min = 8))]
    pub api_key: Secret<String>,

    /// One parameter whose value is a JSON document.
    #[config(json)]
    pub feature_flags: FeatureFlags,

    /// How much is logged.
    #[config(env = "LOG_LEVEL", default = "info")]
    #[validate(custom(function = known_level))]
    pub log_level: String,

    /// Who may call the API from a browser.
    #[config(ssm = "/shared/{env}/allowed-origins")]
    pub allowed_origins: Vec<String>,

    /// In seconds. Absent everywhere: `None`.
    pub request_timeout: Option<u64>,
}

/// The fields are keys of the JSON secret that it is bound to.
#[derive(Debug, Config, Validate)]
pub struct Database {
    pub host: String,
    #[validate(range(min = 1))]
    pub port: u16,
    pub username: String,
    #[validate(length(min = 12))]
    pub password: Secret<String>,
}

#[derive(Debug, Deserialize)]
pub struct FeatureFlags {
    pub new_checkout: bool,
    pub beta_users: Vec<String>,
}

fn known_level(level: &str) -> Result<(), ValidationError> {
    match level {
        "trace" | "debug" | "info" | "warn" | "error" => Ok(()),
        _ => Err(ValidationError::new("log_level")
            .with_message("must be one of trace, debug, info, warn, error".into())),
    }
}
