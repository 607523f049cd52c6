//! Why there is no connection to a service, or no answer on it: the name, the network, TLS, a proxy.

use std::error::Error;
use std::io;

use aws_smithy_async::future::timeout::TimedOutError;
#[cfg(feature = "_sdk")]
use aws_smithy_runtime_api::client::result::ConnectorError;
use rustls::CertificateError;
use tokio::time::error::Elapsed;

use super::Code;
use super::causes::{AWS, NO_ROUTE};
#[cfg(feature = "direct")]
use super::causes::{Judged, not_its_protocol};
#[cfg(feature = "direct")]
use crate::http1::Broken;
use crate::retry::Passing;
use crate::source::Failure;
use crate::source::aws::BadRoots;

/// A connection that ends before the answer.
const CLOSED: &str = "the connection was closed";

const TRUST: &str = "install the platform's root certificates (ca-certificates); of a proxy that opens TLS, or \
                     of a private endpoint, name the authority: AWS_CA_BUNDLE=FILE, or .trust_roots(…)";
const CLOCK: &str = "look at the clock of this machine first, then at the certificate of the endpoint or of a \
                     proxy that opens TLS";
const NAME: &str =
    "look at the endpoint's host name, and whether another server or a proxy answers there";

#[cfg(feature = "_sdk")]
pub(crate) fn of_connector<E: Error + 'static>(connector: &ConnectorError, error: &E) -> Failure {
    if connector.is_timeout() {
        return too_late();
    }
    of_chain(error)
}

/// Why there is no answer for figleaf's own client.
#[cfg(feature = "direct")]
pub(crate) fn of_broken(broken: &Broken) -> Judged {
    match broken {
        Broken::Unopened(error) => Judged::on_the_way(of_chain(&**error)),
        Broken::Unanswered(error) if error.is_parse() => Judged::on_the_way(not_its_protocol()),
        Broken::Unanswered(error) => Judged::on_the_way(of_chain(error)),
        Broken::Cut(status, error) => Judged::of_broken_answer(status.as_u16(), !error.is_parse()),
        Broken::TooLarge => {
            Judged::on_the_way(Failure::unavailable("its answer is larger than any of AWS"))
        }
    }
}

/// A region, an endpoint or credentials of which no request can be made.
pub(crate) fn not_built() -> Failure {
    let failure = Failure::unavailable("the request could not be built");
    failure.with_help("check the region and the endpoint")
}

/// A request has taken longer than the program's own configuration allows.
pub(crate) fn own_limit() -> Failure {
    let failure = Failure::new(Code::Timeout, "the SdkConfig's own limit");
    failure.of_store().with_help(NO_ROUTE).passing(Passing::Timeout)
}

/// Looks for the reason in the errors below.
pub(crate) fn of_chain(error: &(dyn Error + 'static)) -> Failure {
    find(error).unwrap_or_else(|| lost(CLOSED))
}

/// A failure of the network, which may work a moment later.
fn lost(detail: &'static str) -> Failure {
    Failure::unavailable(detail).passing(Passing::Connection)
}

fn too_late() -> Failure {
    let failure = Failure::new(Code::Timeout, "no connection, or no answer on it");
    failure.of_store().with_help(NO_ROUTE).passing(Passing::Timeout)
}

/// The reason, if one of the errors below is of a connection.
pub(crate) fn find(error: &(dyn Error + 'static)) -> Option<Failure> {
    // Outer errors quote inner ones, whose types tell more than their texts.
    chain(error).find_map(of_type).or_else(|| chain(error).find_map(of_text))
}

/// Whether an answer ended before it was whole.
#[cfg(feature = "_sdk")]
pub(super) fn ended_early(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(|error| {
        let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
        // hyper has no public way to ask for what it says here.
        let text = error.to_string();
        matches!(kind, Some(io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset))
            || text.contains("end of file before message length reached")
            || text.contains("error reading a body from connection")
            || text.contains("connection closed before message completed")
    })
}

/// An error and all those below it. That of an `io::Error` is its payload, which `source` leaves out.
pub(crate) fn chain<'e>(
    error: &'e (dyn Error + 'static),
) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        let payload = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        payload.map(|payload| payload as &(dyn Error + 'static)).or_else(|| error.source())
    })
}

fn of_type(error: &(dyn Error + 'static)) -> Option<Failure> {
    if error.is::<TimedOutError>() || error.is::<Elapsed>() {
        return Some(too_late());
    }
    if let Some(bad) = error.downcast_ref::<BadRoots>() {
        let (detail, help) = bad.say();
        return Some(Failure::of(Code::Unavailable, detail).of_shared(AWS).helped(help));
    }
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(of_tls(error));
    }
    match error.downcast_ref::<io::Error>()?.kind() {
        io::ErrorKind::TimedOut => Some(too_late()),
        kind => of_io(kind).map(lost),
    }
}

/// What has no public type to look for.
fn of_text(error: &(dyn Error + 'static)) -> Option<Failure> {
    let text = error.to_string();
    if text.starts_with("dns error") {
        return Some(lost("its host name is not known").with_help(NO_ROUTE));
    }
    if let Some(what) = text.strip_prefix("tunnel error: ") {
        return match what {
            "proxy authorization required" => Some(Failure::unavailable("the proxy wants a login")),
            "unsuccessful" => Some(lost("the proxy refuses to connect to it")),
            _ => None,
        };
    }
    // TLS of a client that the user gave.
    text.contains("certificate")
        .then(|| Failure::unavailable("its TLS certificate is not trusted").with_help(TRUST))
}

fn of_tls(error: &rustls::Error) -> Failure {
    let (detail, help) = match error {
        rustls::Error::InvalidCertificate(certificate) => of_certificate(certificate),
        rustls::Error::InvalidMessage(_) | rustls::Error::InappropriateMessage { .. } => (
            "it does not speak TLS",
            Some(
                "look at the endpoint: its scheme may have to be http:// and not https://, or its port another",
            ),
        ),
        rustls::Error::AlertReceived(_) => ("it refused the TLS handshake", Some(NAME)),
        rustls::Error::PeerIncompatible(_) => {
            ("it has no version or cipher of TLS in common with this program", Some(NAME))
        }
        _ => ("the TLS handshake failed", Some(NAME)),
    };
    let failure = Failure::unavailable(detail);
    match help {
        Some(help) => failure.with_help(help),
        None => failure,
    }
}

fn of_certificate(error: &CertificateError) -> (&'static str, Option<&'static str>) {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            ("its TLS certificate has expired", Some(CLOCK))
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            ("its TLS certificate is not valid yet", Some(CLOCK))
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            ("its TLS certificate is for another host name", Some(NAME))
        }
        CertificateError::Revoked => ("its TLS certificate was revoked", Some(NAME)),
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            ("nobody that is trusted vouches for its TLS certificate", Some(TRUST))
        }
        _ => ("its TLS certificate is not accepted", Some(TRUST)),
    }
}

fn of_io(kind: io::ErrorKind) -> Option<&'static str> {
    use io::ErrorKind;
    match kind {
        ErrorKind::ConnectionRefused => Some("connection refused"),
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof => Some(CLOSED),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            Some("the network is not reachable")
        }
        _ => None,
    }
}
