//! A webhook's URL: which ones are taken at all.

use std::net::IpAddr;

use reqwest::Url;

/// Longer URLs are no addresses that somebody wrote.
const URL_MAX: usize = 2_000;

/// The port of HTTPS.
const HTTPS: u16 = 443;

/// Below are the services of the system: mail, name and file servers, which a POST must
/// not talk to.
const FREE_FROM: u16 = 1_024;

/// A URL that was looked at.
pub(super) struct Target {
    pub(super) url: Url,
    pub(super) host: Host,
}

/// Where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Host {
    /// To an address, in whatever form it was written.
    Address(IpAddr),
    /// To a name that has to be looked up.
    Name(String),
}

/// Says in one sentence what is wrong with a webhook's URL, before anything is called. What
/// its name leads to is checked at every call.
///
/// # Errors
/// With the sentence.
pub fn check_url(url: &str) -> Result<(), String> {
    Target::read(url).map(drop)
}

impl Target {
    /// Reads a URL; the sentence says what is wrong with it.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        if text.len() > URL_MAX {
            return Err(format!("The URL is longer than {URL_MAX} characters."));
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err("The URL has a space or a control character in it.".to_owned());
        }
        let url =
            Url::parse(text).map_err(|why| format!("The URL cannot be understood: {why}."))?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err("The URL has to begin with https://.".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "The URL has a user or password in it; the signature says who calls.".to_owned()
            );
        }
        if url.fragment().is_some() {
            return Err("The URL has a # in it, which a receiver never sees.".to_owned());
        }
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or("The URL names no host.")?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let host = match bare.parse() {
            Ok(address) => Host::Address(address),
            Err(_) => Host::Name(host.to_owned()),
        };
        Ok(Self { url, host })
    }

    /// What holds beyond the operator's own networks: TLS, and a port that is one of the web.
    pub(super) fn of_the_open_net(&self) -> Result<(), String> {
        if self.url.scheme() != "https" {
            return Err("The URL has to begin with https://.".to_owned());
        }
        let port = self.url.port_or_known_default().unwrap_or(HTTPS);
        if port != HTTPS && port < FREE_FROM {
            return Err(format!(
                "The port {port} belongs to another service; use {HTTPS} or one from {FREE_FROM} on."
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(url: &str) -> Host {
        Target::read(url).unwrap_or_else(|why| panic!("{url}: {why}")).host
    }

    #[test]
    fn every_spelling_of_an_address_is_that_address() {
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://127.0.0.1./",
            "http://１２７.0.0.1/",
        ] {
            assert_eq!(host(url), Host::Address([127, 0, 0, 1].into()), "{url}");
        }
        let mapped: IpAddr = "::ffff:127.0.0.1".parse().expect("an address");
        assert_eq!(host("https://[::ffff:7f00:1]/x"), Host::Address(mapped));
        assert_eq!(host("https://Hooks.Example.ORG/x"), Host::Name("hooks.example.org".to_owned()));
    }

    #[test]
    fn a_url_that_is_none_is_refused_in_a_sentence() {
        for (url, word) in [
            ("", "understood"),
            ("hooks.example.org", "understood"),
            ("ftp://example.org/", "https"),
            ("file:///etc/passwd", "https"),
            ("gopher://example.org:25/_MAIL", "https"),
            ("https://user@example.org/", "user"),
            ("https://:secret@example.org/", "user"),
            ("https://example.org/#here", "#"),
            ("https:///path", "path"),
            ("https://example.org/a b", "space"),
            ("https://example.org/\r\nHost: x", "space"),
        ] {
            let read = check_url(url);
            if url == "https:///path" {
                // The standard of URLs reads this as the host `path`, which is then looked up.
                assert_eq!(host(url), Host::Name("path".to_owned()));
                continue;
            }
            let why = read.expect_err(url);
            assert!(why.contains(word), "{url}: {why}");
        }
        assert!(check_url(&format!("https://example.org/{}", "x".repeat(URL_MAX))).is_err());
    }

    #[test]
    fn beyond_the_operators_networks_only_https_on_a_port_of_the_web_is_called() {
        let open = |url: &str| Target::read(url).and_then(|target| target.of_the_open_net());
        assert_eq!(open("https://example.org/hook"), Ok(()));
        assert_eq!(open("https://example.org:8443/hook?a=b"), Ok(()));
        for url in ["http://example.org/", "https://example.org:25/", "https://example.org:22/"] {
            assert!(open(url).is_err(), "{url}");
        }
    }
}
