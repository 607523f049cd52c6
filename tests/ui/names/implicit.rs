use figleaf::Config;

#[derive(Config)]
#[config(prefix = "/{env}/myapp")]
struct AppConfig {
    #[config(rename = "api key")]
    api_key: String,
    größe: u64,
    #[config(rename = "{env}")]
    environment: String,
}

fn main() {}
