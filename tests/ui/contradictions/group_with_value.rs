use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(nested, json)]
    a: Database,
    #[config(nested, delimiter = ",")]
    b: Database,
    #[config(nested, with = decode)]
    c: Database,
    #[config(flatten, default)]
    d: Database,
    #[config(flatten, alias = "E")]
    e: Database,
    #[config(nested, sensitive)]
    f: Database,
}

#[derive(Config)]
struct Database {}

fn main() {}
