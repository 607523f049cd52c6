//! Names that are known when the program is deployed, and those that other services give.

use figleaf::{Config, Secret};
use std::collections::BTreeMap;

#[derive(Config)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct AppConfig {
    #[config(nested, secretsmanager = "${DB_SECRET_ARN}")]
    database: Database,
    #[config(secretsmanager = "${API_SECRET}", key = "token", stage = "AWSPREVIOUS")]
    token: Secret,
    #[config(ssm = "${GREETING_PARAMETER}", alias = "${OLD_PARAMETER}")]
    greeting: String,
    #[config(ssm = "${flags_path}", by_path)]
    flags: BTreeMap<String, bool>,
    #[config(nested)]
    whole: Whole,
    #[config(secretsmanager = "rds!db-0e6b2a-{env}")]
    managed: Secret,
    #[config(secretsmanager = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:events!a-AbCdEf")]
    event: Secret,
    #[config(ssm = "/aws/reference/secretsmanager/rds!db-0e6b2a")]
    reference: Secret,
}

#[derive(Config)]
struct Database {
    host: String,
}

#[derive(Config)]
#[config(secretsmanager = "${WHOLE_ARN}")]
struct Whole {
    user: String,
}

fn main() {
    let store = AppConfig::SCHEMA.fields()[0].store();
    assert_eq!(store.map(|binding| binding.name()), Some("${DB_SECRET_ARN}"));
    assert!(AppConfig::check_schema().is_ok());
}
