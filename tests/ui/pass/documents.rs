//! Groups whose documents are in variables, and documents that have keys of others.

use figleaf::Config;

#[derive(Config)]
#[config(prefix = "/{env}/myapp", env_prefix = "MYAPP", empty_is_unset)]
struct AppConfig {
    #[config(nested, env = "DB")]
    first: Database,
    #[config(nested, env = "DB", secretsmanager = "{env}/db", shared)]
    second: Option<Database>,
    #[config(flatten, env = "REST", shared)]
    rest: Rest,
}

#[derive(Config)]
struct Database {
    host: String,
}

#[derive(Config)]
#[config(secretsmanager = "{env}/rest", env = "OWN", shared)]
struct Rest {
    token: figleaf::Secret,
}

fn main() {}
