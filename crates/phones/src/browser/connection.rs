//! The WebRTC connection of a browser, and the task that drives it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::{Codec, FormatParams};
use str0m::media::{Direction, Frequency, MediaKind, Mid};
use str0m::net::{Protocol, Receive, Transmit};
use str0m::rtp::{RtpPacket, RtpWrite};
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};
use tokio::net::UdpSocket;

use super::{BadAnswer, Coder, Line, Shared};
use crate::media::{Far, Hearing, Law, Outgoing, PACKET, Sound};
use crate::media::{HEADER, Header, Packet};

/// Longer than any packet on a path with Ethernet's packet size.
const DATAGRAM_MAX: usize = 1_600;

/// The payload types of Opus and of telephone-event in our offer.
const OPUS: u8 = 111;
const EVENT: u8 = 126;

/// Opus counts time at 48 kHz (RFC 7587 4.1).
const OPUS_FACTOR: u32 = 6;

/// What one browser owns.
pub(crate) struct Connection {
    rtc: Rtc,
    mid: Mid,
    pending: Option<SdpPendingOffer>,
    here: SocketAddr,
    coder: Option<Box<dyn Coder>>,
    speaks_opus: bool,
    sequence: u64,
    pub(super) outgoing: Outgoing,
    pub(super) closing: bool,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("here", &self.here).finish_non_exhaustive()
    }
}

impl Connection {
    pub(super) fn open(
        here: SocketAddr,
        coder: Option<Box<dyn Coder>>,
        chance: u64,
    ) -> io::Result<(Connection, String)> {
        let mut config = RtcConfig::new().set_rtp_mode(true).clear_codecs();
        let codecs = config.codec_config();
        if coder.is_some() {
            let (clock, format) = (Frequency::FORTY_EIGHT_KHZ, FormatParams::default());
            codecs.add_config(OPUS.into(), None, Codec::Opus, clock, Some(2), format);
        }
        codecs.enable_pcmu(true, false);
        codecs.enable_pcma(true, false);
        let format = FormatParams::default();
        codecs.add_config(EVENT.into(), None, Codec::Tele, Frequency::EIGHT_KHZ, None, format);
        let mut rtc = config.build(Instant::now());
        rtc.add_local_candidate(Candidate::host(here, "udp").map_err(io::Error::other)?);
        let mut changes = rtc.sdp_api();
        let mid = changes.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
        let (offer, pending) = changes.apply().ok_or_else(|| io::Error::other("no offer"))?;
        let mut outgoing = Outgoing::new(Sound::Quiet, chance);
        outgoing.silenced = true;
        let connection = Connection {
            rtc,
            mid,
            pending: Some(pending),
            here,
            coder,
            speaks_opus: false,
            sequence: chance & 0x7fff,
            outgoing,
            closing: false,
        };
        Ok((connection, offer.to_sdp_string()))
    }

    pub(super) fn accept(&mut self, answer: &str) -> Result<(), BadAnswer> {
        let bad = |why: &dyn std::fmt::Display| BadAnswer(why.to_string());
        // The first of the answer's payload types is the one to send (RFC 3264 7).
        let numbers = answer.lines().find_map(|line| line.strip_prefix("m=audio "));
        let mut numbers = numbers.into_iter().flat_map(|line| line.split(' ').skip(2));
        let first = numbers.next().and_then(|number| number.parse::<u8>().ok());
        let takes_keys = numbers.any(|number| number.parse() == Ok(EVENT));
        let law = match first {
            Some(OPUS) => Law::Mu,
            Some(number) => Law::of_payload(number).ok_or_else(|| bad(&"no codec of ours"))?,
            None => return Err(bad(&"no audio")),
        };
        self.speaks_opus = first == Some(OPUS);
        let pending = self.pending.take().ok_or_else(|| bad(&"it was answered before"))?;
        let answer = SdpAnswer::from_sdp_string(answer).map_err(|error| bad(&error))?;
        self.rtc.sdp_api().accept_answer(pending, answer).map_err(|error| bad(&error))?;
        self.outgoing.far = Some(Far {
            address: self.here,
            law,
            telephone_event: takes_keys.then_some(EVENT),
            sends: true,
        });
        Ok(())
    }

    /// Writes what is due of what it says.
    fn speak(&mut self, now: Instant) {
        let Connection { rtc, mid, outgoing, coder, speaks_opus, sequence, .. } = self;
        if !rtc.is_connected() {
            return;
        }
        let mut api = rtc.direct_api();
        let Some(stream) = api.stream_tx_by_mid(*mid, None) else { return };
        outgoing.due(now, |ready| {
            let bytes = &ready.bytes[..ready.length];
            let Some(packet) = Packet::parse(bytes) else { return };
            let marker = bytes[1] & 0x80 != 0;
            let (number, timestamp, payload) =
                match (Law::of_payload(packet.payload_type), coder.as_mut()) {
                    (Some(law), Some(coder)) if *speaks_opus => {
                        let samples: Vec<i16> =
                            packet.payload.iter().map(|byte| law.sample(*byte)).collect();
                        let timestamp = packet.timestamp.wrapping_mul(OPUS_FACTOR);
                        (OPUS, timestamp, coder.encode(&samples))
                    }
                    (_, _) => (packet.payload_type, packet.timestamp, packet.payload.to_vec()),
                };
            *sequence += 1;
            let number = number.into();
            let write = RtpWrite::new(number, (*sequence).into(), timestamp, now, payload);
            stream.write_rtp(write.marker(marker));
        });
    }

    /// Hears one packet, which is decrypted already.
    fn hear(&mut self, heard: &RtpPacket, hearing: &mut Hearing, now: Instant) {
        let number = *heard.header.payload_type;
        let (payload_type, timestamp, payload) = match &mut self.coder {
            Some(coder) if number == OPUS => {
                let samples = coder.decode(&heard.payload);
                let bytes = samples.iter().map(|sample| Law::Mu.byte(*sample)).collect();
                (Law::Mu.payload(), heard.header.timestamp / OPUS_FACTOR, bytes)
            }
            Some(_) | None => (number, heard.header.timestamp, heard.payload.to_vec()),
        };
        let header = Header {
            payload_type,
            marker: heard.header.marker,
            sequence: heard.header.sequence_number,
            timestamp,
            ssrc: *heard.header.ssrc,
        };
        let mut head = [0; HEADER];
        header.write(&mut head);
        let datagram = [&head[..], &payload[..]].concat();
        hearing.datagram(&datagram, self.here, None, Some(EVENT), now);
    }
}

/// What the task does after a step.
struct Next {
    at: Instant,
    packets: Vec<Transmit>,
    over: bool,
}

impl Shared {
    /// One step: takes what came, says what is due, and gives what is to be sent.
    fn step(&self, came: Option<(&[u8], SocketAddr)>, now: Instant) -> Next {
        let mut connection = self.connection();
        if let Some((datagram, from)) = came
            && let Ok(received) = Receive::new(Protocol::Udp, from, connection.here, datagram)
        {
            let input = Input::Receive(now, received);
            if connection.rtc.accepts(&input) {
                let _ = connection.rtc.handle_input(input);
            }
        }
        if connection.closing {
            let _ = connection.rtc.close();
        }
        connection.speak(now);
        let _ = connection.rtc.handle_input(Input::Timeout(now));
        let mut packets = Vec::new();
        let at = loop {
            match connection.rtc.poll_output() {
                Ok(Output::Timeout(at)) => break at,
                Ok(Output::Transmit(packet)) => packets.push(packet),
                Ok(Output::Event(Event::Connected)) => {
                    self.line.send_replace(Line::Connected);
                }
                Ok(Output::Event(Event::RtpPacket(packet))) => {
                    connection.hear(&packet, &mut self.hearing(), now);
                    self.arrived.notify_waiters();
                }
                Ok(Output::Event(_)) => {}
                Err(_) => break now + PACKET,
            }
        };
        let over = !connection.rtc.is_alive();
        if over {
            self.line.send_replace(Line::Over);
        }
        let speaking = !connection.outgoing.silenced && connection.rtc.is_connected();
        let at = if speaking { at.min(now + PACKET / 2) } else { at };
        Next { at: at.max(now + Duration::from_millis(1)), packets, over }
    }
}

/// Drives a connection until it is over.
pub(super) async fn run(shared: Arc<Shared>, socket: UdpSocket) {
    let mut buffer = [0; DATAGRAM_MAX];
    let mut next = shared.step(None, Instant::now());
    loop {
        for packet in &next.packets {
            let _ = socket.send_to(&packet.contents, packet.destination).await;
        }
        if next.over {
            return;
        }
        next = tokio::select! {
            came = socket.recv_from(&mut buffer) => {
                let came = came.ok().map(|(length, from)| (&buffer[..length], from));
                shared.step(came, Instant::now())
            }
            () = shared.asked.notified() => shared.step(None, Instant::now()),
            () = tokio::time::sleep_until(next.at.into()) => shared.step(None, Instant::now()),
        };
    }
}
