use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(ssm = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/key-AbCdEf")]
    parameter: String,
    #[config(secretsmanager = "arn:aws:ssm:eu-west-1:123456789012:parameter/prod/key")]
    secret: figleaf::Secret,
    #[config(ssm = "arn:aws:ssm:eu-west-1:123456789012:parameter/prod/key")]
    fine: String,
}

fn main() {}
