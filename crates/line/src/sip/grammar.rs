//! The small parts of SIP's grammar that are checked on the wire and read again for the
//! caller's identity: lists, name-addr, SIP URIs, host and port, Via.

use std::net::{IpAddr, Ipv6Addr};

use super::raw::is_token_byte;

/// `"Ana" <sip:ana@host;lr>;tag=1` in its parts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Party<'a> {
    /// As written, quotes and escapes included; empty when there is none.
    pub(crate) display: &'a str,
    pub(crate) uri: &'a str,
    params: &'a str,
}

impl<'a> Party<'a> {
    /// RFC 3261 20.10: without angle brackets all parameters belong to the header.
    pub(crate) fn parse(value: &'a str) -> Option<Party<'a>> {
        let value = value.trim();
        match outside_quotes(value, '<')? {
            Some(open) => {
                let close = open + value[open..].find('>')?;
                let params = value[close + 1..].trim();
                let display = value[..open].trim();
                let plain = !display.contains(['<', '>', ',', ';', ':', '@', '"']);
                let quoted =
                    display.len() > 1 && display.starts_with('"') && display.ends_with('"');
                let known = (plain || quoted) && (params.is_empty() || params.starts_with(';'));
                known.then(|| Party { display, uri: value[open + 1..close].trim(), params })
            }
            None => {
                let (uri, params) = match value.find(';') {
                    Some(at) => (&value[..at], &value[at..]),
                    None => (value, ""),
                };
                let bare = !uri.contains(['"', '<', '>', ' ', ',', '?']);
                bare.then_some(Party { display: "", uri: uri.trim(), params })
            }
        }
    }

    /// The value of a header parameter; empty when it has none.
    pub(crate) fn param(&self, name: &str) -> Option<&'a str> {
        params(self.params).find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, v)| v)
    }

    /// How often a parameter occurs.
    pub(crate) fn count(&self, name: &str) -> usize {
        params(self.params).filter(|(found, _)| found.eq_ignore_ascii_case(name)).count()
    }

    /// Can the stack read the parameters.
    pub(crate) fn params_are_sound(&self) -> bool {
        params_are_sound(self.params)
    }
}

/// Name and value of each `;name=value`.
pub(crate) fn params(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(|part| {
        part.split_once('=').map_or((part, ""), |(name, value)| (name.trim(), value.trim()))
    })
}

/// Transports the stack has a name for; it fails on any other.
const TRANSPORTS: [&str; 7] = ["UDP", "TCP", "TLS", "SCTP", "TLS-SCTP", "WS", "WSS"];

pub(crate) fn is_known_transport(name: &str) -> bool {
    TRANSPORTS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The stack fails on these when their value is none it knows.
fn params_are_sound(text: &str) -> bool {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).all(|part| {
        let Some((name, value)) = part.split_once('=') else { return true };
        // The grammar allows blanks around the sign; the stack takes them for names.
        if name.ends_with([' ', '\t']) || value.starts_with([' ', '\t']) {
            return false;
        }
        if name.eq_ignore_ascii_case("transport") {
            return is_known_transport(value);
        }
        if name.eq_ignore_ascii_case("rport") {
            return value.parse::<u16>().is_ok();
        }
        !name.eq_ignore_ascii_case("method")
    })
}

/// Position of a character outside of quoted strings; `None` for an open quote.
fn outside_quotes(text: &str, wanted: char) -> Option<Option<usize>> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, found) in text.char_indices() {
        match found {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if found == wanted && !quoted => return Some(Some(at)),
            _other => {}
        }
    }
    (!quoted).then_some(None)
}

/// Has every quoted string its end.
pub(crate) fn quotes_are_closed(text: &str) -> bool {
    outside_quotes(text, '\0').is_some()
}

/// The parts of a comma-separated header value, quotes and angle brackets respected.
pub(crate) fn list(value: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut quoted, mut escaped, mut deep, mut from) = (false, false, false, 0);
    for (at, found) in value.char_indices() {
        match found {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '<' if !quoted => deep = true,
            '>' if !quoted => deep = false,
            ',' if !quoted && !deep => {
                parts.push(value[from..at].trim());
                from = at + 1;
            }
            _other => {}
        }
    }
    parts.push(value[from..].trim());
    parts
}

/// What a URI is to this line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum UriKind {
    /// A sound `sip:` URI.
    Sip,
    /// Sound, but of a scheme that is not spoken here (`sips:`, `tel:`, ...).
    OtherScheme,
    /// No URI at all.
    Malformed,
}

/// RFC 3261 19.1.1, as far as a mistake would matter.
pub(crate) fn classify_uri(uri: &str) -> UriKind {
    let Some((scheme, rest)) = uri.split_once(':') else { return UriKind::Malformed };
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    if !named || rest.is_empty() || uri.bytes().any(|b| b <= b' ' || b"<>\"".contains(&b)) {
        return UriKind::Malformed;
    }
    if !scheme.eq_ignore_ascii_case("sip") {
        return UriKind::OtherScheme;
    }
    let (user, host) = match rest.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, rest),
    };
    let end = host.find([';', '?']).unwrap_or(host.len());
    let tail = &host[end..];
    let params = tail.split('?').next().unwrap_or_default();
    let sound = host_and_port(&host[..end]).is_some()
        && params_are_sound(params)
        && user.is_none_or(|user| !user.is_empty());
    // The stack splits at the first semicolon or question mark, in the user part too.
    let odd = user.is_some_and(|user| user.contains([';', '?', '@']));
    if sound && (!odd || rsipstack::sip::Uri::try_from(uri).is_ok()) {
        UriKind::Sip
    } else {
        UriKind::Malformed
    }
}

/// Can the stack read this URI. It knows the schemes of telephony and no others.
pub(crate) fn is_readable(uri: &str) -> bool {
    rsipstack::sip::Uri::try_from(uri).is_ok()
}

/// Does a sound `sip:` URI carry headers (`?name=value`).
pub(crate) fn asks_for_headers(uri: &str) -> bool {
    uri.rsplit_once('@').map_or(uri, |(_, host)| host).contains('?')
}

/// The user part of a `sip:` or `tel:` URI, unescaped, without parameters.
pub(crate) fn user_of(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once(':')?;
    let user = if scheme.eq_ignore_ascii_case("tel") { rest } else { rest.rsplit_once('@')?.0 };
    let user = user.split([';', ':', '?']).next().unwrap_or_default();
    (!user.is_empty()).then(|| unescape(user))
}

/// The host of a `sip:` URI, as written.
pub(crate) fn host_of(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once(':')?;
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let end = host.find([';', '?']).unwrap_or(host.len());
    host_and_port(&host[..end]).map(|(host, _)| host)
}

/// RFC 3261 25.1: `%41` is `A`.
pub(crate) fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], code) {
            (b'%', Some(code)) => {
                plain.push(code);
                at += 3;
            }
            (byte, _) => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// `host`, `host:port`, `[v6]:port`.
pub(crate) fn host_and_port(text: &str) -> Option<(&str, Option<u16>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (address, after) = rest.split_once(']')?;
        address.parse::<Ipv6Addr>().ok()?;
        return match after.strip_prefix(':') {
            Some(port) => Some((address, Some(port_number(port)?))),
            None => after.is_empty().then_some((address, None)),
        };
    }
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port_number(port)?)),
        None => (text, None),
    };
    let named =
        !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b));
    named.then_some((host, port))
}

fn port_number(text: &str) -> Option<u16> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
        .filter(|port| *port != 0)
}

/// One hop of a Via header.
pub(crate) struct Hop<'a> {
    pub(crate) host: &'a str,
    pub(crate) port: Option<u16>,
    pub(crate) branch: &'a str,
    /// RFC 3581: answers go to the port the request came from.
    pub(crate) wants_source_port: bool,
    /// Has the stack a name for its transport. Those of hops further on are no matter.
    pub(crate) is_spoken: bool,
}

impl<'a> Hop<'a> {
    /// The branch is empty when the parameter is missing.
    pub(crate) fn parse(hop: &'a str) -> Option<Hop<'a>> {
        let rest = hop.strip_prefix("SIP/2.0/")?;
        let (transport, rest) = rest.split_once([' ', '\t'])?;
        let rest = rest.trim();
        let (sent_by, params_text) = match rest.find(';') {
            Some(at) => (rest[..at].trim(), &rest[at..]),
            None => (rest, ""),
        };
        let (host, port) = host_and_port(sent_by)?;
        let named = !transport.is_empty() && transport.bytes().all(is_token_byte);
        if !named || !params_are_sound(params_text) {
            return None;
        }
        let param =
            |name| params(params_text).find(move |(found, _)| found.eq_ignore_ascii_case(name));
        Some(Hop {
            host,
            port,
            branch: param("branch").map_or("", |(_, value)| value),
            wants_source_port: param("rport").is_some(),
            is_spoken: is_known_transport(transport),
        })
    }

    pub(crate) fn ip(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parties_are_read_in_all_their_forms() {
        let party = Party::parse("\"Ana, \\\"A\\\" <x>\" <sip:ana@host;lr>;tag=7").unwrap();
        assert_eq!(party.uri, "sip:ana@host;lr");
        assert_eq!(party.param("tag"), Some("7"));
        let bare = Party::parse("sip:ana@host;tag=8").unwrap();
        assert_eq!((bare.uri, bare.param("TAG")), ("sip:ana@host", Some("8")));
        assert_eq!(Party::parse("Ana <sip:a@b"), None);
        assert_eq!(Party::parse("\"Ana <sip:a@b>"), None);
        assert_eq!(Party::parse("<sip:a@b> rest"), None);
    }

    #[test]
    fn uris_are_told_apart() {
        for good in ["sip:a@b", "sip:b", "sip:a@[::1]:5060", "SIP:+1%20@h.x:5060;transport=tcp"] {
            assert_eq!(classify_uri(good), UriKind::Sip, "{good}");
        }
        for other in ["tel:+1555", "sips:a@b", "http://x", "soap.beep://192.0.2.1:3002"] {
            assert_eq!(classify_uri(other), UriKind::OtherScheme, "{other}");
        }
        for bad in ["sip:", "a", "sip:@b", "sip:a@", "sip:a@b:0", "sip:a@b:99999", "sip:a b@c"] {
            assert_eq!(classify_uri(bad), UriKind::Malformed, "{bad}");
        }
        assert_eq!(classify_uri("sip:a@b;transport=pigeon"), UriKind::Malformed);
    }

    #[test]
    fn users_are_unescaped_and_bare() {
        assert_eq!(user_of("sip:%2B1555;npdi@host").as_deref(), Some("+1555"));
        assert_eq!(user_of("tel:+1555;phone-context=x").as_deref(), Some("+1555"));
        assert_eq!(user_of("sip:host"), None);
        assert_eq!(host_of("sip:a@anonymous.invalid;x"), Some("anonymous.invalid"));
    }

    #[test]
    fn lists_respect_quotes_and_brackets() {
        assert_eq!(list("<sip:a,b>, \"c, d\" <sip:e>"), ["<sip:a,b>", "\"c, d\" <sip:e>"]);
    }
}
