//! Answers of the extension and of the agent: HTTP, and what is in it.
//!
//! The first line of an input says which: `extension` or `agent`.

#![no_main]

use std::time::Duration;

use figleaf::{Config, Transport};
use figleaf_fuzz::app::App;
use figleaf_fuzz::pieces::first_line;
use figleaf_fuzz::{canary, server};
use libfuzzer_sys::fuzz_target;

/// For answers that never end. Nothing else waits for it.
const BRIEF: Duration = Duration::from_millis(10);

fuzz_target!(|input: &str| {
    let Some(text) = canary::planted(input) else { return };
    let (peer, answers) = first_line(&text);
    let loaded = server::load(answers, |port| {
        let mut variables = vec![
            ("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", port.to_string()),
            ("AWS_REGION", "eu-west-1".to_owned()),
            ("AWS_TOKEN", canary::TEXT.to_owned()),
        ];
        if peer != "agent" {
            // On Lambda, before the first invocation: nobody waits until it is ready.
            variables.push(("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1".to_owned()));
        }
        let loader = App::loader().environment("prod").transport(Transport::Extension);
        loader.env_vars(variables).timeout(BRIEF)
    });
    if let Ok(app) = loaded {
        canary::check(
            "Debug of secrets",
            &format!("{:?} {:?} {:?}", app.key, app.bytes, app.login.password),
        );
    }
});
