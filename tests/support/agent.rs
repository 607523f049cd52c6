//! The AWS Secrets Manager Agent itself, a real process in front of moto.
//!
//! ```ignore
//! let aws = moto::account();
//! let agent = Agent::start(&aws, "token");
//! let variables = [("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", agent.port()), …];
//! ```

use super::aws::REGION;
use super::install::{once, run};
use super::moto::Account;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// The one place that says which agent the tests run against.
const VERSION: &str = "2.1.0";

const NEEDED: &str = "This test runs against the AWS Secrets Manager Agent. It needs, the first \
    time, access to the Rust registry and some minutes in which cargo builds it.";

/// A running agent. It ends with this.
pub struct Agent {
    process: Child,
    port: u16,
    folder: PathBuf,
}

impl Agent {
    /// An agent that reads from this account and asks for this token, which may be a `file://`.
    #[track_caller]
    pub fn start(aws: &Account, token: &str) -> Self {
        Self::try_start(aws, token).unwrap_or_else(|why| panic!("{why}"))
    }

    fn try_start(aws: &Account, token: &str) -> Result<Self, String> {
        // It fails once for all, because only the first test waited for it.
        static PROGRAM: OnceLock<Result<PathBuf, String>> = OnceLock::new();
        let program = PROGRAM.get_or_init(program).clone()?;
        // Any free port. STS is not what is tested here.
        let settings = format!(
            "http_port = \"0\"\nregion = \"{REGION}\"\nlog_to_file = false\nlog_level = \"none\"\n\
             validate_credentials = false\n"
        );
        let folder = std::env::temp_dir().join(format!("figleaf-agent-{}", aws.id()));
        fs::create_dir_all(&folder).map_err(|e| format!("its folder: {e}"))?;
        let file = folder.join("agent.toml");
        fs::write(&file, settings).map_err(|e| format!("its settings: {e}"))?;
        let mut process = Command::new(program)
            .arg("--config")
            .arg(&file)
            .current_dir(&folder)
            .env_clear()
            .envs([("AWS_TOKEN", token), ("AWS_ENDPOINT_URL", &aws.endpoint())])
            .envs([("AWS_ACCESS_KEY_ID", aws.access_key()), ("AWS_SECRET_ACCESS_KEY", "secret")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("the agent did not start: {error}"))?;
        let stdout = BufReader::new(process.stdout.take().expect("stdout is piped"));
        // `Agent/2.1.0 listening on http://127.0.0.1:2773`
        let port = stdout.lines().map_while(Result::ok).find_map(|line| {
            line.contains("listening on").then(|| line.rsplit(':').next()?.trim().parse().ok())?
        });
        match port {
            Some(port) => Ok(Self { process, port, folder }),
            None => Err(format!(
                "the agent ended instead of listening ({:?}). It said why on stderr.",
                process.wait()
            )),
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn program() -> Result<PathBuf, String> {
    let home = once(&format!("agent-{VERSION}"), install);
    let home =
        home.map_err(|why| format!("the agent could not be installed: {why}\n\n{NEEDED}"))?;
    Ok(home.join("bin").join("aws_secretsmanager_agent"))
}

fn install(home: &Path, lock: &File) -> Result<(), String> {
    // Past the capture of the test harness: without a word nobody would wait so long.
    let _ = writeln!(
        std::io::stderr(),
        "installing the AWS Secrets Manager Agent {VERSION} in {}, once: this takes some minutes",
        home.display()
    );
    let build = home.join("build");
    // Unoptimised and without line numbers: it answers a few requests, and takes half as long to build.
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args([
            "install",
            "aws_secretsmanager_agent",
            "--version",
            VERSION,
            "--locked",
            "--quiet",
            "--debug",
        ])
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .arg("--root")
        .arg(home)
        .arg("--target-dir")
        .arg(&build);
    // Not the one that rustup chooses: some crates ask for another toolchain in their own folder.
    let rustc = Path::new(env!("CARGO")).with_file_name("rustc");
    if rustc.exists() {
        cargo.env("RUSTC", rustc);
    }
    run(&mut cargo, lock)?;
    // What it was built from is some gigabytes, and not needed any more.
    fs::remove_dir_all(build).map_err(|e| format!("what it was built from: {e}"))
}
