//! Which certificate authorities AWS's endpoints are believed to be vouched for by.

use std::fmt;

/// The certificate authorities that are trusted to vouch for AWS's endpoints. See
/// [`Loader::trust_roots`](crate::Loader::trust_roots).
///
/// Cargo features `ssm`, `secretsmanager` or `direct`.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrustRoots {
    /// Those of the platform, or of the file that `SSL_CERT_FILE` names. Reading them takes about a
    /// millisecond in each cold start.
    #[default]
    Platform,
    /// These alone: one or more certificates in PEM.
    Pem(Vec<u8>),
    /// Amazon's own, compiled in. Cargo feature `amazon-roots`.
    ///
    /// No file is read, and nobody else can vouch for an endpoint. But behind a proxy that opens TLS, with
    /// an emulator or behind a private endpoint with a certificate of your own no connection is
    /// possible; and if Amazon changes its authorities, which is announced years ahead, the program must be
    /// built anew.
    #[cfg(feature = "amazon-roots")]
    Amazon,
}

impl TrustRoots {
    /// The certificates in PEM; none for those of the platform.
    pub(crate) fn into_pem(self) -> Option<Vec<Vec<u8>>> {
        match self {
            Self::Platform => None,
            Self::Pem(pem) => Some(vec![pem]),
            #[cfg(feature = "amazon-roots")]
            Self::Amazon => Some(amazon::roots()),
        }
    }
}

/// Which kind, and no certificate.
impl fmt::Debug for TrustRoots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Platform => "Platform",
            Self::Pem(_) => "Pem",
            #[cfg(feature = "amazon-roots")]
            Self::Amazon => "Amazon",
        })
    }
}

#[cfg(feature = "amazon-roots")]
mod amazon {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

    /// The subjects of Amazon Trust Services' roots. Source: amazontrust.com/repository.
    const SUBJECTS: [&[u8]; 5] = [
        b"Amazon Root CA 1",
        b"Amazon Root CA 2",
        b"Amazon Root CA 3",
        b"Amazon Root CA 4",
        b"Starfield Services Root Certificate Authority - G2",
    ];

    /// Their certificates, out of Mozilla's.
    pub(super) fn roots() -> Vec<Vec<u8>> {
        let is_amazon = |der: &&[u8]| {
            SUBJECTS.iter().any(|subject| der.windows(subject.len()).any(|part| part == *subject))
        };
        let all = TLS_SERVER_ROOT_CERTS.iter().map(AsRef::as_ref);
        all.filter(is_amazon).map(pem).collect()
    }

    fn pem(der: &[u8]) -> Vec<u8> {
        let body = STANDARD.encode(der);
        format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n").into_bytes()
    }

    #[cfg(test)]
    #[test]
    fn there_are_four_or_five() {
        assert!((4..=5).contains(&roots().len()), "{}", roots().len());
    }
}
