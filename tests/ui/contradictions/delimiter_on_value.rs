use figleaf::{Config, Secret};

#[derive(Config)]
struct AppConfig {
    #[config(delimiter = ";")]
    port: u16,
    #[config(delimiter = ";")]
    name: Option<String>,
    #[config(delimiter = ";")]
    secret: Secret<String>,
    #[config(delimiter = ";")]
    fine: Vec<String>,
    #[config(delimiter = ";")]
    fine_too: Option<Secret<Vec<String>>>,
}

fn main() {}
