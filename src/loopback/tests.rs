//! Against a server that does what each test says, on threads of its own: it outlives any runtime.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;

use futures_util::future::join_all;
use http::{Request, StatusCode};
use tokio::net::TcpSocket;
use tokio::runtime::{Builder, Runtime};

use super::*;
use crate::clock::Clocks;

/// What a server does on a request.
enum Act {
    /// Sends this and waits for the next request.
    Keep(Vec<u8>),
    /// Sends this and closes.
    Close(Vec<u8>),
}

use Act::{Close, Keep};

/// A connection and a request on it, both counted from 0.
type At = (usize, usize);

struct Server {
    address: SocketAddr,
    /// The first line of each request and where it came, in the order of arrival.
    seen: Arc<Mutex<Vec<(At, String)>>>,
}

impl Server {
    fn start(act: impl Fn(At) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let server = Self { address: listener.local_addr().unwrap(), seen: Arc::default() };
        let (seen, act) = (server.seen.clone(), Arc::new(act));
        thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let (seen, act) = (seen.clone(), act.clone());
                thread::spawn(move || serve(number, &stream.unwrap(), &seen, &*act));
            }
        });
        server
    }

    fn client(&self) -> Loopback {
        client(self.address)
    }

    /// Where requests came.
    fn seen(&self) -> Vec<At> {
        self.seen.lock().unwrap().iter().map(|(at, _)| *at).collect()
    }
}

fn serve(
    number: usize,
    stream: &TcpStream,
    seen: &Mutex<Vec<(At, String)>>,
    act: &dyn Fn(At) -> Act,
) {
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    for request in 0.. {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            match reader.read_line(&mut line) {
                Ok(length) if length > 2 => lines.push(line.trim_end().to_owned()),
                Ok(2) => break,
                // The client has closed it.
                _ => return,
            }
        }
        let at = (number, request);
        seen.lock().unwrap().push((at, lines.swap_remove(0)));
        match act(at) {
            // The client may have closed it by then.
            Keep(bytes) => drop(writer.write_all(&bytes)),
            Close(bytes) => return drop(writer.write_all(&bytes)),
        }
    }
}

fn client(address: SocketAddr) -> Loopback {
    Loopback::new(vec![address], address.to_string(), String::new())
}

fn answer(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

async fn get(client: &Loopback) -> Result<Vec<u8>, Broken> {
    let answer = client.send(Request::get("/"), "/a?b=c", Bytes::new()).await?;
    assert_eq!(answer.status(), StatusCode::OK);
    Ok(answer.body().to_vec())
}

async fn post(client: &Loopback) -> Result<Vec<u8>, Broken> {
    // Without a body, so that the server need not know how to read one.
    Ok(client.send(Request::post("/"), "/", Bytes::new()).await?.body().to_vec())
}

#[test]
fn one_connection_for_requests_one_after_the_other() {
    let server = Server::start(|_| Keep(answer("yes")));
    let client = server.client();
    runtime().block_on(async {
        for _ in 0..3 {
            assert_eq!(get(&client).await.as_deref(), Ok(&b"yes"[..]));
        }
    });
    assert_eq!(server.seen(), [(0, 0), (0, 1), (0, 2)]);
    assert_eq!(server.seen.lock().unwrap()[0].1, "GET /a?b=c HTTP/1.1");
}

#[test]
fn as_many_connections_as_requests_at_once() {
    // Nothing is answered before all six are there.
    let all = Barrier::new(6);
    let server = Server::start(move |_| {
        all.wait();
        Keep(answer("yes"))
    });
    let client = server.client();
    runtime().block_on(async {
        for _ in 0..3 {
            for body in join_all((0..6).map(|_| get(&client))).await {
                assert_eq!(body.as_deref(), Ok(&b"yes"[..]));
            }
        }
    });
    let mut seen = server.seen();
    seen.sort_unstable();
    let expected: Vec<At> = (0..6).flat_map(|n| (0..3).map(move |request| (n, request))).collect();
    assert_eq!(seen, expected);
}

/// Whether the client sees the end before it writes or after it is the kernel's affair.
#[test]
fn a_connection_that_was_closed_while_idle_is_replaced() {
    let server = Server::start(|_| Close(answer("yes")));
    let client = server.client();
    runtime().block_on(async {
        for _ in 0..10 {
            assert_eq!(get(&client).await.as_deref(), Ok(&b"yes"[..]));
        }
    });
    assert_eq!(server.seen(), (0..10).map(|n| (n, 0)).collect::<Vec<_>>());
}

#[test]
fn a_connection_that_the_server_says_is_the_last_is_not_used_again() {
    let last = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 3\r\n\r\nyes";
    let server = Server::start(|_| Keep(last.into()));
    let client = server.client();
    runtime().block_on(async {
        for _ in 0..2 {
            assert_eq!(post(&client).await.as_deref(), Ok(&b"yes"[..]));
        }
    });
    assert_eq!(server.seen(), [(0, 0), (1, 0)]);
}

/// Closed at the moment of the next request.
#[test]
fn what_is_unanswered_on_an_old_connection_is_asked_once_more() {
    let server = Server::start(|at| match at {
        (0, 0) | (1, 0) => Keep(answer("yes")),
        _ => Close(Vec::new()),
    });
    let client = server.client();
    runtime().block_on(async {
        assert!(get(&client).await.is_ok());
        assert!(get(&client).await.is_ok());
        assert_eq!(server.seen(), [(0, 0), (0, 1), (1, 0)]);
        // Twice in vain is enough.
        assert_eq!(get(&client).await, Err(Broken::Closed));
    });
    assert_eq!(server.seen(), [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]);
}

#[test]
fn what_may_not_be_done_twice_is_sent_once() {
    let server = Server::start(|at| match at {
        (0, 0) => Keep(answer("yes")),
        _ => Close(Vec::new()),
    });
    let client = server.client();
    runtime().block_on(async {
        assert!(get(&client).await.is_ok());
        assert_eq!(post(&client).await, Err(Broken::Closed));
    });
    assert_eq!(server.seen(), [(0, 0), (0, 1)]);
}

#[test]
fn a_new_connection_that_is_closed_is_not_tried_again() {
    for bytes in [&b""[..], b"HTTP/1.1 200", b"no HTTP at all\r\n\r\n"] {
        let server = Server::start(|_| Close(bytes.to_vec()));
        assert_eq!(runtime().block_on(get(&server.client())), Err(Broken::Closed));
        assert_eq!(server.seen(), [(0, 0)]);
    }
}

/// Not asked again, on an old connection neither.
#[test]
fn an_answer_that_ends_midway_is_none() {
    for bytes in ["HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", "no HTTP at all\r\n\r\n"] {
        let server = Server::start(move |at| match at {
            (0, 0) => Keep(answer("yes")),
            _ => Close(bytes.into()),
        });
        let client = server.client();
        runtime().block_on(async {
            assert!(get(&client).await.is_ok());
            assert_eq!(get(&client).await, Err(Broken::Closed));
            assert_eq!(get(&client).await, Err(Broken::Closed));
        });
        assert_eq!(server.seen(), [(0, 0), (0, 1), (1, 0)], "{bytes}");
    }
}

#[test]
fn an_answer_is_not_larger_than_a_mebibyte() {
    let server = Server::start(|at| match at {
        (0, 0) => Keep(answer(&"x".repeat(LARGEST + 1))),
        _ => Keep(answer(&"x".repeat(LARGEST))),
    });
    let client = server.client();
    runtime().block_on(async {
        assert_eq!(get(&client).await, Err(Broken::TooLarge));
        assert_eq!(get(&client).await.map(|body| body.len()), Ok(LARGEST));
    });
    // Nobody waits for the rest of the first one.
    assert_eq!(server.seen(), [(0, 0), (1, 0)]);
}

/// An answer without a length ends with its connection.
#[test]
fn an_answer_may_end_with_its_connection() {
    let server = Server::start(|_| Close(b"HTTP/1.1 200 OK\r\n\r\nyes".to_vec()));
    let client = server.client();
    runtime().block_on(async {
        for _ in 0..2 {
            assert_eq!(get(&client).await.as_deref(), Ok(&b"yes"[..]));
        }
    });
    assert_eq!(server.seen(), [(0, 0), (1, 0)]);
}

#[test]
fn nobody_listens() {
    let runtime = runtime();
    runtime.block_on(async {
        // Bound and not listening: nobody else can take the port meanwhile.
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let client = client(socket.local_addr().unwrap());
        assert_eq!(get(&client).await, Err(Broken::Refused));
    });
}

#[test]
fn a_client_outlives_the_runtime_of_its_connections() {
    let server = Server::start(|_| Keep(answer("yes")));
    let client = server.client();
    for _ in 0..3 {
        assert_eq!(runtime().block_on(get(&client)).as_deref(), Ok(&b"yes"[..]));
    }
    assert_eq!(server.seen(), [(0, 0), (1, 0), (2, 0)]);
}

/// The answer to a request that was given up is not taken for another one's.
#[test]
fn a_request_that_is_given_up_takes_its_connection_along() {
    let (waits, go) = std::sync::mpsc::channel::<()>();
    let go = Mutex::new(go);
    let server = Server::start(move |at| match at {
        (0, 1) => {
            let _ = go.lock().unwrap().recv();
            Close(answer("late"))
        }
        _ => Keep(answer("yes")),
    });
    let client = server.client();
    runtime().block_on(async {
        assert!(get(&client).await.is_ok());
        let mut given_up = Box::pin(get(&client));
        // It writes at once and then waits.
        assert!((&mut given_up).now_or_never().is_none());
        drop(given_up);
        assert_eq!(get(&client).await.as_deref(), Ok(&b"yes"[..]));
    });
    drop(waits);
    assert!(server.seen().contains(&(1, 0)), "{:?}", server.seen());
}

#[test]
#[cfg(feature = "extension")]
fn the_port_is_one_of_this_machine() {
    let server = Server::start(|_| Keep(answer("yes")));
    let client = Loopback::port(server.address.port());
    assert_eq!(runtime().block_on(get(&client)).as_deref(), Ok(&b"yes"[..]));
}

#[test]
#[cfg(feature = "lambda")]
fn only_this_machine_is_contacted() {
    for address in [
        "127.0.0.1:9001",
        "http://localhost:9001/",
        "[::1]:80",
        "169.254.100.1:9001",
        "http://[::]:9341/greeter",
        "0.0.0.0:9001",
        "[::ffff:127.0.0.1]:9001",
    ] {
        let client = Loopback::authority(address).unwrap();
        assert!(client.addresses.iter().all(|address| is_local(address.ip())), "{client:?}");
        assert!(!client.addresses.is_empty(), "{address}");
    }
    for address in [
        "example.com:80",
        "10.0.0.1:80",
        "127.0.0.1.example.com:80",
        "user@example.com:1",
        "[::ffff:10.0.0.1]:9001",
        "[2001:db8::1]:9001",
        "",
        "a b",
    ] {
        assert_eq!(Loopback::authority(address).err(), Some(Broken::NotLocal), "{address}");
    }
}

/// An emulator may have one function beside the other behind one port.
#[test]
#[cfg(feature = "lambda")]
fn a_path_of_the_address_stands_before_the_others() {
    let server = Server::start(|_| Keep(answer("yes")));
    let address = format!("http://user@localhost:{}/function/", server.address.port());
    let client = Loopback::authority(&address).unwrap();
    assert!(!client.host.contains("user"), "{client:?}");
    assert_eq!(runtime().block_on(get(&client)).as_deref(), Ok(&b"yes"[..]));
    assert_eq!(server.seen.lock().unwrap()[0].1, "GET /function/a?b=c HTTP/1.1");
}

#[test]
fn a_connection_that_has_waited_for_long_is_not_used_again() {
    let server = Server::start(|_| Keep(answer("yes")));
    let clock = crate::WallClock::system();
    let clocks = Clocks { wall: clock.clone() };
    let connections = Connections::new(LARGEST).with_clocks(clocks);
    let client = Loopback { connections, ..server.client() };
    runtime().block_on(async {
        for passed in [0, 19, 21] {
            clock.advance(Duration::from_secs(passed));
            get(&client).await.unwrap();
        }
    });
    assert_eq!(server.seen(), [(0, 0), (0, 1), (1, 0)]);
}
