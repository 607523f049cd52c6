//! What makes text needs no network, no credentials and no variables: each way to them is a trap here.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use super::folder;
use super::support::programs::example;

/// Every place at which a client of AWS looks first, and what the program itself reads.
fn traps(command: &mut Command, home: &Path, port: u16) {
    let url = format!("http://127.0.0.1:{port}");
    command.env_clear().env("HOME", home).env("PATH", "/usr/bin:/bin").current_dir(home);
    for variable in [
        "ALL_PROXY",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_SSM",
        "AWS_ENDPOINT_URL_SECRETS_MANAGER",
        "AWS_ENDPOINT_URL_STS",
        "HTTPS_PROXY",
        "HTTP_PROXY",
    ] {
        command.env(variable, &url);
    }
    command.env("AWS_CONFIG_FILE", home.join("config"));
    command.env("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", port.to_string());
    for (variable, value) in [
        ("AWS_REGION", "us-east-9"),
        ("AWS_DEFAULT_REGION", "us-east-9"),
        ("ENVIRONMENT", "canary-environment"),
        ("MYAPP_API_KEY", "canary-key"),
        ("LOG_LEVEL", "canary-level"),
        ("FIGLEAF_LOCAL", "canary-file"),
        ("FIGLEAF_FINGERPRINT_KEY", "canary-fingerprint"),
    ] {
        command.env(variable, value);
    }
}

const GENERATED: [&[&str]; 12] = [
    &["policy", "prod", "--region", "eu-west-1", "--account", "123456789012"],
    &["policy", "prod", "--for", "check"],
    &["template", "cli", "prod"],
    &["template", "env", "prod"],
    &["template", "local", "prod"],
    &["template", "terraform", "prod"],
    &["template", "sam", "prod"],
    &["template", "cdk", "prod"],
    &["docs"],
    &["schema"],
    &["schema", "prod", "--document", "prod/database/config", "--json"],
    &["plan", "prod", "--starts-per-day", "1000"],
];

#[test]
fn nothing_is_asked_and_nothing_of_the_machine_is_in_the_answer() {
    let home = folder("alone");
    // A program that gives credentials leaves a trace.
    let trace = home.join("trace");
    let script =
        format!("[default]\ncredential_process = /bin/sh -c 'echo > {}'\n", trace.display());
    std::fs::write(home.join("config"), script).unwrap();
    let trap = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = trap.local_addr().unwrap().port();
    trap.set_nonblocking(true).unwrap();
    let connections = || std::iter::from_fn(|| trap.accept().ok()).count();
    let trapped = |args: &[&str]| -> Output {
        let mut command = example("config");
        traps(&mut command, &home, port);
        command.args(args).output().unwrap()
    };
    for args in GENERATED {
        let output = trapped(args);
        let plain = example("config").args(args).env_clear().output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(output.stdout, plain.stdout, "{args:?}");
        assert_eq!(output.stderr, plain.stderr, "{args:?}");
        assert_eq!(connections(), 0, "{args:?}");
        assert!(!trace.exists(), "{args:?}");
    }
    // The traps are alive: who asks AWS is caught by them.
    let output = trapped(&["check", "prod"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(connections() > 0 || trace.exists(), "{}", String::from_utf8_lossy(&output.stderr));
}
