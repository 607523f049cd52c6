use figleaf::Config;

#[derive(Config)]
#[config(prefix)]
struct AppConfig {
    #[config(env = 5)]
    port: u16,
    #[config(nested = true)]
    database: Database,
    #[config(sensitive = "no")]
    name: String,
    #[config(default(8))]
    size: u8,
    #[config(with = 5)]
    timeout: u64,
    #[config(with = decode())]
    called: u64,
}

#[derive(Config)]
struct Database {}

fn main() {}
