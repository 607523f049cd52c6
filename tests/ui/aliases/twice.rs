use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(alias = "old", alias = "older", alias = "old")]
    repeated: String,
    #[config(alias = ["one", "two", "one"])]
    listed: String,
}

fn main() {}
