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
    #[cfg(any())]
    #[config(env = "PORT", alias = "port")]
    twice: u16,
    #[cfg(not(any()))]
    #[config(alias = "before")]
    there: String,
    #[cfg_attr(any(), config(version = 0))]
    #[deprecated]
    old: Option<u8>,
}

fn main() {
    let names: Vec<_> = AppConfig::SCHEMA.fields().iter().map(|field| field.name()).collect();
    assert_eq!(names, ["port", "there", "old"]);
    assert_eq!(AppConfig::SCHEMA.env_prefix(), Some("MYAPP"));
    assert_eq!(AppConfig::SCHEMA.fields()[0].env(), Some("PORT"));
}
