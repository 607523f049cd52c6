use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(ssm = "/a", version = 0)]
    zero: String,
    #[config(ssm = "/a", version = -1)]
    negative: String,
    #[config(ssm = "/a", version = "3")]
    text: String,
    #[config(ssm = "/a", version)]
    nothing: String,
    #[config(ssm = "/a", version = 99999999999999999999)]
    huge: String,
}

fn main() {}
