//! The AWS Secrets Manager Agent itself, in the place of the extension: it tells what is missing, so that
//! `Option` and `default` work through it.

#![cfg(all(
    feature = "derive",
    feature = "extension",
    feature = "secretsmanager",
    feature = "ssm"
))]
#![allow(dead_code, reason = "many structs here only fail to load")]

mod support;

use std::net::Ipv4Addr;
use std::path::PathBuf;

use figleaf::{Config, Loader, Secret, Transport};
use support::agent::Agent;
use support::moto::{self, Account};

const TOKEN: &str = "hunter2hunter2";

fn loader<T: Config>(port: u16, token: &str) -> Loader<T> {
    let variables = [
        ("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", port.to_string()),
        ("AWS_TOKEN", token.to_owned()),
        ("AWS_REGION", "eu-west-1".to_owned()),
    ];
    T::loader().environment("prod").env_vars(variables).transport(Transport::Extension)
}

/// A file that the test removes.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("figleaf-{name}-{}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    fn url(&self) -> String {
        format!("file://{}", self.0.display())
    }
}

impl Drop for File {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

#[derive(Debug, Config)]
struct One {
    #[config(secretsmanager = "{env}/login", key = "user")]
    user: String,
}

async fn with_login() -> Account {
    let aws = moto::account();
    aws.put_secret("prod/login", r#"{"user": "ada", "port": 5432}"#).await;
    aws
}

#[tokio::test]
async fn what_is_there_is_found() {
    #[derive(Debug, Config)]
    struct Found {
        #[config(nested, secretsmanager = "{env}/login")]
        login: Login,
        #[config(secretsmanager = "{env}/bytes")]
        bytes: Secret<Vec<u8>>,
        #[config(secretsmanager = "{env}/twice", stage = "AWSPREVIOUS")]
        previous: Secret,
        #[config(secretsmanager = "{env}/twice")]
        current: Secret,
        #[config(secretsmanager = "${LOGIN_ARN}", key = "port")]
        by_arn: u16,
    }
    #[derive(Debug, Config)]
    struct Login {
        user: String,
        port: u16,
    }
    let aws = with_login().await;
    let arn = aws.put_secret("prod/login", r#"{"user": "ada", "port": 5433}"#).await;
    aws.put_binary_secret("prod/bytes", &[0, 255]).await;
    aws.put_secret("prod/twice", "one").await;
    aws.put_secret("prod/twice", "two").await;
    let agent = Agent::start(&aws, TOKEN);
    let found =
        loader::<Found>(agent.port(), TOKEN).name("LOGIN_ARN", arn).load_owned().await.unwrap();
    assert_eq!((found.login.user.as_str(), found.login.port), ("ada", 5433));
    assert_eq!(found.bytes.expose_secret(), &[0, 255]);
    assert_eq!(found.previous.expose_secret(), "one");
    assert_eq!(found.current.expose_secret(), "two");
    assert_eq!(found.by_arn, 5433);
}

/// It says what is missing, by the service's own code.
#[tokio::test]
async fn what_is_missing_is_missing() {
    #[derive(Debug, Config)]
    struct Missing {
        #[config(secretsmanager = "{env}/optional", key = "user")]
        optional: Option<String>,
        #[config(secretsmanager = "{env}/defaulted", key = "port", default = 5432)]
        defaulted: u16,
    }
    #[derive(Debug, Config)]
    struct Required {
        #[config(secretsmanager = "{env}/required")]
        required: Secret,
        #[config(secretsmanager = "{env}/empty")]
        empty: Secret,
    }
    let aws = moto::account();
    aws.secretsmanager().create_secret().name("prod/empty").send().await.unwrap();
    let agent = Agent::start(&aws, TOKEN);
    let missing = loader::<Missing>(agent.port(), TOKEN).load_owned().await.unwrap();
    assert_eq!((missing.optional, missing.defaulted), (None, 5432));
    let error = loader::<Required>(agent.port(), TOKEN).load_owned().await.unwrap_err();
    insta::assert_snapshot!(error);
}

#[tokio::test]
async fn a_token_in_a_file() {
    let aws = with_login().await;
    let file = File::new("agent-token", &format!("{TOKEN}\n"));
    let agent = Agent::start(&aws, &file.url());
    for token in [file.url().as_str(), TOKEN] {
        let one = loader::<One>(agent.port(), token).load_owned().await.unwrap();
        assert_eq!(one.user, "ada");
    }
}

#[tokio::test]
async fn a_token_that_it_does_not_accept() {
    let agent = Agent::start(&with_login().await, TOKEN);
    let error = loader::<One>(agent.port(), "hunter3hunter3").load_owned().await.unwrap_err();
    assert!(!error.to_string().contains("hunter"), "{error}");
    insta::assert_snapshot!(error);
}

/// The variable that names the file, the file, and what is wrong with it.
#[test]
fn a_token_file_that_gives_no_token() {
    let load = |token: &str| loader::<One>(1, token).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!("token_file_missing", load("file:///var/run/none/awssmatoken"));
    let empty = File::new("agent-empty", "\n");
    let told = load(&empty.url()).to_string().replace(empty.0.to_str().unwrap(), "FILE");
    insta::assert_snapshot!("token_file_empty", told);
    insta::assert_snapshot!("token_unfit", load("a\nb"));
    let none = One::loader().environment("prod").no_env_vars();
    let none = none.transport(Transport::Extension).load_owned_blocking().unwrap_err();
    insta::assert_snapshot!("token_unset", none);
}

#[test]
fn an_agent_that_is_not_running() {
    // Taken, and nobody listens there.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let port = socket.local_addr().unwrap().port();
    let loader = loader::<One>(port, TOKEN).timeout(std::time::Duration::from_secs(3));
    insta::assert_snapshot!(loader.load_owned_blocking().unwrap_err());
}

#[tokio::test]
async fn parameters_are_not_the_agents() {
    #[derive(Debug, Config)]
    struct Parameter {
        #[config(ssm = "/prod/level", default = "info")]
        level: String,
    }
    let agent = Agent::start(&moto::account(), TOKEN);
    let error = loader::<Parameter>(agent.port(), TOKEN).load_owned().await.unwrap_err();
    insta::assert_snapshot!(error);
}
