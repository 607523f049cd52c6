//! HTTP/1.1 on connections that are kept: what the client of servers on this machine and figleaf's own client
//! of AWS share.
//!
//! A connection is driven by the request that it is used for, not by a task of its own: nothing runs
//! between requests, and a request that is given up closes its connection.

use std::error::Error;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Either, select};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Body as _;
use hyper::client::conn::http1::{Connection, SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use zeroize::Zeroizing;

use crate::clock::{Clocks, IDLE, Moment};

/// What a request carries.
pub(crate) type Body = Full<Bytes>;

/// What an answer carries. Secrets are in it.
pub(crate) type Answered = Response<Zeroizing<Vec<u8>>>;

/// The bytes of a connection, whatever is below it: one type, so that a program has the code of HTTP once.
pub(crate) type Socket = Box<dyn Stream>;

/// Why a connection could not be opened.
pub(crate) type Unopened = Box<dyn Error + Send + Sync>;

pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// The connections to one server: as many as there were requests under way at once.
pub(crate) struct Connections {
    /// The most bytes that an answer may have.
    largest: usize,
    /// The one that was used last is the last.
    idle: Mutex<Vec<Open>>,
    clocks: Clocks,
}

/// A connection that waits for a request.
struct Open {
    /// Since then.
    since: Moment,
    sender: SendRequest<Body>,
    connection: Connection<TokioIo<Socket>, Body>,
}

/// Why there is no answer.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "direct"),
    allow(dead_code, reason = "of this machine that alone is enough")
)]
pub(crate) enum Broken {
    /// There is no connection.
    Unopened(Unopened),
    /// The connection ended before the answer, or what came is no HTTP.
    Unanswered(hyper::Error),
    /// The answer of this status was not read to its end.
    Cut(StatusCode, hyper::Error),
    /// The answer is larger than any that the server has.
    TooLarge,
}

/// How an exchange on a connection has failed.
enum Failed {
    /// Before the request was written.
    Unsent(Box<Request<Body>>),
    /// After that, and before the head of an answer was read.
    Unanswered(hyper::Error),
    /// Later.
    Amid(Broken),
}

impl Connections {
    /// For a server whose answers have at most so many bytes.
    pub(crate) fn new(largest: usize) -> Self {
        let (idle, clocks) = Default::default();
        Self { largest, idle, clocks }
    }

    #[cfg(all(test, any(feature = "extension", feature = "lambda")))]
    pub(crate) fn with_clocks(self, clocks: Clocks) -> Self {
        Self { clocks, ..self }
    }

    /// Sends a request and reads the whole answer, on a connection that was kept or on the one that `open` opens.
    ///
    /// A server may close a connection that it has kept alive at the very moment of the next request.
    /// What has failed for that is sent once more on a new connection: if nothing of it was sent, or if
    /// doing it twice is doing it once, which the caller knows.
    pub(crate) async fn send(
        &self,
        mut request: Request<Body>,
        is_repeatable: bool,
        open: BoxFuture<'_, Result<Socket, Unopened>>,
    ) -> Result<Answered, Broken> {
        if let Some(kept) = self.idle() {
            let again = is_repeatable.then(|| request.clone());
            request = match (self.exchange(kept, request).await, again) {
                (Ok(answer), _) => return Ok(answer),
                (Err(Failed::Unsent(request)), _) => *request,
                (Err(Failed::Unanswered(_)), Some(request)) => request,
                (Err(failed), _) => {
                    // Where one has ended without a word, so have the others: who asks again needs a new one.
                    self.lock().clear();
                    return Err(failed.into());
                }
            };
        }
        let open = self.open(open.await.map_err(Broken::Unopened)?).await?;
        Ok(self.exchange(open, request).await?)
    }

    /// A connection that is not known to have ended, and has not waited for long.
    fn idle(&self) -> Option<Open> {
        let now = self.clocks.now();
        self.lock().retain(|open| open.since.until(now) < IDLE);
        loop {
            let mut open = self.lock().pop()?;
            // It ends with the server's side of it, and with the runtime that it was opened in.
            if (&mut open.connection).now_or_never().is_none() {
                return Some(open);
            }
        }
    }

    async fn open(&self, socket: Socket) -> Result<Open, Broken> {
        let opened = handshake(TokioIo::new(socket)).await;
        let (sender, connection) = opened.map_err(Broken::Unanswered)?;
        Ok(Open { sender, connection, since: self.clocks.now() })
    }

    /// One request and its answer. After a failure nothing is left of the connection.
    async fn exchange(
        &self,
        Open { mut sender, connection, .. }: Open,
        request: Request<Body>,
    ) -> Result<Answered, Failed> {
        let (answer, connection) = {
            let exchange = pin!(ask(&mut sender, request, self.largest));
            match select(connection, exchange).await {
                // What it has read before its end can still be taken.
                Either::Left((_, exchange)) => (exchange.await?, None),
                Either::Right((answer, connection)) => (answer?, Some(connection)),
            }
        };
        if let Some(connection) = connection {
            self.lock().push(Open { sender, connection, since: self.clocks.now() });
        }
        Ok(answer)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Open>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn ask(
    sender: &mut SendRequest<Body>,
    request: Request<Body>,
    largest: usize,
) -> Result<Answered, Failed> {
    let response = sender.try_send_request(request).await;
    let response = response.map_err(|mut error| match error.take_message() {
        Some(request) => Failed::Unsent(Box::new(request)),
        // Something has come, and it is not HTTP.
        None if error.error().is_parse() => Failed::Amid(Broken::Unanswered(error.into_error())),
        None => Failed::Unanswered(error.into_error()),
    })?;
    let (head, mut incoming) = response.into_parts();
    // As large as it says it is, so that it does not grow and leave copies of itself behind.
    let expected = incoming.size_hint().exact().and_then(|size| size.try_into().ok()).unwrap_or(0);
    let mut body = Zeroizing::new(Vec::with_capacity(largest.min(expected)));
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|error| Failed::Amid(Broken::Cut(head.status, error)))?;
        let Some(data) = frame.data_ref() else { continue };
        if body.len() + data.len() > largest {
            return Err(Failed::Amid(Broken::TooLarge));
        }
        body.extend_from_slice(data);
    }
    Ok(Response::from_parts(head, body))
}

impl From<Failed> for Broken {
    fn from(failed: Failed) -> Self {
        match failed {
            // The connection of a request that was not sent has ended.
            Failed::Unsent(_) => Self::Unopened("the connection ended".into()),
            Failed::Unanswered(error) => Self::Unanswered(error),
            Failed::Amid(broken) => broken,
        }
    }
}
