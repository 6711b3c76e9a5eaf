//! Recordings that a crash left open: their length is what is in the file, whatever the
//! header says.

use std::fs::OpenOptions;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use desk::{Input, RecordingFile, RecordingId};

/// The header of a WAV file with nothing but its format and its audio.
const HEADER_BYTES: u64 = 44;

/// What the desk has to hear of a recording that nobody writes any more.
pub(crate) fn mend(recording: RecordingId, path: &Path) -> Input {
    let file = |length_ms| RecordingFile { path: path.to_string_lossy().into_owned(), length_ms };
    match close(path) {
        Ok(length_ms) if length_ms > 0 => Input::RecordingStopped(recording, file(length_ms)),
        Ok(_) => Input::RecordingFailed(recording, file(0)),
        Err(error) => {
            tracing::warn!(%error, recording.id = recording.0, "an open recording is not there");
            Input::RecordingFailed(recording, file(0))
        }
    }
}

/// Removes the file of a closed recording that nothing was recorded into.
pub(crate) fn discard_empty(path: &Path) {
    let empty =
        std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= HEADER_BYTES);
    if empty && let Err(error) = std::fs::remove_file(path) {
        tracing::warn!(%error, path = %path.display(), "an empty recording stays");
    }
}

/// The same for every recording in a folder; only for when nothing is being recorded.
pub(crate) fn sweep(live_dir: &Path) {
    let files = match std::fs::read_dir(live_dir) {
        Ok(files) => files.flatten().map(|file| file.path()),
        Err(error) => {
            tracing::warn!(%error, "the live recordings cannot be listed");
            return;
        }
    };
    files.filter(|path| path.extension().is_some_and(|of| of == "wav")).for_each(|path| {
        discard_empty(&path);
    });
}

/// Makes the header good for what is in the file; returns its length in milliseconds.
fn close(path: &Path) -> std::io::Result<u64> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let bytes = file.metadata()?.len();
    let mut header = [0; HEADER_BYTES as usize];
    if bytes <= HEADER_BYTES {
        return Ok(0);
    }
    file.read_exact(&mut header)?;
    let Some(format) = Format::read(&header) else {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, "it is no recording"));
    };
    // A frame that was half written is no frame.
    let audio = (bytes - HEADER_BYTES) / format.frame_bytes * format.frame_bytes;
    file.set_len(HEADER_BYTES + audio)?;
    file.seek(SeekFrom::Start(4))?;
    file.write_all(&size(HEADER_BYTES - 8 + audio))?;
    file.seek(SeekFrom::Start(40))?;
    file.write_all(&size(audio))?;
    file.sync_all()?;
    Ok(audio * 1000 / format.second_bytes)
}

struct Format {
    frame_bytes: u64,
    second_bytes: u64,
}

impl Format {
    /// Multimedia Programming Interface and Data Specifications 1.0, "Waveform Audio
    /// File Format"; `None` when it is not laid out as our recordings are.
    fn read(header: &[u8; HEADER_BYTES as usize]) -> Option<Self> {
        let ours = header.starts_with(b"RIFF")
            && header[8..16] == *b"WAVEfmt "
            && header[36..40] == *b"data";
        let second = u32::from_le_bytes([header[28], header[29], header[30], header[31]]);
        let frame = u16::from_le_bytes([header[32], header[33]]);
        (ours && second > 0 && frame > 0)
            .then_some(Self { frame_bytes: frame.into(), second_bytes: second.into() })
    }
}

fn size(bytes: u64) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(audio: u32) -> Vec<u8> {
        let mut header = Vec::new();
        header.extend(b"RIFF");
        header.extend((36 + audio).to_le_bytes());
        header.extend(b"WAVEfmt ");
        header.extend(16u32.to_le_bytes());
        header.extend(1u16.to_le_bytes());
        header.extend(2u16.to_le_bytes());
        header.extend(8_000u32.to_le_bytes());
        header.extend(32_000u32.to_le_bytes());
        header.extend(4u16.to_le_bytes());
        header.extend(16u16.to_le_bytes());
        header.extend(b"data");
        header.extend(audio.to_le_bytes());
        header
    }

    #[test]
    fn a_file_cut_by_a_crash_is_as_long_as_what_is_in_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("7.wav");
        let mut bytes = header(0);
        bytes.extend(vec![1u8; 32_000 * 2 + 3]);
        std::fs::write(&path, &bytes).expect("written");
        let Input::RecordingStopped(id, file) = mend(RecordingId(7), &path) else {
            panic!("a good recording")
        };
        assert_eq!((id, file.length_ms), (RecordingId(7), 2_000));
        let mended = std::fs::read(&path).expect("read");
        assert_eq!(mended.len(), 44 + 64_000);
        assert_eq!(&mended[..44], &header(64_000)[..]);
    }

    #[test]
    fn a_file_without_audio_or_without_a_place_is_a_failed_recording() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("8.wav");
        let failed = |input| {
            let Input::RecordingFailed(_, file) = input else { panic!("not {input:?}") };
            file.length_ms
        };
        assert_eq!(failed(mend(RecordingId(8), &path)), 0);
        std::fs::write(&path, header(0)).expect("written");
        assert_eq!(failed(mend(RecordingId(8), &path)), 0);
        std::fs::write(&path, vec![7u8; 900]).expect("written");
        assert_eq!(failed(mend(RecordingId(8), &path)), 0);
    }

    #[test]
    fn what_nothing_was_recorded_into_is_swept_away_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, bytes: Vec<u8>| {
            std::fs::write(folder.path().join(name), bytes).expect("written");
        };
        write("1.wav", header(0));
        write("2.wav", Vec::new());
        write("3.wav", [header(0), vec![1; 4]].concat());
        write("notes.txt", Vec::new());
        sweep(folder.path());
        let files = std::fs::read_dir(folder.path()).expect("listed").flatten();
        let mut left: Vec<_> = files.map(|file| file.file_name()).collect();
        left.sort();
        assert_eq!(left, ["3.wav", "notes.txt"]);
        sweep(&folder.path().join("nowhere"));
    }
}
