use figleaf::Config;

#[derive(Config)]
#[config(prefix = "${PREFIX}", env_prefix = "APP")]
struct AppConfig {
    #[config(secretsmanager = "prod/${DB_SECRET}")]
    around: figleaf::Secret,
    #[config(ssm = "${DB-SECRET}")]
    no_variable: String,
    #[config(ssm = "$DB_SECRET")]
    no_braces: String,
    #[config(secretsmanager = "${DB_SECRET}#password")]
    with_key: figleaf::Secret,
    #[config(secretsmanager = "${DB_SECRET}:AWSPREVIOUS")]
    with_stage: figleaf::Secret,
    #[config(secretsmanager = "${APP_TOKEN}")]
    token: figleaf::Secret,
    #[config(env = "OTHER", secretsmanager = "${OTHER}")]
    other: figleaf::Secret,
}

fn main() {}
