use figleaf::Config;

#[derive(Config)]
#[cfg_attr(all(), config(env_prefix = "MYAPP"))]
struct AppConfig {
    #[cfg_attr(all(), config(env = "PORT"))]
    #[cfg(all())]
    port: u16,
    #[cfg(any())]
    #[config(no_such = "attribute")]
    gone: NoSuchType,
    #[deprecated]
    old: Option<u8>,
}

fn main() {
    assert_eq!(AppConfig::SCHEMA.env_prefix(), Some("MYAPP"));
    assert_eq!(AppConfig::SCHEMA.fields()[0].env(), Some("PORT"));
}
