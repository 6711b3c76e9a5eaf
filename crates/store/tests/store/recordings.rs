//! Recordings: moved in whole, handed on in pieces, deleted.

use std::path::{Path, PathBuf};

use desk::{CallId, RecordingId};
use store::{RecordingKey, Recordings, RecordingsError};

use crate::WORKSPACE;

const KEY: RecordingKey =
    RecordingKey { workspace: WORKSPACE, call: CallId(3), recording: RecordingId(5) };

fn closed_file(folder: &Path, bytes: &[u8]) -> PathBuf {
    let file = folder.join("closed.wav");
    std::fs::write(&file, bytes).unwrap();
    file
}

/// Longer than one piece, and no two places alike.
fn sound() -> Vec<u8> {
    (0..5_000_001_u32).map(|n| (n / 251 + n) as u8).collect()
}

#[tokio::test]
async fn a_closed_file_is_moved_in_and_handed_on() {
    let folder = tempfile::tempdir().unwrap();
    let recordings = Recordings::in_folder(&folder.path().join("kept")).unwrap();
    let sound = sound();
    let file = closed_file(folder.path(), &sound);
    assert_eq!(recordings.put(&KEY, &file).await.unwrap(), 5_000_001);
    assert!(!file.exists());
    let kept = folder.path().join("kept/workspace/1/call/3/recording-5.wav");
    assert_eq!(std::fs::read(kept).unwrap(), sound);
    assert_eq!(recordings.size(&KEY).await.unwrap(), 5_000_001);
    let mut heard = Vec::new();
    assert_eq!(recordings.get(&KEY, None, &mut heard).await.unwrap(), 5_000_001);
    assert_eq!(heard, sound);
    let mut heard = Vec::new();
    recordings.get(&KEY, Some(4_999_990..9_999_999), &mut heard).await.unwrap();
    assert_eq!(heard, sound[4_999_990..]);
}

#[tokio::test]
async fn moving_twice_is_moving_once() {
    let folder = tempfile::tempdir().unwrap();
    let recordings = Recordings::in_folder(folder.path()).unwrap();
    let file = closed_file(folder.path(), b"hello");
    recordings.put(&KEY, &file).await.unwrap();
    assert_eq!(recordings.put(&KEY, &file).await.unwrap(), 5);
    // Interrupted between the copy and the removal: the file is there again.
    let file = closed_file(folder.path(), b"hello");
    assert_eq!(recordings.put(&KEY, &file).await.unwrap(), 5);
    assert!(!file.exists());
}

#[tokio::test]
async fn what_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let recordings = Recordings::in_folder(folder.path()).unwrap();
    let gone = recordings.put(&KEY, &folder.path().join("gone.wav")).await.unwrap_err();
    assert!(matches!(gone, RecordingsError::File { .. }), "{gone:?}");
    let missing = recordings.get(&KEY, None, &mut Vec::new()).await.unwrap_err();
    assert!(matches!(missing, RecordingsError::Missing { .. }), "{missing:?}");
}

#[tokio::test]
async fn a_deleted_recording_is_gone_and_may_be_deleted_again() {
    let folder = tempfile::tempdir().unwrap();
    let recordings = Recordings::in_folder(folder.path()).unwrap();
    recordings.put(&KEY, &closed_file(folder.path(), b"hello")).await.unwrap();
    recordings.delete(&KEY).await.unwrap();
    let missing = recordings.size(&KEY).await.unwrap_err();
    assert!(matches!(missing, RecordingsError::Missing { .. }), "{missing:?}");
    recordings.delete(&KEY).await.unwrap();
}

#[tokio::test]
async fn what_an_interrupted_move_left_is_deleted_with_the_recording() {
    let folder = tempfile::tempdir().unwrap();
    let recordings = Recordings::in_folder(folder.path()).unwrap();
    let of_call = folder.path().join("workspace/1/call/3");
    std::fs::create_dir_all(&of_call).unwrap();
    let names =
        ["recording-5.wav#1", "recording-5.wav#17", "recording-55.wav#1", "recording-6.wav"];
    for name in names {
        std::fs::write(of_call.join(name), "half").unwrap();
    }
    recordings.delete(&KEY).await.unwrap();
    let left = std::fs::read_dir(&of_call).unwrap().map(|entry| entry.unwrap().file_name());
    let mut left: Vec<_> = left.map(|name| name.into_string().unwrap()).collect();
    left.sort();
    assert_eq!(left, ["recording-55.wav#1", "recording-6.wav"]);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = closed_file(folder.path(), b"hello");
    let refused = Recordings::in_folder(&file.join("kept")).unwrap_err();
    assert!(matches!(refused, RecordingsError::Folder { .. }), "{refused:?}");
}
