//! Recordings, as WAV files.

use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{RecordingId, RecordingStage};
use store::RecordingKey;
use tokio_util::io::ReaderStream;

use crate::asked::Id;
use crate::problem::Trouble;
use crate::rooms::Rooms;

/// What is read ahead of a slow listener.
const AHEAD_BYTES: usize = 64 * 1024;

pub(crate) async fn wav(State(rooms): State<Rooms>, Id(id): Id) -> Result<Response, Trouble> {
    let id = RecordingId(id);
    let found = rooms.store.recording(rooms.workspace, id).await?;
    let found = found.ok_or_else(|| Trouble::not_found("There is no such recording."))?;
    if let RecordingStage::Deleted { .. } = found.row.stage {
        return Err(Trouble::new(StatusCode::GONE, "deleted", "This recording was deleted."));
    }
    let key = RecordingKey { workspace: rooms.workspace, call: found.row.call, recording: id };
    let length = rooms.recordings.size(&key).await?;
    let (mut writer, reader) = tokio::io::duplex(AHEAD_BYTES);
    let recordings = rooms.recordings;
    tokio::spawn(async move {
        if let Err(error) = recordings.get(&key, None, &mut writer).await {
            tracing::debug!(%error, recording.id = id.0, "a recording was not heard to its end");
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "audio/wav".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"recording-{id}.wav\"")),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(reader))).into_response())
}
