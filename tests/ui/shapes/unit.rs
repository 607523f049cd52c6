use figleaf::Config;

#[derive(Config)]
struct AppConfig;

fn main() {}
