//! One connection.

use std::io::{self, Read, Write as _};
use std::net::TcpStream;

use rustls::ClientConnection;

use crate::Failure;
use crate::target::Target;

pub enum Wire {
    Plain(TcpStream),
    Tls(Box<ClientConnection>, TcpStream),
}

impl Wire {
    /// That many, with their handshakes begun. On this machine a connect does not wait.
    pub fn open(target: &Target, count: usize) -> Result<Vec<Self>, Failure> {
        let open = |_| {
            let mut stream = TcpStream::connect(target.address)?;
            stream.set_nodelay(true)?;
            let Some(tls) = &target.tls else { return Ok(Self::Plain(stream)) };
            let mut connection = ClientConnection::new(tls.config.clone(), tls.name.clone())?;
            connection.write_tls(&mut stream)?;
            Ok(Self::Tls(Box::new(connection), stream))
        };
        (0..count).map(open).collect()
    }

    /// Sends everything, with the end of the handshake when it was not done yet.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.write_all(bytes),
            Self::Tls(connection, stream) => {
                connection.writer().write_all(bytes)?;
                connection.complete_io(stream)?;
                Ok(())
            }
        }
    }
}

impl Read for Wire {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(into),
            Self::Tls(connection, stream) => {
                rustls::Stream::new(&mut **connection, stream).read(into)
            }
        }
    }
}
