use std::sync::Arc;

use figleaf::{Config, Secret};

#[derive(Config)]
#[config(prefix = "/{env}/myapp", env_prefix = "MYAPP")]
struct AppConfig {
    #[config(fixed, default = 8080)]
    port: u16,
    #[config(fixed)]
    name: Option<String>,
    #[config(fixed, env = "REGION", alias = "OLD_REGION")]
    region: String,
    #[config(fixed, json)]
    sizes: Vec<u16>,
    #[config(fixed, by_path)]
    limits: std::collections::BTreeMap<String, u16>,
    #[config(fixed, stage = "AWSPREVIOUS", secretsmanager = "key")]
    key: Secret,
    #[config(fixed, nested, secretsmanager = "database")]
    database: Box<Database>,
    #[config(fixed, nested, env = "REPLICA")]
    replica: Option<Arc<Database>>,
    #[config(fixed, flatten)]
    more: Arc<More>,
    moves: u16,
}

#[derive(Config)]
struct Database {
    host: String,
}

#[derive(Config)]
struct More {
    most: u16,
}

fn main() {
    let fields = AppConfig::SCHEMA.fields();
    let moving: Vec<_> = fields.iter().filter(|field| !field.is_fixed()).map(|field| field.name()).collect();
    assert_eq!(moving, ["moves"]);
    // It is said of the group, and not in it.
    assert!(!Database::SCHEMA.fields()[0].is_fixed() && !More::SCHEMA.fields()[0].is_fixed());
    AppConfig::check_schema().unwrap();
}
