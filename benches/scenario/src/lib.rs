//! What every program loads, and what the mock answers, so that all of them do the same work.

use std::ops::Range;

/// The header with which the extension is asked.
pub const TOKEN_HEADER: &str = "x-aws-parameters-secrets-token";

/// What GetParameters takes at most.
pub const PARAMETERS_AT_ONCE: usize = 10;

/// What BatchGetSecretValue takes at most.
pub const SECRETS_AT_ONCE: usize = 20;

/// The values that the mock has.
pub const KNOWN: Range<usize> = 0..500;

/// Parameters and secrets, by their names.
#[derive(Debug)]
pub struct Scenario {
    pub parameters: Vec<String>,
    pub secrets: Vec<String>,
}

impl Scenario {
    /// What the first argument says: `12+4` are twelve parameters and four secrets.
    ///
    /// # Panics
    /// When there is no such argument.
    pub fn from_args() -> Self {
        let argument = std::env::args().nth(1).expect("an argument such as 12+4");
        let (parameters, secrets) = argument.split_once('+').expect("parameters+secrets");
        let count = |text: &str| text.parse::<usize>().expect("a number");
        Self {
            parameters: (0..count(parameters)).map(parameter).collect(),
            secrets: (0..count(secrets)).map(secret).collect(),
        }
    }

    /// Ends the program with an error unless these are the values of the scenario, in any order.
    ///
    /// # Panics
    /// When they are not.
    pub fn check<'v>(&self, values: impl IntoIterator<Item = &'v str>) {
        let names = self.parameters.iter().chain(&self.secrets);
        let expected = names.map(|name| value(name).len());
        let lengths = values.into_iter().map(str::len);
        let sum = |(count, bytes), length| (count + 1, bytes + length);
        assert_eq!(lengths.fold((0, 0), sum), expected.fold((0, 0), sum), "values and their bytes");
    }
}

/// The name of a parameter.
pub fn parameter(number: usize) -> String {
    format!("/bench/p-{number:02}")
}

/// The name of a secret.
pub fn secret(number: usize) -> String {
    format!("bench/s-{number:02}")
}

/// Whether there is a parameter of that name.
pub fn is_parameter(name: &str) -> bool {
    is_known(name, "/bench/p-", parameter)
}

/// Whether there is a secret of that name.
pub fn is_secret(name: &str) -> bool {
    is_known(name, "bench/s-", secret)
}

/// By its number, so that a scenario with hundreds of them does not keep the mock busy.
fn is_known(name: &str, prefix: &str, of: fn(usize) -> String) -> bool {
    let number = name.strip_prefix(prefix).and_then(|number| number.parse().ok());
    number.is_some_and(|number| KNOWN.contains(&number) && of(number) == name)
}

/// What is stored under a name: a URL in a parameter, a JSON document such as RDS writes in a secret.
pub fn value(name: &str) -> String {
    match name.strip_prefix('/') {
        Some(name) => format!("https://internal.example/{name}?patience=30s"),
        None => format!(
            r#"{{"username":"app","password":"p4ssw0rd-of-{name}","engine":"postgres","host":"db.internal.example","port":5432}}"#
        ),
    }
}
