use figleaf::Config;

#[derive(Config)]
#[config(prefix = "/a", prefix = "/b")]
struct AppConfig {
    #[config(env = "PORT")]
    #[config(env = "HTTP_PORT")]
    port: u16,
}

fn main() {}
