//! The two laws of G.711, kept apart from the codec library that the server
//! uses: a wrong table on either side is heard, not agreed upon.

/// A law of G.711: its static RTP payload type and its companding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Law {
    /// PCMU, payload type 0.
    Mu,
    /// PCMA, payload type 8.
    A,
}

static MU: [i16; 256] = {
    let mut samples = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        samples[byte] = mu_sample(byte as u8);
        byte += 1;
    }
    samples
};

static A: [i16; 256] = {
    let mut samples = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        samples[byte] = a_sample(byte as u8);
        byte += 1;
    }
    samples
};

impl Law {
    pub(crate) fn of_payload(payload: u8) -> Option<Law> {
        match payload {
            0 => Some(Law::Mu),
            8 => Some(Law::A),
            _ => None,
        }
    }

    pub(crate) fn payload(self) -> u8 {
        match self {
            Law::Mu => 0,
            Law::A => 8,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Law::Mu => "PCMU",
            Law::A => "PCMA",
        }
    }

    /// The byte of silence.
    pub(crate) fn quiet(self) -> u8 {
        match self {
            Law::Mu => 0xff,
            Law::A => 0xd5,
        }
    }

    pub(crate) fn sample(self, byte: u8) -> i16 {
        match self {
            Law::Mu => MU[usize::from(byte)],
            Law::A => A[usize::from(byte)],
        }
    }

    pub(crate) fn byte(self, sample: i16) -> u8 {
        match self {
            Law::Mu => mu_byte(sample),
            Law::A => a_byte(sample),
        }
    }
}

/// The offset that µ-law adds before it takes the logarithm.
const MU_BIAS: i32 = 0x84;

const fn mu_sample(byte: u8) -> i16 {
    let byte = !byte as i32;
    let size = (((byte & 0x0f) << 3) + MU_BIAS) << ((byte & 0x70) >> 4);
    (if byte & 0x80 != 0 { MU_BIAS - size } else { size - MU_BIAS }) as i16
}

const fn a_sample(byte: u8) -> i16 {
    let byte = (byte ^ 0x55) as i32;
    let step = (byte & 0x0f) << 4;
    let size = match (byte & 0x70) >> 4 {
        0 => step + 8,
        segment => (step + 0x108) << (segment - 1),
    };
    (if byte & 0x80 != 0 { size } else { -size }) as i16
}

fn mu_byte(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let size = (i32::from(sample).abs() + MU_BIAS).min(0x7fff);
    // The bias makes the highest set bit at least bit 7.
    let segment = 24 - size.leading_zeros();
    let step = (size >> (segment + 3)) & 0x0f;
    !(sign | (segment << 4) as u8 | step as u8)
}

fn a_byte(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x55 } else { 0xd5 };
    let size = if sample < 0 { !sample } else { sample } as u32;
    if size < 256 {
        return (size >> 4) as u8 ^ sign;
    }
    let segment = 24 - size.leading_zeros();
    (((segment << 4) | ((size >> (segment + 3)) & 0x0f)) as u8) ^ sign
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_survives_the_way_to_a_sample_and_back() {
        for law in [Law::Mu, Law::A] {
            for byte in 0..=255_u8 {
                // µ-law has two zeros; both mean silence.
                if (law, byte) != (Law::Mu, 0x7f) {
                    assert_eq!(law.byte(law.sample(byte)), byte, "{law:?} {byte:#x}");
                }
            }
            assert!(law.sample(law.quiet()).abs() <= 8);
        }
    }

    #[test]
    fn the_extremes_are_those_of_g_711() {
        assert_eq!((Law::Mu.sample(0x00), Law::Mu.sample(0x80)), (-32124, 32124));
        assert_eq!((Law::A.sample(0x2a), Law::A.sample(0xaa)), (-32256, 32256));
        for sample in [i16::MIN, i16::MAX] {
            assert_eq!(Law::Mu.sample(Law::Mu.byte(sample)).signum(), sample.signum());
            assert_eq!(Law::A.sample(Law::A.byte(sample)).signum(), sample.signum());
        }
    }
}
