use figleaf::{Config, Secret};

#[derive(Config)]
struct AppConfig {
    #[config(ssm = "arn:aws:ssm:eu-west-1:123456789012:parameter//a")]
    slashes: String,
    #[config(ssm = "arn:aws:ssm:eu-west-1:123456789012:parameter/a b")]
    blank: String,
    #[config(ssm = "arn:aws:ssm:eu-west-1:123456789012:parameter/ssm/a")]
    reserved: String,
    #[config(ssm = "arn:aws:ssm:eu-west-1:123456789012:parameter/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16")]
    deep: String,
    #[config(ssm = "arn:aws:ssm:eu-west-1:123456789012:parameter/a:3")]
    version: String,
    #[config(secretsmanager = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a b")]
    secret: Secret,
    #[config(secretsmanager = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-AbCdEf:user::")]
    key: Secret,
    #[config(secretsmanager = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:{envs}")]
    placeholder: Secret,
}

fn main() {}
