//! Recordings on the page: heard, seen and kept.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{RecordingId, RecordingStage};
use store::{Audited, RecordingKey};
use tokio_util::io::ReaderStream;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::{Asked, Id};
use crate::listening::PARTS;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{AudioAsked, Peaks, PeaksAsked, Problem};
use crate::session::Viewer;

/// What is read ahead of a slow listener.
const AHEAD_BYTES: usize = 64 * 1024;

/// Parts of a waveform unless asked for more or fewer: as many as fit a card.
const PEAKS: u32 = 400;

/// The addresses of recordings, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(audio)).routes(routes!(peaks))
}

/// A recording as a WAV file, or a piece of it. Who listens is written down first.
#[utoipa::path(get, path = "/recordings/{id}/audio", tag = "recordings",
    params(("id" = u64, Path), AudioAsked),
    responses((status = OK, content_type = "audio/wav"), (status = "default", body = Problem)))]
async fn audio(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
    Asked(asked): Asked<AudioAsked>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let key = key(&rooms, id).await?;
    let size = rooms.recordings.size(&key).await.map_err(not_there)?;
    let range = match wanted(headers.get(header::RANGE), size) {
        Wanted::All => None,
        Wanted::Some(first, last) => Some((first, last)),
        Wanted::Nothing => return Ok(unsatisfiable(size)),
    };
    let download = asked.download == Some(1);
    let what = if download { Audited::RecordingDownloaded } else { Audited::RecordingPlayed };
    let now = rooms.house.now();
    if rooms.listening.begins(viewer.teammate, key.recording, what, now) {
        rooms.store.audit(rooms.workspace, now, Some(viewer.teammate), what, id, "").await?;
        rooms.listening.begun(viewer.teammate, key.recording, what, now);
    }
    let (first, last) = range.unwrap_or((0, size.saturating_sub(1)));
    let length = if size == 0 { 0 } else { last - first + 1 };
    let mut response = Response::builder()
        .status(if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK })
        .header(header::CONTENT_TYPE, "audio/wav")
        .header(header::CONTENT_LENGTH, length)
        .header(header::ACCEPT_RANGES, "bytes")
        // Whoever hears it asks for it: nothing is left in a shared browser.
        .header(header::CACHE_CONTROL, "private, no-store");
    if range.is_some() {
        response = response.header(header::CONTENT_RANGE, format!("bytes {first}-{last}/{size}"));
    }
    if download {
        let name = format!("attachment; filename=\"call-{}-recording-{id}.wav\"", key.call);
        response = response.header(header::CONTENT_DISPOSITION, name);
    }
    let bytes = if length == 0 { None } else { Some(first..last + 1) };
    let body = bytes.map_or_else(Body::empty, |bytes| stream(&rooms, key, bytes));
    response.body(body).map_err(|_| Trouble::unable("The recording cannot be sent."))
}

fn stream(rooms: &Rooms, key: RecordingKey, bytes: std::ops::Range<u64>) -> Body {
    let (mut writer, reader) = tokio::io::duplex(AHEAD_BYTES);
    let recordings = std::sync::Arc::clone(&rooms.recordings);
    tokio::spawn(async move {
        if let Err(error) = recordings.get(&key, Some(bytes), &mut writer).await {
            let id = key.recording.0;
            tracing::debug!(%error, recording.id = id, "a recording was not heard to its end");
        }
    });
    Body::from_stream(ReaderStream::new(reader))
}

/// The waveform of a recording.
#[utoipa::path(get, path = "/recordings/{id}/peaks", tag = "recordings",
    params(("id" = u64, Path), PeaksAsked),
    responses((status = OK, body = Peaks), (status = "default", body = Problem)))]
async fn peaks(
    State(rooms): State<Rooms>,
    _viewer: Viewer,
    Id(id): Id,
    Asked(asked): Asked<PeaksAsked>,
) -> Result<Json<Peaks>, Trouble> {
    let n = usize::try_from(asked.n.unwrap_or(PEAKS)).unwrap_or(usize::MAX);
    if n == 0 || n > PARTS {
        return Err(Trouble::invalid(format!("A waveform has 1 to {PARTS} parts.")));
    }
    let key = key(&rooms, id).await?;
    let wave = rooms.listening.wave(&rooms.recordings, &key).await.map_err(not_there)?;
    Ok(Json(wave.parts(n)))
}

async fn key(rooms: &Rooms, id: u64) -> Result<RecordingKey, Trouble> {
    let recording = RecordingId(id);
    let found = rooms.store.recording(rooms.workspace, recording).await?;
    let found = found.ok_or_else(|| Trouble::not_found("There is no such recording."))?;
    if found.row.stage.open() {
        let detail = "The recording is still being made; it can be heard after the call.";
        return Err(Trouble::new(StatusCode::CONFLICT, "not_now", detail));
    }
    if let RecordingStage::Deleted { .. } = found.row.stage {
        return Err(Trouble::new(StatusCode::GONE, "deleted", "This recording was deleted."));
    }
    Ok(RecordingKey { workspace: rooms.workspace, call: found.row.call, recording })
}

fn not_there(error: store::RecordingsError) -> Trouble {
    let trouble = Trouble::from(error);
    if trouble.code == "not_found" {
        let detail = "The recording is not stored yet, or not any more; try again in a moment.";
        return Trouble::not_found(detail);
    }
    trouble
}

/// Which bytes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    All,
    /// The first and the last, both included.
    Some(u64, u64),
    /// None that there are.
    Nothing,
}

/// Reads a Range header (RFC 9110 14.2). What is no single range of bytes counts as if
/// nothing had been said.
fn wanted(header: Option<&header::HeaderValue>, size: u64) -> Wanted {
    let text = header.and_then(|value| value.to_str().ok()).map(str::trim);
    let Some(range) = text.and_then(|text| text.strip_prefix("bytes=")) else { return Wanted::All };
    let Some((first, last)) = range.split_once('-') else { return Wanted::All };
    let end = size.saturating_sub(1);
    match (first.trim().parse::<u64>(), last.trim()) {
        (Ok(first), _) if first >= size => Wanted::Nothing,
        (Ok(first), "") => Wanted::Some(first, end),
        (Ok(first), last) => match last.parse::<u64>() {
            Ok(last) if last >= first => Wanted::Some(first, last.min(end)),
            Ok(_) | Err(_) => Wanted::All,
        },
        (Err(_), last) if first.trim().is_empty() => match last.parse::<u64>() {
            Ok(0) => Wanted::Nothing,
            Ok(_) if size == 0 => Wanted::Nothing,
            Ok(length) => Wanted::Some(size.saturating_sub(length), end),
            Err(_) => Wanted::All,
        },
        (Err(_), _) => Wanted::All,
    }
}

fn unsatisfiable(size: u64) -> Response {
    let detail = "The recording has no such part.";
    let trouble = Trouble::new(StatusCode::RANGE_NOT_SATISFIABLE, "no_such_part", detail);
    ([(header::CONTENT_RANGE, format!("bytes */{size}"))], trouble).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        let of = |text: &'static str| wanted(Some(&header::HeaderValue::from_static(text)), 100);
        assert_eq!(wanted(None, 100), Wanted::All);
        assert_eq!(of("bytes=0-"), Wanted::Some(0, 99));
        assert_eq!(of("bytes=10-19"), Wanted::Some(10, 19));
        assert_eq!(of("bytes=10-1000"), Wanted::Some(10, 99));
        assert_eq!(of("bytes=-5"), Wanted::Some(95, 99));
        assert_eq!(of("bytes=-500"), Wanted::Some(0, 99));
        assert_eq!(of("bytes=100-"), Wanted::Nothing);
        assert_eq!(of("bytes=-0"), Wanted::Nothing);
        for ignored in ["bytes=0-1,5-6", "bytes=9-1", "items=0-1", "bytes=a-b", "bytes=", "bytes=-"]
        {
            assert_eq!(of(ignored), Wanted::All, "{ignored}");
        }
    }
}
