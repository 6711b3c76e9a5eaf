//! The answer to a digest challenge (RFC 2617 and RFC 8760 for MD5; `auth` or
//! no quality of protection).

use super::message::split_commas;
use md5::{Digest, Md5};
use std::fmt::Write;

/// A user name and a password for a server that asks for them.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user name of the digest.
    pub user: String,
    /// The password; it never leaves the process, only its hash does.
    pub password: String,
}

// The password stays out of every log.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

/// The value of the Authorization header for `challenge`, or None when the
/// challenge is no digest or wants an algorithm other than MD5.
pub(crate) fn answer(
    challenge: &str,
    credentials: &Credentials,
    method: &str,
    uri: &str,
    cnonce: &str,
) -> Option<String> {
    let (scheme, rest) = challenge.trim().split_once(char::is_whitespace)?;
    if !scheme.eq_ignore_ascii_case("digest") {
        return None;
    }
    let field = |name: &str| {
        split_commas(rest).find_map(|part| {
            let (key, value) = part.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
        })
    };
    if field("algorithm").is_some_and(|name| !name.eq_ignore_ascii_case("md5")) {
        return None;
    }
    let (realm, nonce) = (field("realm")?, field("nonce")?);
    let secret = hash(&format!("{}:{realm}:{}", credentials.user, credentials.password));
    let request = hash(&format!("{method}:{uri}"));
    let with_auth =
        field("qop").is_some_and(|list| list.split(',').any(|one| one.trim() == "auth"));
    let response = if with_auth {
        hash(&format!("{secret}:{nonce}:00000001:{cnonce}:auth:{request}"))
    } else {
        hash(&format!("{secret}:{nonce}:{request}"))
    };
    let mut value = format!(
        "Digest username=\"{}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
         response=\"{response}\", algorithm=MD5",
        credentials.user
    );
    if with_auth {
        let _ = write!(value, ", qop=auth, nc=00000001, cnonce=\"{cnonce}\"");
    }
    if let Some(opaque) = field("opaque") {
        let _ = write!(value, ", opaque=\"{opaque}\"");
    }
    Some(value)
}

fn hash(text: &str) -> String {
    let mut hex = String::with_capacity(32);
    for byte in Md5::digest(text) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mufasa() -> Credentials {
        Credentials { user: "Mufasa".into(), password: "Circle Of Life".into() }
    }

    #[test]
    fn the_example_of_rfc_2617_gives_its_printed_response() {
        let challenge = "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", \
            nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", \
            opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";
        let value = answer(challenge, &mufasa(), "GET", "/dir/index.html", "0a4f113b").unwrap();
        assert!(value.contains("response=\"6629fae49393a05397450978507c4ef1\""), "{value}");
        assert!(value.contains("opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""), "{value}");
    }

    #[test]
    fn a_challenge_that_cannot_be_met_gets_no_answer() {
        for odd in ["", "Basic realm=\"x\"", "Digest", "Digest realm=\"x\"", "Digest ,,,="] {
            assert!(answer(odd, &mufasa(), "INVITE", "sip:x", "c").is_none(), "{odd}");
        }
        let sha = "Digest realm=\"x\", nonce=\"n\", algorithm=SHA-256";
        assert!(answer(sha, &mufasa(), "INVITE", "sip:x", "c").is_none());
    }
}
