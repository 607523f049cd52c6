use figleaf::Config;

#[derive(Config)]
#[config(version = 3)]
struct AppConfig {
    #[config(env = "LEVEL", version = 3)]
    level: String,
    #[config(env = "TOKEN", stage = "AWSPREVIOUS")]
    token: String,
    #[config(nested, label = "blue")]
    database: Database,
    #[config(flatten, version_id = "01234567-89ab-cdef-0123-456789abcdef")]
    more: Database,
}

#[derive(Config)]
struct Database {}

fn main() {}
