use std::collections::{BTreeMap, HashMap, HashSet};

use figleaf::{Config, Secret};

#[derive(Config)]
struct AppConfig {
    #[config(by_path)]
    text: String,
    #[config(by_path)]
    number: u16,
    #[config(by_path)]
    list: Vec<String>,
    #[config(by_path)]
    set: Option<HashSet<String>>,
    #[config(by_path)]
    secret: Secret<String>,
    #[config(by_path)]
    pair: (String, String),
    #[config(by_path)]
    map: BTreeMap<String, String>,
    #[config(by_path)]
    optional_map: Option<HashMap<String, u16>>,
    #[config(by_path)]
    own: Own,
}

#[derive(serde::Deserialize)]
struct Own {}

fn main() {}
