use figleaf::Config;

#[derive(Config)]
#[config(from)]
struct AppConfig {
    #[config(from = "vault:key")]
    text: String,
    #[config(from = 5)]
    number: String,
    #[config(from("key"))]
    called: String,
    #[config(from = )]
    nothing: String,
}

fn main() {}
