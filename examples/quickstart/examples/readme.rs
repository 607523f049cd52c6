use figleaf::{Config, Secret};
use validator::Validate;

#[derive(Debug, Config, Validate)]
#[config(prefix = "/{env}/myapp", env_prefix = "MYAPP")]
pub struct AppConfig {
    /// Database credentials: one JSON secret, one request.
    #[config(nested, secretsmanager = "{env}/database/config")]
    pub database: Database,

    /// Key of the payment API. Read from /prod/myapp/api-key; MYAPP_API_KEY overrides it.
    #[validate(length(min = 8))]
    pub api_key: Secret<String>,

    #[config(env = "LOG_LEVEL", default = "info")]
    pub log_level: String,

    #[config(ssm = "/shared/{env}/allowed-origins")]
    pub allowed_origins: Vec<String>, // a StringList, or separated by commas

    pub request_timeout: Option<u64>, // absent everywhere: None
}

#[derive(Debug, Config, Validate)]
pub struct Database {
    pub host: String,
    #[validate(range(min = 1))]
    pub port: u16,
    pub username: String,
    #[validate(length(min = 12))]
    pub password: Secret<String>,
}

impl Database {
    /// What a client connects with.
    fn url(&self) -> Secret<String> {
        let Self { host, port, username, password } = self;
        // The one way to the value: `format!("…{password}…")` does not compile.
        let password = password.expose_secret();
        Secret::new(format!("postgres://{username}:{password}@{host}:{port}/shop"))
    }
}

#[tokio::main]
async fn main() -> Result<(), figleaf::Error> {
    let config = AppConfig::load().await?; // &'static AppConfig; anywhere else: AppConfig::get()
    println!("{config:?}"); // secrets print as [REDACTED]
    println!("origins {:?}, log level {}", config.allowed_origins, config.log_level);
    connect(config.database.url().expose_secret(), config.request_timeout.unwrap_or(30));
    pay(config.api_key.expose_secret());
    Ok(())
}

fn connect(_url: &str, _seconds: u64) {} // your client's
fn pay(_key: &str) {}
