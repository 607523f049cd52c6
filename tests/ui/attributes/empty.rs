use figleaf::Config;

#[derive(Config)]
#[config(default_environment = "")]
struct AppConfig {
    #[config(ssm = "/a", key = "")]
    a: String,
    #[config(delimiter = "")]
    b: Vec<String>,
    #[config(rename = "")]
    c: String,
    #[config(ssm = "")]
    d: String,
}

fn main() {}
