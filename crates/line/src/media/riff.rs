//! WAV files: the header our recordings carry and the reader for sounds. Our own, because
//! a recording must stay valid however its process ends (known bytes and header are
//! written in place, without a buffer in between), and because shipped sounds are µ-law.

use super::g711::Codec;

/// The length of a recording's header.
pub(super) const HEADER: usize = 44;

/// Bytes of one stereo frame: two channels, 16 bit.
pub(super) const FRAME: u64 = 4;

/// The header of a stereo recording, 8 kHz, 16 bit, with `bytes` of audio. A recording's
/// limit keeps `bytes` below what the format can say.
pub(super) fn header(bytes: u32) -> [u8; HEADER] {
    const RATE: u32 = 8_000;
    let mut header = [0; HEADER];
    header[0..4].copy_from_slice(b"RIFF");
    header[4..8].copy_from_slice(&bytes.saturating_add(HEADER as u32 - 8).to_le_bytes());
    header[8..16].copy_from_slice(b"WAVEfmt ");
    header[16..20].copy_from_slice(&16u32.to_le_bytes());
    header[20..22].copy_from_slice(&1u16.to_le_bytes());
    header[22..24].copy_from_slice(&2u16.to_le_bytes());
    header[24..28].copy_from_slice(&RATE.to_le_bytes());
    header[28..32].copy_from_slice(&(RATE * FRAME as u32).to_le_bytes());
    header[32..34].copy_from_slice(&(FRAME as u16).to_le_bytes());
    header[34..36].copy_from_slice(&16u16.to_le_bytes());
    header[36..40].copy_from_slice(b"data");
    header[40..44].copy_from_slice(&bytes.to_le_bytes());
    header
}

/// Why a file is no sound of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotASound {
    #[error("it is no WAV file")]
    NotWav,
    #[error("it is not 8 kHz mono, 16 bit or µ-law")]
    OtherFormat,
    #[error("it holds no audio")]
    Empty,
}

/// The audio of an 8 kHz mono WAV file as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audio<'a> {
    /// Format tag 7.
    Ulaw(&'a [u8]),
    /// Format tag 1, 16 bit, little endian.
    Linear(&'a [u8]),
}

impl Audio<'_> {
    /// The samples as µ-law bytes.
    pub(super) fn to_ulaw(self) -> Vec<u8> {
        match self {
            Audio::Ulaw(bytes) => bytes.to_vec(),
            Audio::Linear(bytes) => bytes
                .as_chunks::<2>()
                .0
                .iter()
                .map(|pair| Codec::Pcmu.encode(i16::from_le_bytes(*pair)))
                .collect(),
        }
    }
}

/// Reads a WAV file's chunks.
pub(super) fn read(file: &[u8]) -> Result<Audio<'_>, NotASound> {
    let mut rest = match file.split_first_chunk::<12>() {
        Some((&[b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E'], rest)) => rest,
        Some(_) | None => return Err(NotASound::NotWav),
    };
    let mut format = None;
    while let Some((&[a, b, c, d, s0, s1, s2, s3], body)) = rest.split_first_chunk::<8>() {
        let size = u32::from_le_bytes([s0, s1, s2, s3]) as usize;
        // A file cut short keeps what it has.
        let (chunk, after) = body.split_at(size.min(body.len()));
        match &[a, b, c, d] {
            b"fmt " => format = chunk.first_chunk::<16>().copied(),
            b"data" => return audio(format, chunk),
            _ => {}
        }
        rest = after.get(size % 2..).unwrap_or_default();
    }
    Err(NotASound::Empty)
}

fn audio(format: Option<[u8; 16]>, data: &[u8]) -> Result<Audio<'_>, NotASound> {
    let Some([tag0, tag1, ch0, ch1, r0, r1, r2, r3, _, _, _, _, _, _, bits0, bits1]) = format
    else {
        return Err(NotASound::NotWav);
    };
    let channels = u16::from_le_bytes([ch0, ch1]);
    let rate = u32::from_le_bytes([r0, r1, r2, r3]);
    let bits = u16::from_le_bytes([bits0, bits1]);
    let audio = match (u16::from_le_bytes([tag0, tag1]), channels, rate, bits) {
        (7, 1, 8_000, 8) => Audio::Ulaw(data),
        // 0xfffe is the extensible form, which some editors write for plain PCM too.
        (1 | 0xfffe, 1, 8_000, 16) => Audio::Linear(data),
        _ => return Err(NotASound::OtherFormat),
    };
    if data.len() < 2 { Err(NotASound::Empty) } else { Ok(audio) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(tag: u16, channels: u16, bits: u16, data: &[u8]) -> Vec<u8> {
        let mut file = b"RIFF\0\0\0\0WAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0".to_vec();
        file.extend_from_slice(&tag.to_le_bytes());
        file.extend_from_slice(&channels.to_le_bytes());
        file.extend_from_slice(&8_000u32.to_le_bytes());
        file.extend_from_slice(&[0; 6]);
        file.extend_from_slice(&bits.to_le_bytes());
        file.extend_from_slice(b"data");
        file.extend_from_slice(&(data.len() as u32).to_le_bytes());
        file.extend_from_slice(data);
        file
    }

    #[test]
    fn both_forms_of_sound_are_read_over_foreign_chunks() {
        assert_eq!(read(&wav(7, 1, 8, &[1, 2, 3])), Ok(Audio::Ulaw(&[1, 2, 3])));
        let linear = wav(1, 1, 16, &[0, 0, 0, 0x40]);
        let bytes = read(&linear).unwrap().to_ulaw();
        assert_eq!(bytes, [Codec::Pcmu.encode(0), Codec::Pcmu.encode(0x4000)]);
    }

    #[test]
    fn anything_else_is_refused_with_its_reason() {
        assert_eq!(read(b""), Err(NotASound::NotWav));
        assert_eq!(read(b"RIFF\0\0\0\0WAVE"), Err(NotASound::Empty));
        assert_eq!(read(&wav(1, 2, 16, &[0; 8])), Err(NotASound::OtherFormat));
        assert_eq!(read(&wav(1, 1, 16, &[])), Err(NotASound::Empty));
        assert_eq!(read(b"RIFF\0\0\0\0WAVEdata\xff\xff\xff\xffxyz"), Err(NotASound::NotWav));
        let whole = wav(7, 1, 8, &[9; 100]);
        for cut in 0..whole.len() {
            let _ = read(&whole[..cut]);
        }
    }

    #[test]
    fn the_header_counts_its_bytes() {
        let header = header(32_000);
        assert_eq!(&header[4..8], &32_036u32.to_le_bytes());
        assert_eq!(&header[40..44], &32_000u32.to_le_bytes());
        assert_eq!(&header[28..32], &32_000u32.to_le_bytes());
    }
}
