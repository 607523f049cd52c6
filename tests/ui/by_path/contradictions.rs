use std::collections::BTreeMap;

use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(ssm = "/flags", by_path, key = "a")]
    key: BTreeMap<String, bool>,
    #[config(by_path, key = "a")]
    key_alone: BTreeMap<String, bool>,
    #[config(by_path, json)]
    json: BTreeMap<String, bool>,
    #[config(by_path, nested)]
    nested: Database,
    #[config(by_path, flatten)]
    flat: Database,
    #[config(by_path, secretsmanager = "flags", sensitive = false)]
    secret: BTreeMap<String, bool>,
    #[config(by_path, from = figleaf::source::ssm("/flags"))]
    from: BTreeMap<String, bool>,
    #[config(by_path, version = 3)]
    version: BTreeMap<String, bool>,
    #[config(by_path, label = "blue")]
    label: BTreeMap<String, bool>,
}

#[derive(Config)]
struct Database {}

fn main() {}
