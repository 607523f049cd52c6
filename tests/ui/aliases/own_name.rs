use figleaf::{Config, Secret};

#[derive(Config)]
#[config(prefix = "/{env}/myapp")]
struct AppConfig {
    #[config(alias = "api-key")]
    api_key: String,
    #[config(alias = "/{env}/myapp/log-level")]
    log_level: String,
    #[config(ssm = "/shared/origins", alias = "/shared/origins")]
    origins: Vec<String>,
    #[config(secretsmanager = "{env}/token", alias = "{env}/token")]
    token: Secret,
    #[config(secretsmanager = "{env}/db", key = "user", alias = "user")]
    user: String,
    #[config(env = "PORT", alias = "PORT")]
    port: u16,
}

fn main() {}
