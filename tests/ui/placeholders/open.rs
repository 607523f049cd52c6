use figleaf::Config;

#[derive(Config)]
#[config(prefix = "/{env/myapp")]
struct AppConfig {
    #[config(ssm = "/{}/key")]
    empty: String,
    #[config(ssm = "/env}/key")]
    unopened: String,
    #[config(ssm = "/{{env}}/key")]
    doubled: String,
}

fn main() {}
