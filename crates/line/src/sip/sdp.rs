//! Offer and answer (RFC 3264) for one audio stream of G.711 with RFC 4733 keys.

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};

use sdp_types::{Media, Session};

use crate::media::{Codec, FarEnd, FarHold};

/// Our offer's payload type for telephone-event; any dynamic one would do.
const OUR_TELEPHONE_EVENT: u8 = 101;
/// More media lines than any telephone offers.
const LINES_MAX: usize = 16;

/// Why a session description cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// It is no SDP.
    Malformed,
    /// No audio stream we can take: codec, transport or address.
    NoCommonGround,
}

/// The far end's description as far as it concerns us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Description {
    pub(crate) far: FarEnd,
    /// The payload types of G.711 in the far end's order; both laws are understood.
    codecs: Vec<u8>,
    flow: Flow,
    /// Every media line in order, for the answer.
    lines: Vec<Line>,
    /// Which of them is ours.
    audio: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    media: String,
    proto: String,
    formats: String,
}

/// The direction as seen from the far end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Both,
    SendOnly,
    ReceiveOnly,
    Inactive,
}

const FLOWS: [(&str, Flow); 4] = [
    ("sendrecv", Flow::Both),
    ("sendonly", Flow::SendOnly),
    ("recvonly", Flow::ReceiveOnly),
    ("inactive", Flow::Inactive),
];

/// Our side of a session: what `o=` says of it.
#[derive(Debug, Clone)]
pub(crate) struct OwnSession {
    id: u64,
    version: u64,
    last: Option<String>,
}

impl OwnSession {
    /// `id` is any number that no other session of ours has.
    pub(crate) fn new(id: u64) -> OwnSession {
        OwnSession { id, version: 1, last: None }
    }

    /// Our offer: PCMU, PCMA and keys.
    pub(crate) fn offer(&mut self, address: IpAddr, port: u16) -> String {
        let mut body = String::with_capacity(256);
        let _ = write!(
            body,
            "m=audio {port} RTP/AVP 0 8 {OUR_TELEPHONE_EVENT}\r\n\
             a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
        );
        keys(&mut body, OUR_TELEPHONE_EVENT);
        body.push_str("a=ptime:20\r\na=sendrecv\r\n");
        self.finish(address, &body)
    }

    /// Our answer: what is shared in the offer's order, all other streams refused.
    pub(crate) fn answer(&mut self, to: &Description, address: IpAddr, port: u16) -> String {
        let mut body = String::with_capacity(256);
        for (at, line) in to.lines.iter().enumerate() {
            if at != to.audio {
                let _ = write!(body, "m={} 0 {} {}\r\n", line.media, line.proto, line.formats);
                continue;
            }
            let _ = write!(body, "m=audio {port} RTP/AVP");
            let events = to.far.telephone_event.into_iter();
            for number in to.codecs.iter().copied().chain(events) {
                let _ = write!(body, " {number}");
            }
            body.push_str("\r\n");
            for number in &to.codecs {
                let _ = write!(body, "a=rtpmap:{number} {}\r\n", name_of(*number));
            }
            if let Some(event) = to.far.telephone_event {
                keys(&mut body, event);
            }
            let flow = match to.flow {
                Flow::Both => "sendrecv",
                Flow::SendOnly => "recvonly",
                Flow::ReceiveOnly => "sendonly",
                Flow::Inactive => "inactive",
            };
            let _ = write!(body, "a=ptime:20\r\na={flow}\r\n");
        }
        self.finish(address, &body)
    }

    /// RFC 3264 8: the version grows when, and only when, the description changes.
    fn finish(&mut self, address: IpAddr, media: &str) -> String {
        let kind = if address.is_ipv4() { "IP4" } else { "IP6" };
        let rest = format!("s=-\r\nc=IN {kind} {address}\r\nt=0 0\r\n{media}");
        if self.last.as_ref().is_some_and(|last| *last != rest) {
            self.version += 1;
        }
        let text = format!("v=0\r\no=- {} {} IN {kind} {address}\r\n{rest}", self.id, self.version);
        self.last = Some(rest);
        text
    }
}

fn keys(body: &mut String, number: u8) {
    let _ = write!(body, "a=rtpmap:{number} telephone-event/8000\r\na=fmtp:{number} 0-15\r\n");
}

/// Reads an offer, or an answer to ours.
pub(crate) fn read(body: &[u8]) -> Result<Description, Unusable> {
    let session = Session::parse(body).map_err(|_| Unusable::Malformed)?;
    if session.medias.is_empty() || session.medias.len() > LINES_MAX {
        return Err(Unusable::Malformed);
    }
    let found = session
        .medias
        .iter()
        .enumerate()
        .find_map(|(at, media)| audio(&session, media).map(|stream| (at, stream)));
    let Some((audio, (far, codecs, flow))) = found else { return Err(Unusable::NoCommonGround) };
    let lines = session.medias.into_iter().map(|media| Line {
        media: media.media,
        proto: media.proto,
        formats: media.fmt,
    });
    Ok(Description { far, codecs, flow, lines: lines.collect(), audio })
}

/// The stream of one media line, when we can take it.
fn audio(session: &Session, media: &Media) -> Option<(FarEnd, Vec<u8>, Flow)> {
    let plain = media.media.eq_ignore_ascii_case("audio")
        && media.proto.eq_ignore_ascii_case("RTP/AVP")
        && media.port != 0;
    if !plain {
        return None;
    }
    let connection = media.connections.first().or(session.connection.as_ref())?;
    let address = connection.try_address().ok()?.ip;
    if address.is_multicast() {
        return None;
    }
    let numbers: Vec<u8> =
        media.fmt.split_ascii_whitespace().filter_map(|number| number.parse().ok()).collect();
    let codec = numbers.iter().find_map(|number| codec(media, *number))?;
    let mut codecs: Vec<u8> = Vec::new();
    for number in &numbers {
        if self::codec(media, *number).is_some() && !codecs.contains(number) {
            codecs.push(*number);
        }
    }
    let telephone_event = numbers.iter().copied().find(|number| {
        mapping(media, *number)
            .is_some_and(|name| name.eq_ignore_ascii_case("telephone-event/8000"))
    });
    // RFC 3264 8.4: the old way of holding is an address of zeros.
    let zero = address.is_unspecified();
    let flow = match flow(&media.attributes).or_else(|| flow(&session.attributes)) {
        Some(Flow::Both) | None if zero => Flow::SendOnly,
        Some(flow) => flow,
        None => Flow::Both,
    };
    let hold = match flow {
        Flow::SendOnly | Flow::Inactive => FarHold::Held,
        Flow::Both | Flow::ReceiveOnly => FarHold::Active,
    };
    let rtp = SocketAddr::new(address, media.port);
    Some((FarEnd { rtp, codec, telephone_event, hold }, codecs, flow))
}

/// G.711 under its static numbers (RFC 3551 6); the media side knows no others.
fn codec(media: &Media, number: u8) -> Option<Codec> {
    let codec = match number {
        0 => Codec::Pcmu,
        8 => Codec::Pcma,
        _other => return None,
    };
    let named = mapping(media, number)
        .is_none_or(|mapped| mapped.trim_end_matches("/1").eq_ignore_ascii_case(name_of(number)));
    named.then_some(codec)
}

fn name_of(number: u8) -> &'static str {
    if number == 0 { "PCMU/8000" } else { "PCMA/8000" }
}

/// `PCMU/8000` of `a=rtpmap:0 PCMU/8000`.
fn mapping(media: &Media, number: u8) -> Option<&str> {
    media.get_attribute_values("rtpmap").flatten().find_map(|value| {
        let (mapped, name) = value.split_once(' ')?;
        (mapped.parse() == Ok(number)).then_some(name.trim())
    })
}

fn flow(attributes: &[sdp_types::Attribute]) -> Option<Flow> {
    attributes.iter().find_map(|attribute| {
        FLOWS.iter().find(|(name, _)| *name == attribute.attribute).map(|(_, flow)| *flow)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(media: &str) -> String {
        format!("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n{media}")
    }

    #[test]
    fn the_answer_keeps_the_offers_order_and_numbers() {
        let text = offer(
            "m=video 5000 RTP/AVP 96\r\nm=audio 4000 RTP/AVP 18 8 0 97\r\n\
             a=rtpmap:97 telephone-event/8000\r\na=sendonly\r\n",
        );
        let description = read(text.as_bytes()).unwrap();
        assert_eq!(description.far.codec, Codec::Pcma);
        assert_eq!(description.far.hold, FarHold::Held);
        let answer = OwnSession::new(7).answer(&description, "192.0.2.2".parse().unwrap(), 6000);
        assert_eq!(
            answer,
            "v=0\r\no=- 7 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n\
             m=video 0 RTP/AVP 96\r\nm=audio 6000 RTP/AVP 8 0 97\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n\
             a=rtpmap:97 telephone-event/8000\r\na=fmtp:97 0-15\r\na=ptime:20\r\na=recvonly\r\n"
        );
    }

    #[test]
    fn the_version_grows_only_with_a_change() {
        let description = read(offer("m=audio 4000 RTP/AVP 0\r\n").as_bytes()).unwrap();
        let held = read(offer("m=audio 4000 RTP/AVP 0\r\na=inactive\r\n").as_bytes()).unwrap();
        let address = "192.0.2.2".parse().unwrap();
        let mut own = OwnSession::new(7);
        let versions = [&description, &description, &held, &description]
            .map(|far| own.answer(far, address, 6000).lines().nth(1).unwrap().to_owned());
        assert_eq!(versions.map(|o| o.split(' ').nth(2).unwrap().to_owned()), ["1", "1", "2", "3"]);
    }

    #[test]
    fn what_cannot_be_used_is_said() {
        let no_common_ground = [
            "m=audio 4000 RTP/AVP 18 111\r\n",
            "m=audio 0 RTP/AVP 0\r\n",
            "m=audio 4000 RTP/SAVP 0\r\n",
            "m=image 4000 udptl t38\r\n",
            "m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 GSM/8000\r\n",
            "m=audio 4000 RTP/AVP 0\r\nc=IN IP4 a.name\r\n",
        ];
        for media in no_common_ground {
            assert_eq!(read(offer(media).as_bytes()), Err(Unusable::NoCommonGround), "{media}");
        }
        for text in ["", "hello", "v=0\r\n", "v=1\r\no=- 1 1 IN IP4 1.1.1.1\r\ns=-\r\nt=0 0\r\n"] {
            assert_eq!(read(text.as_bytes()), Err(Unusable::Malformed), "{text}");
        }
    }

    #[test]
    fn an_address_of_zeros_is_a_hold() {
        let text = offer("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\n");
        assert_eq!(read(text.as_bytes()).unwrap().far.hold, FarHold::Held);
    }
}
