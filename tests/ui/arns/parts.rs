use figleaf::{Config, Secret};

#[derive(Config)]
struct AppConfig {
    #[config(ssm = "arn:aws:ssm:eu-west-1")]
    cut: String,
    #[config(ssm = "arn:amazon:ssm:eu-west-1:123456789012:parameter/a")]
    partition: String,
    #[config(ssm = "arn:aws:ssm::123456789012:parameter/a")]
    no_region: String,
    #[config(secretsmanager = "arn:aws:secretsmanager:Ireland:123456789012:secret:a")]
    region: Secret,
    #[config(ssm = "arn:aws:ssm:eu-west-1::parameter/a")]
    no_account: String,
    #[config(secretsmanager = "arn:aws:secretsmanager:eu-west-1:1234:secret:a")]
    account: Secret,
    #[config(ssm = "arn:{partition}:ssm:{region}:{account}:parameter/a")]
    fine: String,
    #[config(secretsmanager = "arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:a-AbCdEf")]
    fine_too: Secret,
}

fn main() {}
