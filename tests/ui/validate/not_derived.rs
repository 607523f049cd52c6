use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[validate(range(min = 1))]
    port: u16,
}

fn main() {}
