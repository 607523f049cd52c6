use figleaf::Config;

#[derive(Config, serde::Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Defaults {
    log_level: String,
    port: u16,
    #[config(default)]
    fine: u16,
    optional: Option<u16>,
}

#[derive(Config, serde::Deserialize)]
#[serde(default = "path::to_defaults", rename_all(deserialize = "camelCase"))]
struct DefaultsOfPath {
    log_level: String,
}

mod path {
    pub fn to_defaults() -> super::DefaultsOfPath {
        super::DefaultsOfPath { log_level: String::new() }
    }
}

#[derive(Config, serde::Deserialize)]
#[serde(from = "u16")]
struct From {
    port: u16,
}

#[derive(Config, serde::Deserialize)]
#[serde(try_from = "u16")]
struct TryFrom {
    port: u16,
}

#[derive(Config, serde::Deserialize)]
#[serde(transparent)]
struct Transparent {
    port: u16,
}

impl std::convert::From<u16> for From {
    fn from(port: u16) -> Self {
        Self { port }
    }
}

impl std::convert::TryFrom<u16> for TryFrom {
    type Error = std::num::TryFromIntError;

    fn try_from(port: u16) -> Result<Self, Self::Error> {
        Ok(Self { port })
    }
}

fn main() {}
