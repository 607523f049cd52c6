//! What is deprecated is told where the user names it, and not once more by generated code.

#![deny(deprecated, warnings)]

use figleaf::Config;

#[derive(Config)]
#[deprecated]
#[allow(dead_code)]
pub struct Old {
    pub port: u16,
}

#[derive(Config)]
pub struct AppConfig {
    #[deprecated]
    pub port: u16,
    #[allow(deprecated)]
    #[config(nested)]
    pub old: Old,
    #[allow(deprecated)]
    pub older: Older,
    #[expect(deprecated, reason = "it goes with the next version")]
    pub oldest: Older,
}

#[derive(Config)]
#[config(prefix = "/app")]
#[expect(deprecated)]
pub struct Expecting {
    pub older: Older,
}

#[deprecated]
#[derive(serde::Deserialize)]
pub struct Older(pub u8);

fn main() {
    assert_eq!(AppConfig::SCHEMA.fields().len(), 4);
}
