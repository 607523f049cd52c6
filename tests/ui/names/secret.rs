use figleaf::Config;

#[derive(Config)]
#[config(secretsmanager = "{env}/my database")]
struct AppConfig {
    #[config(secretsmanager = "prod/key#1")]
    key: figleaf::Secret,
    #[config(secretsmanager = "prod/key:AWSPREVIOUS")]
    stage: figleaf::Secret,
}

fn main() {}
