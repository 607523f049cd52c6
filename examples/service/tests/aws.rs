//! The service against the APIs of AWS, which moto serves. docs/testing.md quotes it.

mod support;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use figleaf::{Code, Config, Problem};
use service::AppConfig;
use support::moto::Moto;

const DATABASE: &str = r#"{"host":"db.internal","username":"shop","password":"hunter2!"}"#;

fn loader(moto: &Moto) -> figleaf::Loader<AppConfig> {
    AppConfig::loader().no_env_vars().environment("test").sdk_config(&moto.sdk_config())
}

#[tokio::test]
async fn it_has_what_the_services_hold() {
    let moto = Moto::start();
    moto.put_parameter("/test/shop/greeting", "hello").await;
    moto.put_secret("test/shop/database", DATABASE).await;

    let (config, origins) = loader(&moto).load_owned_with_origins().await.unwrap();
    assert_eq!((config.greeting.as_str(), config.database.host.as_str()), ("hello", "db.internal"));
    assert!(config.payment_key.is_none());
    assert_eq!(origins.get("greeting").unwrap().to_string(), "ssm:/test/shop/greeting");
}

#[tokio::test]
async fn a_secret_that_is_not_there_is_told() {
    let moto = Moto::start();
    let error = loader(&moto).load_owned().await.unwrap_err();
    assert_eq!(error.problem("database.host").map(Problem::code), Some(Code::Missing));
}

/// The program with the variables that a developer sets, and no others.
struct Program(Child);

impl Program {
    fn start(moto: &Moto) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_service"));
        program.env_clear().envs([
            ("AWS_ENDPOINT_URL", moto.endpoint()),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("ENVIRONMENT", "test"),
            ("SHOP_LISTEN", "127.0.0.1:0"),
        ]);
        Self(program.stdout(Stdio::piped()).spawn().unwrap())
    }

    /// The first line that it prints. Empty when it ends before.
    fn says(&mut self) -> String {
        let mut line = String::new();
        BufReader::new(self.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        line
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[tokio::test]
async fn the_program_starts_with_them() {
    let moto = Moto::start();
    moto.put_secret("test/shop/database", DATABASE).await;
    let told = Program::start(&moto).says();
    assert!(told.starts_with("listening on http://127.0.0.1:"), "{told}");
}
