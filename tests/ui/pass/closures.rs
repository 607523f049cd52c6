use figleaf::{Config, Secret};
use serde::Deserialize;
use serde::de::Error;

#[derive(Config, Debug)]
struct AppConfig {
    #[config(env = "A", with = |value| humantime_serde::deserialize(value))]
    a: std::time::Duration,
    #[config(env = "B", with = |value| {
        let text = String::deserialize(value)?;
        u32::from_str_radix(&text, 16).map_err(Error::custom)
    })]
    b: Option<u32>,
    #[config(env = "C", default = 7, with = |_| Ok(8))]
    c: u8,
    #[config(env = "D", with = |value| String::deserialize(value).map(|text| text.to_uppercase().into()))]
    d: Secret,
    #[config(env = "E", with = "humantime_serde::deserialize")]
    e: std::time::Duration,
}

fn main() {
    let variables = [("A", "5s"), ("B", "ff"), ("D", "secret"), ("E", "1m")];
    let config = AppConfig::loader().env_vars(variables).load_owned_blocking().unwrap();
    assert_eq!((config.a.as_secs(), config.b, config.c), (5, Some(255), 7));
    assert_eq!((config.d.expose_secret().as_str(), config.e.as_secs()), ("SECRET", 60));
}
