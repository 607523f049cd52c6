use figleaf::Config;

#[derive(Config)]
#[config(nested)]
struct AppConfig {
    #[config(prefix = "/a")]
    port: u16,
}

fn main() {}
