//! What makes a request unacceptable whoever sent it: RFC 3261 8.2 and 16.3 and the
//! torture messages of RFC 4475. Nothing that passes here surprises the stack.

use super::ALLOW;
use super::grammar::{
    Hop, Party, UriKind, asks_for_headers, classify_uri, is_readable, list, quotes_are_closed,
};
use super::raw::{Field, RawMessage, is_token_byte};
use super::refusal::Refusal;
use super::tally::Cause;

/// Call-IDs are kept for the life of a leg and logged.
const CALL_ID_LENGTH_MAX: usize = 256;
/// RFC 3261 8.1.1.5: the sequence number is less than 2^31.
const CSEQ_MAX: u32 = (1 << 31) - 1;
/// RFC 3261 8.1.1.7: how a branch begins that identifies its transaction.
const MAGIC: &str = "z9hG4bK";

/// The methods this line has an answer for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Invite,
    Ack,
    Bye,
    Cancel,
    Options,
    /// UPDATE, INFO and PRACK: only inside a dialog.
    InDialog,
    /// REGISTER, SUBSCRIBE, MESSAGE and the like: never.
    Unwanted,
}

const VERBS: [(&str, Verb); 14] = [
    ("INVITE", Verb::Invite),
    ("ACK", Verb::Ack),
    ("BYE", Verb::Bye),
    ("CANCEL", Verb::Cancel),
    ("OPTIONS", Verb::Options),
    ("UPDATE", Verb::InDialog),
    ("INFO", Verb::InDialog),
    ("PRACK", Verb::InDialog),
    ("REGISTER", Verb::Unwanted),
    ("SUBSCRIBE", Verb::Unwanted),
    ("NOTIFY", Verb::Unwanted),
    ("MESSAGE", Verb::Unwanted),
    ("PUBLISH", Verb::Unwanted),
    ("REFER", Verb::Unwanted),
];

/// A request in which nothing is wrong, as far as the wire shows.
pub(crate) struct Sound<'a> {
    pub(crate) verb: Verb,
    pub(crate) method: &'a str,
    pub(crate) uri: &'a str,
    pub(crate) from_tag: &'a str,
    /// `None` outside of dialogs.
    pub(crate) to_tag: Option<&'a str>,
    pub(crate) call_id: &'a str,
    pub(crate) cseq: u32,
    pub(crate) top: Hop<'a>,
}

/// How the end of a body is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    /// The datagram ends.
    Datagram,
    /// Content-Length says so.
    Stream,
}

/// Is this the start of a response.
pub(crate) fn is_response(start: &str) -> bool {
    start.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("SIP/"))
}

/// Everything that can be judged from one request alone.
pub(crate) fn check<'a>(raw: &'a RawMessage<'a>, wire: Wire) -> Result<Sound<'a>, Refusal> {
    let (method, uri) = request_line(raw.start)?;
    if let Some(fault) = raw.fault {
        return Err(Refusal::malformed(fault));
    }
    once(raw, Field::Via, "Missing Via", None)?;
    let from = once(raw, Field::From, "Missing From", Some("More than one From"))?;
    let to = once(raw, Field::To, "Missing To", Some("More than one To"))?;
    let call_id = once(raw, Field::CallId, "Missing Call-ID", Some("More than one Call-ID"))?;
    let cseq = once(raw, Field::CSeq, "Missing CSeq", Some("More than one CSeq"))?;
    let top = vias(raw)?;
    let cseq = sequence(cseq, method)?;
    let Some((_, verb)) = VERBS.iter().find(|(name, _)| *name == method) else {
        return Err(
            Refusal::new(Cause::Method, 501, "Not Implemented").with(format!("Allow: {ALLOW}"))
        );
    };
    let from_tag = tag_of(from, "Malformed From")?;
    let from_tag = from_tag.ok_or(Refusal::malformed("From without tag"))?;
    let to_tag = tag_of(to, "Malformed To")?;
    if call_id.is_empty() || call_id.len() > CALL_ID_LENGTH_MAX || call_id.contains([' ', '\t']) {
        return Err(Refusal::malformed("Malformed Call-ID"));
    }
    hops(raw, *verb)?;
    target(uri)?;
    extensions(raw, *verb)?;
    content(raw, *verb, wire)?;
    if *verb == Verb::Invite {
        contact(raw)?;
        acceptable(raw)?;
    }
    Ok(Sound { verb: *verb, method, uri, from_tag, to_tag, call_id, cseq, top })
}

/// `METHOD uri SIP/2.0` with single spaces.
fn request_line(line: &str) -> Result<(&str, &str), Refusal> {
    let mut parts = line.split(' ');
    let (Some(method), Some(uri), Some(version), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Refusal::malformed("Malformed request line"));
    };
    if method.is_empty() || uri.is_empty() || !method.bytes().all(is_token_byte) {
        return Err(Refusal::malformed("Malformed request line"));
    }
    match version {
        "SIP/2.0" => Ok((method, uri)),
        other if is_response(other) => {
            Err(Refusal::new(Cause::Version, 505, "Version Not Supported"))
        }
        _other => Err(Refusal::malformed("Malformed request line")),
    }
}

fn once<'a>(
    raw: &'a RawMessage<'a>,
    field: Field,
    missing: &'static str,
    repeated: Option<&'static str>,
) -> Result<&'a str, Refusal> {
    let mut values = raw.all(field);
    let first = values.next().ok_or(Refusal::malformed(missing))?;
    match (values.next(), repeated) {
        (Some(_), Some(repeated)) => Err(Refusal::malformed(repeated)),
        (Some(_) | None, _) => Ok(first),
    }
}

fn vias<'a>(raw: &'a RawMessage<'a>) -> Result<Hop<'a>, Refusal> {
    let mut top = None;
    for via in raw.all(Field::Via) {
        if !quotes_are_closed(via) {
            return Err(Refusal::malformed("Malformed Via"));
        }
        for hop in list(via) {
            let hop = Hop::parse(hop).ok_or(Refusal::malformed("Malformed Via"))?;
            top = top.or(Some(hop));
        }
    }
    let top = top.ok_or(Refusal::malformed("Missing Via"))?;
    match top.branch {
        "" => Err(Refusal::malformed("Via without branch")),
        // RFC 4475 3.2.1: the mark of an identifier, and then none. All requests of such a
        // peer would be one transaction.
        MAGIC => Err(Refusal::malformed("Via branch without an identifier")),
        _some if !top.is_spoken => Err(Refusal::malformed("Malformed Via")),
        _some => Ok(top),
    }
}

fn tag_of<'a>(value: &'a str, malformed: &'static str) -> Result<Option<&'a str>, Refusal> {
    let party = Party::parse(value).ok_or(Refusal::malformed(malformed))?;
    let sound = match classify_uri(party.uri) {
        UriKind::Sip => party.params_are_sound(),
        UriKind::OtherScheme => is_readable(party.uri) && party.params_are_sound(),
        UriKind::Malformed => false,
    };
    match (sound, party.count("tag"), party.param("tag")) {
        (true, 0, _) => Ok(None),
        (true, 1, Some(tag)) if !tag.is_empty() && tag.bytes().all(is_token_byte) => Ok(Some(tag)),
        (true | false, _, _) => Err(Refusal::malformed(malformed)),
    }
}

fn sequence(value: &str, method: &str) -> Result<u32, Refusal> {
    let malformed = || Refusal::malformed("Malformed CSeq");
    let mut parts = value.split_ascii_whitespace();
    let (Some(number), Some(named), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(malformed());
    };
    let number = digits(number).filter(|number| *number <= CSEQ_MAX).ok_or_else(malformed)?;
    match named == method {
        true => Ok(number),
        false => Err(Refusal::malformed("CSeq method does not match the request")),
    }
}

/// A number of nothing but digits that fits.
pub(crate) fn digits(text: &str) -> Option<u32> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn hops(raw: &RawMessage<'_>, verb: Verb) -> Result<(), Refusal> {
    let left =
        once(raw, Field::MaxForwards, "Missing Max-Forwards", Some("More than one Max-Forwards"))?;
    let left = digits(left).filter(|left| *left <= 255);
    match left.ok_or(Refusal::malformed("Malformed Max-Forwards"))? {
        // An ACK is never answered; a CANCEL goes with its INVITE; and whoever asks by
        // OPTIONS has asked the right one (RFC 3261 11). A call would go on to a phone
        // (RFC 7332 4).
        0 if !matches!(verb, Verb::Ack | Verb::Cancel | Verb::Options) => {
            Err(Refusal::new(Cause::Hops, 483, "Too Many Hops"))
        }
        _left => Ok(()),
    }
}

fn target(uri: &str) -> Result<(), Refusal> {
    match classify_uri(uri) {
        // RFC 4475 3.1.2.11.
        UriKind::Sip if asks_for_headers(uri) => {
            Err(Refusal::malformed("Headers in the Request-URI"))
        }
        UriKind::Sip => Ok(()),
        UriKind::OtherScheme => Err(Refusal::new(Cause::Scheme, 416, "Unsupported URI Scheme")),
        UriKind::Malformed => Err(Refusal::malformed("Malformed Request-URI")),
    }
}

/// RFC 4028's `timer` is the one extension spoken here.
fn extensions(raw: &RawMessage<'_>, verb: Verb) -> Result<(), Refusal> {
    if verb == Verb::Ack || verb == Verb::Cancel {
        return Ok(());
    }
    let unknown: Vec<&str> = raw
        .all(Field::Require)
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|tag| !tag.is_empty() && !tag.eq_ignore_ascii_case("timer"))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(Cause::Extension, 420, "Bad Extension")
        .with(format!("Unsupported: {}", unknown.join(", "))))
}

/// The length must be honest; a body for this line is SDP (or the keys of an INFO).
fn content(raw: &RawMessage<'_>, verb: Verb, wire: Wire) -> Result<(), Refusal> {
    let length = match raw.count(Field::ContentLength) {
        0 if wire == Wire::Datagram => raw.body.len(),
        0 => return Err(Refusal::malformed("Missing Content-Length")),
        1 => raw
            .first(Field::ContentLength)
            .and_then(digits)
            .map(|length| length as usize)
            .ok_or(Refusal::malformed("Malformed Content-Length"))?,
        _more => return Err(Refusal::malformed("More than one Content-Length")),
    };
    if length > raw.body.len() {
        return Err(Refusal::malformed("Content-Length exceeds the message"));
    }
    if raw.count(Field::ContentType) > 1 {
        return Err(Refusal::malformed("More than one Content-Type"));
    }
    if length == 0 || !matches!(verb, Verb::Invite | Verb::InDialog) {
        return Ok(());
    }
    let encoded = raw.first(Field::ContentEncoding).is_some_and(|e| e != "identity");
    if encoded {
        return Err(Refusal::new(Cause::Content, 415, "Unsupported Media Type")
            .with("Accept-Encoding: identity"));
    }
    let Some(kind) = raw.first(Field::ContentType) else {
        return Err(Refusal::malformed("Body without Content-Type"));
    };
    match verb == Verb::InDialog || is_sdp(kind) {
        true => Ok(()),
        false => Err(Refusal::new(Cause::Content, 415, "Unsupported Media Type")
            .with("Accept: application/sdp")),
    }
}

/// Is this Content-Type SDP.
pub(crate) fn is_sdp(kind: &str) -> bool {
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/sdp")
}

/// RFC 3261 8.2.3: what we would answer with is SDP (RFC 4475 3.3.15).
fn acceptable(raw: &RawMessage<'_>) -> Result<(), Refusal> {
    let mut kinds = raw.all(Field::Accept).flat_map(list).filter(|kind| !kind.is_empty());
    let Some(first) = kinds.next() else { return Ok(()) };
    let takes = |kind: &str| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        ["application/sdp", "application/*", "*/*"].iter().any(|it| it.eq_ignore_ascii_case(kind))
    };
    match takes(first) || kinds.any(takes) {
        true => Ok(()),
        false => {
            Err(Refusal::new(Cause::Content, 406, "Not Acceptable").with("Accept: application/sdp"))
        }
    }
}

/// RFC 3261 8.1.1.8: an INVITE names one place where it can be reached.
fn contact(raw: &RawMessage<'_>) -> Result<(), Refusal> {
    let contact = once(raw, Field::Contact, "Missing Contact", Some("More than one Contact"))?;
    let parts = list(contact);
    let [contact] = parts[..] else { return Err(Refusal::malformed("More than one Contact")) };
    let party = Party::parse(contact).ok_or(Refusal::malformed("Malformed Contact"))?;
    let routes = raw.all(Field::RecordRoute).flat_map(list).all(|route| {
        Party::parse(route).is_some_and(|party| classify_uri(party.uri) == UriKind::Sip)
    });
    match (classify_uri(party.uri), routes) {
        (UriKind::Sip, true) => Ok(()),
        (UriKind::Sip, false) => Err(Refusal::malformed("Malformed Record-Route")),
        (UriKind::OtherScheme | UriKind::Malformed, _) => {
            Err(Refusal::malformed("Malformed Contact"))
        }
    }
}

/// What a response must carry to be shown to the stack (RFC 3261 8.1.3.3: exactly one Via).
pub(crate) fn response_is_sound(raw: &RawMessage<'_>) -> bool {
    let status = raw.start.split(' ').nth(1).and_then(digits);
    let single = [Field::Via, Field::From, Field::To, Field::CallId, Field::CSeq]
        .iter()
        .all(|field| raw.count(*field) == 1);
    raw.fault.is_none()
        && raw.start.starts_with("SIP/2.0 ")
        && status.is_some_and(|status| (100..700).contains(&status))
        && single
        && vias(raw).is_ok()
        && raw.first(Field::Via).is_some_and(|via| list(via).len() == 1)
        && raw.first(Field::From).is_some_and(|from| matches!(tag_of(from, ""), Ok(Some(_))))
        && raw.first(Field::To).is_some_and(|to| tag_of(to, "").is_ok())
        && raw.first(Field::CSeq).is_some_and(|cseq| {
            let method = cseq.split_ascii_whitespace().nth(1).unwrap_or_default();
            VERBS.iter().any(|(name, _)| *name == method) && sequence(cseq, method).is_ok()
        })
}
