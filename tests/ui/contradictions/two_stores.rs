use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(ssm = "/a", secretsmanager = "a")]
    key: figleaf::Secret,
}

#[derive(Config)]
#[config(secretsmanager = "a", ssm = "/a")]
struct Document {
    key: String,
}

fn main() {}
