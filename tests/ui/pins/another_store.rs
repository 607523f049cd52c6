use figleaf::{Config, Secret};

#[derive(Config)]
#[config(prefix = "/{env}/myapp")]
struct AppConfig {
    #[config(secretsmanager = "{env}/key", version = 3)]
    secret: Secret,
    #[config(secretsmanager = "{env}/key", label = "blue")]
    labelled: Secret,
    #[config(ssm = "/key", stage = "AWSPREVIOUS")]
    parameter: String,
    #[config(version_id = "01234567-89ab-cdef-0123-456789abcdef")]
    implicit: String,
}

fn main() {}
