use figleaf::{Config, Secret};

#[derive(Config)]
#[config(prefix = "/{env}/myapp")]
struct AppConfig {
    #[config(alias = "")]
    empty: String,
    #[config(alias = "api key")]
    implicit: String,
    #[config(alias = "/{ENV}/old")]
    absolute: String,
    #[config(ssm = "/shared/origins", alias = "/aws/origins")]
    parameter: Vec<String>,
    #[config(secretsmanager = "{env}/token", alias = "{env}/old token")]
    secret: Secret,
    #[config(secretsmanager = "{env}/db", key = "user", alias = "any key")]
    fine: String,
}

fn main() {}
