use figleaf::Config;

#[derive(Config)]
#[config(prefix = "/{env}/myapp", fixed)]
struct AppConfig {
    #[config(fixd)]
    near: u16,
    #[config(fixed = true)]
    value: u16,
    #[config(fixed = false)]
    other: u16,
    #[config(fixed("first"))]
    list: u16,
    #[config(fixed, default = 8080)]
    #[config(fixed)]
    twice: u16,
}

fn main() {}
