use figleaf::{Config, Secret};

#[derive(Config)]
#[config(prefix = "arn:aws:ssm:eu-west-1:123456789012:parameter/myapp")]
struct Prefix {}

#[derive(Config)]
#[config(prefix = "/{env}/myapp")]
struct AppConfig {
    #[config(ssm = "/{env}/arn:aws:ssm:eu-west-1:123456789012:parameter/a")]
    absolute: String,
    #[config(rename = "arn:aws:ssm:eu-west-1:123456789012:parameter/a")]
    renamed: String,
    #[config(secretsmanager = "{env}/arn:aws:secretsmanager:eu-west-1:123456789012:secret:a")]
    secret: Secret,
}

fn main() {}
