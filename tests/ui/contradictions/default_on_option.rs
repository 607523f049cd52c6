use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(default = 5)]
    a: Option<u8>,
    #[config(default)]
    b: std::option::Option<u8>,
}

fn main() {}
