//! The transport over the Parameters and Secrets Lambda Extension, in one process with its double.

#![cfg(all(
    feature = "derive",
    feature = "extension",
    feature = "secretsmanager",
    feature = "ssm"
))]
#![allow(dead_code, reason = "many structs here only fail to load")]

mod support;

use std::time::{Duration, Instant};

use ::tracing::subscriber::with_default;
use figleaf::{Code, Config, Error, Loader, Secret, Transport};
use proptest::prelude::*;
use support::lambda::{Builder, Fault, Host};
#[cfg(all(feature = "secretsmanager", feature = "ssm"))]
use support::stub::{Reply, Stub};
use support::tracing::Recorder;

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app")]
struct App {
    name: String,
    key: Secret,
    origins: Vec<String>,
    #[config(default = "fallback")]
    defaulted: String,
    #[config(nested, secretsmanager = "{env}/login")]
    login: Login,
    #[config(secretsmanager = "{env}/bytes")]
    bytes: Secret<Vec<u8>>,
}

#[derive(Debug, Config)]
struct Login {
    user: String,
    port: u16,
}

fn filled() -> Builder {
    Host::builder()
        .parameter("/prod/app/name", "String", "n@me / ä")
        .parameter("/prod/app/key", "SecureString", "hunter2")
        .parameter("/prod/app/origins", "StringList", "a,b")
        .parameter("/prod/app/defaulted", "String", "d")
        .secret("prod/login", r#"{"user":"ada","port":5432}"#)
        .binary_secret("prod/bytes", &[0, 255])
        .token("token")
        .invoked()
}

fn variables(host: &Host) -> Vec<(&'static str, String)> {
    vec![
        ("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", host.port().to_string()),
        ("AWS_SESSION_TOKEN", "token".to_owned()),
        ("AWS_REGION", "eu-west-1".to_owned()),
    ]
}

fn loader(host: &Host) -> Loader<App> {
    let loader = App::loader().environment("prod").transport(Transport::Extension);
    loader.env_vars(variables(host)).timeout(Duration::from_secs(3))
}

fn codes(error: &Error) -> Vec<Code> {
    error.problems().iter().map(figleaf::Problem::code).collect()
}

#[test]
fn one_version_of_a_value() {
    #[derive(Debug, Config)]
    struct Pinned {
        #[config(ssm = "/level", version = 1)]
        first: String,
        #[config(ssm = "/level", label = "blue")]
        blue: String,
        #[config(ssm = "/level")]
        newest: String,
        #[config(secretsmanager = "key", stage = "AWSPREVIOUS")]
        previous: Secret,
        #[config(secretsmanager = "key", version_id = "00000000-0000-4000-8000-000000000001")]
        by_id: Secret,
        #[config(secretsmanager = "key")]
        current: Secret,
    }
    let host = Host::builder()
        .parameter("/level", "String", "1")
        .parameter("/level", "String", "2")
        .label("/level", "blue")
        .parameter("/level", "String", "3")
        .secret("key", "hunter1")
        .secret("key", "hunter2")
        .secret("key", "hunter3")
        .token("token")
        .invoked()
        .start();
    let loader = Pinned::loader().transport(Transport::Extension).env_vars(variables(&host));
    let pinned = loader.load_owned_blocking().unwrap();
    assert_eq!([pinned.first, pinned.blue, pinned.newest], ["1", "2", "3"]);
    let secrets = [&pinned.previous, &pinned.by_id, &pinned.current].map(Secret::expose_secret);
    assert_eq!(secrets, ["hunter2", "hunter1", "hunter3"]);
}

#[test]
fn every_form_of_value() {
    let host = filled().start();
    let app = loader(&host).load_owned_blocking().unwrap();
    assert_eq!((app.name.as_str(), app.defaulted.as_str()), ("n@me / ä", "d"));
    assert_eq!(app.key.expose_secret(), "hunter2");
    assert_eq!(app.origins, ["a", "b"]);
    assert_eq!((app.login.user.as_str(), app.login.port), ("ada", 5432));
    assert_eq!(app.bytes.expose_secret(), &[0, 255]);
    let requests = host.requests();
    assert_eq!(requests.len(), 6);
    assert!(requests.iter().all(|request| request.token.as_deref() == Some("token")));
    // Connections are kept alive: never one for each request beyond those that are under way at once.
    assert!(host.connections() <= 6, "{}", host.connections());
}

#[test]
fn the_port_and_the_token_are_found() {
    let host = filled().start();
    let file = std::env::temp_dir().join(format!("figleaf-token-{}", std::process::id()));
    std::fs::write(&file, "token\n").unwrap();
    let port = host.port().to_string();
    for token in ["token".to_owned(), format!("file://{}", file.display())] {
        for name in ["AWS_TOKEN", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"] {
            let variables =
                [("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", port.as_str()), (name, token.as_str())];
            loader(&host).env_vars(variables).load_owned_blocking().unwrap();
        }
    }
    std::fs::remove_file(file).unwrap();
}

#[test]
fn no_token_and_a_wrong_one() {
    let host = filled().start();
    let port = host.port().to_string();
    let variables = |token: &'static str| {
        [
            ("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", port.clone()),
            ("AWS_SESSION_TOKEN", token.to_owned()),
        ]
    };
    let wrong = loader(&host).env_vars(variables("hunter3")).load_owned_blocking().unwrap_err();
    assert!(!wrong.to_string().contains("hunter3"));
    insta::assert_snapshot!("token_wrong", wrong);
    let none = loader(&host).env_vars(variables("")).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!("token_none", none);
}

/// Missing and denied look the same: both are told, and neither a default nor `None` is taken.
#[test]
fn missing_or_denied_is_both() {
    #[derive(Debug, Config)]
    #[config(prefix = "/{env}/app")]
    struct Absent {
        required: String,
        #[config(default = "x")]
        other: String,
        optional: Option<String>,
        #[config(secretsmanager = "{env}/none")]
        secret: Secret,
    }
    let host = filled().start();
    let loader = Absent::loader().environment("prod").transport(Transport::Extension);
    let error = loader.env_vars(variables(&host)).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error);
}

#[test]
fn no_layer() {
    let host = filled().fault(Fault::Refuse).start();
    let error =
        loader(&host).timeout(Duration::from_millis(200)).load_owned_blocking().unwrap_err();
    assert!(
        codes(&error).iter().all(|code| matches!(code, Code::Unavailable | Code::Timeout)),
        "{error}"
    );
}

#[test]
fn a_hanging_extension_ends_at_the_deadline() {
    let host = filled().fault(Fault::Hang).start();
    let deadline = Duration::from_millis(500);
    let started = Instant::now();
    let error = loader(&host).timeout(deadline).load_owned_blocking().unwrap_err();
    support::ends_in_time(started, deadline);
    assert!(codes(&error).iter().all(|code| *code == Code::Timeout), "{error}");
    assert!(started.elapsed() >= deadline);
}

/// In INIT the extension is asked once and never waited for.
#[test]
fn before_the_first_invocation_it_is_not_ready() {
    let host = Host::builder().parameter("/prod/app/name", "String", "n").token("token").start();
    let mut variables = variables(&host);
    variables.push(("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1".to_owned()));
    let error = loader(&host).env_vars(variables).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!(error);
    assert_eq!(host.requests().len(), 6);
}

#[test]
fn a_host_that_is_overloaded() {
    let host = filled().fault(Fault::status(429, "slow down")).start();
    let error = loader(&host).load_owned_blocking().unwrap_err();
    assert!(codes(&error).iter().all(|code| *code == Code::Throttled), "{error}");
}

#[cfg(all(feature = "secretsmanager", feature = "ssm"))]
fn sdk() -> Stub {
    Stub::start(|request| match request.target.as_str() {
        "AmazonSSM.GetParameters" => Reply::parameters(
            request,
            [("/prod/app/name", "String", "sdk"), ("/prod/app/key", "SecureString", "sdk")],
        ),
        _ => Reply::secret(&request.names[0], r#"{"user":"sdk","port":1}"#),
    })
}

#[cfg(all(feature = "secretsmanager", feature = "ssm"))]
#[derive(Debug, Config)]
#[config(prefix = "/{env}/app")]
struct Two {
    name: String,
    #[config(ssm = "/shared/of-the-sdk")]
    rest: Option<String>,
}

#[cfg(all(feature = "secretsmanager", feature = "ssm"))]
fn two(host: &Host, stub: &Stub, transport: Transport) -> Two {
    Two::loader()
        .environment("prod")
        .transport(transport)
        .env_vars(variables(host))
        .sdk_config(&stub.sdk_config())
        .load_owned_blocking()
        .unwrap()
}

/// What another crate turns on in the tree changes nothing.
#[cfg(all(feature = "secretsmanager", feature = "ssm"))]
#[test]
fn auto_never_asks_the_extension_beside_a_client() {
    let (host, stub) = (filled().start(), sdk());
    assert_eq!(two(&host, &stub, Transport::Auto).name, "sdk");
    assert!(host.requests().is_empty());
}

/// With a client beside it, which is asked for the rest alone.
#[cfg(all(feature = "secretsmanager", feature = "ssm"))]
#[test]
fn the_extension_first_when_that_is_asked_for() {
    let (host, stub) = (filled().start(), sdk());
    let two = two(&host, &stub, Transport::ExtensionFirst);
    assert_eq!((two.name.as_str(), two.rest), ("n@me / ä", None));
    assert_eq!(host.requests().len(), 2);
    let asked: Vec<_> = stub.requests().into_iter().flat_map(|request| request.names).collect();
    assert_eq!(asked, ["/shared/of-the-sdk"]);
}

fn body() -> impl Strategy<Value = (u16, Vec<u8>)> {
    let secret = "hunter2hunter2";
    let good = [
        format!(r#"{{"Parameter":{{"Name":"x","Type":"String","Value":"{secret}"}}}}"#),
        format!(r#"{{"SecretString":"{secret}","SecretBinary":null}}"#),
        format!(r#"{{"SecretString":null,"SecretBinary":"{secret}"}}"#),
        format!(r#"{{"Parameter":{{"Value":["{secret}"]}}}}"#),
        format!(r#"{{"Parameter":"{secret}","SecretString":{{"x":"{secret}"}}}}"#),
        secret.to_owned(),
        format!("not ready {secret}"),
    ];
    let text = proptest::sample::select(good.to_vec());
    let cut = (text, any::<proptest::sample::Index>()).prop_map(|(text, at)| {
        let length = at.index(text.len() + 1);
        text.as_bytes()[..length].to_vec()
    });
    let huge = Just(vec![b'x'; 3 * 1024 * 1024]);
    let bytes = proptest::collection::vec(any::<u8>(), 0..200);
    let status = prop_oneof![4 => Just(200_u16), 2 => Just(400), 1 => 200..599_u16];
    (status, prop_oneof![4 => cut, 3 => bytes, 1 => huge])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// Whatever it answers: a clean problem, no panic, no part of the answer in it.
    #[test]
    fn any_answer((status, body) in body(), raw in any::<bool>()) {
        let fault = if raw { Fault::Raw(body) } else { Fault::Answer(status, body) };
        let host = filled().fault(fault).start();
        let recorder = Recorder::for_target("figleaf");
        let result = with_default(recorder.subscriber(), || {
            loader(&host).timeout(Duration::from_millis(400)).load_owned_blocking()
        });
        let Err(error) = result else {
            return Err(TestCaseError::fail("nothing of this loads"));
        };
        let text = format!("{error} {error:?} {} {:?} {}", error.to_json(), error.problems(), recorder.text());
        prop_assert!(!text.contains("hunter2"), "{text}");
        prop_assert!(!error.problems().is_empty());
    }
}

/// Alone, its answers may be as old as its cache allows, and one that says little is a failure of the refresh: what
/// has a default does not fall back to it.
#[test]
fn a_live_configuration_through_the_extension_alone() {
    #[derive(Debug, Config)]
    #[config(prefix = "/prod/app")]
    struct Small {
        name: String,
        #[config(default = "fallback")]
        defaulted: String,
    }

    let unclear = Fault::status(400, "an unexpected error occurred while executing request");
    let host = filled().fault_from(3, unclear).start();
    let mut variables = variables(&host);
    variables.push(("SSM_PARAMETER_STORE_TTL", "20".to_owned()));
    let loader = Small::loader().transport(Transport::Extension).env_vars(variables);
    let recorder = Recorder::for_target("figleaf");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let live = with_default(recorder.subscriber(), || {
        runtime.block_on(loader.live().max_age(Duration::from_secs(60)).load_owned()).unwrap()
    });
    let warned = recorder.events().into_iter().find(|event| event.message.contains("max_age"));
    assert_eq!(warned.unwrap().fields["cached_for"], "300s");
    assert!(live.health().age >= Duration::from_secs(300));
    assert_eq!(
        (live.current().name.as_str(), live.current().defaulted.as_str()),
        ("n@me / ä", "d")
    );
    let error = runtime.block_on(live.refresh_now()).unwrap_err();
    assert_eq!(codes(&error), [Code::Denied, Code::Denied]);
    assert_eq!(live.current().defaulted, "d");
}

/// As in a file of variables whose line break was lost.
#[test]
fn a_region_that_is_none_is_not_told() {
    let variables = [
        ("AWS_REGION", "eu-west-1 AWS_SECRET_ACCESS_KEY=hunter2"),
        ("AWS_TOKEN", "token"),
        // Nobody listens there, and before the first invocation nobody waits for it.
        ("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", "1"),
        ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1"),
    ];
    let loader = App::loader().environment("prod").transport(Transport::Extension);
    let error = loader.env_vars(variables).load_owned_blocking().unwrap_err();
    assert_eq!(error.region(), None);
    assert!(!error.to_string().contains("hunter2"), "{error}");
}
