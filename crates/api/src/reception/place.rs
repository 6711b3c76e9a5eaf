//! Where pages find us, and which pages are ours.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, header};

/// Whether the connection to us is encrypted by us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// HTTP.
    Plain,
    /// HTTPS, with the configured certificate.
    Tls,
}

/// Where pages find us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    address: SocketAddr,
    wire: Wire,
    /// `https://desk.example.org`, without a path or a slash at its end.
    public: Option<Origin>,
}

/// Scheme and authority, as a browser writes an `Origin`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    https: bool,
    /// Host and, where it is not the scheme's own, port; in lower case.
    authority: String,
}

impl Origin {
    fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = authority(rest, https)?;
        Some(Self { https, authority })
    }

    fn text(&self) -> String {
        format!("{}://{}", if self.https { "https" } else { "http" }, self.authority)
    }
}

/// A host and its port, without the scheme's own port; `None` for anything else.
fn authority(text: &str, https: bool) -> Option<String> {
    let text = text.to_ascii_lowercase();
    let usual = if https { ":443" } else { ":80" };
    let text = text.strip_suffix(usual).unwrap_or(&text);
    let good = |letter: u8| letter.is_ascii_alphanumeric() || b".-_:[]".contains(&letter);
    (!text.is_empty() && text.bytes().all(good)).then(|| text.to_owned())
}

impl Place {
    /// Where we listen and what `http.public_url` says, if it says anything.
    ///
    /// # Errors
    /// When it is no address of a site, with what is wrong.
    pub fn new(
        address: SocketAddr,
        wire: Wire,
        public_url: Option<&str>,
    ) -> Result<Self, &'static str> {
        let public = match public_url {
            None => None,
            Some(url) => {
                let url = url.strip_suffix('/').unwrap_or(url);
                let origin = Origin::parse(url);
                Some(origin.ok_or("it must look like https://desk.example.org, without a path")?)
            }
        };
        Ok(Self { address, wire, public })
    }

    /// The beginning of every link we give away.
    #[must_use]
    pub fn base(&self) -> String {
        if let Some(public) = &self.public {
            return public.text();
        }
        let scheme = match self.wire {
            Wire::Plain => "http",
            Wire::Tls => "https",
        };
        // Nobody can open the address that means all addresses.
        let ip = match self.address.ip() {
            ip if !ip.is_unspecified() => ip,
            IpAddr::V4(_) => IpAddr::from([127, 0, 0, 1]),
            IpAddr::V6(_) => IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
        };
        format!("{scheme}://{}", SocketAddr::new(ip, self.address.port()))
    }

    /// Whether browsers elsewhere than on this machine will refuse their microphone.
    #[must_use]
    pub fn deaf_elsewhere(&self) -> bool {
        self.wire == Wire::Plain
            && !self.address.ip().is_loopback()
            && !self.public.as_ref().is_some_and(|public| public.https)
    }

    /// Whether the browser that sends this speaks HTTPS: to us, or to a proxy that has our
    /// public name.
    pub(crate) fn https(&self, headers: &HeaderMap) -> bool {
        if self.wire == Wire::Tls {
            return true;
        }
        let Some(public) = self.public.as_ref().filter(|public| public.https) else {
            return false;
        };
        host(headers, true).is_some_and(|host| host == public.authority)
    }

    /// Whether the browser that sends this gives its microphone: HTTPS, or this machine.
    pub(crate) fn secure(&self, headers: &HeaderMap) -> bool {
        self.https(headers) || host(headers, false).is_some_and(|host| this_machine(&host))
    }

    /// Whether a request that changes something, or opens a socket, comes from a page of
    /// ours: browsers say so in a header that pages cannot write.
    pub(crate) fn ours(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else {
            let site = headers.get("sec-fetch-site").map(axum::http::HeaderValue::as_bytes);
            return site == Some(b"same-origin");
        };
        let Some(origin) = origin.to_str().ok().and_then(Origin::parse) else { return false };
        if self.public.as_ref() == Some(&origin) {
            return true;
        }
        let https_if_it_must = origin.https || self.wire == Wire::Plain;
        https_if_it_must && host(headers, origin.https).is_some_and(|host| host == origin.authority)
    }

    /// The authority that the browser asked, for the policy that names it.
    pub(crate) fn asked(headers: &HeaderMap) -> Option<String> {
        headers.get(header::HOST).and_then(|host| host.to_str().ok()).and_then(|host| {
            // Without taking a port off: the policy names it as it is.
            let good = |letter: u8| letter.is_ascii_alphanumeric() || b".-:[]".contains(&letter);
            (!host.is_empty() && host.bytes().all(good)).then(|| host.to_owned())
        })
    }
}

fn host(headers: &HeaderMap, https: bool) -> Option<String> {
    headers.get(header::HOST)?.to_str().ok().and_then(|host| authority(host, https))
}

fn this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost"
        || bare.ends_with(".localhost")
        || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "host";

    fn place(wire: Wire, public_url: Option<&str>) -> Place {
        Place::new("0.0.0.0:8080".parse().expect("an address"), wire, public_url).expect("good")
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                let name = axum::http::HeaderName::from_static(name);
                (name, value.parse().expect("a header"))
            })
            .collect()
    }

    fn ours(place: &Place, pairs: &[(&'static str, &str)]) -> bool {
        place.ours(&headers(pairs))
    }

    #[test]
    fn a_page_of_ours_is_one_from_the_host_that_was_asked() {
        let plain = place(Wire::Plain, None);
        assert!(ours(&plain, &[(HOST, "10.0.0.5:8080"), ("origin", "http://10.0.0.5:8080")]));
        assert!(ours(&plain, &[(HOST, "Desk.example"), ("origin", "http://desk.example")]));
        // A proxy that speaks HTTPS and hands the name on.
        assert!(ours(&plain, &[(HOST, "desk.example"), ("origin", "https://desk.example")]));
        assert!(!ours(&plain, &[(HOST, "10.0.0.5:8080"), ("origin", "http://10.0.0.5:9090")]));
        assert!(!ours(&plain, &[(HOST, "desk.example"), ("origin", "http://evil.example")]));
        assert!(!ours(&plain, &[(HOST, "desk.example"), ("origin", "null")]));
        assert!(!ours(&plain, &[(HOST, "desk.example"), ("origin", "file://desk.example")]));
        assert!(!ours(&plain, &[("origin", "http://desk.example")]));
    }

    #[test]
    fn without_an_origin_the_browser_must_say_that_the_page_is_ours() {
        let plain = place(Wire::Plain, None);
        assert!(ours(&plain, &[(HOST, "desk"), ("sec-fetch-site", "same-origin")]));
        for other in ["cross-site", "same-site", "none"] {
            assert!(!ours(&plain, &[(HOST, "desk"), ("sec-fetch-site", other)]));
        }
        assert!(!ours(&plain, &[(HOST, "desk")]));
        // What `Origin` says counts, whatever else is said.
        let both = [(HOST, "desk"), ("origin", "http://x"), ("sec-fetch-site", "same-origin")];
        assert!(!ours(&plain, &both));
    }

    #[test]
    fn over_https_a_page_that_came_without_it_is_not_ours() {
        let tls = place(Wire::Tls, None);
        assert!(ours(&tls, &[(HOST, "desk.example"), ("origin", "https://desk.example")]));
        assert!(ours(&tls, &[(HOST, "desk.example:443"), ("origin", "https://desk.example")]));
        assert!(!ours(&tls, &[(HOST, "desk.example"), ("origin", "http://desk.example")]));
    }

    #[test]
    fn the_public_name_is_ours_whatever_host_a_proxy_asks_for() {
        let proxied = place(Wire::Plain, Some("https://desk.example/"));
        let asked = [(HOST, "127.0.0.1:8080"), ("origin", "https://desk.example")];
        assert!(ours(&proxied, &asked));
        let plain = [(HOST, "127.0.0.1:8080"), ("origin", "http://desk.example")];
        assert!(!ours(&proxied, &plain));
    }

    #[test]
    fn a_microphone_is_given_over_https_and_on_this_machine() {
        let secure = |place: &Place, host: &str| place.secure(&headers(&[(HOST, host)]));
        let plain = place(Wire::Plain, None);
        for host in ["localhost:8080", "127.0.0.1", "127.9.9.9:80", "[::1]:8080", "a.localhost"] {
            assert!(secure(&plain, host), "{host}");
        }
        for host in ["10.0.0.5:8080", "desk.example", "localhost.example", "[2001:db8::1]:8080"] {
            assert!(!secure(&plain, host), "{host}");
            assert!(secure(&place(Wire::Tls, None), host), "{host}");
        }
        let proxied = place(Wire::Plain, Some("https://desk.example"));
        assert!(secure(&proxied, "desk.example"));
        assert!(!secure(&proxied, "10.0.0.5:8080"), "past the proxy");
        assert!(plain.deaf_elsewhere() && !proxied.deaf_elsewhere());
    }

    #[test]
    fn links_begin_with_the_public_name_or_an_address_that_can_be_opened() {
        assert_eq!(place(Wire::Plain, None).base(), "http://127.0.0.1:8080");
        assert_eq!(place(Wire::Tls, None).base(), "https://127.0.0.1:8080");
        let proxied = place(Wire::Plain, Some("https://Desk.example:443/"));
        assert_eq!(proxied.base(), "https://desk.example");
        let bind = "[::]:80".parse().expect("an address");
        let six = Place::new(bind, Wire::Plain, None).expect("good");
        assert_eq!(six.base(), "http://[::1]:80");
        for wrong in ["desk.example", "ftp://desk", "https://", "https://desk/path", "https://a b"]
        {
            assert!(Place::new(bind, Wire::Plain, Some(wrong)).is_err(), "{wrong}");
        }
    }
}
