//! A role that may not call BatchGetSecretValue. In a process of its own, which remembers it.

#![cfg(all(feature = "derive", feature = "secretsmanager", feature = "ssm"))]

mod support;

use figleaf::{Config, Secret};
use support::stub::{Reply, Stub};

#[derive(Debug, Config)]
#[expect(dead_code, reason = "what is counted is not read")]
struct Five {
    #[config(secretsmanager = "a")]
    a: Secret,
    #[config(secretsmanager = "b")]
    b: Secret,
    #[config(secretsmanager = "c")]
    c: Secret,
    #[config(secretsmanager = "d")]
    d: Secret,
    #[config(secretsmanager = "e")]
    e: Secret,
}

#[test]
fn it_is_asked_once_in_a_process() {
    // Credentials that are refused say nothing of the permission.
    let stub = Stub::start(|_| Reply::error("ExpiredTokenException", "no"));
    let error = Five::loader().sdk_config(&stub.sdk_config()).load_owned_blocking().unwrap_err();
    assert!(error.to_string().contains("the credentials have expired"), "{error}");

    let stub = Stub::start(|request| match request.target.as_str() {
        "secretsmanager.BatchGetSecretValue" => Reply::error("AccessDeniedException", "no"),
        _ => Reply::secret(&request.names[0], "x"),
    });
    let load = || Five::loader().sdk_config(&stub.sdk_config()).load_owned_blocking().unwrap();
    load();
    assert_eq!(stub.requests().len(), 1 + 5);
    load();
    assert_eq!(stub.requests().len(), 1 + 5 + 5);
    let batches = stub.requests().iter().filter(|r| r.target.contains("Batch")).count();
    assert_eq!(batches, 1);
}
