use figleaf::Config;

#[derive(Config)]
struct AppConfig {
    #[config(alias)]
    nothing: String,
    #[config(alias = 5)]
    number: String,
    #[config(alias = [])]
    none: String,
    #[config(alias = ["a", b])]
    mixed: String,
    #[config(alias("a"))]
    called: String,
}

fn main() {}
