use figleaf::{Config, Secret};

#[derive(Config)]
#[config(prefix = "/{env}/myapp")]
struct AppConfig {
    #[config(alias = "old", version = 3)]
    version: String,
    #[config(ssm = "/new", alias = "/old", label = "blue")]
    label: String,
    #[config(secretsmanager = "new", alias = "old", stage = "AWSPREVIOUS")]
    stage: Secret,
    #[config(alias = "old:3")]
    selector: String,
    #[config(secretsmanager = "newer", alias = "old#key")]
    key: Secret,
}

fn main() {}
