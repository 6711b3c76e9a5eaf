//! Times as scripts write them: `0:10`, `12:00`, `1:02:03`, `0:01.5`.

/// Milliseconds since the script's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(pub(super) i64);

/// A script lasts a week at most: longer ones are a slip of the pen.
const HOURS_MAX: i64 = 168;

impl Moment {
    /// Reads `minutes:seconds` or `hours:minutes:seconds`, with a fraction if need be.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let parts: Vec<i64> =
            whole.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let seconds = match parts.as_slice() {
            [minutes, seconds] if *seconds < 60 => minutes * 60 + seconds,
            [hours, minutes, seconds] if *minutes < 60 && *seconds < 60 => {
                hours * 3_600 + minutes * 60 + seconds
            }
            _ => return None,
        };
        let fits = fraction.len() <= 3 && fraction.bytes().all(|b| b.is_ascii_digit());
        if !fits || !(0..=HOURS_MAX * 3_600).contains(&seconds) {
            return None;
        }
        let ms: i64 = format!("{fraction:0<3}").parse().ok()?;
        Some(Self(seconds * 1_000 + ms))
    }

    /// Splits a line into its time and its text.
    pub(super) fn lead(line: &str) -> Option<(Self, &str)> {
        let (time, text) = line.split_once(' ')?;
        Some((Self::read(time)?, text.trim()))
    }
}

/// The same words for a length of time.
pub(super) fn length(ms: u64) -> String {
    let (seconds, ms) = (ms / 1_000, ms % 1_000);
    let fraction = match ms {
        0 => String::new(),
        ms => format!(".{ms:03}").trim_end_matches('0').to_owned(),
    };
    format!("{}:{:02}{fraction}", seconds / 60, seconds % 60)
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match u64::try_from(self.0) {
            Ok(ms) => f.write_str(&length(ms)),
            Err(_) => write!(f, "-{}", length(self.0.unsigned_abs())),
        }
    }
}
