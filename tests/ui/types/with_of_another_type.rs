use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(with = decode)]
    host: String,
}

fn decode<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    serde::Deserialize::deserialize(deserializer)
}

fn main() {}
