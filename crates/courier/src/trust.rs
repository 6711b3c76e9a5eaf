//! Whom we believe: the certificate authorities of the web, and those of the operator.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject;

/// Certificate authorities beside those of the web.
#[derive(Clone, Default)]
pub struct Authorities {
    certificates: Vec<CertificateDer<'static>>,
}

impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authorities({} of the operator)", self.certificates.len())
    }
}

/// Why a file of authorities cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AuthoritiesError {
    /// It cannot be read as PEM.
    #[error("the file {} cannot be read as PEM: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: rustls_pki_types::pem::Error,
    },
    /// It is empty of certificates.
    #[error("there is no certificate in {}", path.display())]
    None {
        /// The file.
        path: PathBuf,
    },
    /// A certificate in it is none.
    #[error("a certificate in {} cannot be used: {why}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: rustls::Error,
    },
}

impl Authorities {
    /// Reads a PEM file.
    ///
    /// # Errors
    /// When it is not there or holds no usable certificate.
    pub fn read(path: &Path) -> Result<Self, AuthoritiesError> {
        let unreadable = |why| AuthoritiesError::Unreadable { path: path.to_owned(), why };
        let found = CertificateDer::pem_file_iter(path).map_err(unreadable)?;
        let certificates = found.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        if certificates.is_empty() {
            return Err(AuthoritiesError::None { path: path.to_owned() });
        }
        let mut tried = RootCertStore::empty();
        for certificate in &certificates {
            tried
                .add(certificate.clone())
                .map_err(|why| AuthoritiesError::Unusable { path: path.to_owned(), why })?;
        }
        Ok(Self { certificates })
    }

    pub(crate) fn certificates(&self) -> &[CertificateDer<'static>] {
        &self.certificates
    }

    /// TLS for a client: at least 1.2, names checked, nothing to switch that off.
    pub(crate) fn client(&self) -> Result<ClientConfig, rustls::Error> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        for certificate in &self.certificates {
            roots.add(certificate.clone())?;
        }
        // The one provider of the house, named here so that a test needs to install none.
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config =
            ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        Ok(config.with_root_certificates(roots).with_no_client_auth())
    }
}
