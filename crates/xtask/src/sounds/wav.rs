//! WAV files: reads what the speech synthesiser writes (16 bit linear), writes 8 bit µ-law.

/// Format tag of µ-law in a WAV file (RFC 2361, appendix).
const MU_LAW_TAG: u16 = 7;
/// Format tag of linear PCM.
const LINEAR_TAG: u16 = 1;

/// A mono µ-law file of samples in -1.0 to 1.0. Non-PCM formats need the extended `fmt `
/// chunk and a `fact` chunk with the number of samples.
pub(super) fn mu_law_file(samples: &[f64], rate_hz: u32) -> Vec<u8> {
    let data: Vec<u8> = samples.iter().map(|&sample| mu_law(sample)).collect();
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    let padding = data.len() % 2;
    let mut file = Vec::with_capacity(data.len() + 58);
    file.extend(b"RIFF");
    file.extend((50 + length + u32::from(padding == 1)).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(18_u32.to_le_bytes());
    file.extend(MU_LAW_TAG.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(rate_hz.to_le_bytes());
    file.extend(rate_hz.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(8_u16.to_le_bytes());
    file.extend(0_u16.to_le_bytes());
    file.extend(b"fact");
    file.extend(4_u32.to_le_bytes());
    file.extend(length.to_le_bytes());
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    file.extend(data);
    file.extend(vec![0; padding]);
    file
}

/// One sample as µ-law (ITU-T G.711): sign, three bits of segment, four bits of step, all
/// inverted.
pub(super) fn mu_law(sample: f64) -> u8 {
    const BIAS: i32 = 0x84;
    const CLIP: i32 = 32_635;
    let linear = (sample * 32_768.0).round() as i32;
    let sign = if linear < 0 { 0x80_u8 } else { 0 };
    let magnitude = linear.abs().min(CLIP) + BIAS;
    let segment = 24 - magnitude.leading_zeros() as i32;
    let step = (magnitude >> (segment + 3)) & 0x0f;
    !(sign | (segment << 4) as u8 | step as u8)
}

/// One µ-law byte as a sample in -1.0 to 1.0.
#[cfg(test)]
pub(super) fn linear(byte: u8) -> f64 {
    let inverted = !byte;
    let segment = (inverted >> 4) & 0x07;
    let step = i32::from(inverted & 0x0f);
    let magnitude = (((step << 3) + 0x84) << segment) - 0x84;
    let signed = if inverted & 0x80 == 0 { magnitude } else { -magnitude };
    f64::from(signed) / 32_768.0
}

/// What a WAV file holds.
pub(super) struct Sound {
    pub(super) tag: u16,
    pub(super) channels: u16,
    pub(super) rate_hz: u32,
    pub(super) bits: u16,
    pub(super) data: Vec<u8>,
}

impl Sound {
    /// Reads the chunks of a WAV file. A writer into a pipe cannot go back to fill in the
    /// lengths, so a `data` chunk that claims more than there is ends with the file.
    ///
    /// # Errors
    /// A sentence when it is no WAV file.
    pub(super) fn read(file: &[u8]) -> Result<Self, String> {
        if file.get(..4) != Some(b"RIFF") || file.get(8..12) != Some(b"WAVE") {
            return Err("not a WAV file".into());
        }
        let mut rest = &file[12..];
        let mut format = None;
        while let Some((head, body)) = rest.split_at_checked(8) {
            let claimed = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
            let (chunk, after) = body.split_at(claimed.min(body.len()));
            match &head[..4] {
                b"fmt " if chunk.len() >= 16 => format = Some(chunk),
                b"data" => {
                    let format = format.ok_or("no format before the data")?;
                    return Ok(Self {
                        tag: u16::from_le_bytes([format[0], format[1]]),
                        channels: u16::from_le_bytes([format[2], format[3]]),
                        rate_hz: u32::from_le_bytes([format[4], format[5], format[6], format[7]]),
                        bits: u16::from_le_bytes([format[14], format[15]]),
                        data: chunk.to_vec(),
                    });
                }
                _ => {}
            }
            rest = after.get(claimed % 2..).unwrap_or(&[]);
        }
        Err("no data in the WAV file".into())
    }

    /// The samples of a mono file of 16 bit linear PCM, in -1.0 to 1.0.
    ///
    /// # Errors
    /// A sentence when it is something else.
    pub(super) fn linear_mono(&self) -> Result<Vec<f64>, String> {
        if (self.tag, self.channels, self.bits) != (LINEAR_TAG, 1, 16) {
            return Err(format!(
                "expected mono 16 bit linear PCM, not format {} with {} channels of {} bits",
                self.tag, self.channels, self.bits
            ));
        }
        let pairs = self.data.chunks_exact(2);
        Ok(pairs.map(|pair| f64::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0).collect())
    }
}
