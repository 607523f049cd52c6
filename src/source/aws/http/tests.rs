//! Against a server that counts its connections.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::super::client::Client;
use super::*;
use crate::source::env::Variables;
use crate::trust::TrustRoots;

struct Server {
    address: SocketAddr,
    opened: Arc<AtomicUsize>,
    /// Told when a connection ends.
    closed: Receiver<()>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let (address, opened) = (listener.local_addr().unwrap(), Arc::default());
        let (tell, closed) = channel();
        let server = Self { address, opened, closed };
        let opened = server.opened.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                opened.fetch_add(1, Ordering::SeqCst);
                let tell = tell.clone();
                thread::spawn(move || answer(&stream.unwrap(), &tell));
            }
        });
        server
    }

    /// Waits for the end of a connection, which a task of this runtime brings about.
    async fn is_closed(&self) {
        while self.closed.try_recv().is_err() {
            tokio::task::yield_now().await;
        }
    }

    async fn ask(&self, pool: &Pool) {
        let connector = pool.connector(Use { tls: false, connect: None, read: None });
        let mut request = HttpRequest::new(aws_smithy_types::body::SdkBody::empty());
        request.set_uri(format!("http://{}/", self.address)).unwrap();
        let answer = connector.await.unwrap().call(request).await.unwrap();
        assert_eq!(answer.status().as_u16(), 204);
        // Tasks of its own hand the connection back. All that they wait for has come.
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    }
}

fn answer(stream: &TcpStream, closed: &Sender<()>) {
    let (reader, mut writer) = (BufReader::new(stream), stream);
    let lines = reader.lines().map_while(Result::ok);
    for _ in lines.filter(String::is_empty) {
        writer.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
    }
    closed.send(()).unwrap();
}

fn pool(wall: &crate::WallClock) -> Pool {
    let roots = Roots { given: TrustRoots::Platform, bundle: None };
    let proxies = Proxies::new(&Variables::Given(Default::default()), Client::Sdk).unwrap();
    let clocks = Clocks { wall: wall.clone() };
    let (progress, connectors) = Default::default();
    Pool { roots, proxies, progress, clocks, connectors }
}

#[tokio::test]
async fn a_connection_that_waited_while_the_sandbox_was_frozen_is_not_used_again() {
    let (server, clock) = (Server::start(), crate::WallClock::system());
    let pool = pool(&clock);
    for (passed, connections) in [(0, 1), (19, 1), (21, 2), (0, 2), (3600, 3)] {
        clock.advance(Duration::from_secs(passed));
        server.ask(&pool).await;
        assert_eq!(server.opened.load(Ordering::SeqCst), connections, "after {passed} s");
    }
    server.is_closed().await;
}

#[tokio::test]
async fn connections_end_with_their_pool() {
    let server = Server::start();
    let pool = pool(&crate::WallClock::system());
    server.ask(&pool).await;
    drop(pool);
    server.is_closed().await;
    assert_eq!(server.opened.load(Ordering::SeqCst), 1);
}

/// Their own limit closes the connections then, and what they have read of TLS stays.
#[tokio::test(start_paused = true)]
async fn connectors_are_kept_unless_the_sandbox_was_frozen() {
    let clock = crate::WallClock::starting_at(std::time::SystemTime::UNIX_EPOCH);
    let pool = pool(&clock);
    let built = || pool.connector(Use { tls: false, connect: None, read: None });
    let first = built();
    tokio::time::advance(Duration::from_secs(300)).await;
    assert!(built().ptr_eq(&first));
    tokio::time::advance(Duration::from_secs(300)).await;
    clock.advance(Duration::from_secs(60));
    assert!(!built().ptr_eq(&first));
}
