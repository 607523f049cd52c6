//! TLS in front of a plain stand-in: a certificate of its own, made at start.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{HandshakeKind, ServerConfig};

/// A running front. Dropping it closes its port.
pub struct Tls {
    address: SocketAddr,
    certificate: String,
    counts: Arc<Mutex<Counts>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What was done so far.
#[derive(Clone, Copy, Default)]
pub struct Counts {
    /// TLS connections that were opened.
    pub handshakes: usize,
    /// Those of them that continue the session of an earlier one.
    pub resumed: usize,
}

impl Tls {
    /// Passes on to the server at `http://host:port`.
    pub fn in_front_of(endpoint: &str) -> Self {
        Self::with(endpoint, "localhost", (2020, 2099))
    }

    /// With a certificate for this name, and for these years.
    pub fn with(endpoint: &str, name: &str, years: (i32, i32)) -> Self {
        let behind: SocketAddr = endpoint.trim_start_matches("http://").parse().unwrap();
        let signing_key = rcgen::KeyPair::generate().unwrap();
        let mut parameters = rcgen::CertificateParams::new([name.to_owned()]).unwrap();
        parameters.not_before = rcgen::date_time_ymd(years.0, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(years.1, 1, 1);
        let cert = parameters.self_signed(&signing_key).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let counts: Arc<Mutex<Counts>> = Arc::default();
        let (stop, stopped) = oneshot::channel();
        let front =
            Front { acceptor: TlsAcceptor::from(Arc::new(config)), behind, counts: counts.clone() };
        let thread = thread::spawn(move || front.run(listener, stopped));
        Self { address, certificate: cert.pem(), counts, stop: Some(stop), thread: Some(thread) }
    }

    pub fn endpoint(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    /// Its certificate in PEM, which is also the authority that vouches for it.
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// How many TLS connections were opened.
    pub fn handshakes(&self) -> usize {
        self.counts().handshakes
    }

    /// Both counts at one time.
    pub fn counts(&self) -> Counts {
        *self.counts.lock().unwrap()
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(thread::panicking() || ended.is_none_or(|ended| ended.is_ok()));
    }
}

#[derive(Clone)]
struct Front {
    acceptor: TlsAcceptor,
    behind: SocketAddr,
    counts: Arc<Mutex<Counts>>,
}

impl Front {
    fn run(self, listener: TcpListener, stopped: oneshot::Receiver<()>) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            listener.set_nonblocking(true).unwrap();
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let accept = async {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    tokio::spawn(self.clone().pass(stream));
                }
            };
            tokio::select! {
                () = accept => {}
                _ = stopped => {}
            }
        });
    }

    /// A client that does not believe the certificate ends it here.
    async fn pass(self, stream: TcpStream) {
        let Ok(mut outside) = self.acceptor.accept(stream).await else { return };
        let is_resumed = outside.get_ref().1.handshake_kind() == Some(HandshakeKind::Resumed);
        {
            let mut counts = self.counts.lock().unwrap();
            counts.handshakes += 1;
            counts.resumed += usize::from(is_resumed);
        }
        let Ok(mut inside) = TcpStream::connect(self.behind).await else { return };
        let _ = copy_bidirectional(&mut outside, &mut inside).await;
    }
}
