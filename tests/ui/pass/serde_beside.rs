use figleaf::Config;

#[derive(Config, serde::Serialize)]
#[config(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
struct AppConfig {
    #[config(rename = "p")]
    #[serde(rename = "p")]
    port: u16,
    #[serde(skip_serializing_if = "Option::is_none", rename(serialize = "h"))]
    host: Option<String>,
}

/// What is said to serde is said to figleaf.
#[derive(Config, serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Both {
    #[config(default, alias = "http_port")]
    #[serde(alias = "http_port")]
    port: u16,
    host: Option<String>,
    #[config(skip)]
    #[serde(skip)]
    cache: Vec<u8>,
}

fn main() {
    let _ = |both: Both| (both.port, both.host, both.cache);
    assert_eq!(AppConfig::SCHEMA.fields()[0].key(), "p");
    assert_eq!(AppConfig::SCHEMA.fields()[1].key(), "host");
}
