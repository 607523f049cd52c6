use figleaf::Config;

#[derive(Config)]
#[config(secretsmanager = "all", from = figleaf::source::ssm("/all"))]
struct AppConfig {
    #[config(from = figleaf::source::ssm("/a"), ssm = "/a")]
    a: String,
    #[config(from = figleaf::source::ssm("/b"), from = figleaf::source::ssm("/c"))]
    b: String,
}

fn main() {}
