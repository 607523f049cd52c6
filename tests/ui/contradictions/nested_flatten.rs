use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(nested, flatten)]
    a: Database,
    #[config(flatten, rename = "db")]
    b: Database,
    #[config(flatten)]
    c: Option<Database>,
}

#[derive(Config)]
struct Database {}

fn main() {}
