use std::collections::BTreeMap;

use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(by_path, env = "FLAGS")]
    variable: BTreeMap<String, bool>,
}

#[derive(Config)]
#[config(secretsmanager = "{env}/document")]
struct Document {
    #[config(by_path)]
    key: BTreeMap<String, bool>,
    #[config(by_path, ssm = "/{env}/flags")]
    fine: BTreeMap<String, bool>,
}

fn main() {}
