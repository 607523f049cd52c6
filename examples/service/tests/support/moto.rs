//! A moto of one test, in which Parameter Store and Secrets Manager are empty. It ends with the test.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::thread;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_ssm::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_ssm::types::ParameterType;

/// In a repository of your own, `pip install 'moto[server]==5.2.5'` and the program `moto_server` take its place.
#[path = "../../../../tests/support/moto/install.rs"]
mod install;

pub struct Moto {
    endpoint: String,
    process: Child,
}

impl Moto {
    pub fn start() -> Self {
        let program = install::python().unwrap().with_file_name("moto_server");
        // Port 0: the operating system picks one that is free.
        let mut command = Command::new(program);
        let command = command.args(["-H", "127.0.0.1", "-p", "0"]).stderr(Stdio::piped());
        let mut process = command.spawn().expect("moto starts");
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let endpoint = loop {
            let mut line = String::new();
            assert!(log.read_line(&mut line).unwrap() > 0, "moto ends and does not listen");
            if let Some((_, endpoint)) = line.trim_end().split_once("Running on ") {
                break endpoint.to_owned();
            }
        };
        // A line for each request. One that nobody reads would fill the pipe, and moto would wait.
        thread::spawn(move || log.read_to_end(&mut Vec::new()));
        Self { endpoint, process }
    }

    /// What the AWS tools read as `AWS_ENDPOINT_URL`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What the code under test is given. It reads nothing of the machine's own set-up.
    pub fn sdk_config(&self) -> SdkConfig {
        let credentials = Credentials::new("test", "test", None, None, "tests");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("eu-west-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .endpoint_url(&self.endpoint)
            .build()
    }

    pub async fn put_parameter(&self, name: &str, value: &str) {
        let put = aws_sdk_ssm::Client::new(&self.with_client()).put_parameter();
        let put = put.name(name).value(value).r#type(ParameterType::String).overwrite(true);
        put.send().await.unwrap();
    }

    pub async fn put_secret(&self, name: &str, value: &str) {
        let create = aws_sdk_secretsmanager::Client::new(&self.with_client()).create_secret();
        create.name(name).secret_string(value).send().await.unwrap();
    }

    /// The SDK's clients need an HTTP client, which figleaf has. This one speaks plain HTTP.
    fn with_client(&self) -> SdkConfig {
        let http = aws_smithy_http_client::Builder::new().build_http();
        self.sdk_config().into_builder().http_client(http).build()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
