use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(nested)]
    database: Database,
}

struct Database;

fn main() {}
