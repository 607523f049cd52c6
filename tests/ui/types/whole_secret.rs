use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(secretsmanager = "{env}/key")]
    key: String,
    #[config(secretsmanager = "{env}/document", json)]
    document: Option<Vec<String>>,
    #[config(secretsmanager = "{env}/public", sensitive = false)]
    public: String,
    #[config(secretsmanager = "{env}/document", key = "user")]
    user: String,
}

fn main() {}
