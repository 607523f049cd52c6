//! Whole functions under a double of the Lambda host: real `lambda_runtime` processes.

#![cfg(all(
    feature = "derive",
    feature = "extension",
    feature = "lambda",
    feature = "secretsmanager",
    feature = "ssm"
))]

mod support;

use std::process::{Command, Stdio};
use std::time::Duration;

use figleaf::lambda::Layer;
use figleaf::{Config, Secret, Transport};
use lambda_runtime::tower::ServiceBuilder;
use lambda_runtime::{Error, LambdaEvent, Runtime, service_fn};
use serde_json::{Value, json};
use support::lambda::{Builder, Fault, Host};
use support::programs::{example, extension_only, this_test};
use support::stub::{Reply, Stub};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const DATABASE: &str = r#"{"host":"db","port":5432,"password":"hunter2hunter2"}"#;

/// What both functions need, in the stores behind the SDK.
fn aws() -> Stub {
    Stub::start(|request| match request.names[0].as_str() {
        "prod/greeter/database" => Reply::secret("prod/greeter/database", DATABASE),
        "prod/greeter/token" => Reply::secret("prod/greeter/token", "from the SDK"),
        _ => Reply::parameters(
            request,
            [
                ("/prod/greeter/greeting", "String", "Hello"),
                ("/prod/greeter/api-key", "SecureString", "hunter2hunter2"),
            ],
        ),
    })
}

/// What the extension-only function needs, behind the extension.
fn host() -> Builder {
    Host::builder()
        .parameter("/prod/greeter/greeting", "String", "Hello")
        .secret("prod/greeter/token", "hunter2hunter2")
}

fn with(mut command: Command, variables: &[(&str, &str)]) -> Command {
    command.env("ENVIRONMENT", "prod").envs(variables.iter().copied());
    command
}

fn only() -> Command {
    with(Command::new(extension_only()), &[])
}

fn greets(answer: &Result<Value, Value>) -> bool {
    matches!(answer, Ok(answer) if answer["greeting"] == "Hello")
}

/// Values of both functions.
fn shows_a_value(text: &str) -> bool {
    text.contains("hunter2")
}

#[test]
fn init_loads_through_the_sdk_while_the_extension_is_not_ready() {
    let (stub, host) = (aws(), host().start());
    let endpoint = stub.endpoint();
    let function = host.run(with(example("lambda"), &[("AWS_ENDPOINT_URL", endpoint.as_str())]));
    function.wait_for_init();
    assert_eq!(stub.requests().len(), 2);
    let answer = function.invoke(json!({ "name": "Ada" })).unwrap();
    assert_eq!(answer["greeting"], "Hello, Ada!");
    assert_eq!(answer["database"], "db:5432");
    assert!(!shows_a_value(&answer.to_string()), "{answer}");
    assert_eq!(answer["configuration"].to_string().matches("[REDACTED]").count(), 2);
    assert!(function.invoke(json!({ "name": "Eve" })).is_ok());
    assert_eq!(stub.requests().len(), 2, "loaded once");
    assert!(host.requests().is_empty(), "the extension is not asked in INIT");
}

#[test]
fn an_extension_only_function_loads_on_its_first_invocation() {
    for delay in [0, 60, 500] {
        let host = host().ready_after(Duration::from_millis(delay)).start();
        let function = host.run(only());
        function.wait_for_init();
        assert!(host.requests().is_empty(), "nothing is asked before the first invocation");
        let first = function.invoke(json!({}));
        assert!(greets(&first), "{delay} ms: {first:?}");
        let asked = host.requests().len();
        let answered = host.requests().iter().filter(|request| request.ready).count();
        assert_eq!(answered, 2, "{delay} ms");
        assert!(greets(&function.invoke(json!({}))));
        assert_eq!(host.requests().len(), asked, "the second invocation asks nothing");
    }
}

/// Lambda Managed Instances: four invocations at one time in one process load once.
#[test]
fn concurrent_invocations_load() {
    let host = host().upstream_time(Duration::from_millis(50)).start();
    let mut command = only();
    command.env("AWS_LAMBDA_MAX_CONCURRENCY", "4");
    let function = host.run(command);
    let answers = function.invoke_all(vec![json!({}); 8]);
    assert!(answers.iter().all(greets), "{answers:?}");
    assert_eq!(host.requests().len(), 2);
}

#[derive(Debug, Config)]
#[config(prefix = "/{env}/greeter", env_prefix = "GREETER")]
struct Greeter {
    greeting: String,
    #[config(secretsmanager = "{env}/greeter/token")]
    token: Secret<String>,
}

/// A function that asks for the extension, and has the SDK for the rest.
#[test]
#[ignore = "a function, which other tests run"]
fn extension_first() {
    support::programs::run(async {
        // What `main` has found out.
        let transport = Transport::ExtensionFirst;
        let layer: Layer<Greeter> =
            Layer::new().with_loader(move || Greeter::loader().transport(transport));
        let handler = service_fn(async |_: LambdaEvent<Value>| {
            let token = Greeter::get().token.expose_secret().len();
            Ok::<_, Error>(json!({ "greeting": Greeter::get().greeting, "token": token }))
        });
        Runtime::new(ServiceBuilder::new().layer(layer).service(handler)).run().await
    });
}

/// The extension first, and the SDK for all that the extension fails to give, whatever the reason.
#[test]
fn the_extension_first_carries_on_through_the_sdk() {
    let faults: [fn(Builder) -> Builder; 6] = [
        |host| host.fault(Fault::Refuse),
        |host| host.fault(Fault::Reset),
        |host| host.fault(Fault::Hang),
        |host| host.fault(Fault::status(400, "not ready to serve traffic, please wait")),
        |host| {
            host.fault(Fault::status(400, "an unexpected error occurred while executing request"))
        },
        |host| host.fault_from(2, Fault::Reset),
    ];
    for (index, fault) in faults.into_iter().enumerate() {
        let (stub, host) = (aws(), fault(host()).start());
        let endpoint = stub.endpoint();
        let variables = [("AWS_ENDPOINT_URL", endpoint.as_str())];
        let function = host.run(with(this_test("extension_first"), &variables));
        let answer = function.invoke(json!({}));
        assert!(greets(&answer), "{index}: {answer:?}");
        let through_the_sdk = stub.requests().len();
        assert_eq!(through_the_sdk, if index == 5 { 1 } else { 2 }, "{index}");
    }
}

#[test]
fn the_extension_alone_when_it_is_first_and_answers() {
    let (stub, host) = (aws(), host().start());
    let endpoint = stub.endpoint();
    let variables = [("AWS_ENDPOINT_URL", endpoint.as_str())];
    let function = host.run(with(this_test("extension_first"), &variables));
    assert!(greets(&function.invoke(json!({}))));
    assert_eq!((host.requests().len(), stub.requests().len()), (2, 0));
}

/// A build with both loads on an invocation: the client, though the layer is there.
#[test]
fn auto_is_the_sdk_on_an_invocation() {
    let (stub, host) = (aws(), host().start());
    let endpoint = stub.endpoint();
    let variables = [("AWS_ENDPOINT_URL", endpoint.as_str())];
    let function = host.run(with(example("lambda_extension_only"), &variables));
    assert!(greets(&function.invoke(json!({}))));
    assert_eq!((host.requests().len(), stub.requests().len()), (0, 2));
}

/// A function that does what figleaf must not: it answers while a request is under way.
#[test]
#[ignore = "a function, which other tests run"]
fn leaves_a_request_open() {
    support::programs::run(lambda_runtime::run(service_fn(async |_: LambdaEvent<Value>| {
        let endpoint = std::env::var("AWS_ENDPOINT_URL").unwrap();
        let mut stream = TcpStream::connect(endpoint.strip_prefix("http://").unwrap()).await?;
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await?;
        tokio::spawn(async move { stream.read_u8().await });
        Ok::<_, Error>(json!({}))
    })));
}

/// The double itself: it stops the process between two events, and sees what is open then.
#[test]
fn a_frozen_function_and_what_it_leaves_open() {
    let stub = Stub::start(|_| Reply::Hang);
    let host = Host::builder().freezes([stub.waiting()]).start();
    let variables = [("AWS_ENDPOINT_URL", stub.endpoint())];
    let mut command = this_test("leaves_a_request_open");
    let function = host.run({
        command.envs(variables);
        command
    });
    for open in [1, 2] {
        function.invoke(json!({})).unwrap();
        assert_eq!(host.left_open().last(), Some(&open));
    }
    stub.close_connections();
    assert_eq!(*stub.waiting().borrow(), 0);
}

/// A load that fails fails the invocation, says what there and why in the log, and is tried again.
#[test]
fn a_failed_load_is_not_remembered() {
    let host = Host::builder().parameter("/prod/greeter/greeting", "String", "Hello");
    let host = host.secret("prod/greeter/token", "hunter2hunter2");
    let host = host.fault(Fault::status(400, "an unexpected error occurred")).start();
    let function = host.run(only());
    let error = function.invoke(json!({})).unwrap_err();
    assert_eq!(error["errorType"], "Config.Invalid");
    let message = error["errorMessage"].as_str().unwrap();
    // The caller may be anybody: no name of a parameter or a secret.
    assert_eq!(message, "AppConfig: greeting denied, token denied");
    assert!(
        function.stderr().contains("the extension does not tell which"),
        "{}",
        function.stderr()
    );
    host.set_fault(None);
    assert!(greets(&function.invoke(json!({}))));
}

/// Three broken settings, all from the environment: nothing has to be fetched to see them.
const BROKEN: [(&str, &str); 5] = [
    ("GREETER_GREETING", ""),
    ("GREETER_API_KEY", "hunter2"),
    ("GREETER_DATABASE_HOST", "db"),
    ("GREETER_DATABASE_PORT", "hunter2"),
    ("GREETER_DATABASE_PASSWORD", "hunter2"),
];

#[test]
fn a_failed_cold_start_says_why() {
    for format in ["JSON", "Text"] {
        let host = Host::builder().log_format(format).start();
        let function = host.run(with(example("lambda"), &BROKEN));
        assert_eq!(function.wait().code(), Some(78));

        let reports = host.init_errors();
        assert_eq!(reports.len(), 1, "{format}");
        assert_eq!(reports[0].error_type.as_deref(), Some("Config.Invalid"));
        assert_eq!(reports[0].body["errorType"], "Config.Invalid");
        let message = reports[0].body["errorMessage"].as_str().unwrap();
        for name in ["greeting rejected", "api_key rejected", "database.port invalid"] {
            assert!(message.contains(name), "{message}");
        }
        let log = format!("{}{}", function.stdout(), function.stderr());
        assert!(!shows_a_value(message) && !shows_a_value(&log), "{log}");
        if format == "JSON" {
            assert_eq!(log.lines().count(), 1, "{log}");
            let line: Value = serde_json::from_str(&log).unwrap();
            assert_eq!(
                (&line["level"], &line["errorType"]),
                (&json!("ERROR"), &json!("Config.Invalid"))
            );
            assert_eq!(line["problems"].as_array().unwrap().len(), 3);
            assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
        } else {
            assert!(
                log.contains("configuration of AppConfig could not be loaded: 3 problems"),
                "{log}"
            );
        }
    }
}

/// Outside Lambda the same call prints the report and ends with the same code.
#[test]
fn a_failed_start_outside_lambda() {
    let output = with(example("lambda"), &BROKEN).output().unwrap();
    assert_eq!(output.status.code(), Some(78));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.starts_with("configuration of AppConfig could not be loaded: 3 problems"),
        "{text}"
    );
}

/// As emulators write it: with a scheme, and cargo-lambda with the address on which it listens.
#[test]
fn a_runtime_api_of_an_emulator() {
    let addresses: [fn(&str) -> String; 3] = [
        |port| format!("http://127.0.0.1:{port}"),
        |port| format!("http://[::]:{port}"),
        |port| format!("http://0.0.0.0:{port}/"),
    ];
    for address in addresses {
        let host = Host::builder().start();
        let api = host.runtime_api();
        let (_, port) = api.rsplit_once(':').unwrap();
        let mut command = with(example("lambda"), &BROKEN);
        command.env("AWS_LAMBDA_RUNTIME_API", address(port));
        let function = host.run(command);
        assert_eq!(function.wait().code(), Some(78));
        assert_eq!(host.init_errors().len(), 1, "{}", address(port));
    }
}

/// Nobody reads stderr: the code is the same, and Lambda is told.
#[test]
fn a_failed_start_whose_stderr_is_closed() {
    let host = Host::builder().start();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = with(example("lambda"), &BROKEN);
    command.stderr(writer).env("AWS_LAMBDA_RUNTIME_API", host.runtime_api());
    let status = command.stdout(Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(78));
    assert_eq!(host.init_errors().len(), 1);
}
