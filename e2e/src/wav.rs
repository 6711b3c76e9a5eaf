//! WAV files of 16 bit samples: writing a tone for a phone to say, reading what was
//! heard or recorded, also while it is still being written.

use std::f64::consts::TAU;
use std::path::Path;

/// The one sampling rate here.
pub const RATE: u32 = 8_000;

/// Half of full scale: loud enough to be measured, far from clipping.
const TONE_AMPLITUDE: f64 = 0.5;

/// A WAV file's samples, channel by channel.
#[derive(Debug, Clone)]
pub struct Wav {
    /// One or two channels, equally long.
    pub channels: Vec<Vec<i16>>,
    /// Samples a second.
    pub rate: u32,
}

impl Wav {
    /// Reads a file as a player would: chunk by chunk, believing the lengths.
    ///
    /// # Errors
    /// One sentence about what is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Wav, String> {
        let rest = bytes.strip_prefix(b"RIFF").ok_or("it does not begin with RIFF")?;
        let mut rest = rest.get(4..).and_then(|rest| rest.strip_prefix(b"WAVE"));
        let mut format = None;
        while let Some(chunk) = rest {
            let name = chunk.get(..4).ok_or("it has no data chunk")?;
            let length = number(chunk.get(4..8)).ok_or("a chunk has no length")? as usize;
            let body = chunk.get(8..).unwrap_or_default();
            match name {
                b"fmt " => format = Some(Format::parse(body)?),
                b"data" => {
                    let data =
                        body.get(..length).ok_or("the data chunk is shorter than it says")?;
                    return Ok(format.ok_or("its format comes after its data")?.samples(data));
                }
                _other => {}
            }
            rest = body.get(length + length % 2..);
        }
        Err("it has no data chunk".to_owned())
    }

    /// Milliseconds.
    #[must_use]
    pub fn length_ms(&self) -> u64 {
        let samples = self.channels.first().map_or(0, Vec::len) as u64;
        samples * 1_000 / u64::from(self.rate)
    }

    /// A channel between two moments, in milliseconds, as far as it reaches.
    #[must_use]
    pub fn between(&self, channel: usize, from_ms: u64, to_ms: u64) -> &[i16] {
        let samples = self.channels.get(channel).map(Vec::as_slice).unwrap_or_default();
        let at = |ms: u64| ((ms * u64::from(self.rate) / 1_000) as usize).min(samples.len());
        let (from, to) = (at(from_ms), at(to_ms));
        samples.get(from..to).unwrap_or_default()
    }
}

/// The samples of a mono file that a phone is still writing: its header is not good yet,
/// its 44 bytes are skipped, a torn last sample is left out.
#[must_use]
pub fn growing(path: &Path) -> Vec<i16> {
    let bytes = std::fs::read(path).unwrap_or_default();
    samples(bytes.get(44..).unwrap_or_default())
}

/// A mono file with `seconds` of a sine at half of full scale.
#[must_use]
pub fn tone(hz: u16, seconds: u32) -> Vec<u8> {
    let step = TAU * f64::from(hz) / f64::from(RATE);
    let wave = |at: u32| TONE_AMPLITUDE * f64::from(i16::MAX) * (step * f64::from(at)).sin();
    let data: Vec<u8> =
        (0..RATE * seconds).flat_map(|at| (wave(at) as i16).to_le_bytes()).collect();
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    let mut file = Vec::with_capacity(44 + data.len());
    file.extend(b"RIFF");
    file.extend((36 + length).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(RATE.to_le_bytes());
    file.extend((2 * RATE).to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(length.to_le_bytes());
    file.extend(data);
    file
}

struct Format {
    channels: usize,
    rate: u32,
}

impl Format {
    fn parse(body: &[u8]) -> Result<Format, String> {
        let short = |at: usize| match body.get(at..at + 2) {
            Some(&[low, high]) => Ok(u16::from_le_bytes([low, high])),
            Some(_) | None => Err("its format chunk is too short".to_owned()),
        };
        let (kind, channels, bits) = (short(0)?, short(2)?, short(14)?);
        let rate = number(body.get(4..8)).ok_or("its format chunk is too short")?;
        if (kind, bits) != (1, 16) || channels == 0 {
            return Err(format!("it has format {kind} with {bits} bits and {channels} channels"));
        }
        Ok(Format { channels: usize::from(channels), rate })
    }

    fn samples(&self, data: &[u8]) -> Wav {
        let all = samples(data);
        let channel = |which| all.iter().skip(which).step_by(self.channels).copied().collect();
        Wav { channels: (0..self.channels).map(channel).collect(), rate: self.rate }
    }
}

fn samples(data: &[u8]) -> Vec<i16> {
    data.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect()
}

fn number(bytes: Option<&[u8]>) -> Option<u32> {
    bytes.and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::{Wav, tone};

    #[test]
    fn a_written_tone_is_read_again() {
        let wav = Wav::parse(&tone(1_000, 2)).unwrap();
        assert_eq!((wav.channels.len(), wav.rate, wav.length_ms()), (1, 8_000, 2_000));
        assert_eq!(wav.channels[0][2], i16::MAX / 2);
        assert_eq!(wav.between(0, 500, 750).len(), 2_000);
    }

    #[test]
    fn a_torn_file_is_refused() {
        let file = tone(1_000, 1);
        for end in [0, 11, 30, 44, file.len() - 1] {
            let outcome = Wav::parse(&file[..end]);
            assert!(outcome.is_err(), "{end}: {outcome:?}");
        }
    }
}
