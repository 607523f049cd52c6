//! AWS's environment variables, the environment and figleaf's own: whatever somebody has set.
//!
//! Each line of an input is `NAME=value`. Those that lead to another machine are not set: the fuzzer calls nobody.

#![no_main]

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::time::Duration;

use figleaf::{Config, Transport};
use figleaf_fuzz::app::App;
use figleaf_fuzz::{canary, load};
use libfuzzer_sys::fuzz_target;

/// Words in the names of variables that lead to other machines or to files.
const ELSEWHERE: [&str; 8] =
    ["URL", "URI", "PROXY", "FILE", "BUNDLE", "LOCAL", "RUNTIME_API", "PROFILE"];

fuzz_target!(|input: &[u8]| {
    let Some(input) = planted(input) else { return };
    let given = input.split(|byte| *byte == b'\n').filter_map(variable);
    // Nobody listens there.
    let fixed = ["AWS_ENDPOINT_URL", "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT"]
        .into_iter()
        .zip(["http://127.0.0.1:1", "1"]);
    let fixed = fixed.map(|(name, value)| (name.to_owned(), OsString::from(value)));
    let variables: Vec<_> = given.chain(fixed).collect();
    for transport in [Transport::Direct, Transport::Extension] {
        let loader = App::loader().env_vars(variables.clone()).transport(transport);
        let _ = load::load(loader.timeout(Duration::from_millis(10)));
    }
});

/// The canaries in bytes that need not be UTF-8.
fn planted(input: &[u8]) -> Option<Vec<u8>> {
    let parts = input.split(|byte| *byte == b'~').collect::<Vec<_>>();
    let lossy = String::from_utf8_lossy(input);
    canary::planted(&lossy)?;
    Some(parts.join(canary::TEXT.as_bytes()))
}

fn variable(line: &[u8]) -> Option<(String, OsString)> {
    let at = line.iter().position(|byte| *byte == b'=')?;
    let name = std::str::from_utf8(&line[..at]).ok()?;
    let leads_elsewhere = ELSEWHERE.iter().any(|word| name.contains(word));
    let value = &line[at + 1..];
    (!leads_elsewhere && !value.contains(&0))
        .then(|| (name.to_owned(), OsStr::from_bytes(value).to_owned()))
}
