//! The extension's listener, which the test can close and open again.

use super::{Shared, http};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

/// To open the door or to shut it. `done` is dropped when that has happened.
pub struct Order {
    pub open: bool,
    pub done: Option<std::sync::mpsc::Sender<()>>,
}

/// The extension's port, which it keeps while nobody listens there.
pub struct Door {
    address: SocketAddr,
    bound: Option<TcpSocket>,
    listener: Option<TcpListener>,
    orders: mpsc::UnboundedReceiver<Order>,
}

impl Door {
    /// Within a runtime. Open, it listens on return.
    pub fn new(open: bool) -> (Self, mpsc::UnboundedSender<Order>) {
        let (sender, orders) = mpsc::unbounded_channel();
        let socket = bind((Ipv4Addr::LOCALHOST, 0).into());
        let address = socket.local_addr().unwrap();
        let mut door = Self { address, bound: Some(socket), listener: None, orders };
        door.turn(open);
        (door, sender)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn turn(&mut self, open: bool) {
        if open && let Some(socket) = self.bound.take() {
            self.listener = Some(socket.listen(128).expect("the extension can listen"));
        } else if !open && self.listener.take().is_some() {
            // Somebody else's listener on this port would pass for the extension's.
            self.bound = Some(bind(self.address));
        }
    }
}

async fn accept(listener: Option<&TcpListener>) -> TcpStream {
    match listener {
        Some(listener) => listener.accept().await.expect("the extension can accept").0,
        None => std::future::pending().await,
    }
}

/// Bound and not listening: whoever connects is refused.
fn bind(address: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_reuseaddr(true).unwrap();
    socket.bind(address).unwrap_or_else(|error| panic!("the extension's port {address}: {error}"));
    socket
}

pub async fn serve(mut door: Door, shared: Arc<Shared>) {
    loop {
        tokio::select! {
            // Orders first: nobody is let in after the one to shut.
            biased;
            Some(order) = door.orders.recv() => {
                door.turn(order.open);
                shared.extension.shut.send_replace(!order.open);
            }
            stream = accept(door.listener.as_ref()) => {
                shared.extension.records().connected();
                shared.spawn(&Handle::current(), converse(stream, Arc::clone(&shared)));
            }
        }
    }
}

async fn converse(stream: TcpStream, shared: Arc<Shared>) {
    let mut stream = BufReader::new(stream);
    let mut shut = shared.extension.shut.subscribe();
    let alive = tokio::select! {
        () = shared.extension.talk(&mut stream) => true,
        _ = shut.wait_for(|shut| *shut) => false,
    };
    if !alive {
        http::reset(&stream);
    }
}
