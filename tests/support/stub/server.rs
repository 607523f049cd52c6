//! Accepts connections and answers them.

use super::traffic::Traffic;
use super::{Reply, Request, http};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// What the stub's thread and the test both see.
pub struct Shared {
    pub handler: Box<dyn Fn(&Request) -> Reply + Send + Sync>,
    pub traffic: Traffic,
}

/// Until `stopped`, on this thread.
pub fn serve(
    listener: std::net::TcpListener,
    shared: &Arc<Shared>,
    stopped: oneshot::Receiver<()>,
) {
    // Dropping the runtime ends all conversations.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        listener.set_nonblocking(true).unwrap();
        let listener = TcpListener::from_std(listener).unwrap();
        let accept = async {
            loop {
                let (stream, _) = listener.accept().await.expect("the stub can accept connections");
                tokio::spawn(converse(stream, Arc::clone(shared)));
            }
        };
        tokio::select! {
            () = accept => {}
            _ = stopped => {}
        }
    });
}

/// Answers one connection's requests until either side closes it.
async fn converse(stream: TcpStream, shared: Arc<Shared>) {
    let _connected = shared.traffic.connect();
    let mut closing = shared.traffic.closing();
    let mut stream = BufReader::new(stream);
    loop {
        let request = tokio::select! {
            request = http::read_request(&mut stream) => request,
            // As a server does that nobody has asked anything for long.
            _ = closing.changed() => return,
        };
        let Ok(Some(request)) = request else { return };
        // Counted until it is answered or its sender has given up.
        let waiting = shared.traffic.arrive(&request);
        let reply = tokio::select! {
            reply = open(shared.answer(&request)) => reply,
            () = http::closed(&mut stream) => return,
        };
        match reply {
            Reply::Answer(status, body) => {
                // Before the answer: a sender that has it may ask again, and that is not a second
                // one waiting.
                drop(waiting);
                if http::write_answer(&mut stream, status, &body).await.is_err() {
                    return;
                }
            }
            Reply::Raw(bytes) => return http::write_and_close(&mut stream, &bytes).await,
            Reply::Hang => tokio::select! {
                () = http::closed(&mut stream) => return,
                _ = closing.changed() => return,
            },
            Reply::Reset => return http::reset(&stream),
            Reply::When(..) => unreachable!("it is open"),
        }
    }
}

/// The reply, when its gates are open.
async fn open(reply: impl Future<Output = Reply>) -> Reply {
    let mut reply = reply.await;
    while let Reply::When(mut gate, behind) = reply {
        // An error: the test is over.
        let _ = gate.wait_for(|open| *open).await;
        reply = *behind;
    }
    reply
}

impl Shared {
    async fn answer(&self, request: &Request) -> Reply {
        if let Err(complaint) = self.traffic.pass_gate().await {
            return Reply::error("StubGateStayedShut", &complaint);
        }
        // Unwinding would look like a lost connection, which the SDK tries again.
        catch_unwind(AssertUnwindSafe(|| (self.handler)(request))).unwrap_or_else(|_| {
            self.traffic.handler_panicked();
            Reply::error("StubHandlerPanicked", "see above")
        })
    }
}
