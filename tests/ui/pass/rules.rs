mod reexport {
    pub use validator as rules;
}

use reexport::rules::Validate;

#[derive(figleaf::Config, Validate)]
#[validate(crate = "crate::reexport::rules", schema(function = Self::whole))]
#[validate(schema(function = "whole", skip_on_field_errors = false))]
struct AppConfig {
    #[validate(length(min = 1), custom(function = no_space))]
    name: String,
    #[validate(custom(function = is_odd), range(min = 1))]
    port: u16,
    #[validate(custom(function = is_odd))]
    other: Option<u16>,
    #[validate(must_match(other = "name"))]
    again: String,
    #[validate(range(min = Self::MIN), custom(function = "Self::check"))]
    size: u8,
    #[validate(nested)]
    #[config(json)]
    flags: Vec<Flag>,
    // Rules that look at other fields.
    #[validate(range(min = self.low, max = { let most = self.port; most }))]
    high: u16,
    low: u16,
    #[validate(length(min = self.least()))]
    text: String,
}

impl AppConfig {
    const MIN: u8 = 1;

    fn least(&self) -> u64 {
        self.low.into()
    }

    fn whole(&self) -> Result<(), reexport::rules::ValidationError> {
        if self.low > self.high { Err(reexport::rules::ValidationError::new("order")) } else { Ok(()) }
    }

    fn check(size: u8) -> Result<(), reexport::rules::ValidationError> {
        if size == 7 { Err(reexport::rules::ValidationError::new("seven")) } else { Ok(()) }
    }
}

#[derive(serde::Deserialize, Validate)]
#[validate(crate = "crate::reexport::rules")]
struct Flag {
    #[validate(length(min = 1))]
    name: String,
}

fn whole(config: &AppConfig) -> Result<(), reexport::rules::ValidationError> {
    config.whole()
}

fn no_space(name: &str) -> Result<(), reexport::rules::ValidationError> {
    if name.contains(' ') { Err(reexport::rules::ValidationError::new("space")) } else { Ok(()) }
}

fn is_odd(number: u16) -> Result<(), reexport::rules::ValidationError> {
    if number % 2 == 1 { Ok(()) } else { Err(reexport::rules::ValidationError::new("even")) }
}

fn main() {}
