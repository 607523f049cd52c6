use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(ssm = "/a", version = 3)]
    a: String,
    #[config(ssm = "/b", label = "blue")]
    b: String,
    #[config(secretsmanager = "c", stage = "AWSPREVIOUS")]
    c: figleaf::Secret,
    #[config(secretsmanager = "d", version_id = "1")]
    d: figleaf::Secret,
    #[config(alias = "old")]
    e: String,
    #[config(from = vault("f"))]
    f: String,
    #[config(by_path)]
    g: std::collections::HashMap<String, String>,
}

fn main() {}
