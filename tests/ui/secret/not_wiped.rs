use figleaf::Secret;

struct AppConfig {
    endpoint: Secret<url::Url>,
    own: Option<Secret<Own>>,
}

struct Own(u8);

fn main() {}
