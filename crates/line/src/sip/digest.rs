//! Digest credentials as trunks send them: MD5 with `qop=auth` (RFC 2617, RFC 3261 22.4),
//! and without qop for old ones.

use std::collections::HashMap;
use std::fmt::Write as _;

use md5::{Digest as _, Md5};

/// A parsed Authorization header.
pub(crate) struct Credentials<'a> {
    pub(crate) user: &'a str,
    pub(crate) realm: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) uri: &'a str,
    /// The nonce count; 0 without qop.
    pub(crate) count: u32,
    response: &'a str,
    /// Between the nonce and HA2 in the digest's input, without its colons' ends.
    middle: Option<(&'a str, &'a str, &'a str)>,
}

impl<'a> Credentials<'a> {
    /// `None` for another scheme, another algorithm, or missing parts.
    pub(crate) fn parse(header: &'a str) -> Option<Credentials<'a>> {
        let (scheme, rest) = header.trim().split_once([' ', '\t'])?;
        if !scheme.eq_ignore_ascii_case("Digest") {
            return None;
        }
        let parts = parts(rest)?;
        let part = |name: &str| parts.get(name).copied();
        if part("algorithm").is_some_and(|algorithm| !algorithm.eq_ignore_ascii_case("MD5")) {
            return None;
        }
        let (count, middle) = match part("qop") {
            None => (0, None),
            Some(qop) if qop.eq_ignore_ascii_case("auth") => {
                let count = part("nc").filter(|nc| nc.len() == 8)?;
                let number = u32::from_str_radix(count, 16).ok()?;
                (number, Some((count, part("cnonce")?, qop)))
            }
            Some(_) => return None,
        };
        Some(Credentials {
            user: part("username")?,
            realm: part("realm")?,
            nonce: part("nonce")?,
            uri: part("uri")?,
            response: part("response").filter(|response| response.len() == 32)?,
            count,
            middle,
        })
    }
}

/// `name="value", name=value`; names in lower case. `None` when it is no such list.
fn parts(text: &str) -> Option<HashMap<String, &str>> {
    let mut found = HashMap::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => {
                let end = quoted.find('"')?;
                (&quoted[..end], &quoted[end + 1..])
            }
            None => {
                let end = after.find(',').unwrap_or(after.len());
                (after[..end].trim(), &after[end..])
            }
        };
        if found.insert(name.trim().to_ascii_lowercase(), value).is_some() {
            return None;
        }
        rest = after.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(more) => more.trim_start(),
            None if rest.is_empty() => rest,
            None => return None,
        };
    }
    Some(found)
}

/// HA1: what a trunk's password is kept as.
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(user: &str, realm: &str, password: &str) -> Secret {
        Secret(md5_hex(&[user, realm, password]))
    }

    /// Were these credentials made with this secret.
    pub(crate) fn made(&self, credentials: &Credentials<'_>, method: &str) -> bool {
        let request = md5_hex(&[method, credentials.uri]);
        let wanted = match credentials.middle {
            Some((count, cnonce, qop)) => {
                md5_hex(&[&self.0, credentials.nonce, count, cnonce, qop, &request])
            }
            None => md5_hex(&[&self.0, credentials.nonce, &request]),
        };
        // All 32 digits are compared, so the time tells nothing about the first wrong one.
        let sent = credentials.response.bytes().map(|byte| byte.to_ascii_lowercase());
        wanted.bytes().zip(sent).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0
    }
}

/// The hexadecimal MD5 of the parts joined with colons.
fn md5_hex(parts: &[&str]) -> String {
    let mut hash = Md5::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            hash.update(b":");
        }
        hash.update(part.as_bytes());
    }
    let mut text = String::with_capacity(32);
    for byte in hash.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 2617 3.5.
    #[test]
    fn the_example_of_the_rfc_is_accepted() {
        let header = "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", \
            nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", qop=auth, \
            nc=00000001, cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\", \
            opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";
        let credentials = Credentials::parse(header).unwrap();
        let secret = |password| Secret::new("Mufasa", "testrealm@host.com", password);
        assert!(secret("Circle Of Life").made(&credentials, "GET"));
        assert!(!secret("Circle of Life").made(&credentials, "GET"));
        assert!(!secret("Circle Of Life").made(&credentials, "PUT"));
    }

    #[test]
    fn broken_credentials_are_none() {
        for header in
            ["", "Basic abc", "Digest", "Digest username", "Digest username=\"x", "Digest a=1, a=2"]
        {
            assert!(Credentials::parse(header).is_none(), "{header}");
        }
    }
}
