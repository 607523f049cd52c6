use figleaf::Config;

#[derive(Config)]
#[config(ssm = "/{env}/all:3")]
struct AppConfig {
    #[config(ssm = "/a:3")]
    version: String,
    #[config(ssm = "a:blue")]
    label: String,
    #[config(ssm = "/a#user")]
    key: String,
    #[config(ssm = "/a:b:c")]
    neither: String,
}

fn main() {}
