//! Whole functions whose configuration is live, under a double of the Lambda host.
//!
//! What is shown is an order of requests and answers, and not how long something took.

#![cfg(all(
    feature = "concurrency-tokio",
    feature = "derive",
    feature = "extension",
    feature = "secretsmanager",
    feature = "ssm"
))]

mod support;

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use figleaf::live::LiveLoader;
use figleaf::source::{Answer, BoxFuture, Fetched, Key, Memory, Source};
use figleaf::{Config, Secret, Transport, WallClock, lambda};
use lambda_runtime::tower::ServiceBuilder;
use lambda_runtime::{Error, LambdaEvent, Runtime, service_fn};
use serde_json::{Value, json};
use support::lambda::{Builder, Function, Host};
use support::programs::{run, this_test};
use support::stub::{Reply, Request, Stub, wait_for};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;

#[derive(Debug, Config)]
#[config(prefix = "/{env}/greeter")]
struct Greeter {
    greeting: String,
    #[config(secretsmanager = "{env}/greeter/token")]
    token: Secret<String>,
}

/// The requests of one load.
/// How long an invocation may take where a refresh hangs: a quarter of what is left is the second that a refresh has at most.
const SHORT: Duration = Duration::from_secs(4);
const LOAD: usize = 2;

// The functions.

/// What a handler does: it moves the clock, or waits for a server of its own.
async fn work(event: &Value) -> Result<(), Error> {
    if let Some(minutes) = event["advance"].as_u64() {
        CLOCK.advance(Duration::from_secs(60 * minutes));
    }
    if event["asks"] == true {
        let endpoint = std::env::var("AWS_ENDPOINT_URL")?;
        let mut stream = TcpStream::connect(endpoint.trim_start_matches("http://")).await?;
        stream.write_all(b"GET /of-the-handler HTTP/1.1\r\n\r\n").await?;
        stream.read_u8().await?;
    }
    Ok(())
}

static CLOCK: LazyLock<WallClock> = LazyLock::new(WallClock::system);

/// An hour, unless the test says less: the clock is moved, and nobody waits.
fn loader() -> LiveLoader<Greeter> {
    let milliseconds =
        |name| std::env::var(name).ok().map(|text| Duration::from_millis(text.parse().unwrap()));
    let mut loader = Greeter::loader()
        .live()
        .max_age(milliseconds("MAX_AGE").unwrap_or(Duration::from_secs(60 * 60)))
        .wall_clock(CLOCK.clone());
    if let Some(stale_for) = milliseconds("STALE_FOR") {
        loader = loader.stale_for(stale_for).fail_when_stale();
    }
    loader
}

async fn live_handler(config: Arc<Greeter>, event: LambdaEvent<Value>) -> Result<Value, Error> {
    work(&event.payload).await?;
    Ok(json!({ "greeting": config.greeting, "token": config.token.expose_secret().len() }))
}

/// The configuration is loaded in INIT.
#[test]
#[ignore = "a function, which other tests run"]
fn live() {
    run(async {
        loader().load_or_exit().await;
        lambda::run(live_handler).await
    });
}

/// It is loaded on the first invocation, with nothing set.
#[test]
#[ignore = "a function, which other tests run"]
fn live_later() {
    run(lambda::run(live_handler));
}

/// The same by the layer.
#[test]
#[ignore = "a function, which other tests run"]
fn live_layer() {
    run(async {
        let layer = lambda::Layer::<Greeter>::live().with_live_loader(loader);
        let handler = service_fn(async |event: LambdaEvent<Value>| {
            let config = Greeter::current();
            live_handler(config, event).await
        });
        Runtime::new(ServiceBuilder::new().layer(layer).service(handler)).run().await
    });
}

/// Its password is refused whatever is read, and a rotation may take a minute.
#[test]
#[ignore = "a function, which other tests run"]
fn live_refused() {
    run(async {
        let config = loader().rotation_window(Duration::from_secs(60)).load_or_exit().await;
        lambda::run(move |_: Arc<Greeter>, _: LambdaEvent<Value>| {
            let config = config.clone();
            async move { config.retry_on("token", |_| true, async |_| Err::<(), _>("refused")).await }
        })
        .await
    });
}

/// Handlers of the wrong kind.
#[test]
#[ignore = "a function, which other tests run"]
fn loaded_and_live() {
    run(async {
        Greeter::load_or_exit().await;
        lambda::run(live_handler).await
    });
}

#[test]
#[ignore = "a function, which other tests run"]
fn live_and_loaded() {
    run(async {
        loader().load_or_exit().await;
        lambda::run(async |config: &'static Greeter, _: LambdaEvent<Value>| {
            Ok::<_, Error>(config.greeting.as_str())
        })
        .await
    });
}

/// It asks for the extension, and has the SDK.
#[test]
#[ignore = "a function, which other tests run"]
fn extension_first() {
    run(async {
        // What `main` has found out.
        let transport = Transport::ExtensionFirst;
        let layer: lambda::Layer<Greeter, LiveLoader<Greeter>> = lambda::Layer::<Greeter>::live();
        let layer = layer.with_live_loader(move || {
            let loader = Greeter::loader().transport(transport);
            loader.live().max_age(Duration::from_secs(60 * 60)).wall_clock(CLOCK.clone())
        });
        let handler = service_fn(async |event: LambdaEvent<Value>| {
            live_handler(Greeter::current(), event).await
        });
        Runtime::new(ServiceBuilder::new().layer(layer).service(handler)).run().await
    });
}

// AWS, and what the tests do to it.

struct Aws {
    stub: Stub,
    state: Arc<State>,
    /// A word for each request of a load.
    asked: mpsc::Receiver<()>,
}

struct State {
    greeting: Mutex<&'static str>,
    /// Whether requests of a load are answered, those for credentials, and those of the handler.
    stores: watch::Sender<bool>,
    credentials: watch::Sender<bool>,
    handler: watch::Sender<bool>,
}

/// As the endpoint of a container gives them, and of a function with SnapStart.
const CREDENTIALS: &str = r#"{"AccessKeyId":"FIGLEAFC000000000000","SecretAccessKey":"hunter2","Token":"t","Expiration":"2099-01-01T00:00:00Z"}"#;

fn aws() -> Aws {
    let state = Arc::new(State {
        greeting: Mutex::new("Hello"),
        stores: watch::Sender::new(true),
        credentials: watch::Sender::new(true),
        handler: watch::Sender::new(true),
    });
    let (asks, asked) = mpsc::channel();
    let seen = state.clone();
    let answer = move |request: &Request| {
        let greeting = *seen.greeting.lock().unwrap();
        let reply = match request.target.as_str() {
            "" if request.line.contains("/credentials") => {
                return Reply::when(&seen.credentials, Reply::status(200, CREDENTIALS));
            }
            "" => return Reply::when(&seen.handler, Reply::status(200, "done")),
            "AmazonSSM.GetParameters" => {
                Reply::parameters(request, [("/prod/greeter/greeting", "String", greeting)])
            }
            _ => Reply::secret("prod/greeter/token", "hunter2hunter2"),
        };
        let _ = asks.send(());
        Reply::when(&seen.stores, reply)
    };
    Aws { stub: Stub::start(answer), state, asked }
}

impl Aws {
    /// Somebody changes the parameter.
    fn greet(&self, greeting: &'static str) {
        *self.state.greeting.lock().unwrap() = greeting;
    }

    /// The stores answer from now on, or they hang.
    fn answers(&self, answers: bool) {
        self.state.stores.send_replace(answers);
    }

    fn handler_ends(&self, ends: bool) {
        self.state.handler.send_replace(ends);
    }

    /// Waits until so many requests wait for an answer.
    fn wait_for_waiting(&self, requests: usize) {
        wait_for(self.stub.waiting(), requests);
    }

    /// Waits for a load that nobody has asked for by an event.
    fn wait_for_load(&self) {
        for _ in 0..LOAD {
            self.asked.recv_timeout(Duration::from_secs(20)).expect("a request");
        }
    }

    fn requests(&self) -> usize {
        self.stub.requests().iter().filter(|request| !request.target.is_empty()).count()
    }

    fn command(&self, name: &str) -> Command {
        let mut command = this_test(name);
        command.env("ENVIRONMENT", "prod").env("AWS_ENDPOINT_URL", self.stub.endpoint());
        command
    }
}

/// A function that is frozen between its events.
fn frozen(aws: &Aws) -> Builder {
    Host::builder().freezes([aws.stub.waiting()])
}

fn greeting(answer: Result<Value, Value>) -> String {
    let answer = answer.unwrap();
    assert_eq!(answer["token"], 14);
    answer["greeting"].as_str().unwrap().to_owned()
}

fn greets(function: &Function, event: Value) -> String {
    greeting(function.invoke(event))
}

/// Due, and not too old: 0.9 of an hour and a little more.
fn almost_an_hour() -> Value {
    json!({ "advance": 55 })
}

#[test]
fn nothing_is_asked_before_it_is_due() {
    let aws = aws();
    let host = frozen(&aws).start();
    let function = host.run(aws.command("live"));
    function.wait_for_init();
    assert_eq!(aws.requests(), LOAD);
    aws.greet("Bonjour");
    assert_eq!(greets(&function, json!({ "advance": 29 })), "Hello");
    assert_eq!(greets(&function, json!({})), "Hello");
    assert_eq!(aws.requests(), LOAD);
    assert_eq!(host.left_open(), [0, 0]);
}

/// The handler runs for longer than the refresh, which is over when the handler ends: the answer waits for nothing.
/// It has one snapshot, and the next one has the new values.
#[test]
fn a_refresh_beside_a_longer_handler() {
    let aws = aws();
    let host = frozen(&aws).start();
    let function = host.run(aws.command("live"));
    greets(&function, almost_an_hour());
    aws.greet("Bonjour");
    aws.answers(false);
    aws.handler_ends(false);
    thread::scope(|scope| {
        let answer = scope.spawn(|| greets(&function, json!({ "asks": true })));
        // All of them at one time: the refresh is beside the handler.
        aws.wait_for_waiting(LOAD + 1);
        aws.answers(true);
        aws.wait_for_waiting(1);
        assert!(!answer.is_finished());
        aws.handler_ends(true);
        assert_eq!(answer.join().unwrap(), "Hello");
    });
    assert_eq!(greets(&function, json!({})), "Bonjour");
    assert_eq!(aws.requests(), 2 * LOAD);
    assert_eq!(host.left_open(), [0, 0, 0]);
}

/// A handler that ends first waits for the refresh: without that short handlers would never have one.
#[test]
fn a_refresh_beside_a_shorter_handler() {
    let aws = aws();
    let host = frozen(&aws).start();
    let function = host.run(aws.command("live"));
    greets(&function, almost_an_hour());
    aws.greet("Bonjour");
    aws.answers(false);
    thread::scope(|scope| {
        let answer = scope.spawn(|| greets(&function, json!({})));
        aws.wait_for_waiting(LOAD);
        assert!(!answer.is_finished());
        aws.answers(true);
        assert_eq!(answer.join().unwrap(), "Hello");
    });
    assert_eq!(greets(&function, json!({})), "Bonjour");
    assert_eq!(aws.requests(), 2 * LOAD);
}

/// It ends with its time, and leaves nothing open. Then there is a pause, in which nothing waits.
#[test]
fn a_refresh_that_hangs() {
    for advance in [55, 65] {
        let aws = aws();
        let host = frozen(&aws).timeout(SHORT).start();
        let function = host.run(aws.command("live"));
        greets(&function, json!({ "advance": advance }));
        aws.greet("Bonjour");
        aws.answers(false);
        assert_eq!(greets(&function, json!({})), "Hello");
        assert_eq!(aws.requests(), 2 * LOAD);
        for _ in 0..3 {
            assert_eq!(greets(&function, json!({})), "Hello");
        }
        assert_eq!(aws.requests(), 2 * LOAD, "{advance}");
        assert_eq!(host.left_open(), [0; 5], "{advance}");
        // The pause of 5 seconds and less is over.
        aws.answers(true);
        greets(&function, json!({ "advance": 5 }));
        greets(&function, json!({}));
        assert_eq!(greets(&function, json!({})), "Bonjour");
    }
}

/// The values are too old: the first event after the freeze has the new ones, also when AWS has closed the
/// connections meanwhile.
#[test]
fn a_freeze_past_the_largest_age() {
    for closes in [false, true] {
        let aws = aws();
        let host = frozen(&aws).start();
        let mut command = aws.command("live");
        let function = host.run({
            command.env("MAX_AGE", "4000");
            command
        });
        assert_eq!(greets(&function, json!({})), "Hello");
        aws.greet("Bonjour");
        if closes {
            aws.stub.close_connections();
        }
        thread::sleep(Duration::from_millis(4000));
        assert_eq!(greets(&function, json!({})), "Bonjour", "{closes}");
        assert_eq!(aws.requests(), 2 * LOAD);
        assert_eq!(host.left_open(), [0, 0]);
    }
}

/// INIT was long before the first event.
#[test]
fn provisioned_concurrency() {
    let aws = aws();
    let host = frozen(&aws).initialization_type("provisioned-concurrency").start();
    let mut command = aws.command("live");
    let function = host.run({
        command.env("MAX_AGE", "500");
        command
    });
    function.wait_for_init();
    function.freeze();
    aws.greet("Bonjour");
    thread::sleep(Duration::from_millis(500));
    assert_eq!(greets(&function, json!({})), "Bonjour");
}

/// Whoever wants no stale values gets an error, and the next good ones.
#[test]
fn fail_when_stale() {
    let aws = aws();
    let host = frozen(&aws).timeout(SHORT).start();
    let mut command = aws.command("live");
    let function = host.run({
        command.env("STALE_FOR", (2 * 60 * 60 * 1000).to_string());
        command
    });
    greets(&function, json!({ "advance": 65 }));
    aws.answers(false);
    // Old, and not stale.
    assert_eq!(greets(&function, json!({ "advance": 60 })), "Hello");
    let error = function.invoke(json!({})).unwrap_err();
    assert_eq!(error["errorType"], "Config.Invalid");
    assert!(!error.to_string().contains("hunter2"), "{error}");
    assert!(function.stderr().contains("no answer from"), "{}", function.stderr());
    assert_eq!(host.left_open(), [0; 3]);
}

/// What waits for a rotation ends before the invocation does, so that the function can say why.
#[test]
fn a_rotation_is_not_waited_for_past_the_deadline() {
    let aws = aws();
    let host = frozen(&aws).timeout(SHORT).start();
    let function = host.run(aws.command("live_refused"));
    let error = function.invoke(json!({})).unwrap_err();
    assert_eq!(error["errorMessage"], "refused");
    // The secret alone is read again.
    assert!(aws.requests() > LOAD);
    assert_eq!(host.left_open(), [0]);
}

/// Managed Instances: those that run at one time share a refresh.
#[test]
fn concurrent_invocations_share_a_refresh() {
    for before in [json!({ "advance": 65 }), almost_an_hour()] {
        let aws = aws();
        let host = Host::builder().start();
        let mut command = aws.command("live");
        let function = host.run({
            command.env("AWS_LAMBDA_MAX_CONCURRENCY", "4");
            command
        });
        greets(&function, before.clone());
        aws.greet("Bonjour");
        let answers = function.invoke_all(vec![json!({}); 8]);
        let greetings: Vec<_> = answers.into_iter().map(greeting).collect();
        assert_eq!(aws.requests(), 2 * LOAD, "{before}");
        assert_eq!(greets(&function, json!({})), "Bonjour");
        if before["advance"] == 65 {
            assert_eq!(greetings, ["Bonjour"; 8]);
        }
    }
}

/// On Managed Instances, which do not freeze, a task refreshes; elsewhere on Lambda nothing runs by itself.
#[test]
fn managed_instances_refresh_by_themselves() {
    for (kind, refreshes) in [("lambda-managed-instances", true), ("on-demand", false)] {
        let aws = aws();
        let host = Host::builder().initialization_type(kind).start();
        let mut command = aws.command("live");
        let function = host.run({
            command.env("MAX_AGE", "200");
            command
        });
        function.wait_for_init();
        aws.wait_for_load();
        if refreshes {
            aws.wait_for_load();
        } else {
            thread::sleep(Duration::from_millis(600));
            assert_eq!(aws.requests(), LOAD);
        }
    }
}

/// Without a load in `main` the first invocation loads, as with a configuration that is loaded once.
#[test]
fn the_first_invocation_loads() {
    for name in ["live_later", "live_layer"] {
        let aws = aws();
        let host = frozen(&aws).start();
        let function = host.run(aws.command(name));
        function.wait_for_init();
        assert_eq!(aws.requests(), 0);
        assert_eq!(greets(&function, json!({})), "Hello");
        assert_eq!(aws.requests(), LOAD);
        greets(&function, json!({ "advance": 65 }));
        if name == "live_layer" {
            aws.greet("Bonjour");
            assert_eq!(greets(&function, json!({})), "Bonjour");
        }
    }
}

/// The load is the extension's; a refresh goes to AWS, as the extension's cache would only add to the age.
#[test]
fn a_refresh_goes_past_the_extension() {
    let aws = aws();
    let host = frozen(&aws)
        .parameter("/prod/greeter/greeting", "String", "cached")
        .secret("prod/greeter/token", "hunter2hunter2")
        .start();
    let function = host.run(aws.command("extension_first"));
    assert_eq!(greets(&function, json!({ "advance": 65 })), "cached");
    assert_eq!((host.requests().len(), aws.requests()), (LOAD, 0));
    assert_eq!(greets(&function, json!({})), "Hello");
    assert_eq!((host.requests().len(), aws.requests()), (LOAD, LOAD));
}

/// Answers at first, and then never.
#[derive(Default)]
struct Hanging(AtomicBool);

impl Source for Hanging {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn fetch<'a>(&'a self, keys: &'a [Key], answer: &'a mut Answer) -> BoxFuture<'a> {
        Box::pin(async move {
            if self.0.swap(true, Ordering::Relaxed) {
                std::future::pending::<()>().await;
            }
            keys.iter().for_each(|key| answer.found(key, Fetched::text("Hello")));
        })
    }
}

/// `fresh()` in a program of its own, such as a server behind the Web Adapter: in a function a request does not wait
/// as long as a load may take.
#[tokio::test(start_paused = true)]
async fn fresh_waits_for_a_second() {
    for (variable, seconds) in [("AWS_LAMBDA_RUNTIME_API", 1), ("_", 5)] {
        let clock = WallClock::system();
        let secrets = Memory::new("secretsmanager").with("prod/greeter/token", "hunter2hunter2");
        let loader = Greeter::loader()
            .environment("prod")
            .env_vars([(variable, "127.0.0.1:9001")])
            .source(secrets)
            .source(Hanging::default());
        let live = loader.live().wall_clock(clock.clone()).load_owned().await.unwrap();
        clock.advance(Duration::from_secs(5 * 60));
        let started = tokio::time::Instant::now();
        assert_eq!(live.fresh().await.unwrap().greeting, "Hello");
        assert_eq!(started.elapsed().as_secs(), seconds, "{variable}");
        // During the pause nobody waits.
        live.fresh().await.unwrap();
        assert_eq!(started.elapsed().as_secs(), seconds, "{variable}");
        assert_eq!(live.health().failures, 1);
    }
}

/// One process has one truth: what is wrong is told before the first event.
#[test]
fn a_handler_of_the_other_kind() {
    for name in ["loaded_and_live", "live_and_loaded"] {
        let aws = aws();
        let host = Host::builder().start();
        let function = host.run(aws.command(name));
        assert!(!function.wait().success());
        let reports = host.init_errors();
        assert_eq!(reports.len(), 1);
        assert_eq!(reports[0].body["errorMessage"], "Greeter: run(handler) conflict");
        insta::assert_snapshot!(name, report(&function.stderr()));
    }
}

/// What the process wrote, without what the panic of its test adds.
fn report(stderr: &str) -> &str {
    let start = stderr.find("configuration of").unwrap();
    let end = stderr[start..].find("\nnote:").map_or(stderr.len(), |end| start + end);
    &stderr[start..end]
}

/// SnapStart: no connection is in the snapshot, and the values are new when the first event comes.
#[test]
fn a_snapshot_is_restored() {
    let aws = aws();
    let host = frozen(&aws).snapshots().start();
    let function = host.run(aws.command("live"));
    function.wait_for_snapshot();
    wait_for(aws.stub.connections(), 0);
    function.freeze();
    aws.greet("Bonjour");
    assert_eq!(aws.requests(), LOAD);
    function.restore();
    function.wait_for_init();
    assert_eq!(aws.requests(), 2 * LOAD);
    assert_eq!(greets(&function, json!({})), "Bonjour");
    assert_eq!(aws.requests(), 2 * LOAD);
}

/// An error would end the sandbox: the function starts with what the snapshot has.
#[test]
fn a_restored_snapshot_that_cannot_be_refreshed() {
    let aws = aws();
    let host = frozen(&aws).snapshots().start();
    let function = host.run(aws.command("live"));
    function.wait_for_snapshot();
    aws.answers(false);
    function.restore();
    function.wait_for_init();
    assert_eq!(aws.requests(), 2 * LOAD);
    assert_eq!(greets(&function, json!({})), "Hello");
    assert_eq!(host.left_open(), [0]);
}

/// A function with SnapStart has no keys: they come from an endpoint, and it may hang. That is not for ever.
#[test]
fn restored_credentials_that_hang() {
    let aws = aws();
    let host = frozen(&aws).snapshots().start();
    let mut command = aws.command("live");
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
        command.env_remove(name);
    }
    let uri = format!("{}/credentials", aws.stub.endpoint());
    let function = host.run({
        command.env("AWS_CONTAINER_CREDENTIALS_FULL_URI", uri);
        command
    });
    function.wait_for_snapshot();
    aws.greet("Bonjour");
    aws.state.credentials.send_replace(false);
    function.restore();
    function.wait_for_init();
    assert_eq!(greets(&function, json!({ "advance": 65 })), "Hello");
    assert_eq!(aws.requests(), LOAD);
    aws.state.credentials.send_replace(true);
    assert_eq!(greets(&function, json!({})), "Bonjour");
    assert_eq!(aws.requests(), 2 * LOAD);
    assert_eq!(host.left_open(), [0, 0]);
}
