use figleaf::Config;

type Maybe = Option<u16>;

#[derive(Config)]
struct AppConfig {
    port: Maybe,
    #[config(default = Some(1))]
    with_default: Maybe,
    #[config(json)]
    json: Maybe,
    written: Option<u16>,
}

fn main() {}
