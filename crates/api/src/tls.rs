//! HTTPS with a certificate and a key from files.

use std::path::Path;
use std::sync::Arc;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;

/// A certificate and its key, ready to speak HTTPS with.
#[derive(Clone)]
pub struct Tls {
    pub(crate) acceptor: TlsAcceptor,
}

/// Why a certificate and its key are of no use, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Useless(pub String);

impl Tls {
    /// Reads both from PEM files.
    ///
    /// # Errors
    /// With one sentence that names the file.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, Useless> {
        let chain = chain(certificate)?;
        let private = PrivateKeyDer::from_pem_file(key).map_err(|why| {
            Useless(format!("`http.tls_key` is {}, which is no PEM key: {why}.", key.display()))
        })?;
        let unfit = |why: tokio_rustls::rustls::Error| {
            Useless(format!(
                "`http.tls_cert` {} and `http.tls_key` {} do not fit together: {why}.",
                certificate.display(),
                key.display()
            ))
        };
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut settings = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(unfit)?
            .with_no_client_auth()
            .with_single_cert(chain, private)
            .map_err(unfit)?;
        // A browser opens its live stream over this version anyway.
        settings.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(settings)) })
    }
}

fn chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, Useless> {
    let useless = |why: &dyn std::fmt::Display| {
        let file = file.display();
        Useless(format!("`http.tls_cert` is {file}, which is no PEM certificate: {why}."))
    };
    let all = CertificateDer::pem_file_iter(file).map_err(|why| useless(&why))?;
    let all: Vec<_> = all.collect::<Result<_, _>>().map_err(|why| useless(&why))?;
    if all.is_empty() {
        return Err(useless(&"there is none in it"));
    }
    Ok(all)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::path::PathBuf;

    use super::*;

    /// A certificate for `localhost` and its key.
    pub(crate) fn files() -> (PathBuf, PathBuf) {
        (file("cert.pem"), file("key.pem"))
    }

    fn file(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls").join(name)
    }

    pub(crate) fn read((certificate, key): (PathBuf, PathBuf)) -> Result<Tls, Useless> {
        Tls::read(&certificate, &key)
    }

    fn sentence(certificate: PathBuf, key: PathBuf) -> String {
        read((certificate, key)).map(|_| ()).expect_err("of no use").0
    }

    #[test]
    fn files_that_are_of_no_use_are_named_in_one_sentence() {
        let (certificate, key) = files();
        let missing = sentence(file("gone.pem"), key.clone());
        assert!(missing.contains("`http.tls_cert`") && missing.contains("gone.pem"), "{missing}");
        let missing = sentence(certificate.clone(), file("gone.pem"));
        assert!(missing.contains("`http.tls_key`") && missing.contains("gone.pem"), "{missing}");
        let swapped = sentence(key.clone(), certificate.clone());
        assert!(swapped.contains("which is no PEM certificate"), "{swapped}");
        let foreign = sentence(certificate, file("other_key.pem"));
        assert!(foreign.contains("do not fit together"), "{foreign}");
        for text in [missing, swapped, foreign] {
            assert!(text.ends_with('.') && !text.contains('\n'), "{text}");
        }
    }
}
