//! Traits of the user's that all types implement, in scope where the code is generated.

#![deny(warnings)]

use figleaf::{Config, Secret, source::Memory, validator::Validate};

trait Check {
    fn check<D>(&self, _: &mut D) -> u8 {
        0
    }
    fn incomplete(&self) -> u8 {
        0
    }
    fn validate<D>(&self, _: &D) -> u8 {
        0
    }
    fn required<D>(&self, _: usize) -> u8 {
        0
    }
    fn build(&self) -> u8 {
        0
    }
}

impl<T: ?Sized> Check for T {}

trait Constants {
    const REDACTS: u8 = 0;
    const BYTES: u8 = 0;
    const TEXT: u8 = 0;
    const LIST: u8 = 0;
    const TIME: u8 = 0;
    const OPTION: u8 = 0;
    const VALIDATED: u8 = 0;
}

impl<T: ?Sized> Constants for T {}

#[derive(Config)]
#[config(prefix = "/app")]
struct AppConfig {
    name: Name,
    key: Secret<String>,
    #[config(nested)]
    limits: Limits,
}

#[derive(serde::Deserialize)]
struct Name(String);

#[derive(Config, Validate)]
struct Limits {
    #[validate(range(max = 3))]
    first: u8,
}

fn main() {
    assert_eq!(
        (1.check(&mut 2), 1.incomplete(), 1.validate(&2), 1.required::<u8>(3), 1.build()),
        (0, 0, 0, 0, 0)
    );
    let all = [
        u8::REDACTS + u8::BYTES + u8::TEXT + u8::LIST,
        u8::TIME + u8::OPTION + <u8 as Constants>::VALIDATED,
    ];
    assert_eq!(all, [0, 0]);
    let parameters = Memory::new("ssm").with("/app/name", "a").with("/app/key", "b");
    let loader = |first| {
        let parameters = parameters.clone().with("/app/limits/first", first);
        AppConfig::loader().no_env_vars().source(parameters).load_owned_blocking()
    };
    let app = loader("3").unwrap();
    assert_eq!(
        (app.name.0.as_str(), app.key.expose_secret().as_str(), app.limits.first),
        ("a", "b", 3)
    );
    assert!(loader("4").is_err());
}
