//! Answers of AWS to figleaf's own client: HTTP, the JSON in it, the bodies of errors, and the credentials of a
//! container.
//!
//! The first line of an input says what is given: `keys`, or `container` when the first answer is that of the
//! endpoint for credentials.

#![no_main]

use std::time::Duration;

use figleaf::{Config, Transport};
use figleaf_fuzz::app::WithPath;
use figleaf_fuzz::pieces::first_line;
use figleaf_fuzz::{canary, server};
use libfuzzer_sys::fuzz_target;

/// For answers that never end. Nothing else waits for it.
const BRIEF: Duration = Duration::from_millis(10);

fuzz_target!(|input: &str| {
    let Some(text) = canary::planted(input) else { return };
    let (given, answers) = first_line(&text);
    let loaded = server::load(answers, |port| {
        let endpoint = format!("http://127.0.0.1:{port}");
        let mut variables = vec![
            ("AWS_REGION", "eu-west-1".to_owned()),
            ("AWS_ENDPOINT_URL", endpoint.clone()),
            // Otherwise most of the time is spent in pauses between attempts.
            ("AWS_MAX_ATTEMPTS", "1".to_owned()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ];
        variables.extend(match given {
            "container" => vec![
                ("AWS_CONTAINER_CREDENTIALS_FULL_URI", format!("{endpoint}/credentials")),
                ("AWS_CONTAINER_AUTHORIZATION_TOKEN", canary::TEXT.to_owned()),
            ],
            _ => vec![
                ("AWS_ACCESS_KEY_ID", "FIGLEAFS000000000000".to_owned()),
                ("AWS_SECRET_ACCESS_KEY", canary::TEXT.to_owned()),
                ("AWS_SESSION_TOKEN", canary::TEXT.to_owned()),
            ],
        });
        let loader = WithPath::loader().environment("prod").transport(Transport::Direct);
        loader.env_vars(variables).timeout(BRIEF)
    });
    if let Ok(WithPath { app, .. }) = loaded {
        canary::check(
            "Debug of secrets",
            &format!("{:?} {:?} {:?}", app.key, app.bytes, app.login.password),
        );
    }
});
