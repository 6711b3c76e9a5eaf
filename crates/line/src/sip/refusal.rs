//! Answers that are given without a transaction (RFC 3261 8.2.7): they are made from the
//! request alone, so a flood of refused requests leaves nothing behind.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;

use super::ALLOW;
use super::grammar::{Hop, Party, list, params};
use super::raw::{Field, RawMessage};
use super::tally::Cause;

/// Why a request is refused, and what the answer says.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) reason: Cow<'static, str>,
    /// Further header lines without their line ends.
    pub(crate) lines: Vec<String>,
    pub(crate) cause: Cause,
}

impl Refusal {
    pub(crate) fn new(cause: Cause, status: u16, reason: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal { status, reason: reason.into(), lines: Vec::new(), cause }
    }

    /// 400: the reason phrase says what is wrong.
    pub(crate) fn malformed(reason: &'static str) -> Refusal {
        Refusal::new(Cause::Malformed, 400, reason)
    }

    /// 405 with what is allowed.
    pub(crate) fn method_not_allowed() -> Refusal {
        Refusal::new(Cause::Method, 405, "Method Not Allowed").with(format!("Allow: {ALLOW}"))
    }

    /// Adds a header line.
    pub(crate) fn with(mut self, line: impl Into<String>) -> Refusal {
        self.lines.push(line.into());
        self
    }
}

/// Writes answers from raw requests.
pub(crate) struct Clerk {
    user_agent: String,
    /// The To tag of a refused request is the same for each of its copies.
    tags: RandomState,
}

impl Clerk {
    pub(crate) fn new(user_agent: &str) -> Clerk {
        Clerk { user_agent: user_agent.to_owned(), tags: RandomState::new() }
    }

    /// The answer's bytes; `None` when the request shows no way back.
    pub(crate) fn answer(
        &self,
        request: &RawMessage<'_>,
        from: SocketAddr,
        status: u16,
        reason: &str,
        lines: &[String],
    ) -> Option<Vec<u8>> {
        let mut text = String::with_capacity(512);
        let _ = write!(text, "SIP/2.0 {status} {reason}\r\n");
        for (at, via) in request.all(Field::Via).enumerate() {
            let via = if at == 0 { received_from(via, from)? } else { Cow::Borrowed(via) };
            let _ = write!(text, "Via: {via}\r\n");
        }
        let call_id = request.first(Field::CallId).unwrap_or_default();
        let branch = request.first(Field::Via)?;
        for (name, field) in
            [("From", Field::From), ("Call-ID", Field::CallId), ("CSeq", Field::CSeq)]
        {
            if let Some(value) = request.first(field) {
                let _ = write!(text, "{name}: {value}\r\n");
            }
        }
        if let Some(to) = request.first(Field::To) {
            let tagged = Party::parse(to).is_some_and(|party| party.param("tag").is_some());
            let tag = self.tags.hash_one((call_id, branch));
            match tagged {
                true => drop(write!(text, "To: {to}\r\n")),
                false => drop(write!(text, "To: {to};tag={tag:016x}\r\n")),
            }
        }
        for line in lines {
            let _ = write!(text, "{line}\r\n");
        }
        let _ = write!(text, "Server: {}\r\nContent-Length: 0\r\n\r\n", self.user_agent);
        Some(text.into_bytes())
    }
}

/// Where an answer over UDP goes (RFC 3261 18.2.2, RFC 3581 4): always to the address the
/// request came from, so a forged Via sends nothing elsewhere.
pub(crate) fn way_back(request: &RawMessage<'_>, from: SocketAddr) -> SocketAddr {
    let top = request.first(Field::Via).map(list).unwrap_or_default();
    match top.first().copied().and_then(Hop::parse) {
        Some(hop) if !hop.wants_source_port => {
            SocketAddr::new(from.ip(), hop.port.unwrap_or(super::DEFAULT_PORT))
        }
        Some(_) | None => from,
    }
}

/// The top Via with `received` and `rport` filled in.
fn received_from(via: &str, from: SocketAddr) -> Option<Cow<'_, str>> {
    let parts = list(via);
    let (top, rest) = parts.split_first()?;
    if !top.starts_with("SIP/") {
        return None;
    }
    let (sent_by, options) = top.split_once(';').unwrap_or((top, ""));
    let mut text = sent_by.trim_end().to_owned();
    for (name, value) in params(options) {
        if name.eq_ignore_ascii_case("received") {
            continue;
        }
        if name.eq_ignore_ascii_case("rport") {
            let _ = write!(text, ";rport={}", from.port());
        } else if value.is_empty() {
            let _ = write!(text, ";{name}");
        } else {
            let _ = write!(text, ";{name}={value}");
        }
    }
    let _ = write!(text, ";received={}", from.ip());
    for hop in rest {
        let _ = write!(text, ", {hop}");
    }
    Some(Cow::Owned(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &[u8] = b"INVITE sip:a@b SIP/2.0\r\n\
        Via: SIP/2.0/UDP 10.0.0.1:5070;rport;branch=z9hG4bKx, SIP/2.0/UDP far;branch=z9\r\n\
        From: <sip:c@d>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: q\r\nCSeq: 1 INVITE\r\n\r\n";

    #[test]
    fn copies_of_a_refused_request_get_the_same_answer() {
        let raw = RawMessage::scan(REQUEST).unwrap();
        let from: SocketAddr = "192.0.2.9:4000".parse().unwrap();
        let clerk = Clerk::new("Cordboard");
        let answer = |status| clerk.answer(&raw, from, status, "Forbidden", &[]).unwrap();
        assert_eq!(answer(403), answer(403));
        let text = String::from_utf8(answer(403)).unwrap();
        assert!(text.starts_with("SIP/2.0 403 Forbidden\r\nVia: SIP/2.0/UDP 10.0.0.1:5070;rport=4000;branch=z9hG4bKx;received=192.0.2.9, SIP/2.0/UDP far;branch=z9\r\n"), "{text}");
        assert!(text.contains("To: <sip:a@b>;tag="));
        assert_eq!(way_back(&raw, from), from);
    }
}
