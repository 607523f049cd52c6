//! The moto process: one per test process, started by the first test that needs it.

use super::install;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

const LAUNCHER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/moto_server.py");

pub struct Moto {
    address: SocketAddr,
    /// Holds the write end of moto's stdin, whose closing ends moto. The operating system closes it
    /// for us, so that no exit of this process leaves a server behind.
    _process: Child,
}

/// The server of this test process. Panics with what to do when there can be none.
#[track_caller]
pub fn server() -> &'static Moto {
    // The failure is kept as well: each test then says it, and only the first one waited for it.
    static SERVER: OnceLock<Result<Moto, String>> = OnceLock::new();
    match SERVER.get_or_init(|| Moto::start(install::python()?)) {
        Ok(moto) => moto,
        Err(why) => panic!("{why}"),
    }
}

impl Moto {
    fn start(python: PathBuf) -> Result<Self, String> {
        let mut process = Command::new(python)
            .args(["-I", LAUNCHER])
            // moto would put every access key into this one account.
            .env_remove("MOTO_ACCOUNT_ID")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("moto did not start: {error}"))?;
        let mut port = String::new();
        let stdout = process.stdout.take().expect("stdout is piped");
        BufReader::new(stdout)
            .read_line(&mut port)
            .map_err(|error| format!("moto's port: {error}"))?;
        let Ok(port) = port.trim_end().parse::<u16>() else {
            let status = process.wait().map_err(|error| error.to_string())?;
            return Err(format!(
                "moto ended instead of listening ({status}). It said why on stderr."
            ));
        };
        Ok(Self { address: (Ipv4Addr::LOCALHOST, port).into(), _process: process })
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets this access key do what the policy allows, and nothing else.
    pub(super) fn allow(&self, access_key: &str, policy: &str) {
        let mut stream = TcpStream::connect(self.address).expect("moto accepts connections");
        let length = policy.len();
        write!(
            stream,
            "PUT /figleaf/policy?access_key={access_key} HTTP/1.0\r\nContent-Length: {length}\r\n\r\n{policy}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains(" 200 "), "{answer}");
    }

    /// The `X-Amz-Target`s that came with this access key, in the order of arrival.
    pub(super) fn requests(&self, access_key: &str) -> Vec<String> {
        let mut stream = TcpStream::connect(self.address).expect("moto accepts connections");
        // HTTP/1.0: the answer ends where the connection does.
        write!(stream, "GET /figleaf/requests?access_key={access_key} HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
        serde_json::from_str(body)
            .unwrap_or_else(|error| panic!("{error} in moto's answer:\n{answer}"))
    }
}
