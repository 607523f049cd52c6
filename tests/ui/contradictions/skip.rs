use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(skip, env = "CACHE", ssm = "/cache")]
    cache: Vec<u8>,
    #[config(skip, default = Vec::new())]
    fine: Vec<u8>,
}

fn main() {}
