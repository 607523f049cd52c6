//! A rule may name a function or constant that is called like the field, also when another field
//! could not be decoded.

use figleaf::Config;
use figleaf::figment::providers::Serialized;
use validator::{Validate, ValidationError};

#[derive(Debug, Config, Validate)]
#[config(prefix = "/myapp")]
struct AppConfig {
    #[validate(custom(function = level))]
    level: String,
    #[validate(range(max = size))]
    size: u8,
    #[validate(custom(function = r#type))]
    r#type: String,
    // Whoever calls a function like the hidden field gets it too.
    #[validate(custom(function = __name))]
    name: String,
    port: u16,
}

#[allow(non_upper_case_globals)]
const size: u8 = 10;

fn level(level: &str) -> Result<(), ValidationError> {
    if level == "info" { Ok(()) } else { Err(ValidationError::new("unknown_level")) }
}

fn r#type(r#type: &str) -> Result<(), ValidationError> {
    if r#type == "web" { Ok(()) } else { Err(ValidationError::new("unknown_type")) }
}

fn __name(name: &str) -> Result<(), ValidationError> {
    if name == "me" { Ok(()) } else { Err(ValidationError::new("unknown_name")) }
}

/// The paths and codes of the problems, sorted.
fn problems(values: [&'static str; 5]) -> Vec<String> {
    let fields = ["level", "size", "type", "name", "port"];
    let loader =
        fields.into_iter().zip(values).fold(AppConfig::loader(), |loader, (field, value)| {
            loader.merge(Serialized::default(field, value))
        });
    let Err(error) = loader.load_owned_blocking() else { return Vec::new() };
    let problems = error.problems().iter();
    let mut problems: Vec<_> =
        problems.map(|problem| format!("{} {}", problem.path(), problem.code())).collect();
    problems.sort_unstable();
    problems
}

fn main() {
    assert!(problems(["info", "10", "web", "me", "8080"]).is_empty());
    let rejected = ["level rejected", "name rejected", "size rejected", "type rejected"];
    assert_eq!(problems(["loud", "11", "cat", "you", "8080"]), rejected);

    assert_eq!(problems(["info", "10", "web", "me", "many"]), ["port invalid"]);
    let all = ["level rejected", "name rejected", "port invalid", "size rejected", "type rejected"];
    assert_eq!(problems(["loud", "11", "cat", "you", "many"]), all);
}
