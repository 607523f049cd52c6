use std::collections::BTreeMap;

use figleaf::Config;
use validator::Validate;

#[derive(Config, Validate)]
struct AppConfig {
    #[config(json)]
    flags: Flags,
    #[config(json)]
    optional: Option<Vec<Flags>>,
    #[config(json)]
    map: BTreeMap<String, Flags>,
    #[config(json)]
    #[validate(nested)]
    fine: Flags,
    #[config(json)]
    #[validate(skip)]
    not_meant: Flags,
    // A group validates itself.
    #[config(nested)]
    group: Group,
}

#[derive(serde::Deserialize, Validate)]
struct Flags {
    #[validate(range(max = 100))]
    percent: u8,
}

#[derive(Config, Validate)]
struct Group {
    #[validate(range(max = 100))]
    percent: u8,
}

fn main() {}
