use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use figleaf::Config;

type Timeout = Duration;

#[derive(Config)]
struct AppConfig {
    timeout: Duration,
    qualified: std::time::Duration,
    optional: Option<Duration>,
    #[config(default = Duration::ZERO)]
    defaulted: Duration,
    alias: Timeout,
    list: Vec<core::time::Duration>,
    #[config(by_path)]
    map: HashMap<String, Duration>,
    since: SystemTime,
    #[config(json)]
    json: Duration,
    #[config(with = humantime_serde::deserialize)]
    with: Option<Duration>,
    #[config(skip)]
    skipped: Duration,
}

mod own {
    /// Another type of that name has a text form.
    #[derive(serde::Deserialize)]
    pub struct Duration(pub String);
}

#[derive(Config)]
struct Other {
    timeout: own::Duration,
}

fn main() {}
