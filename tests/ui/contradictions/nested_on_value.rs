use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(nested)]
    port: u16,
    #[config(nested)]
    origins: Option<Vec<String>>,
    #[config(flatten)]
    labels: std::collections::HashMap<String, String>,
    #[config(nested)]
    pair: (u8, u8),
}

#[derive(serde::Deserialize)]
struct Item {}

#[derive(Config)]
struct Lists {
    #[config(nested)]
    list: Vec<Item>,
    #[config(flatten)]
    map: std::collections::HashMap<String, Item>,
}

fn main() {}
