//! Opus towards a browser (RFC 6716, RFC 7587). Its coder works at 8 kHz itself, so nothing
//! has to be resampled: what a telephone says has no more in it.

use audio_codec::opus::{OpusApplication, OpusDecoder, OpusEncoder};
use audio_codec::{Decoder, Encoder};

use crate::media::g711::Codec;
use crate::media::player::FRAME;
use crate::media::rtp::Header;

/// Opus counts time at 48 kHz, whatever it carries (RFC 7587 4.1).
pub(super) const OPUS_CLOCK_FACTOR: u16 = 6;

/// Telephone speech is whole at 20 kbit/s.
const BITRATE: i32 = 20_000;

/// How hard the coder tries, of 10: 5 costs half and sounds the same at 8 kHz.
const COMPLEXITY: i32 = 5;

/// The largest Opus frame (RFC 6716 3.4).
const PACKET_MAX: usize = 1_275;

/// Samples at 8 kHz in the longest packet we read, two channels.
const DECODED_MAX: usize = 2 * FRAME;

/// An inner packet this much older than the newest is out of order; more is a new stream.
const LATE_MAX: i32 = 8_000;

/// The coders of one phone.
pub(super) struct Voice {
    encoder: OpusEncoder,
    decoder: OpusDecoder,
    /// Samples that are no whole frame yet.
    pending: Vec<i16>,
    /// The inner timestamp after the last of them, and the sequence number they came by.
    next: Option<(u32, u16)>,
}

/// One frame of 20 ms for the browser.
pub(super) struct Frame<'a> {
    /// How far its sequence number lies after that of the frame before.
    pub(super) step: u16,
    pub(super) timestamp: u32,
    pub(super) marker: bool,
    pub(super) payload: &'a [u8],
}

impl Default for Voice {
    fn default() -> Voice {
        let mut encoder = OpusEncoder::new_with_application(8_000, 1, OpusApplication::Voip);
        encoder.set_bitrate(BITRATE);
        encoder.set_complexity(COMPLEXITY);
        Voice {
            encoder,
            decoder: OpusDecoder::new(8_000, 1),
            pending: Vec::with_capacity(2 * FRAME),
            next: None,
        }
    }
}

impl Voice {
    /// Turns one packet of a browser into µ-law; gives how many bytes.
    pub(super) fn decode(&mut self, packet: &[u8], into: &mut [u8]) -> Option<usize> {
        let mut samples = [0; DECODED_MAX];
        let decoded = self.decoder.decode_into(packet, &mut samples).ok()?;
        let channels = usize::from(self.decoder.channels()).max(1);
        let frames = samples.get(..decoded)?.chunks_exact(channels);
        let length = frames.len();
        for (byte, frame) in into.get_mut(..length)?.iter_mut().zip(frames) {
            let sum: i32 = frame.iter().map(|sample| i32::from(*sample)).sum();
            let mean = sum / channels as i32;
            *byte = Codec::Pcmu.encode(i16::try_from(mean).unwrap_or(0));
        }
        Some(length)
    }

    /// Takes one G.711 packet, of any length, and gives the whole frames there are.
    pub(super) fn encode(
        &mut self,
        header: Header,
        payload: &[u8],
        mut send: impl FnMut(Frame<'_>),
    ) {
        let Some(law) = Codec::of_payload_type(header.payload_type) else {
            return;
        };
        let mut step = 1;
        let mut marker = header.marker;
        if let Some((next, sequence)) = self.next {
            let gap = header.timestamp.wrapping_sub(next).cast_signed();
            if (-LATE_MAX..0).contains(&gap) {
                return;
            }
            if gap != 0 {
                // The browser is to see what was lost before us as lost, and covers it.
                let lost = header.sequence.wrapping_sub(sequence);
                step = if header.marker { 1 } else { lost.clamp(1, 50) };
                self.pending.clear();
            }
        } else {
            marker = true;
        }
        let mut start = header.timestamp.wrapping_sub(self.pending.len() as u32);
        let length = payload.len() as u32;
        self.next = Some((header.timestamp.wrapping_add(length), header.sequence));
        let table = law.table();
        self.pending.extend(payload.iter().map(|byte| table[usize::from(*byte)]));
        let mut packet = [0; PACKET_MAX];
        while let Some(frame) = self.pending.first_chunk::<FRAME>() {
            if let Ok(length) = self.encoder.encode_into(frame, &mut packet) {
                send(Frame {
                    step,
                    timestamp: start.wrapping_mul(u32::from(OPUS_CLOCK_FACTOR)),
                    marker,
                    payload: packet.get(..length).unwrap_or_default(),
                });
            }
            (step, marker) = (1, false);
            start = start.wrapping_add(FRAME as u32);
            self.pending.drain(..FRAME);
        }
    }
}
