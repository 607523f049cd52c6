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

fn main() {
    assert_eq!(AppConfig::SCHEMA.fields()[0].key(), "p");
    assert_eq!(AppConfig::SCHEMA.fields()[1].key(), "host");
}
