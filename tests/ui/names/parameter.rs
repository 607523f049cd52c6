use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(ssm = "/my app/key")]
    space: String,
    #[config(ssm = "/myapp//key")]
    slashes: String,
    #[config(ssm = "/myapp/key/")]
    trailing: String,
    #[config(ssm = "/schlüssel")]
    umlaut: String,
}

fn main() {}
