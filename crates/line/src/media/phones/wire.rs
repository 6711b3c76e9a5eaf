//! Between what a browser sends and the inner world, which speaks G.711 at 8 kHz: payload
//! types, clocks, and Opus where it was agreed.

use std::fmt;
use std::sync::Arc;

use str0m::Rtc;
use str0m::format::Codec as Format;
use str0m::media::{Frequency, Mid};
use str0m::rtp::RtpPacket;

use super::opus::{OPUS_CLOCK_FACTOR, Voice};
use crate::media::FarHold;
use crate::media::counters::Count;
use crate::media::g711::Codec;
use crate::media::leg::End;
use crate::media::rtp::{HEADER, Header, Packet};

/// The numbers that offer and answer agreed on.
#[derive(Debug)]
pub(super) struct Wire {
    speech: Speech,
    /// G.711 that the browser may send.
    laws: [Option<Codec>; 2],
    /// telephone-event (RFC 4733) at the clock of G.711 and at that of Opus.
    event_8k: Option<u8>,
    event_48k: Option<u8>,
    clock: Clock,
}

/// What we send.
enum Speech {
    Law(Codec),
    Opus {
        number: u8,
        /// Made when a leg begins and dropped with it: 100 KiB of a warm phone are saved.
        voice: Option<Box<Voice>>,
    },
}

impl fmt::Debug for Speech {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Speech::Law(law) => f.debug_tuple("Law").field(law).finish(),
            Speech::Opus { number, .. } => f.debug_tuple("Opus").field(number).finish(),
        }
    }
}

/// How the timestamps of a 48 kHz stream become those of an 8 kHz one. Six does not divide
/// their 32 bits, so that a plain division would jump once a day.
#[derive(Debug, Default)]
struct Clock {
    last: Option<(u32, u32)>,
}

/// One packet for the browser.
pub(super) struct Outward {
    pub(super) number: u8,
    /// How far its sequence number lies after the one before; `None`: where the inner
    /// header says.
    pub(super) step: Option<u16>,
    pub(super) timestamp: u32,
    pub(super) marker: bool,
    pub(super) payload: Arc<[u8]>,
}

impl Wire {
    /// Reads what a connection has agreed; `None` when that is no audio both ways.
    pub(super) fn agreed(rtc: &mut Rtc, mid: Mid) -> Option<Wire> {
        rtc.direct_api().stream_tx_by_mid(mid, None)?;
        let wanted = rtc.media(mid)?.remote_pts().to_vec();
        let mut wire = Wire {
            speech: Speech::Law(Codec::Pcmu),
            laws: [None, None],
            event_8k: None,
            event_48k: None,
            clock: Clock::default(),
        };
        let mut opus = None;
        for params in rtc.codec_config().params() {
            let (number, spec) = (params.pt(), params.spec());
            if !wanted.contains(&number) {
                continue;
            }
            if spec.codec == Format::PCMU {
                wire.laws[0] = Some(Codec::Pcmu);
            } else if spec.codec == Format::PCMA {
                wire.laws[1] = Some(Codec::Pcma);
            } else if spec.codec == Format::Opus {
                opus = Some(*number);
            } else if spec.codec == Format::Tele {
                let wide = spec.clock_rate == Frequency::FORTY_EIGHT_KHZ;
                let event = if wide { &mut wire.event_48k } else { &mut wire.event_8k };
                *event = Some(*number);
            }
        }
        let law = wire.laws.iter().flatten().next().copied();
        wire.speech = match (opus, law) {
            (Some(number), _) => Speech::Opus { number, voice: None },
            (None, Some(law)) => Speech::Law(law),
            (None, None) => return None,
        };
        Some(wire)
    }

    /// What a leg on this phone has for its far end.
    pub(super) fn end(&self) -> End {
        let (codec, event) = match self.speech {
            Speech::Law(law) => (law, self.event_8k),
            Speech::Opus { .. } => (Codec::Pcmu, self.event_48k.or(self.event_8k)),
        };
        End { codec, telephone_event: event, hold: FarHold::Active }
    }

    /// Forgets what was said, and the memory it took.
    pub(super) fn rest(&mut self) {
        match &mut self.speech {
            Speech::Law(_) => {}
            Speech::Opus { voice, .. } => *voice = None,
        }
    }

    /// Turns what the browser sent into a packet of the inner world, which then stands in
    /// the buffer.
    pub(super) fn inward(&mut self, heard: &RtpPacket, buffer: &mut [u8]) -> Result<Packet, Count> {
        let number = *heard.header.payload_type;
        let end = self.end();
        let room = buffer.get_mut(HEADER..).unwrap_or_default();
        let (payload_type, timestamp, length) = match Codec::of_payload_type(number) {
            Some(law) if self.laws.contains(&Some(law)) => {
                (number, heard.header.timestamp, copy(&heard.payload, room)?)
            }
            Some(_) | None => match (&mut self.speech, end.telephone_event) {
                (Speech::Opus { number: opus, voice }, _) if *opus == number => {
                    let voice = voice.get_or_insert_with(Box::default);
                    let length = voice.decode(&heard.payload, room).ok_or(Count::WrongPayload)?;
                    let timestamp = self.clock.inward(heard.header.timestamp);
                    (Codec::Pcmu.payload_type(), timestamp, length)
                }
                (_, Some(inner)) if self.event_8k == Some(number) => {
                    (inner, heard.header.timestamp, copy(&heard.payload, room)?)
                }
                (_, Some(inner)) if self.event_48k == Some(number) => {
                    let length = copy(&heard.payload, room)?;
                    scale_duration(room, |duration| duration / OPUS_CLOCK_FACTOR);
                    (inner, self.clock.inward(heard.header.timestamp), length)
                }
                (Speech::Law(_) | Speech::Opus { .. }, _) => return Err(Count::WrongPayload),
            },
        };
        Ok(Packet {
            marker: heard.header.marker,
            payload_type,
            sequence: heard.header.sequence_number,
            timestamp,
            ssrc: *heard.header.ssrc,
            payload: HEADER..HEADER + length,
        })
    }

    /// Turns a packet of the inner world, made for `end`, into packets for the browser.
    pub(super) fn outward(
        &mut self,
        header: Header,
        payload: &[u8],
        mut send: impl FnMut(Outward),
    ) {
        let inner = self.end();
        match &mut self.speech {
            Speech::Law(_) => send(Outward {
                number: header.payload_type,
                step: None,
                timestamp: header.timestamp,
                marker: header.marker,
                payload: payload.into(),
            }),
            Speech::Opus { .. } if inner.telephone_event == Some(header.payload_type) => {
                let scaled = self.event_48k == inner.telephone_event;
                let factor = if scaled { OPUS_CLOCK_FACTOR } else { 1 };
                let mut payload = payload.to_vec();
                scale_duration(&mut payload, |duration| duration.saturating_mul(factor));
                send(Outward {
                    number: header.payload_type,
                    step: Some(1),
                    timestamp: header.timestamp.wrapping_mul(u32::from(factor)),
                    marker: header.marker,
                    payload: payload.into(),
                });
            }
            Speech::Opus { number, voice } => {
                let voice = voice.get_or_insert_with(Box::default);
                voice.encode(header, payload, |frame| {
                    send(Outward {
                        number: *number,
                        step: Some(frame.step),
                        timestamp: frame.timestamp,
                        marker: frame.marker,
                        payload: frame.payload.into(),
                    });
                });
            }
        }
    }
}

impl Clock {
    fn inward(&mut self, timestamp: u32) -> u32 {
        let factor = i32::from(OPUS_CLOCK_FACTOR);
        let (wire, inner) = *self.last.get_or_insert((timestamp, timestamp / 6));
        let passed = timestamp.wrapping_sub(wire).cast_signed() / factor;
        let place = inner.wrapping_add(passed.cast_unsigned());
        if passed > 0 {
            let taken = (passed * factor).cast_unsigned();
            self.last = Some((wire.wrapping_add(taken), place));
        }
        place
    }
}

fn copy(from: &[u8], into: &mut [u8]) -> Result<usize, Count> {
    into.get_mut(..from.len()).ok_or(Count::Oversized)?.copy_from_slice(from);
    Ok(from.len())
}

/// The duration of a telephone-event counts in the clock of its stream.
fn scale_duration(payload: &mut [u8], scale: impl Fn(u16) -> u16) {
    if let Some([_, _, high, low]) = payload.first_chunk_mut::<4>() {
        [*high, *low] = scale(u16::from_be_bytes([*high, *low])).to_be_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_48_khz_clock_stays_even_where_its_32_bits_run_over() {
        let mut clock = Clock::default();
        let start = u32::MAX - 960 * 10;
        let first = clock.inward(start);
        for frame in 1..100u32 {
            let expected = first.wrapping_add(160 * frame);
            assert_eq!(clock.inward(start.wrapping_add(960 * frame)), expected);
        }
        assert_eq!(clock.inward(start), first, "a straggler finds its old place");
    }
}
