//! Reading one SIP message out of one datagram.

use std::borrow::Cow;

/// A request line and headers that are longer than this are somebody's attack,
/// not a call: the longest real INVITE seen carries some 40 headers.
const HEADERS_MAX: usize = 128;

/// The methods a phone knows by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Invite,
    Ack,
    Bye,
    Cancel,
    Options,
    Other,
}

impl Method {
    fn of(text: &str) -> Method {
        match text {
            "INVITE" => Method::Invite,
            "ACK" => Method::Ack,
            "BYE" => Method::Bye,
            "CANCEL" => Method::Cancel,
            "OPTIONS" => Method::Options,
            _ => Method::Other,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Method::Invite => "INVITE",
            Method::Ack => "ACK",
            Method::Bye => "BYE",
            Method::Cancel => "CANCEL",
            Method::Options => "OPTIONS",
            Method::Other => "UNKNOWN",
        }
    }
}

/// The headers a phone reads; everything else is [`Name::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    Via,
    From,
    To,
    CallId,
    CSeq,
    Contact,
    RecordRoute,
    ContentLength,
    WwwAuthenticate,
    ProxyAuthenticate,
    CallInfo,
    AlertInfo,
    AnswerMode,
    Require,
    Other,
}

const NAMES: [(&str, Name); 21] = [
    ("via", Name::Via),
    ("v", Name::Via),
    ("from", Name::From),
    ("f", Name::From),
    ("to", Name::To),
    ("t", Name::To),
    ("call-id", Name::CallId),
    ("i", Name::CallId),
    ("cseq", Name::CSeq),
    ("contact", Name::Contact),
    ("m", Name::Contact),
    ("record-route", Name::RecordRoute),
    ("content-length", Name::ContentLength),
    ("l", Name::ContentLength),
    ("www-authenticate", Name::WwwAuthenticate),
    ("proxy-authenticate", Name::ProxyAuthenticate),
    ("call-info", Name::CallInfo),
    ("alert-info", Name::AlertInfo),
    ("answer-mode", Name::AnswerMode),
    ("priv-answer-mode", Name::AnswerMode),
    ("require", Name::Require),
];

impl Name {
    fn of(text: &str) -> Name {
        NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(text))
            .map_or(Name::Other, |(_, name)| *name)
    }
}

/// The first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start<'a> {
    Request { method: Method, uri: &'a str },
    Response { code: u16 },
}

/// One message, borrowed from the text of its datagram.
#[derive(Debug)]
pub(crate) struct Message<'a> {
    pub(crate) start: Start<'a>,
    headers: Vec<(Name, &'a str)>,
    pub(crate) body: &'a str,
}

impl<'a> Message<'a> {
    /// None for anything that is not a whole SIP/2.0 message; a phone throws
    /// such a datagram away (RFC 3261, 18.3).
    pub(crate) fn parse(text: &'a str) -> Option<Message<'a>> {
        let (head, rest) = text.split_once("\r\n\r\n")?;
        let mut lines = head.split("\r\n");
        let start = start_line(lines.next()?)?;
        let mut headers = Vec::with_capacity(20);
        for line in lines {
            let (name, value) = line.split_once(':')?;
            if headers.len() == HEADERS_MAX {
                return None;
            }
            headers.push((Name::of(name.trim_end()), value.trim()));
        }
        let mut message = Message { start, headers, body: rest };
        if let Some(length) = message.header(Name::ContentLength) {
            let length: usize = length.parse().ok()?;
            message.body = rest.get(..length)?;
        }
        Some(message)
    }

    /// The first header of that name.
    pub(crate) fn header(&self, name: Name) -> Option<&'a str> {
        self.all(name).next()
    }

    /// Every header of that name, in order, one item a line.
    pub(crate) fn all(&self, name: Name) -> impl Iterator<Item = &'a str> + '_ {
        self.headers.iter().filter(move |(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// The values of a header that may stand on several lines or behind commas.
    pub(crate) fn values(&self, name: Name) -> impl Iterator<Item = &'a str> + '_ {
        self.all(name).flat_map(split_commas)
    }

    /// The number and the method of the CSeq header.
    pub(crate) fn cseq(&self) -> Option<(u32, Method)> {
        let (number, method) = self.header(Name::CSeq)?.split_once(char::is_whitespace)?;
        Some((number.parse().ok()?, Method::of(method.trim())))
    }
}

fn start_line(line: &str) -> Option<Start<'_>> {
    let mut words = line.splitn(3, ' ');
    let (first, second) = (words.next()?, words.next()?);
    if first == "SIP/2.0" {
        let code: u16 = second.parse().ok()?;
        return (100..700).contains(&code).then_some(Start::Response { code });
    }
    (words.next()? == "SIP/2.0")
        .then_some(Start::Request { method: Method::of(first), uri: second })
}

/// The text of a datagram with folded header lines joined (RFC 3261, 7.3.1).
/// Bytes that are not UTF-8 become U+FFFD: no header that matters holds them.
pub(crate) fn text(datagram: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(datagram);
    let head = text.find("\r\n\r\n").unwrap_or(text.len());
    if !text[..head].contains("\r\n ") && !text[..head].contains("\r\n\t") {
        return text;
    }
    let unfolded = text[..head].replace("\r\n ", " ").replace("\r\n\t", " ");
    Cow::Owned(unfolded + &text[head..])
}

/// Splits at commas that stand neither in quotes nor in angle brackets.
pub(crate) fn split_commas(value: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(value);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = comma(text);
        rest = end.map(|at| &text[at + 1..]);
        Some(text[..end.unwrap_or(text.len())].trim())
    })
    .filter(|part| !part.is_empty())
}

fn comma(text: &str) -> Option<usize> {
    let (mut quoted, mut escaped, mut depth) = (false, false, 0_u32);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'<' if !quoted => depth += 1,
            b'>' if !quoted => depth = depth.saturating_sub(1),
            b',' if !quoted && depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_with_compact_and_folded_headers_is_read() {
        let raw = b"INVITE sip:ana@127.0.0.1 SIP/2.0\r\nv: SIP/2.0/UDP a;branch=z9hG4bK1,\r\n \
            SIP/2.0/UDP b\r\nf: \"A, B\" <sip:1@x>;tag=1\r\nt: <sip:ana@x>\r\ni: c1\r\n\
            CSEQ: 7 INVITE\r\nl: 2\r\n\r\nhi and more";
        let text = text(raw);
        let message = Message::parse(&text).unwrap();
        assert_eq!(
            message.start,
            Start::Request { method: Method::Invite, uri: "sip:ana@127.0.0.1" }
        );
        assert_eq!(message.values(Name::Via).count(), 2);
        assert_eq!(message.values(Name::From).count(), 1);
        assert_eq!(message.cseq(), Some((7, Method::Invite)));
        assert_eq!(message.body, "hi");
    }

    #[test]
    fn a_torn_or_odd_message_is_no_message() {
        for raw in [
            "",
            "\r\n\r\n",
            "SIP/2.0 200\r\n",
            "SIP/2.0 999 x\r\n\r\n",
            "INVITE sip:a HTTP/1.1\r\n\r\n",
            "INVITE sip:a SIP/2.0\r\nno colon\r\n\r\n",
            "BYE sip:a SIP/2.0\r\nContent-Length: 50\r\n\r\nshort",
            "BYE sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n",
        ] {
            assert!(Message::parse(raw).is_none(), "{raw:?}");
        }
    }
}
