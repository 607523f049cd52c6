//! Another version of validator has the same attributes, and another trait of the same name.

use figleaf::Config;

#[derive(Config, validator_020::Validate)]
#[validate(crate = "validator_020")]
struct AppConfig {
    #[validate(range(min = 1))]
    port: u16,
}

fn main() {}
