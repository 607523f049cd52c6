//! The README's first command does what it promises, with nothing set and with what the program's own page
//! tells to try.

use std::process::{Command, Output};

fn quickstart(variables: &[(&str, &str)]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    program.env_clear().envs(variables.iter().copied()).output().unwrap()
}

#[test]
fn it_runs_without_an_account_and_prints_no_secret() {
    let output = quickstart(&[]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("connecting to localhost:5432"), "{told}");
    assert!(told.contains("api_key            ssm:/dev/myapp/api-key"), "{told}");
    let store = include_str!("../quickstart.toml");
    for secret in ["sk_test_123456", "correct-horse-battery"] {
        assert!(store.contains(secret), "{secret} is not in the store");
        assert!(!told.contains(secret), "{told}");
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let output = quickstart(&[("MYAPP_API_KEY", "short"), ("LOG_LEVEL", "loud")]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && told.contains(": 2 problems"), "{told}");
    for rejected in
        ["api_key    rejected by length(min = 8)", "log_level  rejected: must be one of"]
    {
        assert!(told.contains(rejected), "{told}");
    }
}
