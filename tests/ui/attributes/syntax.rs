use figleaf::Config;

#[derive(Config)]
#[config]
struct AppConfig {
    #[config(env =, default = 80)]
    port: u16,
    #[config(nested json)]
    database: String,
    #[config("PORT", foo::bar)]
    host: String,
}

fn main() {}
