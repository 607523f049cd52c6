use figleaf::Config;

#[derive(Config)]
#[config(prefix = "/ssm-things")]
struct AppConfig {
    #[config(ssm = "/aws/key")]
    reserved: String,
    #[config(ssm = "/AWSome/key")]
    beginning: String,
    #[config(ssm = "/aws/service/ami-amazon-linux-latest/al2023")]
    public: String,
    #[config(ssm = "/aws/reference/secretsmanager/prod/database")]
    reference: String,
}

fn main() {}
