use figleaf::Config;
use figleaf::source::{Binding, Key};

#[derive(Config)]
#[config(from = Some(Binding::new("vault", "all")))]
struct Document {}

#[derive(Config)]
struct AppConfig {
    #[config(from = Key::new("a"))]
    another: String,
    #[config(from = no_such_source("a"))]
    unknown: String,
    #[config(from = (1, 2), key = "a")]
    pair: String,
}

fn main() {}
