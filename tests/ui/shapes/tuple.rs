use figleaf::Config;

#[derive(Config)]
struct AppConfig(String, u16);

fn main() {}
