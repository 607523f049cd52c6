//! TLS as figleaf sets it up: which certificates are believed, and one client for both services.

#![cfg(all(
    feature = "derive",
    any(feature = "direct", all(feature = "secretsmanager", feature = "ssm"))
))]
#![allow(dead_code, reason = "what is counted is not read")]

mod support;

use std::io::Write;

use figleaf::{Code, Config, Loader, TrustRoots};
use support::app::{App, answer};
use support::stub::Stub;
use support::tls::Tls;

/// A Lambda function whose AWS is the front: its region and credentials are in its variables, so that no
/// chain is asked and the HTTP client is figleaf's own.
fn function(tls: &Tls) -> Loader<App> {
    App::loader().env_vars(variables(&tls.endpoint())).transport(support::aws::transport())
}

fn variables(endpoint: &str) -> Vec<(&'static str, String)> {
    vec![
        ("AWS_LAMBDA_FUNCTION_NAME", "function".to_owned()),
        ("AWS_REGION", "eu-west-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "FIGLEAFS000000000000".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "a-key-nobody-checks".to_owned()),
        ("AWS_SESSION_TOKEN", "hunter3".to_owned()),
        ("AWS_ENDPOINT_URL", endpoint.to_owned()),
    ]
}

#[test]
fn a_function_needs_nothing_but_its_variables() {
    // Both services' requests, and so both handshakes, are under way at once.
    let stub = Stub::start_gated(2, answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    let roots = TrustRoots::Pem(tls.certificate().into());
    let app = function(&tls).trust_roots(roots).load_owned_blocking().unwrap();
    assert_eq!((app.level.as_str(), app.key.expose_secret().as_str()), ("info", "hunter2"));
    assert_eq!((stub.peak(), tls.handshakes()), (2, 2));
    assert!(stub.requests().iter().all(|request| request.region == "eu-west-1"));
}

/// The set-up of TLS is kept, and with it the sessions: a later connection costs no second exchange of keys.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_opened_later_continues_the_session() {
    let stub = Stub::start_gated(2, answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    let roots = TrustRoots::Pem(tls.certificate().into());
    let live = function(&tls).trust_roots(roots).live().load_owned().await.unwrap();
    // The second of the two may already continue the session of the first, if that was done sooner.
    let first = tls.counts();
    assert_eq!(first.handshakes, 2);
    tokio::task::block_in_place(|| stub.close_connections());
    live.refresh_now().await.unwrap();
    let all = tls.counts();
    assert_eq!(all.handshakes - first.handshakes, all.resumed - first.resumed);
    assert!(all.resumed > first.resumed);
}

#[tokio::test(flavor = "multi_thread")]
async fn inside_of_a_runtime_with_threads() {
    let stub = Stub::start_gated(2, answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    let roots = TrustRoots::Pem(tls.certificate().into());
    function(&tls).trust_roots(roots).load_owned().await.unwrap();
}

#[test]
fn a_certificate_that_nobody_vouches_for() {
    let stub = Stub::start(answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    let error = function(&tls).load_owned_blocking().unwrap_err();
    assert!(error.problems().iter().all(|problem| problem.code() == Code::Unavailable), "{error}");
    assert!(
        error.to_string().contains("nobody that is trusted vouches for its TLS certificate"),
        "{error}"
    );
    // It is told at once: trying again would not help.
    assert!(!error.to_string().contains("deadline"), "{error}");
    assert!(stub.requests().is_empty());
}

/// Which of clock, name and trust it is.
#[test]
fn what_is_wrong_with_a_certificate() {
    let stub = Stub::start(answer);
    for (name, years, says) in [
        ("localhost", (2020, 2021), "its TLS certificate has expired"),
        ("localhost", (2090, 2099), "its TLS certificate is not valid yet"),
        ("example.com", (2020, 2099), "its TLS certificate is for another host name"),
    ] {
        let tls = Tls::with(&stub.endpoint(), name, years);
        let roots = TrustRoots::Pem(tls.certificate().into());
        let error = function(&tls).trust_roots(roots).load_owned_blocking().unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn a_server_that_speaks_no_tls() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("https://{}", server.local_addr().unwrap());
    // It ends with the test's process.
    std::thread::spawn(move || {
        for client in server.incoming() {
            let _ = client.unwrap().write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let variables = variables(&endpoint);
    let error = App::loader().env_vars(variables).load_owned_blocking().unwrap_err();
    assert!(error.to_string().contains("it does not speak TLS"), "{error}");
}

/// The AWS CLI and most SDKs know this variable; the SDK for Rust does not.
#[test]
fn the_bundle_of_the_variable_is_trusted() {
    let stub = Stub::start(answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    let folder = std::env::temp_dir();
    let file = |name: &str, text: &str| {
        let path = folder.join(format!("figleaf-{name}-{}.pem", std::process::id()));
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let with = |bundle: String| {
        let all = variables(&tls.endpoint()).into_iter().chain([("AWS_CA_BUNDLE", bundle)]);
        App::loader().env_vars(all).load_owned_blocking()
    };
    let good = file("good", tls.certificate());
    with(good.clone()).unwrap();
    let none = file("none", "hunter2");
    let error = with(none.clone()).unwrap_err();
    assert!(
        error.to_string().contains("the file that AWS_CA_BUNDLE names holds no PEM certificates"),
        "{error}"
    );
    assert!(!error.to_string().contains("hunter2"), "{error}");
    let error = with("/nowhere/bundle.pem".to_owned()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the file that AWS_CA_BUNDLE names cannot be read: entity not found"),
        "{error}"
    );
    for path in [good, none] {
        std::fs::remove_file(path).unwrap();
    }
}

/// `FROM scratch`: nothing vouches for anybody. Where there is no TLS, nobody has to.
#[test]
fn a_machine_without_root_certificates() {
    let stub = Stub::start(answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    for (endpoint, loads) in [(tls.endpoint(), false), (stub.endpoint(), true)] {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_without_roots", "--ignored", "--nocapture"])
            .env_clear()
            .envs(variables(&endpoint))
            .env("SSL_CERT_FILE", "/dev/null")
            .output()
            .unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!text.contains("panicked"), "{text}");
        let told = [
            "AWS is unavailable (no root certificates on this machine)",
            "help: install ca-certificates",
            "TrustRoots::Amazon",
        ];
        assert!(told.iter().all(|told| text.contains(told) != loads), "{text}");
        assert_eq!(text.contains("it loads"), loads, "{text}");
    }
}

#[test]
#[ignore = "runs as a child"]
fn child_without_roots() {
    match App::loader().load_owned_blocking() {
        Ok(_) => println!("it loads"),
        Err(error) => println!("{error}"),
    }
}

#[test]
#[cfg(feature = "amazon-roots")]
fn amazons_roots_vouch_for_amazon_alone() {
    let stub = Stub::start(answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    let error = function(&tls).trust_roots(TrustRoots::Amazon).load_owned_blocking().unwrap_err();
    assert!(
        error.to_string().contains("nobody that is trusted vouches for its TLS certificate"),
        "{error}"
    );
}

#[test]
fn roots_that_are_no_certificates() {
    let stub = Stub::start(answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    for pem in ["", "hunter2", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let roots = TrustRoots::Pem(pem.into());
        let error = function(&tls).trust_roots(roots).load_owned_blocking().unwrap_err();
        let told = ["the trusted roots are no PEM certificates", "certificate"];
        assert!(told.iter().all(|told| error.to_string().contains(told)), "{pem}: {error}");
        assert!(!error.to_string().contains("hunter2"));
    }
}
