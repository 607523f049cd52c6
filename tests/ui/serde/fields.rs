use std::collections::HashMap;

use figleaf::Config;

#[derive(Config, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct AppConfig {
    #[serde(rename = "p")]
    port: u16,
    #[serde(default)]
    host: String,
    #[serde(default = "defaults::host")]
    other_host: String,
    #[serde(default)]
    optional: Option<u16>,
    #[serde(default = "some")]
    optional_with_default: Option<u16>,
    #[serde(deserialize_with = "text", alias = "old")]
    name: String,
    #[serde(with = "module")]
    size: u64,
    #[serde(with = "module")]
    optional_size: Option<u64>,
    #[serde(skip)]
    cache: Vec<u8>,
    #[serde(skip_deserializing, default = "some")]
    half: Option<u16>,
    #[serde(rename(deserialize = "l"))]
    level: String,
    #[config(alias = "older")]
    #[serde(alias = "older")]
    fine: String,
    #[serde(flatten)]
    database: Database,
    #[serde(flatten)]
    maybe: Option<Database>,
    #[serde(flatten)]
    rest: HashMap<String, String>,
    #[config(nested)]
    #[serde(default, alias = "db", with = "module")]
    group: Database,
    #[config(nested)]
    #[serde(flatten)]
    both: Database,
}

#[derive(Config, serde::Deserialize, Default)]
struct Database {}

mod defaults {
    pub fn host() -> String {
        String::new()
    }
}

fn some() -> Option<u16> {
    Some(1)
}

fn text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    serde::Deserialize::deserialize(deserializer)
}

mod module {
    pub fn deserialize<'de, D: serde::Deserializer<'de>, T: serde::Deserialize<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        serde::Deserialize::deserialize(deserializer)
    }
}

fn main() {}
