use figleaf::Config;

#[derive(Config)]
#[config(prefix = "/{env}/myapp")]
struct AppConfig {
    #[config(secretsmanager = "a", key = "password", shared)]
    password: figleaf::Secret,
    #[config(nested, env = "DB")]
    database: Database,
    #[config(env = "DB")]
    url: String,
}

#[derive(Config)]
struct Database {}

fn main() {}
