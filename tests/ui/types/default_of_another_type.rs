use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(default = 8080)]
    host: String,
    #[config(default)]
    level: Level,
}

#[derive(serde::Deserialize)]
enum Level {
    Debug,
}

fn main() {}
