use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(json, delimiter = ";")]
    origins: Vec<String>,
}

fn main() {}
