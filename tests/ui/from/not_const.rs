use figleaf::Config;
use figleaf::source::Binding;

fn vault(name: &'static str) -> Binding {
    Binding::new("vault", name)
}

#[derive(Config)]
struct AppConfig {
    #[config(from = vault("key"))]
    key: String,
}

fn main() {}
