use std::collections::BTreeMap;

use figleaf::{Config, Secret};

#[derive(Config, serde::Deserialize)]
#[config(prefix = "/{env}/myapp", env_prefix = "MYAPP", stage = "AWSPREVIOUS")]
struct AppConfig {
    #[config(ssm = "/a:3", version = 0)]
    version: String,
    #[config(secretsmanager = "key", label = "blue", alias = "older")]
    label: Secret,
    #[config(by_path, json, alias = "version")]
    flags: Vec<String>,
    #[config(from = "key", key = "")]
    from: String,
    #[config(ssm = "arn:aws:ssm:eu:1:parameter/a", delimiter = ",")]
    port: u16,
    #[config(nested, alias = "db", stage = "x")]
    #[serde(alias = "db")]
    database: Database,
    map: BTreeMap<String, String>,
}

#[derive(Config, serde::Deserialize)]
struct Database {}

fn main() {}
