//! Session timers (RFC 4028): a peer that keeps refreshing lives; one that stops is gone.

use std::time::Duration;

use rsipstack::sip::headers::Headers;
use rsipstack::sip::{Header, Request, Response};

use super::dialog::header;

/// RFC 4028 4: nothing shorter than 90 seconds is allowed.
pub(crate) const MIN_SE_S: u32 = 90;

/// What a message says about session timers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionTimer {
    /// Nothing, or the refreshing would be left to us, which we do not take on.
    None,
    /// The peer refreshes within this many seconds.
    Peer(u32),
    /// Less than the least allowed: 422.
    TooShort,
}

/// Of an INVITE or UPDATE of the peer.
pub(crate) fn asked(request: &Request) -> SessionTimer {
    let Some((seconds, refresher)) = expires(&request.headers) else { return SessionTimer::None };
    let speaks_timer = request.headers.iter().any(|header| {
        matches!(header, Header::Supported(_) | Header::Require(_)) && has_timer(header.value())
    });
    match (speaks_timer, refresher) {
        (true, _) if seconds < MIN_SE_S => SessionTimer::TooShort,
        (true, Refresher::Unsaid | Refresher::Uac) => SessionTimer::Peer(seconds),
        (true | false, _) => SessionTimer::None,
    }
}

/// Of the answer to our INVITE, which offered none: only the answerer can refresh.
pub(crate) fn told(answer: &Response) -> SessionTimer {
    match expires(&answer.headers) {
        Some((seconds, Refresher::Uas)) => SessionTimer::Peer(seconds.max(MIN_SE_S)),
        Some((_, Refresher::Unsaid | Refresher::Uac)) | None => SessionTimer::None,
    }
}

/// The headers of our 200 that accept a timer.
pub(crate) fn accepted(timer: SessionTimer) -> Vec<Header> {
    match timer {
        SessionTimer::Peer(seconds) => vec![
            Header::Require("timer".into()),
            Header::SessionExpires(format!("{seconds};refresher=uac").into()),
        ],
        SessionTimer::None | SessionTimer::TooShort => Vec::new(),
    }
}

/// How long to wait for the refresh: RFC 4028 10 ends the session a little early.
pub(crate) fn patience(seconds: u32) -> Duration {
    Duration::from_secs(u64::from(seconds - (seconds / 3).min(32)))
}

enum Refresher {
    Unsaid,
    Uac,
    Uas,
}

fn expires(headers: &Headers) -> Option<(u32, Refresher)> {
    let value = header(headers, |header| {
        if let Header::SessionExpires(value) = header { Some(value.value()) } else { None }
    })?;
    let (seconds, params) = value.split_once(';').unwrap_or((value, ""));
    let refresher = super::grammar::params(params)
        .find(|(name, _)| name.eq_ignore_ascii_case("refresher"))
        .map_or(Refresher::Unsaid, |(_, who)| match who.eq_ignore_ascii_case("uas") {
            true => Refresher::Uas,
            false => Refresher::Uac,
        });
    Some((seconds.trim().parse().ok()?, refresher))
}

fn has_timer(value: &str) -> bool {
    value.split(',').any(|tag| tag.trim().eq_ignore_ascii_case("timer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_peer_that_refreshes_itself_gets_a_timer() {
        let asked = |lines: &str| {
            let text = format!("INVITE sip:a@b SIP/2.0\r\n{lines}\r\n");
            asked(&Request::try_from(text.as_bytes()).unwrap())
        };
        assert_eq!(
            asked("Supported: timer\r\nSession-Expires: 1800\r\n"),
            SessionTimer::Peer(1800)
        );
        assert_eq!(
            asked("Supported: 100rel, timer\r\nx: 600;refresher=uac\r\n"),
            SessionTimer::Peer(600)
        );
        assert_eq!(
            asked("Supported: timer\r\nSession-Expires: 600;refresher=uas\r\n"),
            SessionTimer::None
        );
        assert_eq!(asked("Session-Expires: 600\r\n"), SessionTimer::None);
        assert_eq!(asked("Supported: timer\r\nSession-Expires: 60\r\n"), SessionTimer::TooShort);
        assert_eq!(patience(1800), Duration::from_secs(1768));
        assert_eq!(patience(90), Duration::from_secs(60));
    }
}
