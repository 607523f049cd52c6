use figleaf::Config;

#[derive(Config, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct AppConfig {
    #[serde(rename = "p")]
    port: u16,
    #[serde(default)]
    host: String,
    #[serde(deserialize_with = "text", alias = "old")]
    name: String,
    #[serde(with = "module")]
    size: u64,
    #[serde(skip)]
    cache: Vec<u8>,
    #[serde(skip_deserializing)]
    half: Vec<u8>,
    #[serde(rename(deserialize = "l"))]
    level: String,
    #[config(alias = "older")]
    #[serde(alias = "older")]
    fine: String,
    #[serde(flatten)]
    database: Database,
}

#[derive(Config, serde::Deserialize)]
struct Database {}

fn text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    serde::Deserialize::deserialize(deserializer)
}

mod module {
    pub fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        serde::Deserialize::deserialize(deserializer)
    }
}

fn main() {}
