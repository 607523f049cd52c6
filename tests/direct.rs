//! figleaf's own client: what it sends, and what only it does. What it has in common with the SDK's is tested by
//! the tests of sources, failures, versions, paths, ARNs, TLS and redaction, which run with both.

#![cfg(all(feature = "derive", feature = "direct"))]

mod support;

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use figleaf::{Code, Config, Secret, Transport};
use serde_json::json;
use support::app::{App, answer};
use support::machine::Machine;
use support::moto;
use support::stub::{Reply, Request, Stub};

const KEY: &str = "FIGLEAFS000000000000";
const SECRET: &str = "hunter2/+=";
const TOKEN: &str = "IQoJ//token+with/signs==";

/// What should be signed, by botocore's signer over the requests as they arrived.
fn botocore(requests: &[Request], endpoint: &str) -> Vec<String> {
    let arrived: Vec<_> = requests
        .iter()
        .map(|request| {
            let method = request.line.split(' ').next().unwrap();
            let path = request.line.split(' ').nth(1).unwrap();
            json!({ "method": method, "url": format!("{endpoint}{path}"), "headers": request.headers, "body": request.form })
        })
        .collect();
    let mut python = Command::new(moto::python().unwrap_or_else(|wrong| panic!("{wrong}")))
        .args([
            "-I",
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/sigv4.py"),
            KEY,
            SECRET,
            TOKEN,
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    python.stdin.take().unwrap().write_all(json!(arrived).to_string().as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[derive(Debug, Config)]
#[allow(dead_code, reason = "what is sent is looked at")]
struct Everything {
    #[config(ssm = "/app/level", version = 3)]
    level: Option<String>,
    #[config(ssm = "/app/other.name")]
    other: Option<String>,
    #[config(ssm = "/app/flags", by_path)]
    flags: BTreeMap<String, String>,
    #[config(secretsmanager = "app/one", stage = "AWSPREVIOUS")]
    previous: Option<Secret>,
    #[config(secretsmanager = "app/a")]
    a: Secret,
    #[config(secretsmanager = "app/b")]
    b: Secret,
    #[config(secretsmanager = "app/c")]
    c: Secret,
    #[config(secretsmanager = "app/d")]
    d: Secret,
}

fn everything(request: &Request) -> Reply {
    match request.target.as_str() {
        "AmazonSSM.GetParameters" => {
            Reply::json(json!({ "Parameters": [], "InvalidParameters": request.names }))
        }
        "AmazonSSM.GetParametersByPath" => Reply::page([("/app/flags/a", "String", "1")], None),
        "secretsmanager.BatchGetSecretValue" => {
            let secret = |name: &String| json!({ "Name": name, "ARN": format!("arn:{name}"), "SecretString": "s" });
            Reply::json(
                json!({ "SecretValues": request.names.iter().map(secret).collect::<Vec<_>>(), "Errors": [] }),
            )
        }
        _ => Reply::error("ResourceNotFoundException", "no"),
    }
}

/// moto accepts every signature: this is the test that AWS's would be ours, over what was received: host and port,
/// token and body.
#[tokio::test]
async fn every_request_is_signed_as_aws_signs_it() {
    let stub = Stub::start(everything);
    for token in [Some(TOKEN.to_owned()), None] {
        let before = stub.requests().len();
        let credentials = Credentials::new(KEY, SECRET, token.clone(), None, "test");
        let provider = SharedCredentialsProvider::new(credentials);
        let config = stub.sdk_config().into_builder().credentials_provider(provider).build();
        let loader = Everything::loader().sdk_config(&config).transport(Transport::Direct);
        let _ = loader.load_owned().await;
        let requests = &stub.requests()[before..];
        let targets: Vec<_> = requests.iter().map(|request| request.target.as_str()).collect();
        for target in [
            "AmazonSSM.GetParameters",
            "AmazonSSM.GetParametersByPath",
            "secretsmanager.GetSecretValue",
            "secretsmanager.BatchGetSecretValue",
        ] {
            assert!(targets.contains(&target), "{targets:?}");
        }
        let signed: Vec<_> =
            requests.iter().map(|request| request.headers["authorization"].clone()).collect();
        assert_eq!(botocore(requests, &stub.endpoint()), signed);
        for request in requests {
            let header = |name: &str| request.headers.get(name).map(String::as_str);
            assert_eq!(header("host"), stub.endpoint().strip_prefix("http://"));
            assert_eq!(header("x-amz-security-token"), token.as_deref());
            assert_eq!(header("content-type"), Some("application/x-amz-json-1.1"));
            assert!(header("user-agent").unwrap().starts_with("figleaf/"));
            assert_eq!(header("accept-encoding"), None, "compression is off");
            let names = request.headers["authorization"].split("SignedHeaders=").nth(1).unwrap();
            let names = names.split(", ").next().unwrap();
            for name in ["content-type", "host", "x-amz-date", "x-amz-target"] {
                assert!(names.split(';').any(|signed| signed == name), "{names}");
            }
            assert_eq!(names.contains("x-amz-security-token"), token.is_some());
        }
    }
}

/// The test above would see a wrong one.
#[tokio::test]
async fn a_wrong_signature_would_be_seen() {
    let stub = Stub::start(answer);
    App::loader().sdk_config(&stub.sdk_config()).load_owned().await.unwrap();
    let mut requests = stub.requests();
    requests[0].form.push(' ');
    let signed: Vec<_> =
        requests.iter().map(|request| request.headers["authorization"].clone()).collect();
    assert!(
        botocore(&requests, &stub.endpoint())
            .iter()
            .zip(&signed)
            .all(|(right, sent)| right != sent)
    );
}

/// A refusal for the time of a request, by a server with another clock.
fn refusal(code: &str, message: &str, date: SystemTime) -> Reply {
    let body = json!({ "__type": code, "message": message }).to_string();
    let date = DateTime::from(date).fmt(Format::HttpDate).unwrap();
    let length = body.len();
    Reply::Raw(
        format!(
            "HTTP/1.1 400 Bad Request\r\ndate: {date}\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .into_bytes(),
    )
}

/// When a request says that it was signed.
fn signed_at(request: &Request) -> SystemTime {
    let text = &request.headers["x-amz-date"];
    let (date, time) = text.split_once('T').unwrap();
    let rfc = format!(
        "{}-{}-{}T{}:{}:{}Z",
        &date[..4],
        &date[4..6],
        &date[6..],
        &time[..2],
        &time[2..4],
        &time[4..6]
    );
    DateTime::from_str(&rfc, Format::DateTime).unwrap().try_into().unwrap()
}

const EXPIRED: &str = "Signature expired: 20260101T000000Z is now earlier than 20260101T010000Z";

#[tokio::test]
async fn a_clock_that_is_wrong_is_corrected_once() {
    for ahead in [-3_600_i64, 7_200] {
        let there = move || match ahead {
            ..0 => SystemTime::now() - Duration::from_secs(ahead.unsigned_abs()),
            _ => SystemTime::now() + Duration::from_secs(ahead.unsigned_abs()),
        };
        let stub = Stub::start(move |request| {
            let (signed, now) = (signed_at(request), there());
            let off = now.duration_since(signed).unwrap_or_else(|error| error.duration());
            match off < Duration::from_secs(300) {
                true => answer(request),
                false => refusal("InvalidSignatureException", EXPIRED, now),
            }
        });
        let loader = App::loader().sdk_config(&stub.sdk_config()).transport(Transport::Direct);
        let live = loader.live().load_owned().await.unwrap();
        assert_eq!(stub.requests().len(), 4, "each of two requests once more");
        // From then on the time is known.
        live.refresh_now().await.unwrap();
        assert_eq!(stub.requests().len(), 6);
    }
}

#[tokio::test]
async fn what_is_not_the_clock_is_not_corrected() {
    let minutes = |minutes: u64| SystemTime::now() + Duration::from_secs(60 * minutes);
    for (code, message, date) in [
        // Too near to be the reason.
        ("InvalidSignatureException", EXPIRED, minutes(3)),
        // Another reason.
        (
            "InvalidSignatureException",
            "The request signature we calculated does not match",
            minutes(60),
        ),
        ("AccessDeniedException", "no", minutes(60)),
    ] {
        let stub = Stub::start(move |_| refusal(code, message, date));
        let loader = App::loader().sdk_config(&stub.sdk_config()).transport(Transport::Direct);
        let error = loader.load_owned().await.unwrap_err();
        assert_eq!(stub.requests().len(), 2, "{code}: {message}");
        assert!(error.problems().iter().all(|problem| problem.code() == Code::Denied), "{error}");
    }
    // A server whose own clock it is not, or that gives none, is asked twice and no more.
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let stub = Stub::start(move |_| {
        let hours = 60 * (2 + counted.fetch_add(1, Ordering::SeqCst) as u64);
        refusal("RequestExpired", "no", SystemTime::now() + Duration::from_secs(60 * hours))
    });
    let loader = App::loader().sdk_config(&stub.sdk_config()).transport(Transport::Direct);
    loader.load_owned().await.unwrap_err();
    assert_eq!(stub.requests().len(), 4);
    let stub = Stub::start(|_| Reply::error("RequestExpired", "no"));
    let loader = App::loader().sdk_config(&stub.sdk_config()).transport(Transport::Direct);
    loader.load_owned().await.unwrap_err();
    assert_eq!(stub.requests().len(), 2);
}

/// 8 MiB: a batch of the largest secrets fits, what never ends does not fill the memory.
#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let stub = Stub::start(|request| match request.target.as_str() {
        "AmazonSSM.GetParameters" => Reply::json(json!({ "Parameters": [{
            "Name": "/level", "Type": "String", "Value": "x".repeat(7 * 1024 * 1024),
        }] })),
        _ => Reply::json(json!({ "Name": "key", "SecretString": "x".repeat(9 * 1024 * 1024) })),
    });
    let loader = App::loader().sdk_config(&stub.sdk_config()).transport(Transport::Direct);
    let error = loader.load_owned().await.unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert_eq!((problem.path(), problem.code()), ("key", Code::Unavailable), "{error}");
    assert!(problem.message().contains("its answer is larger than any of AWS"), "{error}");
}

/// An HTTP client that a program gives is one of the SDK, and is not ignored.
#[cfg(all(feature = "secretsmanager", feature = "ssm"))]
#[tokio::test]
async fn an_http_client_of_the_programs_own_goes_with_the_sdk() {
    let stub = Stub::start(answer);
    let client = aws_smithy_http_client::Builder::new().build_http();
    let config = stub.sdk_config().into_builder().http_client(client).build();
    App::loader().sdk_config(&config).load_owned().await.unwrap();
    let is_sdk = |request: &Request| request.headers["user-agent"].starts_with("aws-sdk-rust/");
    assert!(stub.requests().iter().all(is_sdk));
    let loader = App::loader().sdk_config(&config).transport(Transport::Direct);
    insta::assert_snapshot!(loader.load_owned().await.unwrap_err());
    assert_eq!(stub.requests().len(), 2);
}

#[tokio::test]
async fn each_transport_is_its_own_client() {
    let stub = Stub::start(answer);
    let variables = [
        ("AWS_LAMBDA_FUNCTION_NAME", "function".to_owned()),
        ("AWS_REGION", "eu-west-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "a-key-nobody-checks".to_owned()),
        ("AWS_ENDPOINT_URL", stub.endpoint()),
    ];
    for (transport, agent) in [
        (Transport::Auto, "figleaf/"),
        (Transport::Direct, "figleaf/"),
        #[cfg(all(feature = "secretsmanager", feature = "ssm"))]
        (Transport::Sdk, "aws-sdk-rust/"),
    ] {
        let before = stub.requests().len();
        App::loader().env_vars(variables.clone()).transport(transport).load_owned().await.unwrap();
        let requests = &stub.requests()[before..];
        assert_eq!(requests.len(), 2);
        let of = |request: &Request| request.headers["user-agent"].starts_with(agent);
        assert!(requests.iter().all(of), "{transport:?}");
    }
}

/// A file of variables whose line break was lost: the second value is a secret.
#[tokio::test]
async fn a_variable_with_the_next_one_in_it_is_not_told() {
    for (name, value) in [
        ("AWS_REGION", "eu-west-1 AWS_SECRET_ACCESS_KEY=hunter2"),
        ("AWS_ENDPOINT_URL", "host/AWS_SESSION_TOKEN=hunter2"),
        ("AWS_RETRY_MODE", "standard AWS_SESSION_TOKEN=hunter2"),
    ] {
        let (code, told) = Machine::new().with(name, value).fails::<App>().await;
        assert_eq!(code, Code::Invalid, "{told}");
    }
}
