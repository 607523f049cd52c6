use figleaf::Config;

#[derive(Config)]
#[config(prefix = "/{ENV}/myapp")]
struct AppConfig {
    #[config(ssm = "/{environment}/key")]
    long: String,
    #[config(secretsmanager = "{envs}/key")]
    plural: figleaf::Secret,
    #[config(secretsmanager = "{evn}/key")]
    swapped: figleaf::Secret,
}

fn main() {}
