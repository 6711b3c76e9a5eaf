//! Answers to requests.

use super::address::{NameAddr, Via};
use super::message::{Message, Name};
use super::{ALLOW, USER_AGENT};
use std::fmt::Write;
use std::net::SocketAddr;

/// What an answer repeats from its request (RFC 3261, 8.2.6.2).
#[derive(Debug, Clone)]
pub(crate) struct Echo {
    /// Via and Record-Route lines, ready to be sent.
    trail: String,
    from: String,
    to: String,
    call_id: String,
    cseq: String,
    /// Where the answer is sent.
    pub(crate) reply_to: SocketAddr,
}

/// The part of an answer that is ours.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reply<'a> {
    pub(crate) code: u16,
    /// Our Contact, where the answer makes a dialog.
    pub(crate) contact: Option<&'a str>,
    /// Further header lines, each with its line end.
    pub(crate) headers: &'a str,
    /// A session description.
    pub(crate) body: &'a str,
}

impl Reply<'_> {
    pub(crate) fn plain(code: u16) -> Self {
        Reply { code, ..Reply::default() }
    }
}

impl Echo {
    /// None when the request lacks what every request has (RFC 3261, 8.1.1).
    /// `tag` is ours, for the first answer of a dialog.
    pub(crate) fn of(request: &Message<'_>, source: SocketAddr, tag: &str) -> Option<Echo> {
        let mut trail = String::with_capacity(256);
        let mut reply_to = None;
        for value in request.values(Name::Via) {
            if reply_to.is_none() {
                let via = Via::parse(value)?;
                reply_to = Some(via.reply_to(source));
                let _ = write!(trail, "Via: {}\r\n", via.stamped(value, source));
            } else {
                let _ = write!(trail, "Via: {value}\r\n");
            }
        }
        for value in request.all(Name::RecordRoute) {
            let _ = write!(trail, "Record-Route: {value}\r\n");
        }
        let to = request.header(Name::To)?;
        let to = match NameAddr::parse(to).tag() {
            Some(_) => to.to_owned(),
            None => format!("{to};tag={tag}"),
        };
        Some(Echo {
            trail,
            from: request.header(Name::From)?.to_owned(),
            to,
            call_id: request.header(Name::CallId)?.to_owned(),
            cseq: request.header(Name::CSeq)?.to_owned(),
            reply_to: reply_to?,
        })
    }

    /// The whole answer.
    pub(crate) fn write(&self, reply: Reply<'_>) -> String {
        let Echo { trail, from, to, call_id, cseq, .. } = self;
        let mut text = String::with_capacity(trail.len() + 400 + reply.body.len());
        let _ = write!(
            text,
            "SIP/2.0 {} {}\r\n{trail}From: {from}\r\nTo: {to}\r\nCall-ID: {call_id}\r\n\
             CSeq: {cseq}\r\n",
            reply.code,
            phrase(reply.code)
        );
        if let Some(contact) = reply.contact {
            let _ = write!(text, "Contact: {contact}\r\nAllow: {ALLOW}\r\n");
        }
        text.push_str(reply.headers);
        let _ = write!(text, "Server: {USER_AGENT}\r\n");
        if !reply.body.is_empty() {
            text.push_str("Content-Type: application/sdp\r\n");
        }
        let _ = write!(text, "Content-Length: {}\r\n\r\n{}", reply.body.len(), reply.body);
        text
    }
}

/// The reason phrase: for people who read traces, never for programs.
fn phrase(code: u16) -> &'static str {
    match code {
        100 => "Trying",
        180 => "Ringing",
        183 => "Session Progress",
        200 => "OK",
        404 => "Not Found",
        405 => "Method Not Allowed",
        420 => "Bad Extension",
        480 => "Temporarily Unavailable",
        481 => "Call/Transaction Does Not Exist",
        486 => "Busy Here",
        487 => "Request Terminated",
        488 => "Not Acceptable Here",
        491 => "Request Pending",
        500 => "Server Internal Error",
        603 => "Decline",
        _ => "Other",
    }
}
