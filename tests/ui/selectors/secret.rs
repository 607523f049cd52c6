use figleaf::{Config, Secret};

#[derive(Config)]
#[config(secretsmanager = "{env}/all#database")]
struct Database {}

#[derive(Config)]
struct AppConfig {
    #[config(secretsmanager = "a:AWSPREVIOUS")]
    stage: Secret,
    #[config(secretsmanager = "a#user")]
    key: Secret,
    #[config(secretsmanager = "a:01234567-89ab-cdef-0123-456789abcdef")]
    version_id: Secret,
    #[config(secretsmanager = "a:user:AWSPREVIOUS:")]
    of_a_task_definition: Secret,
}

fn main() {}
