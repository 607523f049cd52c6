//! Stores that deny, throttle, hang, break or are not there. None of that is ever "missing".

#![cfg(all(feature = "derive", feature = "local", feature = "secretsmanager", feature = "ssm"))]
#![allow(dead_code, reason = "many structs here only fail to load")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_credential_types::Credentials;
use aws_credential_types::credential_fn::provide_credentials_fn;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_credential_types::provider::error::CredentialsError;
use figleaf::live::Live;
use figleaf::source::{Failure, Memory};
use figleaf::{Code, Config, Error, Secret};
#[cfg(feature = "default-chain")]
use support::machine::Machine;
use support::stub::{Reply, Request, Stub, refused_endpoint};

/// A default, an Option and a required field: a read that fails must fail all three.
#[derive(Debug, Config)]
#[config(prefix = "/{env}/app")]
struct App {
    required: String,
    #[config(default = "fallback")]
    defaulted: String,
    optional: Option<String>,
    #[config(nested, secretsmanager = "{env}/login")]
    login: Login,
}

#[derive(Debug, Config)]
struct Login {
    user: String,
    password: Secret,
}

const KNOWN: [(&str, &str, &str); 3] = [
    ("/prod/app/required", "String", "r"),
    ("/prod/app/defaulted", "String", "d"),
    ("/prod/app/optional", "String", "o"),
];

fn works(request: &Request) -> Reply {
    if request.target == "AmazonSSM.GetParameters" {
        Reply::parameters(request, KNOWN)
    } else {
        Reply::secret("prod/login", r#"{"user":"u","password":"p"}"#)
    }
}

/// Without retries, which take seconds and are not what most of these tests are about.
fn once(config: &SdkConfig) -> SdkConfig {
    config.to_builder().retry_config(RetryConfig::disabled()).build()
}

/// With so many attempts, and no pauses to speak of between them.
fn quick(config: &SdkConfig, attempts: u32) -> SdkConfig {
    let retries = RetryConfig::standard().with_max_attempts(attempts);
    let retries = retries.with_initial_backoff(Duration::from_millis(1));
    config.to_builder().retry_config(retries).build()
}

/// How often each service was asked: Parameter Store, Secrets Manager.
fn asked(stub: &Stub) -> (usize, usize) {
    let requests = stub.requests();
    let parameters = requests.iter().filter(|r| r.target.starts_with("AmazonSSM.")).count();
    (parameters, requests.len() - parameters)
}

/// Answers the first requests for parameters in this way.
fn first(count: usize, reply: impl Fn() -> Reply + Send + Sync + 'static) -> Stub {
    let left = AtomicUsize::new(count);
    Stub::start(move |request| {
        let is_parameters = request.target.starts_with("AmazonSSM.");
        let one_less = |left: usize| left.checked_sub(1).filter(|_| is_parameters);
        match left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less) {
            Ok(_) => reply(),
            Err(_) => works(request),
        }
    })
}

/// For a deadline before which something must have been answered, also on a machine that is busy.
const PATIENT: Duration = Duration::from_secs(2);

async fn load(config: &SdkConfig) -> Result<App, Error> {
    App::loader().environment("prod").sdk_config(config).load_owned().await
}

async fn fails(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Error {
    let stub = Stub::start(move |_| reply());
    load(&once(&stub.sdk_config())).await.unwrap_err()
}

/// The report without the ports of this run.
fn report(error: &Error) -> String {
    let ports = regex::Regex::new(r"127\.0\.0\.1:\d+").unwrap();
    ports.replace_all(&error.to_string(), "127.0.0.1:PORT").into_owned()
}

fn codes(error: &Error) -> Vec<(&str, Code)> {
    error.problems().iter().map(|problem| (problem.path(), problem.code())).collect()
}

#[tokio::test]
async fn a_denied_chunk_is_asked_name_by_name_and_the_right_one_is_named() {
    let stub = Stub::start(|request| {
        if request.names.iter().any(|name| name == "/prod/app/defaulted") {
            let message = "User: arn:aws:sts::1:assumed-role/r is not authorized to perform: ssm:GetParameters";
            return Reply::error("AccessDeniedException", message);
        }
        works(request)
    });
    let error = load(&once(&stub.sdk_config())).await.unwrap_err();
    insta::assert_snapshot!(error);
    let asked = stub.requests().iter().filter(|r| r.target == "AmazonSSM.GetParameters").count();
    assert_eq!(asked, 1 + 3);
}

#[tokio::test]
async fn everything_denied() {
    insta::assert_snapshot!(fails(|| Reply::error("AccessDeniedException", "no")).await);
}

#[tokio::test]
async fn a_key_that_may_not_decrypt() {
    let message = "is not authorized to perform: kms:Decrypt on the resource";
    insta::assert_snapshot!(fails(|| Reply::error("AccessDeniedException", message)).await);
}

#[tokio::test]
async fn throttled() {
    insta::assert_snapshot!(fails(|| Reply::error("ThrottlingException", "Rate exceeded")).await);
}

#[tokio::test]
async fn credentials_that_have_expired() {
    let error = fails(|| Reply::error("ExpiredTokenException", "The security token expired")).await;
    insta::assert_snapshot!(error);
}

#[tokio::test]
async fn a_server_error() {
    insta::assert_snapshot!(fails(|| Reply::error("InternalServerError", "oops")).await);
}

#[tokio::test]
async fn a_secret_that_is_marked_for_deletion() {
    let message =
        "You can't perform this operation on the secret because it was marked for deletion.";
    let stub = Stub::start(move |request| match request.target.as_str() {
        "AmazonSSM.GetParameters" => Reply::parameters(request, KNOWN),
        _ => Reply::error("InvalidRequestException", message),
    });
    insta::assert_snapshot!(load(&once(&stub.sdk_config())).await.unwrap_err());
}

#[tokio::test]
async fn nobody_listens() {
    insta::assert_snapshot!(report(&load(&once(&refused_endpoint())).await.unwrap_err()));
}

#[tokio::test]
async fn a_host_that_nobody_knows() {
    let mut config = refused_endpoint().into_builder();
    config.set_endpoint_url(Some("http://nowhere.invalid".to_owned()));
    insta::assert_snapshot!(load(&once(&config.build())).await.unwrap_err());
}

#[tokio::test]
async fn answers_that_are_not_the_protocol() {
    let broken: [fn() -> Reply; 7] = [
        || Reply::status(200, "{\"Parameters\":[{\"Name\":\"/prod/app/requ"),
        || Reply::status(200, "hunter2"),
        || Reply::status(200, ""),
        || Reply::status(200, "{}"),
        || Reply::status(502, "<html>hunter2</html>"),
        || Reply::Raw(b"hunter2\xff\x00".to_vec()),
        || Reply::Reset,
    ];
    for reply in broken {
        let error = fails(reply).await;
        assert!(
            error.problems().iter().all(|problem| problem.code() == Code::Unavailable),
            "{:?}\n{error}",
            reply()
        );
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}

/// What stands in an answer is told as it is, also after the last of several attempts.
#[tokio::test]
async fn an_answer_that_is_none_of_aws_tells_its_status() {
    let answers = [
        (503, "<html>hunter2</html>"),
        (502, ""),
        (500, "{\"mess"),
        (504, "upstream request timeout"),
        (403, "<html>hunter2</html>"),
        (407, ""),
        (404, "404 page not found"),
        (301, ""),
    ];
    let tell = |(status, body): (u16, &'static str)| async move {
        let stub = Stub::start(move |_| Reply::status(status, body));
        let once = load(&once(&stub.sdk_config())).await.unwrap_err();
        let often = load(&quick(&stub.sdk_config(), 3)).await.unwrap_err();
        let attempts = if status >= 500 { 1 + 3 } else { 1 + 1 };
        assert_eq!(asked(&stub), (attempts, attempts), "{status}");
        for error in [once, often] {
            for problem in error.problems() {
                assert_eq!(problem.code(), Code::Unavailable, "{error}");
                let says =
                    format!("it answered HTTP status {status} and no reason, at http://127.0.0.1");
                assert!(problem.message().contains(&says), "{error}");
            }
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    };
    futures_util::future::join_all(answers.into_iter().map(tell)).await;
}

#[tokio::test]
async fn an_answer_that_is_cut_off() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"Parameters\":[{\"Name\":\"/prod/app/requ";
    let error = fails(|| Reply::Raw(cut.to_vec())).await;
    assert!(
        error.problems().iter().all(|problem| problem.message().contains("its answer ended early")),
        "{error}"
    );
}

/// What denies is named: a policy that is none of the role's own, a key, the clock, the account.
#[tokio::test]
async fn every_kind_of_denial() {
    let start = "User: arn:aws:sts::123456789012:assumed-role/app/i is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:123456789012:parameter/prod/app/required";
    let kms = "User: arn:aws:sts::123456789012:assumed-role/app/i is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:123456789012:key/1234abcd";
    let mut reports = Vec::new();
    for (code, message) in [
        ("AccessDeniedException", format!("{start} because no VPC endpoint policy allows the ssm:GetParameters action")),
        ("AccessDeniedException", format!("{start} with an explicit deny in a service control policy")),
        ("AccessDeniedException", format!("{start} because no resource-based policy allows the ssm:GetParameters action")),
        ("AccessDeniedException", "Access to KMS is not allowed".to_owned()),
        ("AccessDeniedException", "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.".to_owned()),
        ("AccessDeniedException", format!("{kms} because no identity-based policy allows the kms:Decrypt action")),
        ("InvalidKeyId", "arn:aws:kms:eu-west-1:1:key/k is disabled.".to_owned()),
        ("InvalidSignatureException", "Signature expired: 20261125T080000Z is now earlier than 20261125T090000Z".to_owned()),
        ("OptInRequired", "The AWS Access Key Id needs a subscription for the service".to_owned()),
        ("RequestExpired", String::new()),
        ("SomethingNewException", "hunter2".to_owned()),
    ] {
        let error = fails(move || Reply::error(code, &message)).await;
        let problem = error.problems().last().unwrap();
        assert!(!error.to_string().contains("hunter2"), "{error}");
        reports.push(format!("{code}: {}\nhelp: {}", problem.message(), problem.help().unwrap_or_default()));
    }
    insta::assert_snapshot!(reports.join("\n\n"));
}

/// A path with more pages than the deadline leaves time for.
#[tokio::test]
async fn a_path_that_needs_more_time_says_how_far_it_came() {
    #[derive(Debug, Config)]
    struct Flags {
        #[config(by_path, ssm = "/prod/flags")]
        flags: std::collections::BTreeMap<String, String>,
    }
    let stub = Stub::start(|request| {
        match request.body.get("NextToken").and_then(|token| token.as_str()) {
            None => Reply::page([("/prod/flags/a", "String", "1")], Some("2")),
            Some("2") => Reply::page([("/prod/flags/b", "String", "2")], Some("3")),
            Some(_) => Reply::Hang,
        }
    });
    let loader = Flags::loader().sdk_config(&stub.sdk_config()).timeout(PATIENT);
    let error = loader.load_owned().await.unwrap_err();
    assert_eq!(codes(&error), [("flags", Code::Timeout)]);
    assert!(
        error.to_string().contains("its first 2 pages were read, until the load's deadline of 2s"),
        "{error}"
    );
}

/// Four secrets are a batch. What an ARN of another account asked for is never taken by its name, whether
/// the answer says that the own one is missing, or nothing of it.
#[tokio::test]
async fn a_secret_of_another_account_is_never_the_own_one() {
    #[derive(Debug, Config)]
    struct Four {
        #[config(secretsmanager = "prod/a")]
        own: Option<Secret>,
        #[config(
            secretsmanager = "arn:aws:secretsmanager:eu-west-1:210987654321:secret:prod/a-XyZabc"
        )]
        theirs: Secret,
        #[config(secretsmanager = "b")]
        b: Secret,
        #[config(secretsmanager = "c")]
        c: Secret,
    }
    let arn = "arn:aws:secretsmanager:eu-west-1:210987654321:secret:prod/a-XyZabc";
    let missing =
        serde_json::json!([{ "SecretId": "prod/a", "ErrorCode": "ResourceNotFoundException" }]);
    for errors in [missing, serde_json::json!([])] {
        let stub = Stub::start(move |request| match request.target.as_str() {
            "secretsmanager.BatchGetSecretValue" => Reply::json(serde_json::json!({
                "SecretValues": [
                    { "Name": "prod/a", "ARN": arn, "SecretString": "theirs" },
                    { "Name": "b", "ARN": "arn:b", "SecretString": "b" },
                    { "Name": "c", "ARN": "arn:c", "SecretString": "c" },
                ],
                "Errors": errors,
            })),
            _ => Reply::error(
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret.",
            ),
        });
        let four = Four::loader().sdk_config(&stub.sdk_config()).load_owned().await.unwrap();
        assert!(four.own.is_none());
        assert_eq!(four.theirs.expose_secret(), "theirs");
    }
}

/// One service hangs: the deadline ends it, the other's values count, and only the hanging one's
/// fields are reported.
#[tokio::test]
async fn a_store_that_hangs_ends_at_the_deadline() {
    let stub = Stub::start(|request| match request.target.as_str() {
        "AmazonSSM.GetParameters" => works(request),
        _ => Reply::Hang,
    });
    let deadline = PATIENT;
    let started = Instant::now();
    let error = App::loader()
        .environment("prod")
        .sdk_config(&stub.sdk_config())
        .timeout(deadline)
        .load_owned()
        .await
        .unwrap_err();
    assert!(started.elapsed() >= deadline);
    insta::assert_snapshot!(error);
}

/// The single requests after a denied chunk hang: only the deadline is their reason.
#[tokio::test]
async fn a_chunk_that_is_denied_and_then_hangs() {
    let stub = Stub::start(|request| match request.names.len() {
        1 if request.target == "AmazonSSM.GetParameters" => Reply::Hang,
        1 => works(request),
        _ => Reply::error("AccessDeniedException", "no"),
    });
    let loader = App::loader().environment("prod").sdk_config(&stub.sdk_config());
    let error = loader.timeout(PATIENT).load_owned().await.unwrap_err();
    assert_eq!(codes(&error), [("3 fields", Code::Timeout)]);
}

/// A parameter may have a name without a slash, and a binding of a group lives under the prefix of the
/// struct that it stands in.
#[tokio::test]
async fn names_are_asked_as_they_are_meant() {
    #[derive(Config)]
    struct Bare {
        #[config(ssm = "MyParam")]
        value: String,
    }
    #[derive(Config)]
    #[config(prefix = "/prod/app")]
    struct Outer {
        #[config(nested, ssm = "db-config")]
        database: Inner,
    }
    #[derive(Config)]
    #[config(prefix = "/other")]
    struct Inner {
        host: String,
    }
    let stub = Stub::start(|request| {
        let known =
            [("MyParam", "String", "v"), ("/prod/app/db-config", "String", r#"{"host":"h"}"#)];
        Reply::parameters(request, known)
    });
    let aws = stub.sdk_config();
    assert_eq!(Bare::loader().sdk_config(&aws).load_owned().await.unwrap().value, "v");
    assert_eq!(Outer::loader().sdk_config(&aws).load_owned().await.unwrap().database.host, "h");
}

/// The items of a StringList are trimmed as those of other text are.
#[tokio::test]
async fn a_string_list_with_blanks() {
    #[derive(Config)]
    struct Origins {
        #[config(ssm = "/origins")]
        origins: Vec<String>,
    }
    let stub =
        Stub::start(|request| Reply::parameters(request, [("/origins", "StringList", "x, y")]));
    let loaded = Origins::loader().sdk_config(&stub.sdk_config()).load_owned().await.unwrap();
    assert_eq!(loaded.origins, ["x", "y"]);
}

/// While a request is tried again, the deadline passes: the report tells what it tries against.
#[tokio::test]
async fn the_deadline_during_retries_is_not_the_reason() {
    // So long a pause that the deadline comes in it.
    let pause = RetryConfig::standard().with_max_attempts(100);
    let pause = pause.with_initial_backoff(Duration::MAX).with_max_backoff(Duration::MAX);
    let stub = Stub::start(|_| Reply::error("ThrottlingException", "Rate exceeded"));
    for (name, config) in [("throttled", stub.sdk_config()), ("refused", refused_endpoint())] {
        let config = config.into_builder().retry_config(pause.clone()).build();
        let loader = App::loader().environment("prod").sdk_config(&config);
        let error = loader.timeout(PATIENT).load_owned().await.unwrap_err();
        insta::assert_snapshot!(format!("retries_{name}"), report(&error));
    }
}

/// What may pass is asked again, up to the limit, and nothing else.
#[tokio::test]
async fn what_passes_is_asked_again() {
    for reply in [
        || Reply::error("ThrottlingException", "slow down"),
        || Reply::error("InternalServerError", "oops"),
        || Reply::status(503, ""),
        || Reply::status(429, ""),
        || Reply::Reset,
        || Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"Parameters".to_vec()),
    ] {
        let stub = first(2, reply);
        let app = load(&quick(&stub.sdk_config(), 8)).await.unwrap();
        assert_eq!(app.required, "r");
        assert_eq!(asked(&stub), (3, 1), "{:?}", reply());
        // The limit is on attempts.
        let stub = first(2, reply);
        let error = load(&quick(&stub.sdk_config(), 2)).await.unwrap_err();
        assert_eq!(codes(&error).len(), 1);
        assert_eq!(asked(&stub), (2, 1), "{:?}", reply());
    }
}

#[tokio::test]
async fn what_does_not_pass_is_asked_once() {
    for reply in [
        || Reply::error("ExpiredTokenException", "The security token expired"),
        || Reply::error("UnrecognizedClientException", "no"),
        || Reply::error("UnknownOperationException", "no"),
        || Reply::error("SomethingNewException", "no"),
        || Reply::status(200, "hunter2"),
        || Reply::status(404, ""),
    ] {
        let stub = first(2, reply);
        load(&quick(&stub.sdk_config(), 8)).await.unwrap_err();
        assert_eq!(asked(&stub), (1, 1), "{:?}", reply());
    }
    // A batch that is denied or not accepted is asked for name by name, and each of those once.
    for code in ["AccessDeniedException", "ValidationException"] {
        let stub = first(4, move || Reply::error(code, "no"));
        load(&quick(&stub.sdk_config(), 8)).await.unwrap_err();
        assert_eq!(asked(&stub), (1 + 3, 1), "{code}");
    }
}

/// The variables of a program without an SdkConfig of its own.
fn variables(stub: &Stub) -> Vec<(&'static str, String)> {
    vec![
        ("AWS_REGION", "eu-west-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "AKID".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "a-key-nobody-checks".to_owned()),
        ("AWS_ENDPOINT_URL", stub.endpoint()),
        ("AWS_CONFIG_FILE", "/nowhere".to_owned()),
        ("AWS_SHARED_CREDENTIALS_FILE", "/nowhere".to_owned()),
    ]
}

#[tokio::test]
async fn a_variable_limits_the_attempts() {
    for (attempts, reply) in [
        ("1", (|| Reply::error("ThrottlingException", "slow down")) as fn() -> Reply),
        ("2", || Reply::error("ThrottlingException", "slow down")),
        ("2", || Reply::Reset),
    ] {
        let stub = first(5, reply);
        let mut variables = variables(&stub);
        variables.push(("AWS_MAX_ATTEMPTS", attempts.to_owned()));
        let loader = App::loader().environment("prod").env_vars(variables);
        let loader = loader.transport(support::aws::transport());
        loader.load_owned().await.unwrap_err();
        assert_eq!(asked(&stub), (attempts.parse().unwrap(), 1));
    }
}

#[cfg(feature = "default-chain")]
#[tokio::test]
async fn a_profile_limits_the_attempts() {
    let stub = first(5, || Reply::error("ThrottlingException", "slow down"));
    let mut machine = Machine::new().config("[default]\nmax_attempts = 2\n");
    for (name, value) in variables(&stub).into_iter().filter(|(name, _)| !name.ends_with("_FILE")) {
        machine = machine.with(name, &value);
    }
    machine.with("ENVIRONMENT", "prod").load::<App>().await.unwrap_err();
    assert_eq!(asked(&stub), (2, 1));
}

/// A stub that answers after the first load as the test says, and the configuration that it gave.
async fn loaded(
    later: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static,
    config: impl FnOnce(&Stub) -> SdkConfig,
) -> (Stub, Live<App>) {
    let answered = AtomicUsize::new(0);
    let stub = Stub::start(move |request| match answered.fetch_add(1, Ordering::SeqCst) {
        0 | 1 => works(request),
        _ => later(request).unwrap_or_else(|| works(request)),
    });
    let loader = App::loader().environment("prod").sdk_config(&config(&stub));
    let live = loader.live().load_owned().await.unwrap();
    assert_eq!(asked(&stub), (1, 1));
    (stub, live)
}

/// The schedule asks again: a refresh does not.
#[tokio::test]
async fn a_refresh_is_tried_once() {
    for reply in [
        || Reply::error("ThrottlingException", "slow down"),
        || Reply::error("InternalServerError", "oops"),
        || Reply::status(503, ""),
        || Reply::error("AccessDeniedException", "no"),
    ] {
        let fails =
            move |request: &Request| request.target.starts_with("secretsmanager.").then(reply);
        let (stub, live) = loaded(fails, |stub| quick(&stub.sdk_config(), 8)).await;
        live.refresh_now().await.unwrap_err();
        assert_eq!(asked(&stub), (2, 2), "{:?}", reply());
        assert_eq!(live.current().login.user, "u");
    }
}

/// A connection that was kept ends while a sandbox is frozen.
#[tokio::test]
async fn a_refresh_asks_again_after_a_lost_connection_and_only_once() {
    for (lost, is_refreshed) in [(1, true), (2, false)] {
        let left = AtomicUsize::new(lost);
        let later = move |request: &Request| {
            let one_less = |left: usize| left.checked_sub(1);
            let is_lost = request.target.starts_with("secretsmanager.")
                && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok();
            is_lost.then_some(Reply::Reset)
        };
        // As the SDK's own settings are: pauses of up to a second would be noticed.
        let (stub, live) = loaded(later, Stub::sdk_config).await;
        assert_eq!(live.refresh_now().await.is_ok(), is_refreshed);
        assert_eq!(asked(&stub), (2, 3), "{lost}");
    }
}

/// A program's credentials, each time it is asked for them other ones.
fn credentials(lifetime: Option<Duration>, count: &Arc<AtomicUsize>) -> SharedCredentialsProvider {
    let count = count.clone();
    SharedCredentialsProvider::new(provide_credentials_fn(move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        let expiry = lifetime.map(|lifetime| std::time::SystemTime::now() + lifetime);
        let id = format!("AKID{number}");
        async move { Ok(Credentials::new(id, "a-key-nobody-checks", None, expiry, "tests")) }
    }))
}

fn signed_by(request: &Request) -> &str {
    let rest = request.headers["authorization"].split_once("Credential=").unwrap().1;
    rest.split_once('/').unwrap().0
}

/// Of two services that are refused together, the credentials are looked for once.
#[tokio::test]
async fn credentials_that_expire_between_refreshes_are_replaced() {
    let count = Arc::new(AtomicUsize::new(0));
    let expired = |request: &Request| {
        let is_old = signed_by(request) == "AKID0";
        is_old.then(|| Reply::error("ExpiredTokenException", "The security token expired"))
    };
    let config = |stub: &Stub| {
        let mut config = stub.sdk_config().into_builder();
        config.set_credentials_provider(Some(credentials(None, &count)));
        config.build()
    };
    let (stub, live) = loaded(expired, config).await;
    live.refresh_now().await.unwrap();
    assert_eq!(asked(&stub), (1 + 2, 1 + 2));
    live.refresh_now().await.unwrap();
    assert_eq!(asked(&stub), (1 + 2 + 1, 1 + 2 + 1));
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

/// The credentials of a load are new: those that are refused then are told at once.
#[tokio::test]
async fn new_credentials_that_are_refused_stay_so() {
    let count = Arc::new(AtomicUsize::new(0));
    let refused = |_: &Request| Some(Reply::error("ExpiredTokenException", "expired"));
    let config = |stub: &Stub| {
        let mut config = stub.sdk_config().into_builder();
        config.set_credentials_provider(Some(credentials(None, &count)));
        config.build()
    };
    let (stub, live) = loaded(refused, config).await;
    let error = live.refresh_now().await.unwrap_err();
    assert_eq!(codes(&error), [("5 fields", Code::Denied)], "{error}");
    assert_eq!(asked(&stub), (1 + 2, 1 + 2));
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

/// Credentials are kept while they are good, and replaced before they end.
#[tokio::test]
async fn credentials_are_asked_for_when_they_end() {
    for (lifetime, providers) in
        [(None, 1), (Some(Duration::from_secs(3600)), 1), (Some(Duration::from_secs(30)), 3)]
    {
        let count = Arc::new(AtomicUsize::new(0));
        let config = |stub: &Stub| {
            let mut config = stub.sdk_config().into_builder();
            config.set_credentials_provider(Some(credentials(lifetime, &count)));
            config.build()
        };
        let (_stub, live) = loaded(|_| None, config).await;
        for _ in 0..2 {
            live.refresh_now().await.unwrap();
        }
        assert_eq!(count.load(Ordering::SeqCst), providers, "{lifetime:?}");
    }
}

/// A provider that fails once fails one refresh.
#[tokio::test]
async fn a_failure_to_find_credentials_is_not_kept() {
    let count = Arc::new(AtomicUsize::new(0));
    let asked = count.clone();
    let provider = provide_credentials_fn(move || {
        let number = asked.fetch_add(1, Ordering::SeqCst);
        async move {
            match number {
                1 => Err(CredentialsError::not_loaded("hunter2")),
                _ => {
                    let expiry = std::time::SystemTime::now() + Duration::from_secs(1);
                    Ok(Credentials::new("AKID", "a-key-nobody-checks", None, Some(expiry), "tests"))
                }
            }
        }
    });
    let config = |stub: &Stub| {
        let mut config = stub.sdk_config().into_builder();
        config.set_credentials_provider(Some(SharedCredentialsProvider::new(provider)));
        config.build()
    };
    let (_stub, live) = loaded(|_| None, config).await;
    live.refresh_now().await.unwrap_err();
    live.refresh_now().await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

/// Refreshes use the connections of the load.
#[tokio::test]
async fn connections_are_kept_between_refreshes() {
    let stub = Stub::start_gated(2, works);
    let loader = App::loader().environment("prod").env_vars(variables(&stub));
    let loader = loader.transport(support::aws::transport());
    let live = loader.live().load_owned().await.unwrap();
    for refreshes in 1..4 {
        live.refresh_now().await.unwrap();
        assert_eq!(asked(&stub), (1 + refreshes, 1 + refreshes));
        assert_eq!(*stub.connections().borrow(), 2);
    }
    // Those that the other side has closed are replaced. It waits for that, which a runtime's thread may not.
    std::thread::scope(|scope| {
        scope.spawn(|| stub.close_connections());
    });
    live.refresh_now().await.unwrap();
    assert_eq!(*stub.connections().borrow(), 2);
}

/// Both services, and all chunks, are asked before anything is answered.
#[tokio::test]
async fn all_requests_are_in_flight_at_once() {
    #[derive(Config)]
    #[config(prefix = "/{env}/many")]
    #[rustfmt::skip]
    struct Many {
        a: String, b: String, c: String, d: String, e: String, f: String, g: String, h: String,
        i: String, j: String, k: String, l: String,
        #[config(nested, secretsmanager = "{env}/login")]
        login: Login,
        #[config(secretsmanager = "{env}/other")]
        other: Secret,
    }
    let stub = Stub::start_gated(4, |request| match request.target.as_str() {
        "AmazonSSM.GetParameters" => {
            let known: Vec<_> =
                request.names.iter().map(|name| (name.as_str(), "String", "v")).collect();
            Reply::parameters(request, known)
        }
        _ => Reply::secret(&request.names[0], r#"{"user":"u","password":"p"}"#),
    });
    let many = Many::loader()
        .environment("prod")
        .sdk_config(&stub.sdk_config())
        .load_owned()
        .await
        .unwrap();
    let all = [many.a, many.b, many.c, many.d, many.e, many.f, many.g, many.h, many.i, many.j];
    assert!(all.iter().all(|value| value == "v") && many.k == many.l);
    assert_eq!(
        (many.login.user.as_str(), many.login.password.expose_secret().as_str()),
        ("u", "p")
    );
    assert!(many.other.expose_secret().contains("user"));
    assert_eq!(stub.requests().len(), 4);
    assert_eq!(stub.peak(), 4);
}

/// Through a layer below the store a read that failed is not hidden either.
#[tokio::test]
async fn a_joined_file_does_not_stand_in_for_a_store_that_failed() {
    use figleaf::figment::providers::Serialized;
    let ssm = Memory::new("ssm").with_failure("/prod/app/required", Failure::denied(""));
    let secrets =
        Memory::new("secretsmanager").with("prod/login", r#"{"user":"u","password":"p"}"#);
    let error = App::loader()
        .environment("prod")
        .source(ssm)
        .source(secrets)
        .join(Serialized::default("required", "old"))
        .load_owned()
        .await
        .unwrap_err();
    assert_eq!(codes(&error), [("required", Code::Denied)]);
}

#[tokio::test]
async fn no_region() {
    let config = refused_endpoint().into_builder().region(None).build();
    insta::assert_snapshot!(load(&config).await.unwrap_err());
}

#[tokio::test]
async fn no_credentials() {
    let none = provide_credentials_fn(|| async { Err(CredentialsError::not_loaded("hunter2")) });
    let mut config = refused_endpoint().into_builder();
    config.set_credentials_provider(Some(SharedCredentialsProvider::new(none)));
    insta::assert_snapshot!(load(&config.build()).await.unwrap_err());
}

/// A provider of the program's own that never answers is what the deadline tells, and it is asked once for
/// both services.
#[tokio::test]
async fn a_credentials_provider_that_hangs() {
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = asked.clone();
    let hangs = provide_credentials_fn(move || {
        count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        std::future::pending()
    });
    let mut config = refused_endpoint().into_builder();
    config.set_credentials_provider(Some(SharedCredentialsProvider::new(hangs)));
    let loader = App::loader().environment("prod").sdk_config(&config.build());
    let error = loader.timeout(Duration::from_millis(300)).load_owned().await.unwrap_err();
    insta::assert_snapshot!(error);
    assert_eq!(asked.load(std::sync::atomic::Ordering::SeqCst), 1);
}

#[tokio::test]
async fn no_credentials_provider() {
    let mut config = refused_endpoint().into_builder();
    config.set_credentials_provider(None);
    insta::assert_snapshot!(load(&config.build()).await.unwrap_err());
}

#[tokio::test]
async fn a_region_that_is_none() {
    let region = aws_config::Region::new("not a region");
    let mut config = refused_endpoint().into_builder().region(region);
    config.set_endpoint_url(None);
    insta::assert_snapshot!(load(&config.build()).await.unwrap_err());
}

/// What a configuration made by hand leaves out is filled in, not a panic.
#[tokio::test]
async fn a_bare_sdk_config() {
    let stub = Stub::start(works);
    let full = stub.sdk_config();
    let mut bare = SdkConfig::builder();
    bare.set_region(full.region().cloned());
    bare.set_endpoint_url(full.endpoint_url().map(str::to_owned));
    bare.set_credentials_provider(full.credentials_provider());
    let app = load(&bare.build()).await.unwrap();
    assert_eq!(app.login.user, "u");
    assert_eq!((app.defaulted.as_str(), app.optional.as_deref()), ("d", Some("o")));
    assert_eq!(app.login.password.expose_secret(), "p");
}

/// A deadline of nothing, and one that no clock can tell.
#[tokio::test]
async fn strange_deadlines() {
    let stub = Stub::start(works);
    let load = |timeout| {
        App::loader()
            .environment("prod")
            .sdk_config(&stub.sdk_config())
            .timeout(timeout)
            .load_owned()
    };
    let error = load(Duration::ZERO).await.unwrap_err();
    assert!(error.problems().iter().all(|problem| problem.code() == Code::Timeout), "{error}");
    assert!(load(Duration::MAX).await.is_ok());
}

/// The report that the README shows is one that figleaf writes for the README's struct.
#[tokio::test]
async fn the_report_of_the_readme() {
    use validator::Validate;

    #[derive(Debug, Config, Validate)]
    #[config(prefix = "/{env}/myapp", env_prefix = "MYAPP")]
    struct AppConfig {
        #[config(nested, secretsmanager = "{env}/database/config")]
        database: Database,
        #[validate(length(min = 8))]
        api_key: Secret<String>,
        #[config(env = "LOG_LEVEL", default = "info")]
        log_level: String,
        #[config(ssm = "/shared/{env}/allowed-origins")]
        allowed_origins: Vec<String>,
        request_timeout: Option<u64>,
    }

    #[derive(Debug, Config, Validate)]
    struct Database {
        host: String,
        #[validate(range(min = 1))]
        port: u16,
        username: String,
        #[validate(length(min = 12))]
        password: Secret<String>,
    }

    let document = r#"{"host":"db","Port":5432,"username":"app","password":"short"}"#;
    let stub = Stub::start(move |request| {
        if request.names.iter().any(|name| name == "/prod/myapp/api-key") {
            return Reply::error("AccessDeniedException", "not authorized");
        }
        match request.target.as_str() {
            "AmazonSSM.GetParameters" => Reply::parameters(request, []),
            _ => Reply::secret("prod/database/config", document),
        }
    });
    let error = AppConfig::loader()
        .environment("prod")
        .env_vars([("MYAPP_REQUEST_TIMEOUT", "30s")])
        .sdk_config(&stub.sdk_config())
        .load_owned()
        .await
        .unwrap_err();
    let readme = include_str!("../README.md");
    assert!(readme.contains(&format!("```text\n{error}```")), "{error}");
}
