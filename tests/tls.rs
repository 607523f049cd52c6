//! TLS as figleaf sets it up: which certificates are believed, and one client for both services.

#![cfg(all(feature = "derive", feature = "secretsmanager", feature = "ssm"))]
#![allow(dead_code, reason = "what is counted is not read")]

mod support;

use std::time::Duration;

use figleaf::{Code, Config, Loader, Secret, TrustRoots};
use support::stub::{Reply, Request, Stub};
use support::tls::Tls;

#[derive(Debug, Config)]
struct App {
    #[config(ssm = "/level")]
    level: String,
    #[config(secretsmanager = "key")]
    key: Secret,
}

fn answer(request: &Request) -> Reply {
    match request.target.as_str() {
        "AmazonSSM.GetParameters" => Reply::parameters(request, [("/level", "String", "info")]),
        _ => Reply::secret("key", "hunter2"),
    }
}

/// For loads that fail: the SDK tries again until the deadline.
const BRIEF: Duration = Duration::from_millis(500);

/// A Lambda function whose AWS is the front: its region and credentials are in its variables, so that no
/// chain is asked and the HTTP client is figleaf's own.
fn function(tls: &Tls) -> Loader<App> {
    App::loader().env_vars([
        ("AWS_LAMBDA_FUNCTION_NAME", "function".to_owned()),
        ("AWS_REGION", "eu-west-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "FIGLEAFS000000000000".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "a-key-nobody-checks".to_owned()),
        ("AWS_SESSION_TOKEN", "hunter3".to_owned()),
        ("AWS_ENDPOINT_URL", tls.endpoint()),
    ])
}

#[test]
fn a_function_needs_nothing_but_its_variables() {
    // Both services' requests, and so both handshakes, are under way at once.
    let stub = Stub::start_gated(2, answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    let roots = TrustRoots::Pem(tls.certificate().into());
    let app = function(&tls).trust_roots(roots).load_blocking().unwrap();
    assert_eq!((app.level.as_str(), app.key.expose_secret().as_str()), ("info", "hunter2"));
    assert_eq!((stub.peak(), tls.handshakes()), (2, 2));
    assert!(stub.requests().iter().all(|request| request.region == "eu-west-1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn inside_of_a_runtime_with_threads() {
    let stub = Stub::start_gated(2, answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    let roots = TrustRoots::Pem(tls.certificate().into());
    function(&tls).trust_roots(roots).load().await.unwrap();
}

#[test]
fn a_certificate_that_nobody_vouches_for() {
    let stub = Stub::start(answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    let error = function(&tls).timeout(BRIEF).load_blocking().unwrap_err();
    assert!(error.problems().iter().all(|problem| problem.code() == Code::Unavailable), "{error}");
    assert!(error.to_string().contains("its TLS certificate is not trusted"), "{error}");
    assert!(stub.requests().is_empty());
}

#[test]
#[cfg(feature = "amazon-roots")]
fn amazons_roots_vouch_for_amazon_alone() {
    let stub = Stub::start(answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    let error =
        function(&tls).trust_roots(TrustRoots::Amazon).timeout(BRIEF).load_blocking().unwrap_err();
    assert!(error.to_string().contains("its TLS certificate is not trusted"), "{error}");
}

#[test]
fn roots_that_are_no_certificates() {
    let stub = Stub::start(answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    for pem in ["", "hunter2", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let roots = TrustRoots::Pem(pem.into());
        let error = function(&tls).trust_roots(roots).timeout(BRIEF).load_blocking().unwrap_err();
        let told = ["the trusted roots are no PEM certificates", "certificate"];
        assert!(told.iter().all(|told| error.to_string().contains(told)), "{pem}: {error}");
        assert!(!error.to_string().contains("hunter2"));
    }
}
