//! The validator that figleaf calls, by its path in figleaf.

use figleaf::Config;
use figleaf::schema::Schema;
use figleaf::validator::{Validate, ValidationError};

#[derive(Config, Validate)]
#[validate(crate = "figleaf::validator", schema(function = whole))]
struct AppConfig {
    #[config(env = "PORT")]
    #[validate(range(min = 1), custom(function = is_odd))]
    port: u16,
    #[config(nested)]
    not_validated: Group,
    #[config(nested)]
    by_hand: ByHand,
}

#[derive(Config)]
struct Group {
    #[config(env = "HOST", default = "localhost")]
    host: String,
}

#[derive(Config)]
struct ByHand {}

impl Validate for ByHand {
    fn validate(&self) -> Result<(), figleaf::validator::ValidationErrors> {
        Ok(())
    }
}

/// Its trait is another one, and no attribute shows that there are rules.
#[derive(Config)]
struct OfAnotherVersion {}

impl validator_020::Validate for OfAnotherVersion {
    fn validate(&self) -> Result<(), validator_020::ValidationErrors> {
        Ok(())
    }
}

fn whole(_: &AppConfig) -> Result<(), ValidationError> {
    Ok(())
}

fn is_odd(port: u16) -> Result<(), ValidationError> {
    if port % 2 == 1 { Ok(()) } else { Err(ValidationError::new("even")) }
}

fn main() {
    let error = AppConfig::loader().env_vars([("PORT", "2")]).load_owned_blocking().err().unwrap();
    assert_eq!(error.problems()[0].path(), "port");
    let config = AppConfig::loader().env_vars([("PORT", "3")]).load_owned_blocking().unwrap();
    assert_eq!((config.port, config.not_validated.host.as_str()), (3, "localhost"));
    let validated = |schema: &'static Schema| {
        let structs = schema.structs().into_iter();
        structs.map(|schema| (schema.name(), schema.is_validated())).collect::<Vec<_>>()
    };
    let expected = [("AppConfig", true), ("Group", false), ("ByHand", true)];
    assert_eq!(validated(AppConfig::SCHEMA), expected);
    assert_eq!(validated(OfAnotherVersion::SCHEMA), [("OfAnotherVersion", false)]);
}
