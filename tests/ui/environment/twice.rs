use figleaf::Config;

#[derive(Config)]
#[config(env_prefix = "MYAPP")]
struct AppConfig {
    #[config(env = "PORT")]
    http: u16,
    #[config(env = "PORT")]
    grpc: u16,
    log_level: String,
    #[config(env = "MYAPP_LOG_LEVEL")]
    level: String,
    #[config(env = "MYAPP_HOST")]
    address: String,
    host: String,
}

fn main() {}
