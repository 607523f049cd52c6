use figleaf::{Config, Secret};

#[derive(Config)]
struct AppConfig {
    #[config(secretsmanager = "a", stage = "")]
    empty: Secret,
    #[config(secretsmanager = "a", stage = "AWS PREVIOUS")]
    blank: Secret,
    #[config(secretsmanager = "a", version_id = "3")]
    short: Secret,
    #[config(secretsmanager = "a", version_id = "{version_of_the_secret_of_this_tenant}")]
    placeholder: Secret,
}

fn main() {}
