use figleaf::Config;

#[derive(Config)]
#[config(prefix = "/{env}/myapp")]
struct AppConfig {
    api_key: String,
    #[config(rename = "api-key")]
    other_key: String,
}

#[derive(Config)]
#[config(secretsmanager = "{env}/database")]
struct Database {
    user: String,
    #[config(rename = "user")]
    username: String,
}

fn main() {}
