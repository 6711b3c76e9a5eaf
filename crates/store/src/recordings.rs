//! Recordings: closed files, moved from the folder where they were written to where
//! they are kept.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use desk::{CallId, RecordingId, WorkspaceId};
use futures_util::StreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Location;
use object_store::{
    GetOptions, GetRange, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload,
};
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// How much of a file is in memory at a time: a minute of a stereo recording, and below
/// what any object store takes in one piece.
const PIECE_BYTES: usize = 2 << 20;

/// Where recordings are kept.
#[derive(Debug)]
pub struct Recordings {
    store: LocalFileSystem,
    folder: PathBuf,
}

/// Names one recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordingKey {
    /// Whose.
    pub workspace: WorkspaceId,
    /// The call.
    pub call: CallId,
    /// The recording.
    pub recording: RecordingId,
}

/// Why a recording was not stored, read or deleted.
#[derive(Debug, thiserror::Error)]
pub enum RecordingsError {
    /// The folder is of no use.
    #[error("the recordings folder {folder} cannot be used")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be read or removed.
    #[error("the file {path} of a recording cannot be read or removed")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no such recording.
    #[error("the recording {location} is not there")]
    Missing {
        /// Where it should be.
        location: String,
    },
    /// Whoever listens has gone.
    #[error("the recording could not be handed on")]
    Listener(#[source] io::Error),
    /// The store refuses.
    #[error("{doing} the recording {location}")]
    Store {
        /// What was being done.
        doing: &'static str,
        /// Which object.
        location: String,
        /// What the store said.
        source: object_store::Error,
    },
}

impl RecordingKey {
    /// Where it is kept, below the recordings folder.
    #[must_use]
    pub fn location(&self) -> String {
        let Self { workspace, call, recording } = self;
        format!("workspace/{workspace}/call/{call}/recording-{recording}.wav")
    }
}

impl Recordings {
    /// Keeps recordings in a folder of this machine, made if it is not there.
    ///
    /// # Errors
    /// [`RecordingsError::Folder`].
    pub fn in_folder(folder: &Path) -> Result<Self, RecordingsError> {
        let failed = |source| RecordingsError::Folder { folder: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(|error| failed(io::Error::other(error)))?;
        let store = store.with_fsync(true).with_automatic_cleanup(true);
        Ok(Self { store, folder: folder.to_owned() })
    }

    /// Moves a closed file in: copied piece by piece, on the disk under its name only
    /// when whole, then removed where it was. May be done again after any interruption:
    /// when the file is gone and the recording there, it has been done. Returns its
    /// length in bytes.
    ///
    /// # Errors
    /// [`RecordingsError::File`], [`RecordingsError::Store`]; the closed file is still
    /// there then.
    pub async fn put(&self, key: &RecordingKey, file: &Path) -> Result<u64, RecordingsError> {
        let failed = |source| RecordingsError::File { path: file.to_owned(), source };
        let mut source = match tokio::fs::File::open(file).await {
            Ok(source) => source,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return self.size(key).await.map_err(|missing| match missing {
                    RecordingsError::Missing { .. } => failed(error),
                    other @ (RecordingsError::Folder { .. }
                    | RecordingsError::File { .. }
                    | RecordingsError::Listener(_)
                    | RecordingsError::Store { .. }) => other,
                });
            }
            Err(error) => return Err(failed(error)),
        };
        let doing = "storing";
        let location = Location::from(key.location());
        let upload = self.store.put_multipart(&location).await;
        let mut upload = upload.map_err(|error| refused(doing, key, error))?;
        match copy(&mut source, upload.as_mut()).await {
            Ok(length) => {
                upload.complete().await.map_err(|error| refused(doing, key, error))?;
                tokio::fs::remove_file(file).await.map_err(failed)?;
                Ok(length)
            }
            Err(error) => {
                if let Err(error) = upload.abort().await {
                    tracing::debug!(%error, "a half stored recording was not removed");
                }
                Err(match error {
                    CopyError::Read(source) => failed(source),
                    CopyError::Write(source) => refused(doing, key, source),
                })
            }
        }
    }

    /// Its length in bytes.
    ///
    /// # Errors
    /// [`RecordingsError::Missing`], [`RecordingsError::Store`].
    pub async fn size(&self, key: &RecordingKey) -> Result<u64, RecordingsError> {
        let head = self.store.head(&Location::from(key.location())).await;
        head.map(|found| found.size).map_err(|error| refused("looking for", key, error))
    }

    /// Hands a recording on piece by piece, all of it or some of its bytes; a range may
    /// reach past its end. Returns how many bytes were handed on.
    ///
    /// # Errors
    /// [`RecordingsError::Missing`], [`RecordingsError::Store`],
    /// [`RecordingsError::Listener`].
    pub async fn get<W: AsyncWrite + Unpin>(
        &self,
        key: &RecordingKey,
        range: Option<Range<u64>>,
        to: &mut W,
    ) -> Result<u64, RecordingsError> {
        let failed = |error| refused("reading", key, error);
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let location = Location::from(key.location());
        let found = self.store.get_opts(&location, options).await.map_err(failed)?;
        let mut pieces = found.into_stream();
        let mut handed_on = 0;
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(failed)?;
            to.write_all(&piece).await.map_err(RecordingsError::Listener)?;
            handed_on += u64::try_from(piece.len()).unwrap_or(u64::MAX);
        }
        to.flush().await.map_err(RecordingsError::Listener)?;
        Ok(handed_on)
    }

    /// Deletes a recording, and the pieces that an interrupted move may have left of it;
    /// done when there is none.
    ///
    /// # Errors
    /// [`RecordingsError::Store`], [`RecordingsError::File`].
    pub async fn delete(&self, key: &RecordingKey) -> Result<(), RecordingsError> {
        for piece in self.pieces(key).await? {
            match tokio::fs::remove_file(&piece).await {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(RecordingsError::File { path: piece, source });
                }
                Ok(()) | Err(_) => {}
            }
        }
        match self.store.delete(&Location::from(key.location())).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(refused("deleting", key, error)),
        }
    }

    /// What a copy is called until it is whole: the recording's name, `#`, and a number.
    async fn pieces(&self, key: &RecordingKey) -> Result<Vec<PathBuf>, RecordingsError> {
        let whole = self.folder.join(key.location());
        let (Some(folder), Some(name)) = (whole.parent(), whole.file_name()) else {
            return Ok(Vec::new());
        };
        let begins = format!("{}#", name.to_string_lossy());
        let failed = |source| RecordingsError::File { path: folder.to_owned(), source };
        let mut entries = match tokio::fs::read_dir(folder).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failed)?,
        };
        let mut pieces = Vec::new();
        while let Some(entry) = entries.next_entry().await.map_err(failed)? {
            if entry.file_name().to_string_lossy().starts_with(&begins) {
                pieces.push(entry.path());
            }
        }
        Ok(pieces)
    }
}

enum CopyError {
    Read(io::Error),
    Write(object_store::Error),
}

async fn copy(
    source: &mut tokio::fs::File,
    upload: &mut dyn MultipartUpload,
) -> Result<u64, CopyError> {
    let mut length = 0;
    loop {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        let limit = u64::try_from(PIECE_BYTES).unwrap_or(u64::MAX);
        let read = source.take(limit).read_to_end(&mut piece).await.map_err(CopyError::Read)?;
        if read == 0 {
            return Ok(length);
        }
        length += u64::try_from(read).unwrap_or(u64::MAX);
        upload.put_part(PutPayload::from(piece)).await.map_err(CopyError::Write)?;
    }
}

fn refused(
    doing: &'static str,
    key: &RecordingKey,
    source: object_store::Error,
) -> RecordingsError {
    let location = key.location();
    if matches!(source, object_store::Error::NotFound { .. }) {
        return RecordingsError::Missing { location };
    }
    RecordingsError::Store { doing, location, source }
}
