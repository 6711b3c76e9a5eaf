//! SIP addresses: name-addr with its parameters, URIs, Via.

use std::net::{IpAddr, SocketAddr};

/// RFC 3261, 19.1.2: where no port is written, 5060 is meant.
const PORT: u16 = 5060;

/// A From, To, Contact or Route value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameAddr<'a> {
    /// The URI without angle brackets.
    pub(crate) uri: &'a str,
    /// What follows the URI, from the first semicolon on.
    parameters: &'a str,
}

impl<'a> NameAddr<'a> {
    pub(crate) fn parse(value: &'a str) -> NameAddr<'a> {
        let start = after_display_name(value);
        if let Some((uri, parameters)) =
            value[start..].strip_prefix('<').and_then(|rest| rest.split_once('>'))
        {
            return NameAddr { uri: uri.trim(), parameters };
        }
        // Without brackets the parameters belong to the header (RFC 3261, 20).
        let end = value.find(';').unwrap_or(value.len());
        NameAddr { uri: value[..end].trim(), parameters: &value[end..] }
    }

    pub(crate) fn tag(&self) -> Option<&'a str> {
        parameter(self.parameters, "tag").filter(|tag| !tag.is_empty())
    }
}

/// Where the `<` stands; 0 when there is none outside quotes.
fn after_display_name(value: &str) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in value.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'<' if !quoted => return at,
            _ => {}
        }
    }
    0
}

/// The value of `;name=value`, an empty text for `;name`.
pub(crate) fn parameter<'a>(parameters: &'a str, name: &str) -> Option<&'a str> {
    parameters.split(';').find_map(|part| {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// A sip: or sips: URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Uri<'a> {
    pub(crate) user: Option<&'a str>,
    host: &'a str,
    port: Option<u16>,
    parameters: &'a str,
}

impl<'a> Uri<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Uri<'a>> {
        let (scheme, rest) = text.split_once(':')?;
        if !scheme.eq_ignore_ascii_case("sip") && !scheme.eq_ignore_ascii_case("sips") {
            return None;
        }
        let end = rest.find(['?', '>']).unwrap_or(rest.len());
        let rest = &rest[..end];
        // The user part may hold a semicolon, so the at sign is looked for first.
        let (user, place) = match rest.split_once('@') {
            Some((user, place)) => (Some(user.split([':', ';']).next().unwrap_or(user)), place),
            None => (None, rest),
        };
        let end = place.find(';').unwrap_or(place.len());
        let (host, port) = host_and_port(&place[..end])?;
        Some(Uri { user, host, port, parameters: &place[end..] })
    }

    /// The address, when the host is written as one; this crate asks no DNS.
    pub(crate) fn socket_address(&self) -> Option<SocketAddr> {
        let ip: IpAddr = self.host.parse().ok()?;
        Some(SocketAddr::new(ip, self.port.unwrap_or(PORT)))
    }

    /// Loose routing (RFC 3261, 16.12): the URI of a proxy that leaves the
    /// request URI alone.
    pub(crate) fn is_loose(&self) -> bool {
        parameter(self.parameters, "lr").is_some()
    }
}

fn host_and_port(text: &str) -> Option<(&str, Option<u16>)> {
    if let Some((host, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let port = match rest.strip_prefix(':') {
            Some(port) => Some(port.parse().ok()?),
            None => None,
        };
        return Some((host, port));
    }
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port.parse().ok()?)),
        None => (text, None),
    };
    (!host.is_empty()).then_some((host, port))
}

/// The top Via of a request: where its answer goes (RFC 3261, 18.2.2; RFC 3581).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Via<'a> {
    sent_by: &'a str,
    parameters: &'a str,
}

impl<'a> Via<'a> {
    pub(crate) fn parse(value: &'a str) -> Option<Via<'a>> {
        let (_protocol, rest) = value.split_once(char::is_whitespace)?;
        let end = rest.find(';').unwrap_or(rest.len());
        Some(Via { sent_by: rest[..end].trim(), parameters: &rest[end..] })
    }

    pub(crate) fn branch(&self) -> &'a str {
        parameter(self.parameters, "branch").unwrap_or("")
    }

    /// The address that the answer to a request from `source` is sent to.
    pub(crate) fn reply_to(&self, source: SocketAddr) -> SocketAddr {
        if parameter(self.parameters, "rport").is_some() {
            return source;
        }
        let port = host_and_port(self.sent_by).and_then(|(_, port)| port).unwrap_or(PORT);
        SocketAddr::new(source.ip(), port)
    }

    /// The Via as it stands in the answer: with `received` and `rport` filled in.
    pub(crate) fn stamped(&self, value: &str, source: SocketAddr) -> String {
        let Some(at) = value.find(';') else {
            return format!("{value};received={}", source.ip());
        };
        let mut stamped = value[..at].to_owned();
        for part in value[at + 1..].split(';') {
            let name = part.split('=').next().unwrap_or(part).trim();
            if name.eq_ignore_ascii_case("received") {
                continue;
            }
            stamped.push(';');
            if name.eq_ignore_ascii_case("rport") {
                stamped.push_str("rport=");
                stamped.push_str(&source.port().to_string());
            } else {
                stamped.push_str(part);
            }
        }
        stamped.push_str(";received=");
        stamped.push_str(&source.ip().to_string());
        stamped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_with_and_without_brackets() {
        let quoted = NameAddr::parse("\"<Ann>; \\\" B\" <sip:+1555@10.0.0.1:5070;lr>;tag=x1");
        assert_eq!(quoted.uri, "sip:+1555@10.0.0.1:5070;lr");
        assert_eq!(quoted.tag(), Some("x1"));
        let bare = NameAddr::parse("sip:ana@host;tag=7");
        assert_eq!((bare.uri, bare.tag()), ("sip:ana@host", Some("7")));
        assert_eq!(NameAddr::parse("\"never closed <").tag(), None);
    }

    #[test]
    fn uris_give_user_address_and_looseness() {
        let uri = Uri::parse("sip:ana;x=1@127.0.0.1:5070;transport=udp;lr").unwrap();
        assert_eq!(uri.user, Some("ana"));
        assert_eq!(uri.socket_address(), Some("127.0.0.1:5070".parse().unwrap()));
        assert!(uri.is_loose());
        let six = Uri::parse("sip:[::1]:5080").unwrap();
        assert_eq!(six.socket_address(), Some("[::1]:5080".parse().unwrap()));
        assert_eq!(Uri::parse("sip:ana@desk.example").unwrap().socket_address(), None);
        for odd in ["", "tel:+1", "sip:", "sip:@", "sip:a@h:99999", "sip:a@[::1"] {
            assert!(Uri::parse(odd).is_none_or(|uri| uri.socket_address().is_none()), "{odd}");
        }
    }

    #[test]
    fn an_answer_follows_rport_and_else_sent_by() {
        let source: SocketAddr = "127.0.0.1:40000".parse().unwrap();
        let value = "SIP/2.0/UDP 127.0.0.9:5099;rport;branch=z9hG4bKa";
        let via = Via::parse(value).unwrap();
        assert_eq!(via.reply_to(source), source);
        assert_eq!(via.branch(), "z9hG4bKa");
        assert_eq!(
            via.stamped(value, source),
            "SIP/2.0/UDP 127.0.0.9:5099;rport=40000;branch=z9hG4bKa;received=127.0.0.1"
        );
        let plain = Via::parse("SIP/2.0/UDP host:5099;branch=b").unwrap();
        assert_eq!(plain.reply_to(source), "127.0.0.1:5099".parse().unwrap());
    }
}
