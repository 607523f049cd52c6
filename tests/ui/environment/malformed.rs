use figleaf::Config;

#[derive(Config)]
#[config(environment = "MY-ENV", env_prefix = "1APP")]
struct AppConfig {
    #[config(env = "my.var")]
    dots: String,
    #[config(env = "")]
    empty: String,
}

fn main() {}
