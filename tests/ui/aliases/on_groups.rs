use figleaf::Config;

#[derive(Config)]
#[config(alias = "old")]
struct AppConfig {
    #[config(nested, alias = "db")]
    database: Database,
    #[config(nested, secretsmanager = "replica", alias = "reader")]
    replica: Database,
    #[config(flatten, alias = "more")]
    flat: Database,
    #[config(skip, alias = "cached")]
    cache: Vec<u8>,
}

#[derive(Config)]
struct Database {}

fn main() {}
