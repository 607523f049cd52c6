use figleaf::{Config, Secret};

#[derive(Config)]
#[config(prefix = "/{env}/myapp")]
struct AppConfig {
    #[config(skip, fixed)]
    cache: Vec<u8>,
    #[config(fixed, version = 3)]
    greeting: String,
    #[config(
        secretsmanager = "root",
        version_id = "01234567-89ab-cdef-0123-456789abcdef",
        fixed
    )]
    root: Option<Secret>,
    #[config(fixed, label = "blue")]
    moves: String,
    #[config(nested, fixed, ssm = "/group", version = 3)]
    has_others: Group,
}

#[derive(Config)]
struct Group {}

fn main() {}
