use figleaf::Config;
use validator::{Validate, ValidationError};

#[derive(Config, Validate)]
#[validate(context = Limits)]
struct AppConfig {
    #[validate(custom(function = check, use_context))]
    port: u16,
}

struct Limits;

fn check(_: u16, _: &Limits) -> Result<(), ValidationError> {
    Ok(())
}

fn main() {}
