use figleaf::Config;

#[derive(Config)]
#[config(env_prefix = "MYAPP")]
struct Prefixed {
    #[config(alias = "log-level")]
    level: String,
    log_level: String,
    #[config(alias = "api_key")]
    api_key: String,
    #[config(env = "MYAPP_HOST")]
    address: String,
    #[config(alias = "host")]
    bind: String,
}

#[derive(Config)]
struct Explicit {
    #[config(env = "PORT", alias = "HTTP_PORT")]
    port: u16,
    #[config(env = "HTTP_PORT")]
    http_port: u16,
    #[config(env = "HOST", alias = "my-host")]
    host: String,
}

fn main() {}
