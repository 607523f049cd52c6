//! The proxy between a program and AWS: `HTTPS_PROXY` and its siblings, which the SDK for Rust does not read.

#![cfg(all(
    feature = "derive",
    any(feature = "direct", all(feature = "secretsmanager", feature = "ssm"))
))]

mod support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use figleaf::{Code, Config, Error, TrustRoots};
use support::app::{App, answer};
use support::stub::Stub;
use support::tls::Tls;

/// A proxy that connects every tunnel to one server, whatever it is asked for, or refuses with a status.
struct Proxy {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn start(behind: Option<String>, refusal: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let notes = asked.clone();
        // It ends with the test's process.
        thread::spawn(move || {
            for client in listener.incoming() {
                let (behind, notes) = (behind.clone(), notes.clone());
                thread::spawn(move || tunnel(client.unwrap(), behind, refusal, &notes));
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn tunnel(
    mut client: TcpStream,
    behind: Option<String>,
    refusal: &str,
    asked: &Mutex<Vec<String>>,
) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if client.read(&mut byte).unwrap_or_default() == 0 {
            return;
        }
        head.push(byte[0]);
    }
    asked.lock().unwrap().push(String::from_utf8(head).unwrap());
    let Some(behind) = behind else {
        let _ = write!(client, "HTTP/1.1 {refusal}\r\ncontent-length: 0\r\n\r\n");
        return;
    };
    let mut server = TcpStream::connect(behind).unwrap();
    write!(client, "HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    thread::spawn(move || std::io::copy(&mut from, &mut to));
    let _ = std::io::copy(&mut server, &mut client);
}

fn load(endpoint: Option<&str>, tls: &Tls, variables: &[(&str, String)]) -> Result<App, Error> {
    let base = [
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "FIGLEAFS000000000000"),
        ("AWS_SECRET_ACCESS_KEY", "a-key-nobody-checks"),
        ("AWS_LAMBDA_FUNCTION_NAME", "f"),
    ];
    let endpoint = endpoint.map(|url| ("AWS_ENDPOINT_URL", url.to_owned()));
    let base = base.map(|(name, value)| (name, value.to_owned()));
    let all = base.into_iter().chain(endpoint).chain(variables.iter().cloned());
    App::loader()
        .env_vars(all)
        .trust_roots(TrustRoots::Pem(tls.certificate().into()))
        .timeout(Duration::from_secs(2))
        .transport(support::aws::transport())
        .load_owned_blocking()
}

#[test]
fn requests_to_aws_go_through_a_tunnel() {
    let stub = Stub::start(answer);
    let tls = Tls::with(&stub.endpoint(), "aws.example.com", (2020, 2099));
    let behind = tls.endpoint().replace("https://localhost", "127.0.0.1");
    let proxy = Proxy::start(Some(behind), "");
    let url = format!("http://user:hunter2@{}", proxy.address);
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        load(Some("https://aws.example.com"), &tls, &[(name, url.clone())]).unwrap();
    }
    let asked = proxy.asked();
    assert_eq!(asked.len(), 6);
    assert!(asked.iter().all(|head| head.starts_with("CONNECT aws.example.com:443 ")), "{asked:?}");
    let login = |head: &String| head.to_ascii_lowercase().contains("proxy-authorization: basic ");
    assert!(asked.iter().all(login), "{asked:?}");
}

/// Without TLS a proxy is told the whole URL, and passes the request on.
#[test]
fn requests_without_tls_are_passed_on() {
    let stub = Stub::start(answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    let url = stub.endpoint().replace("http://", "http://user:hunter2@");
    load(Some("http://aws.example.com"), &tls, &[("http_proxy", url)]).unwrap();
    let requests = stub.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert_eq!(request.line, "POST http://aws.example.com/ HTTP/1.1");
        assert_eq!(request.headers["host"], "aws.example.com");
        assert!(request.headers["proxy-authorization"].starts_with("Basic "));
    }
}

#[test]
fn what_is_excepted_or_near_goes_directly() {
    let stub = Stub::start(answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    let proxy = Proxy::start(None, "403 Forbidden");
    let url = format!("http://{}", proxy.address);
    // An emulator on this machine, with and without TLS.
    load(Some(&tls.endpoint()), &tls, &[("HTTPS_PROXY", url.clone())]).unwrap();
    load(Some(&stub.endpoint()), &tls, &[("http_proxy", url.clone())]).unwrap();
    // A host that nobody knows, excepted: the proxy is not asked.
    let except = [("HTTPS_PROXY", url), ("NO_PROXY", ".invalid,other.example.com".to_owned())];
    let error = load(Some("https://aws.invalid"), &tls, &except).unwrap_err();
    assert!(
        error.to_string().contains("its host name is not known, at https://aws.invalid"),
        "{error}"
    );
    assert!(proxy.asked().is_empty());
}

#[test]
fn a_proxy_that_refuses_is_named() {
    let stub = Stub::start(answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    for (status, says) in [
        ("403 Forbidden", "the proxy refuses to connect to it, through the proxy of HTTPS_PROXY"),
        (
            "407 Proxy Authentication Required",
            "the proxy wants a login, through the proxy of HTTPS_PROXY",
        ),
    ] {
        let proxy = Proxy::start(None, status);
        let url = format!("http://user:hunter2@{}", proxy.address);
        let error = load(None, &tls, &[("HTTPS_PROXY", url)]).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    let url = support::stub::refused_endpoint().endpoint_url().unwrap().to_owned();
    let error = load(None, &tls, &[("HTTPS_PROXY", url)]).unwrap_err();
    assert!(
        error.to_string().contains("connection refused, through the proxy of HTTPS_PROXY"),
        "{error}"
    );
}

#[test]
fn a_proxy_that_cannot_be_used_is_one_problem() {
    let stub = Stub::start(answer);
    let tls = Tls::in_front_of(&stub.endpoint());
    for (url, code) in [
        ("socks5://user:hunter2@localhost:1080", Code::Conflict),
        ("http://user:hunter2@", Code::Invalid),
    ] {
        let error = load(None, &tls, &[("HTTPS_PROXY", url.to_owned())]).unwrap_err();
        let [problem] = error.problems() else { panic!("{error}") };
        assert_eq!(problem.code(), code, "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}
