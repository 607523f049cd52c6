//! A whole process, with nothing given but environment variables: the default chain, the static
//! place, what `main` prints. Each test runs this binary again as its child.

#![cfg(all(feature = "derive", feature = "local", feature = "secretsmanager", feature = "ssm"))]

mod support;

use std::process::{Command, Output};

use figleaf::{Config, Secret};
use support::stub::{Reply, Stub};

#[derive(Debug, Config)]
#[config(prefix = "/{env}/app", env_prefix = "APP")]
struct App {
    api_key: Secret,
    #[config(nested, secretsmanager = "{env}/login")]
    login: Login,
}

#[derive(Debug, Config)]
struct Login {
    user: String,
}

/// Runs the named test of this binary as a process that has only these variables.
fn run(name: &str, variables: &[(&str, &str)]) -> Output {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--ignored", "--nocapture"])
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

#[test]
#[ignore = "runs as a child"]
fn child_of_a_hundred() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let tasks: Vec<_> = (0..100).map(|_| tokio::spawn(App::load())).collect();
        for task in tasks {
            let app = task.await.unwrap().unwrap();
            assert_eq!(app.api_key.expose_secret(), "hunter2");
            assert_eq!(app.login.user, "ada");
        }
    });
    println!("{:?}", App::get());
}

#[test]
fn the_default_chain_reads_the_environment_and_loads_once() {
    let stub = Stub::start(|request| match request.target.as_str() {
        "AmazonSSM.GetParameters" => {
            Reply::parameters(request, [("/prod/app/api-key", "SecureString", "hunter2")])
        }
        _ => Reply::secret("prod/login", r#"{"user":"ada"}"#),
    });
    let endpoint = stub.endpoint();
    let output = run(
        "child_of_a_hundred",
        &[
            ("ENVIRONMENT", "prod"),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "example"),
            ("AWS_ENDPOINT_URL", &endpoint),
        ],
    );
    assert!(output.status.success(), "{}", text(&output));
    assert!(text(&output).contains("App { api_key: [REDACTED]"), "{}", text(&output));
    assert_eq!(stub.requests().len(), 2);
}

#[test]
#[ignore = "runs as a child"]
fn child_that_loads() {
    let app: Result<&App, _> = App::load_blocking();
    match app {
        Ok(app) => println!("{app:?}"),
        Err(error) => println!("{error}"),
    }
}

/// What the child prints between the test harness's own lines.
fn report(variables: &[(&str, &str)]) -> String {
    let output = text(&run("child_that_loads", variables));
    let begin = output.find("configuration of").unwrap_or_else(|| panic!("{output}"));
    let end = output[begin..].find("test child").map_or(output.len(), |end| begin + end);
    output[begin..end].trim_end().to_owned()
}

#[test]
fn everything_in_the_environment_needs_nothing_else() {
    let output = run("child_that_loads", &[("APP_API_KEY", "hunter2"), ("APP_LOGIN_USER", "ada")]);
    assert!(text(&output).contains("user: \"ada\""), "{}", text(&output));
    assert!(!text(&output).contains("hunter2"), "{}", text(&output));
}

#[test]
fn no_environment_is_one_problem() {
    insta::assert_snapshot!(report(&[("AWS_REGION", "eu-west-1")]));
}

#[test]
fn no_aws_at_all() {
    let nothing = [
        ("ENVIRONMENT", "prod"),
        // Without them the chain asks the metadata service of an EC2 instance.
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ];
    insta::assert_snapshot!(report(&nothing));
    let with_region = [nothing[0], nothing[1], ("AWS_REGION", "eu-west-1")];
    insta::assert_snapshot!(report(&with_region));
}

#[test]
fn a_local_store_of_the_environment() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/process.toml");
    let output = run("child_that_loads", &[("FIGLEAF_LOCAL", file)]);
    assert!(text(&output).contains("user: \"ada\""), "{}", text(&output));
}

#[test]
fn a_local_store_on_lambda_is_refused() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/process.toml");
    let variables = [("FIGLEAF_LOCAL", file), ("AWS_LAMBDA_FUNCTION_NAME", "f")];
    insta::assert_snapshot!(report(&variables), @r"
    configuration of App could not be loaded: 1 problem

      FIGLEAF_LOCAL  set on Lambda, where values must come from AWS
                     help: remove FIGLEAF_LOCAL from the function's environment variables
    ");
}

/// `main` returns the error, and Rust prints its Debug.
#[test]
#[ignore = "runs as a child"]
fn child_that_returns_the_error() -> Result<(), figleaf::Error> {
    App::load_blocking()?;
    Ok(())
}

#[test]
fn main_prints_the_report() {
    let output = run("child_that_returns_the_error", &[("ENVIRONMENT", "a/b")]);
    assert!(!output.status.success());
    let text = text(&output);
    assert!(text.contains("Error: configuration of App could not be loaded: 1 problem"), "{text}");
    assert!(text.contains("ENVIRONMENT  not fit for a name"), "{text}");
}

/// A value that panics when it is thrown away, because another one is missing.
#[derive(Debug, serde::Deserialize)]
struct Bomb(String);

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(self.0.is_empty() || std::thread::panicking(), "hunter2");
    }
}

#[derive(Debug, Config)]
#[allow(dead_code, reason = "it only fails to load")]
struct Holds {
    #[config(env = "BOMB")]
    bomb: Bomb,
    #[config(env = "MISSING")]
    missing: String,
}

#[test]
#[ignore = "runs as a child"]
fn child_that_exits() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let holds = Holds::load_or_exit().await;
        println!("{holds:?}");
    });
}

/// Whatever happens on the way: the code of `EX_CONFIG`, and the report.
#[test]
fn a_start_that_fails_ends_with_78() {
    let output = run("child_that_exits", &[("BOMB", "x")]);
    assert_eq!(output.status.code(), Some(78), "{}", text(&output));
    assert!(text(&output).contains("missing  missing"), "{}", text(&output));
}
