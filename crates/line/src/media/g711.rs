//! G.711, both laws, by table (ITU-T G.711). Our own few lines: the codec crates allocate
//! a buffer for each packet, and two tables of 256 entries are all there is to it.

/// The two laws, by their static payload types (RFC 3551).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    /// µ-law, payload type 0.
    Pcmu,
    /// A-law, payload type 8.
    Pcma,
}

impl Codec {
    /// The static RTP payload type.
    pub(crate) fn payload_type(self) -> u8 {
        match self {
            Codec::Pcmu => 0,
            Codec::Pcma => 8,
        }
    }

    /// The law of a static RTP payload type.
    pub(crate) fn of_payload_type(payload_type: u8) -> Option<Codec> {
        match payload_type {
            0 => Some(Codec::Pcmu),
            8 => Some(Codec::Pcma),
            _ => None,
        }
    }

    /// One byte as a 16 bit sample. The program itself works on whole payloads.
    #[cfg(test)]
    pub(crate) fn decode(self, byte: u8) -> i16 {
        self.table()[usize::from(byte)]
    }

    /// All 256 samples of this law.
    pub(crate) fn table(self) -> &'static [i16; 256] {
        match self {
            Codec::Pcmu => &ULAW,
            Codec::Pcma => &ALAW,
        }
    }

    /// A 16 bit sample as one byte.
    pub(crate) fn encode(self, sample: i16) -> u8 {
        match self {
            Codec::Pcmu => to_ulaw(sample),
            Codec::Pcma => to_alaw(sample),
        }
    }

    /// Rewrites a payload of this law in the bytes of another.
    pub(crate) fn transcode(self, into: Codec, payload: &mut [u8]) {
        let table = match (self, into) {
            (Codec::Pcmu, Codec::Pcma) => &ULAW_AS_ALAW,
            (Codec::Pcma, Codec::Pcmu) => &ALAW_AS_ULAW,
            (Codec::Pcmu, Codec::Pcmu) | (Codec::Pcma, Codec::Pcma) => return,
        };
        for byte in payload {
            *byte = table[usize::from(*byte)];
        }
    }
}

/// The µ-law byte of silence.
pub(super) const ULAW_SILENCE: u8 = 0xff;

static ULAW: [i16; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = from_ulaw(byte as u8);
        byte += 1;
    }
    table
};

static ALAW: [i16; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = from_alaw(byte as u8);
        byte += 1;
    }
    table
};

static ULAW_AS_ALAW: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = to_alaw(from_ulaw(byte as u8));
        byte += 1;
    }
    table
};

static ALAW_AS_ULAW: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = to_ulaw(from_alaw(byte as u8));
        byte += 1;
    }
    table
};

/// What µ-law adds to a magnitude, so that every segment starts at a power of two.
const BIAS: i32 = 132;

const fn from_ulaw(byte: u8) -> i16 {
    let bits = !byte;
    let segment = (bits >> 4) & 7;
    let step = (bits & 15) as i32;
    let magnitude = (((step << 3) + BIAS) << segment) - BIAS;
    (if bits & 0x80 == 0 { magnitude } else { -magnitude }) as i16
}

const fn to_ulaw(sample: i16) -> u8 {
    let size = (sample as i32).abs();
    let biased = BIAS + if size > 32_635 { 32_635 } else { size };
    // The highest bit stands between 7 (first segment) and 14 (last).
    let segment = 24 - biased.leading_zeros() as i32;
    let step = (biased >> (segment + 3)) & 15;
    let sign = if sample < 0 { 0x80 } else { 0 };
    !(sign | ((segment << 4) | step) as u8)
}

const fn from_alaw(byte: u8) -> i16 {
    let bits = byte ^ 0x55;
    let segment = (bits >> 4) & 7;
    let step = (((bits & 15) as i32) << 4) + 8;
    let magnitude = if segment == 0 { step } else { (step + 256) << (segment - 1) };
    (if bits & 0x80 == 0 { -magnitude } else { magnitude }) as i16
}

const fn to_alaw(sample: i16) -> u8 {
    // A-law knows 13 bits; the negative half has no zero of its own.
    let short = (sample >> 3) as i32;
    let size = if short < 0 { -short - 1 } else { short };
    let code = if size < 64 {
        size >> 1
    } else {
        let segment = 27 - size.leading_zeros() as i32;
        (segment << 4) | ((size >> segment) & 15)
    };
    let sign = if sample < 0 { 0 } else { 0x80 };
    (code as u8 | sign) ^ 0x55
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_both_laws_survives_a_round_trip() {
        for law in [Codec::Pcmu, Codec::Pcma] {
            for byte in 0..=255 {
                let sample = law.decode(byte);
                assert_eq!(law.decode(law.encode(sample)), sample, "{law:?} {byte:#x}");
            }
        }
    }

    #[test]
    fn the_known_corners_of_the_standard_are_met() {
        assert_eq!(Codec::Pcmu.decode(0x00), -32_124);
        assert_eq!(Codec::Pcmu.decode(0x80), 32_124);
        assert_eq!(Codec::Pcmu.decode(ULAW_SILENCE), 0);
        assert_eq!(Codec::Pcma.decode(0xd5), 8);
        assert_eq!(Codec::Pcma.decode(0x2a), -32_256);
        assert_eq!(Codec::Pcma.decode(0xaa), 32_256);
        for law in [Codec::Pcmu, Codec::Pcma] {
            assert!(i32::from(law.decode(law.encode(i16::MIN))) < -32_000);
            assert!(i32::from(law.decode(law.encode(i16::MAX))) > 32_000);
        }
    }

    #[test]
    fn encoding_is_within_half_a_step_of_the_sample() {
        for law in [Codec::Pcmu, Codec::Pcma] {
            for sample in (i16::MIN..=i16::MAX).step_by(7) {
                let error = i32::from(law.decode(law.encode(sample))) - i32::from(sample);
                let bound = i32::from(sample).abs() / 32 + 16;
                assert!(error.abs() <= bound.max(660), "{law:?} {sample} {error}");
                assert!(sample.unsigned_abs() > 32_000 || error.abs() <= bound);
            }
        }
    }

    #[test]
    fn transcoding_is_decoding_and_encoding() {
        let mut payload: Vec<u8> = (0..=255).collect();
        Codec::Pcmu.transcode(Codec::Pcma, &mut payload);
        for (byte, out) in (0..=255u8).zip(&payload) {
            assert_eq!(*out, Codec::Pcma.encode(Codec::Pcmu.decode(byte)));
        }
        let before = payload.clone();
        Codec::Pcma.transcode(Codec::Pcma, &mut payload);
        assert_eq!(payload, before);
    }
}
