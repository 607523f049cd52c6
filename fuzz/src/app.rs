//! A small configuration in which every call to a store is made, for answers of servers.

use std::collections::BTreeMap;

use figleaf::{Config, Secret};

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app")]
pub struct App {
    pub name: Option<String>,
    pub port: u16,
    pub key: Secret,
    pub origins: Vec<String>,
    #[config(version = 3)]
    pub pinned: Option<u8>,
    #[config(default = "fallback")]
    pub defaulted: String,
    #[config(json)]
    pub limits: Option<BTreeMap<String, u8>>,
    #[config(nested, secretsmanager = "{env}/login")]
    pub login: Login,
    #[config(secretsmanager = "{env}/bytes")]
    pub bytes: Secret<Vec<u8>>,
}

#[derive(Debug, Config)]
pub struct Login {
    pub user: String,
    pub port: u16,
    pub password: Option<Secret>,
}

/// With what is below a path, which the extension does not read.
#[derive(Debug, Config)]
pub struct WithPath {
    #[config(flatten)]
    pub app: App,
    #[config(ssm = "/prod/flags", by_path)]
    pub flags: BTreeMap<String, String>,
}
