use figleaf::Config;

#[derive(Config)]
#[config(prefix = "/{env}/myapp")]
struct Parameters {
    #[config(alias = "port")]
    http_port: u16,
    port: u16,
    #[config(alias = "address")]
    host: String,
    #[config(alias = "/{env}/myapp/address")]
    bind: String,
    #[config(ssm = "/{env}/myapp/level")]
    level: String,
    #[config(alias = "level")]
    log_level: String,
}

#[derive(Config)]
#[config(secretsmanager = "{env}/database")]
struct Document {
    #[config(alias = "user")]
    username: String,
    user: String,
}

#[derive(Config)]
struct Keys {
    #[config(secretsmanager = "{env}/database", key = "username", alias = "user")]
    username: String,
    #[config(secretsmanager = "{env}/database", key = "user")]
    user: String,
    #[config(secretsmanager = "{env}/replica", key = "user", alias = "username")]
    fine: String,
}

fn main() {}
