//! Session descriptions (RFC 4566) in the offer and answer model (RFC 3264):
//! one audio stream, both G.711 laws, telephone-event.

use crate::media::Law;
use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};

/// The payload type we offer for keypad digits (RFC 4733).
const TELEPHONE_EVENT: u8 = 101;

/// Which audio a phone speaks, in its order of liking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Codecs {
    /// Both laws, PCMU first.
    #[default]
    Pcmu,
    /// Both laws, PCMA first.
    Pcma,
    /// PCMU and nothing else.
    OnlyPcmu,
    /// PCMA and nothing else.
    OnlyPcma,
    /// Only G.729 (payload type 18), which nobody here speaks: a call that has
    /// to be refused with 488.
    Unspoken,
}

impl Codecs {
    fn laws(self) -> &'static [Law] {
        match self {
            Codecs::Pcmu => &[Law::Mu, Law::A],
            Codecs::Pcma => &[Law::A, Law::Mu],
            Codecs::OnlyPcmu => &[Law::Mu],
            Codecs::OnlyPcma => &[Law::A],
            Codecs::Unspoken => &[],
        }
    }
}

/// Who sends audio, seen from the side that wrote the description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    SendRecv,
    SendOnly,
    RecvOnly,
    Inactive,
}

impl Direction {
    fn from(sends: bool, receives: bool) -> Direction {
        match (sends, receives) {
            (true, true) => Direction::SendRecv,
            (true, false) => Direction::SendOnly,
            (false, true) => Direction::RecvOnly,
            (false, false) => Direction::Inactive,
        }
    }

    pub(crate) fn sends(self) -> bool {
        matches!(self, Direction::SendRecv | Direction::SendOnly)
    }

    pub(crate) fn receives(self) -> bool {
        matches!(self, Direction::SendRecv | Direction::RecvOnly)
    }

    /// The answer to this direction by somebody who would rather have `wish`.
    pub(crate) fn answered(self, wish: Direction) -> Direction {
        Direction::from(wish.sends() && self.receives(), wish.receives() && self.sends())
    }

    fn name(self) -> &'static str {
        match self {
            Direction::SendRecv => "sendrecv",
            Direction::SendOnly => "sendonly",
            Direction::RecvOnly => "recvonly",
            Direction::Inactive => "inactive",
        }
    }
}

/// What the far side described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remote {
    pub(crate) address: SocketAddr,
    laws: Vec<Law>,
    telephone_event: Option<u8>,
    pub(crate) direction: Direction,
}

/// What both sides will speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Agreed {
    pub(crate) law: Law,
    pub(crate) telephone_event: Option<u8>,
}

impl Remote {
    /// None when there is no audio stream in it that could be talked to.
    pub(crate) fn parse(body: &str) -> Option<Remote> {
        let mut session: Option<IpAddr> = None;
        let mut stream: Option<Stream> = None;
        let mut direction = Direction::SendRecv;
        for line in body.lines() {
            let Some((kind, value)) = line.trim_end().split_once('=') else { continue };
            match (kind, &mut stream) {
                ("m", Some(_)) => break,
                ("m", none) => *none = Stream::parse(value),
                ("c", None) => session = connection(value),
                ("c", Some(stream)) => stream.address = connection(value),
                ("a", None) => direction = direction_named(value).unwrap_or(direction),
                ("a", Some(stream)) => stream.attribute(value),
                _ => {}
            }
        }
        let stream = stream?;
        let ip = stream.address.or(session)?;
        let direction = stream.direction.unwrap_or(direction);
        Some(Remote {
            address: SocketAddr::new(ip, stream.port),
            laws: stream.laws,
            telephone_event: stream.telephone_event,
            // The hold of old phones: the address 0.0.0.0 (RFC 3264, 8.4).
            direction: if ip.is_unspecified() {
                Direction::from(direction.sends(), false)
            } else {
                direction
            },
        })
    }

    /// The first law of ours that the far side listed too.
    pub(crate) fn agree(&self, ours: Codecs) -> Option<Agreed> {
        let law = *ours.laws().iter().find(|law| self.laws.contains(law))?;
        Some(Agreed { law, telephone_event: self.telephone_event })
    }
}

struct Stream {
    port: u16,
    address: Option<IpAddr>,
    payloads: Vec<u8>,
    laws: Vec<Law>,
    telephone_event: Option<u8>,
    direction: Option<Direction>,
}

impl Stream {
    /// An `m=` line; None for a kind other than audio, or a stream refused by
    /// port 0.
    fn parse(value: &str) -> Option<Stream> {
        let mut words = value.split_ascii_whitespace();
        if words.next()? != "audio" {
            return None;
        }
        let port: u16 = words.next()?.split('/').next()?.parse().ok()?;
        let profile = words.next()?;
        if port == 0 || !profile.starts_with("RTP/AVP") {
            return None;
        }
        let payloads: Vec<u8> = words.filter_map(|word| word.parse().ok()).collect();
        let laws = payloads.iter().filter_map(|payload| Law::of_payload(*payload)).collect();
        Some(Stream { port, address: None, payloads, laws, telephone_event: None, direction: None })
    }

    fn attribute(&mut self, value: &str) {
        if let Some(direction) = direction_named(value) {
            self.direction = Some(direction);
            return;
        }
        let Some((payload, name)) =
            value.strip_prefix("rtpmap:").and_then(|map| map.split_once(' '))
        else {
            return;
        };
        let Ok(payload) = payload.parse::<u8>() else { return };
        if name.trim().eq_ignore_ascii_case("telephone-event/8000")
            && self.payloads.contains(&payload)
        {
            self.telephone_event = Some(payload);
        }
    }
}

fn connection(value: &str) -> Option<IpAddr> {
    value.split_ascii_whitespace().nth(2)?.split('/').next()?.parse().ok()
}

fn direction_named(value: &str) -> Option<Direction> {
    [Direction::SendRecv, Direction::SendOnly, Direction::RecvOnly, Direction::Inactive]
        .into_iter()
        .find(|direction| direction.name() == value.trim())
}

/// Our own side of the session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ours {
    pub(crate) address: SocketAddr,
    pub(crate) codecs: Codecs,
    /// Raised with every description of the session (RFC 3264, 8).
    pub(crate) version: u32,
}

impl Ours {
    /// An offer of everything we speak.
    pub(crate) fn offer(&self, direction: Direction) -> String {
        let laws = self.codecs.laws();
        let telephone_event = (!laws.is_empty()).then_some(TELEPHONE_EVENT);
        self.write(laws, telephone_event, direction)
    }

    /// An answer with what was agreed.
    pub(crate) fn answer(&self, agreed: Agreed, direction: Direction) -> String {
        self.write(&[agreed.law], agreed.telephone_event, direction)
    }

    fn write(&self, laws: &[Law], telephone_event: Option<u8>, direction: Direction) -> String {
        let (ip, port, version) = (self.address.ip(), self.address.port(), self.version);
        let family = if ip.is_ipv6() { "IP6" } else { "IP4" };
        let mut text = String::with_capacity(320);
        let _ = write!(
            text,
            "v=0\r\no=- {port} {version} IN {family} {ip}\r\ns=-\r\nc=IN {family} {ip}\r\n\
             t=0 0\r\nm=audio {port} RTP/AVP"
        );
        if laws.is_empty() {
            text.push_str(" 18\r\na=rtpmap:18 G729/8000\r\n");
        } else {
            for law in laws {
                let _ = write!(text, " {}", law.payload());
            }
            if let Some(payload) = telephone_event {
                let _ = write!(text, " {payload}");
            }
            text.push_str("\r\n");
            for law in laws {
                let _ = write!(text, "a=rtpmap:{} {}/8000\r\n", law.payload(), law.name());
            }
        }
        if let Some(payload) = telephone_event {
            let _ = write!(
                text,
                "a=rtpmap:{payload} telephone-event/8000\r\na=fmtp:{payload} 0-15\r\n"
            );
        }
        let _ = write!(text, "a=ptime:20\r\na={}\r\n", direction.name());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(codecs: Codecs) -> Ours {
        Ours { address: "127.0.0.1:4000".parse().unwrap(), codecs, version: 1 }
    }

    #[test]
    fn what_we_offer_we_can_read() {
        let remote = Remote::parse(&ours(Codecs::Pcma).offer(Direction::SendOnly)).unwrap();
        assert_eq!(remote.address, "127.0.0.1:4000".parse().unwrap());
        assert_eq!(remote.direction, Direction::SendOnly);
        let agreed = remote.agree(Codecs::OnlyPcmu).unwrap();
        assert_eq!(agreed, Agreed { law: Law::Mu, telephone_event: Some(101) });
        let answer = ours(Codecs::Pcmu).answer(agreed, Direction::RecvOnly);
        assert!(answer.contains("m=audio 4000 RTP/AVP 0 101\r\n"), "{answer}");
    }

    #[test]
    fn a_codec_nobody_speaks_agrees_on_nothing() {
        let remote = Remote::parse(&ours(Codecs::Unspoken).offer(Direction::SendRecv)).unwrap();
        assert_eq!(remote.agree(Codecs::Pcmu), None);
    }

    #[test]
    fn media_lines_win_over_session_lines_and_odd_ones_are_passed_by() {
        let body = "v=0\r\nc=IN IP4 10.0.0.1\r\na=recvonly\r\nnonsense\r\n\
            m=audio 4000/2 RTP/AVP 8 x 96\r\nc=IN IP4 127.0.0.2/127\r\n\
            a=rtpmap:96 TELEPHONE-EVENT/8000\r\na=rtpmap:zzz\r\na=inactive\r\nm=video 1 RTP/AVP 9\r\n";
        let remote = Remote::parse(body).unwrap();
        assert_eq!(remote.address, "127.0.0.2:4000".parse().unwrap());
        assert_eq!(remote.direction, Direction::Inactive);
        assert_eq!(remote.telephone_event, Some(96));
        for none in ["", "m=audio 0 RTP/AVP 0", "m=audio 5 RTP/AVP 0", "m=audio", "c=\r\nm=\r\n"] {
            assert_eq!(Remote::parse(none), None, "{none}");
        }
    }

    #[test]
    fn the_old_hold_by_a_zero_address_is_a_hold() {
        let body = "c=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 0\r\n";
        assert_eq!(Remote::parse(body).unwrap().direction, Direction::SendOnly);
        assert_eq!(Direction::SendOnly.answered(Direction::SendRecv), Direction::RecvOnly);
        assert_eq!(Direction::SendOnly.answered(Direction::SendOnly), Direction::Inactive);
    }
}
