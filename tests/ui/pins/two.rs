use figleaf::{Config, Secret};

#[derive(Config)]
#[config(ssm = "/{env}/all", label = "blue", version = 3)]
struct AppConfig {
    #[config(ssm = "/key", version = 3, label = "blue")]
    parameter: String,
    #[config(secretsmanager = "key", stage = "AWSPREVIOUS", version_id = "01234567-89ab-cdef-0123-456789abcdef")]
    secret: Secret,
}

fn main() {}
