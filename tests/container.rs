//! Credentials of ECS, EKS and Lambda with SnapStart, which need no Cargo feature: the container's endpoint, as
//! a stub.

#![cfg(all(
    feature = "derive",
    any(feature = "direct", all(feature = "secretsmanager", feature = "ssm"))
))]

mod support;

use std::time::Duration;

use support::app::{App, answer};
use support::machine::Machine;
use support::stub::{Reply, Stub};

/// For an endpoint that hangs.
const BRIEF: Duration = Duration::from_millis(800);

#[tokio::test]
async fn a_container() {
    let stub = Stub::start(answer);
    let agent = Stub::start(|request| {
        assert_eq!(request.headers["authorization"], "the-token");
        Reply::status(
            200,
            r#"{"AccessKeyId":"FIGLEAFC000000000000","SecretAccessKey":"hunter2","Token":"t","Expiration":"2099-01-01T00:00:00Z"}"#,
        )
    });
    let uri = format!("{}/v1/credentials", agent.endpoint());
    let machine = Machine::new()
        .file("token", "the-token\n")
        .with("AWS_CONTAINER_CREDENTIALS_FULL_URI", &uri)
        .with("AWS_ENDPOINT_URL", &stub.endpoint());
    let file = machine.path("token");
    let machine = machine.with("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", &file);
    machine.load::<App>().await.unwrap();
    assert!(stub.requests()[0].headers["authorization"].contains("FIGLEAFC000000000000"));
    assert_eq!(agent.requests().len(), 1);
    // A function with SnapStart has no keys either, and asks no chain.
    machine.with("AWS_LAMBDA_FUNCTION_NAME", "f").load::<App>().await.unwrap();
    assert_eq!(agent.requests().len(), 2);
}

#[tokio::test]
async fn a_container_that_gives_none() {
    let machine = |uri: &str| Machine::new().with("AWS_CONTAINER_CREDENTIALS_FULL_URI", uri);
    let denies = Stub::start(|_| Reply::status(401, r#"{"message":"hunter2"}"#));
    let broken = Stub::start(|_| Reply::status(200, "hunter2"));
    let down = Stub::start(|_| Reply::status(503, ""));
    let hangs = Stub::start(|_| Reply::Hang);
    let mut told = Vec::new();
    for stub in [&denies, &broken, &down] {
        told.push(machine(&stub.endpoint()).fails::<App>().await.1);
    }
    assert_eq!(down.requests().len(), 3);
    told.push(machine(&hangs.endpoint()).timeout(BRIEF).fails::<App>().await.1);
    let refused = support::stub::refused_endpoint();
    told.push(machine(refused.endpoint_url().unwrap()).fails::<App>().await.1);
    told.push(machine("http://example.com/credentials").fails::<App>().await.1);
    told.push(
        machine("http://localhost/")
            .with("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/nowhere/token")
            .fails::<App>()
            .await
            .1,
    );
    insta::assert_snapshot!(told.join("\n\n"));
}
