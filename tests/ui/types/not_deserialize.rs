use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    level: Level,
}

enum Level {
    Debug,
}

fn main() {}
