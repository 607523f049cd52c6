use figleaf::source::{Binding, secretsmanager};
use figleaf::{Config, Secret};

const fn own(name: &'static str) -> Binding {
    secretsmanager(name).with_stage("AWSPREVIOUS")
}

#[derive(Config)]
struct AppConfig {
    #[config(from = own("a"))]
    text: String,
    #[config(from = own("b"), json)]
    json: Option<Vec<String>>,
    #[config(from = own("c"), sensitive = false)]
    public: String,
    #[config(from = own("d"), key = "user")]
    user: String,
    #[config(from = own("e").with_key("user"))]
    key_of_binding: String,
    #[config(from = own("f"))]
    secret: Secret,
    #[config(from = Binding::new("secretsmanagers", "g"))]
    another_source: String,
}

fn main() {}
