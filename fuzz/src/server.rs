//! A server on this machine that answers what the fuzzer makes up: the HTTP around an answer as well as what is in it.
//!
//! Each [piece](crate::pieces) of an input is the answer to one request, over and over. Its first line says how it is
//! sent, and the rest is the body:
//!
//! - `raw`: the body is all of it, head included, and then the connection ends;
//! - `open`: the same, and the connection stays open;
//! - `cut 200`: an answer of that status whose body ends too early;
//! - `chunked 200`: in chunks of seven bytes;
//! - `200`, `400 x-amzn-errortype: …|date: …`: with these headers.

use std::cell::RefCell;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use figleaf::{Config, Error, Loader};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

use crate::load;
use crate::pieces::{first_line, pieces};

/// The runtime in which both the server and the load run, and the server's port.
struct Machine {
    runtime: Runtime,
    port: u16,
    answers: Arc<Mutex<Answers>>,
}

#[derive(Default)]
struct Answers {
    all: Vec<Answer>,
    next: usize,
}

#[derive(Clone)]
struct Answer {
    bytes: Vec<u8>,
    stays_open: bool,
}

thread_local! {
    static MACHINE: RefCell<Option<Machine>> = const { RefCell::new(None) };
}

/// Loads from a server that gives these answers. The loader is made for its port.
pub fn load<T: Config>(input: &str, loader: impl FnOnce(u16) -> Loader<T>) -> Result<T, Error> {
    MACHINE.with_borrow_mut(|machine| {
        let machine = machine.get_or_insert_with(Machine::start);
        *machine.answers.lock().unwrap_or_else(PoisonError::into_inner) =
            Answers { all: pieces(input).map(Answer::new).collect(), next: 0 };
        load::run(loader(machine.port), |loading| machine.runtime.block_on(loading))
    })
}

impl Machine {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
        let listener = listener.expect("a port of this machine");
        let port = listener.local_addr().expect("its address").port();
        let answers = Arc::new(Mutex::new(Answers::default()));
        runtime.spawn(accept(listener, Arc::clone(&answers)));
        Self { runtime, port, answers }
    }
}

async fn accept(listener: TcpListener, answers: Arc<Mutex<Answers>>) {
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, Arc::clone(&answers)));
        }
    }
}

/// Answers the requests of one connection.
async fn converse(mut stream: TcpStream, answers: Arc<Mutex<Answers>>) {
    // Otherwise an answer may wait for the acknowledgement of the one before.
    let _ = stream.set_nodelay(true);
    let mut received = Vec::new();
    while request(&mut stream, &mut received).await.is_some() {
        let answer = answers.lock().unwrap_or_else(PoisonError::into_inner).next();
        if stream.write_all(&answer.bytes).await.is_err() || !answer.stays_open {
            return;
        }
    }
}

/// Reads one request and leaves what is behind it.
async fn request(stream: &mut TcpStream, received: &mut Vec<u8>) -> Option<()> {
    loop {
        if let Some(length) = whole(received) {
            received.drain(..length);
            return Some(());
        }
        if stream.read_buf(received).await.ok()? == 0 {
            return None;
        }
    }
}

/// The length of the request that begins here, when all of it is here.
fn whole(received: &[u8]) -> Option<usize> {
    let head = received.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&received[..head]).to_ascii_lowercase();
    let length = text.split_once("content-length:").and_then(|(_, rest)| rest.lines().next());
    let body: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
    (received.len() >= head + body).then_some(head + body)
}

impl Answers {
    fn next(&mut self) -> Answer {
        let answer = self.all[self.next % self.all.len()].clone();
        self.next += 1;
        answer
    }
}

impl Answer {
    fn new(piece: &str) -> Self {
        let (how, body) = first_line(piece);
        let (word, rest) = how.split_once(' ').unwrap_or((how, ""));
        let bytes = match word {
            "raw" | "open" => body.as_bytes().to_vec(),
            "cut" => head(rest, &format!("content-length: {}", body.len() + 9), body),
            "chunked" => head(rest, "transfer-encoding: chunked", &chunked(body)),
            _ => head(how, &format!("content-length: {}", body.len()), body),
        };
        Self { bytes, stays_open: !matches!(word, "raw" | "cut") }
    }
}

fn head(how: &str, length: &str, body: &str) -> Vec<u8> {
    let (status, headers) = how.split_once(' ').unwrap_or((how, ""));
    let headers: String = headers
        .split('|')
        .filter(|line| !line.is_empty())
        .map(|line| format!("{line}\r\n"))
        .collect();
    format!("HTTP/1.1 {status} \r\n{headers}{length}\r\n\r\n{body}").into_bytes()
}

fn chunked(body: &str) -> String {
    let bytes: Vec<char> = body.chars().collect();
    let chunks = bytes.chunks(7).map(|chunk| {
        let text: String = chunk.iter().collect();
        format!("{:x}\r\n{text}\r\n", text.len())
    });
    chunks.chain(["0\r\n\r\n".to_owned()]).collect()
}
