//! Which certificates are trusted: those that the program gives, those of `AWS_CA_BUNDLE`, the platform's.

use std::borrow::Cow;
use std::fmt;
#[cfg(all(feature = "_sdk", unix, not(target_vendor = "apple")))]
use std::path::Path;
use std::path::PathBuf;

#[cfg(feature = "_sdk")]
use aws_smithy_http_client::tls::{TlsContext, TrustStore};
use rustls::RootCertStore;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use super::files;
use crate::trust::TrustRoots;

/// The variable that names a file of certificates, as the AWS CLI and most SDKs know it. The SDK for Rust
/// does not.
pub(super) const BUNDLE: &str = "AWS_CA_BUNDLE";

/// Where trusted roots come from, not read yet.
#[derive(Clone)]
pub(super) struct Roots {
    pub(super) given: TrustRoots,
    pub(super) bundle: Option<PathBuf>,
}

/// There are no trusted roots, so that no connection with TLS is possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BadRoots {
    /// What the program gives is no certificate.
    Given,
    /// The file of `AWS_CA_BUNDLE` cannot be read.
    Unreadable(std::io::ErrorKind),
    /// It holds no certificate.
    Bundle,
    /// The platform has none.
    None,
}

impl BadRoots {
    /// What is wrong, and what to do about it.
    pub(crate) fn say(&self) -> (Cow<'static, str>, &'static str) {
        match self {
            Self::Given => (
                "the trusted roots are no PEM certificates".into(),
                "give .trust_roots(…) one or more certificates in PEM",
            ),
            Self::Unreadable(kind) => (
                format!("the file that AWS_CA_BUNDLE names cannot be read: {kind}").into(),
                "correct AWS_CA_BUNDLE, or unset it",
            ),
            Self::Bundle => (
                "the file that AWS_CA_BUNDLE names holds no PEM certificates".into(),
                "correct AWS_CA_BUNDLE, or unset it",
            ),
            Self::None => (
                "no root certificates on this machine".into(),
                "install ca-certificates (and look at SSL_CERT_FILE, if it is set), or compile them in: \
                 .trust_roots(TrustRoots::Amazon)",
            ),
        }
    }
}

impl fmt::Display for BadRoots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say().0)
    }
}

impl std::error::Error for BadRoots {}

impl Roots {
    /// The set-up of the SDK's TLS with them. It never falls back to others.
    #[cfg(feature = "_sdk")]
    pub(super) fn context(self) -> Result<TlsContext, BadRoots> {
        let Some(Named { pem, bad }) = self.named()? else {
            return if has_platform_roots() {
                Ok(TlsContext::default())
            } else {
                Err(BadRoots::None)
            };
        };
        // The SDK panics at what only looks like a certificate.
        if !pem.iter().all(|pem| certificates(pem).is_some()) {
            return Err(bad);
        }
        let store = pem.into_iter().fold(TrustStore::empty(), TrustStore::with_pem_certificate);
        TlsContext::builder().with_trust_store(store).build().map_err(|_| bad)
    }

    /// The certificates for figleaf's own TLS. It never falls back to others.
    #[cfg(feature = "direct")]
    pub(super) fn store(self) -> Result<RootCertStore, BadRoots> {
        let mut store = RootCertStore::empty();
        let Some(Named { pem, bad }) = self.named()? else {
            // What the platform has and rustls cannot read, others on the platform cannot read either.
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            return if store.is_empty() { Err(BadRoots::None) } else { Ok(store) };
        };
        for pem in pem {
            store.roots.extend(certificates(&pem).ok_or_else(|| bad.clone())?.roots);
        }
        Ok(store)
    }

    /// Whether files must be read for them.
    #[cfg(feature = "direct")]
    pub(super) fn are_files(&self) -> bool {
        self.given == TrustRoots::Platform
    }

    /// None: the platform's.
    fn named(self) -> Result<Option<Named>, BadRoots> {
        match (self.given.into_pem(), self.bundle) {
            (Some(pem), _) => Ok(Some(Named { pem, bad: BadRoots::Given })),
            (None, Some(path)) => {
                let pem = files::read(&path).map_err(|error| BadRoots::Unreadable(error.kind()))?;
                Ok(Some(Named { pem: vec![pem], bad: BadRoots::Bundle }))
            }
            (None, None) => Ok(None),
        }
    }
}

/// Certificates that the program or a variable names, and what is to be said when they are none.
struct Named {
    pem: Vec<Vec<u8>>,
    bad: BadRoots,
}

/// TLS that believes nobody: for connections without it.
#[cfg(feature = "_sdk")]
pub(super) fn none() -> Result<TlsContext, BadRoots> {
    TlsContext::builder().with_trust_store(TrustStore::empty()).build().map_err(|_| BadRoots::None)
}

/// The certificates of a text that is one certificate in PEM, or more, and nothing that only looks like one.
fn certificates(pem: &[u8]) -> Option<RootCertStore> {
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        store.add(certificate.ok()?).ok()?;
    }
    (!store.is_empty()).then_some(store)
}

/// Whether the platform has a certificate at all: without one the SDK panics in a debug build, and refuses
/// every server in another. Only the first certificate is read; the SDK reads them all.
#[cfg(all(feature = "_sdk", unix, not(target_vendor = "apple")))]
fn has_platform_roots() -> bool {
    let variable = |name| std::env::var_os(name);
    let (file, folders) = match (variable("SSL_CERT_FILE"), variable("SSL_CERT_DIR")) {
        (None, None) => {
            let found = openssl_probe::probe();
            (found.cert_file, found.cert_dir)
        }
        (file, folders) => {
            let folders = folders.map(|all| std::env::split_paths(&all).collect());
            (file.map(PathBuf::from), folders.unwrap_or_default())
        }
    };
    file.is_some_and(|file| has_certificate(&file)) || folders.iter().any(|folder| has_any(folder))
}

/// Elsewhere the platform's store is no file.
#[cfg(all(feature = "_sdk", not(all(unix, not(target_vendor = "apple")))))]
fn has_platform_roots() -> bool {
    true
}

#[cfg(all(feature = "_sdk", unix, not(target_vendor = "apple")))]
fn has_any(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| has_certificate(&entry.path()))
}

#[cfg(all(feature = "_sdk", unix, not(target_vendor = "apple")))]
fn has_certificate(file: &Path) -> bool {
    let Ok(mut certificates) = CertificateDer::pem_file_iter(file) else { return false };
    certificates
        .any(|certificate| certificate.is_ok_and(|der| RootCertStore::empty().add(der).is_ok()))
}
