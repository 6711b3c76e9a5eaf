//! What an operator does with a database, also beside a running server: prove it, copy
//! it. Nothing is made, brought up to date or otherwise written.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use api::Tally;
use store::{Breach, Recordings, Store, StoreError};

use crate::config::{Config, Wrong};
use crate::run::{FAILED, OK, say};
use crate::serve::{sentence, store_settings};

/// Reads the whole log and says what does not hold; `ok` when everything does.
pub(crate) async fn check(config: &Config, out: &mut (dyn Write + Send)) -> Result<u8, Wrong> {
    let store = Arc::new(open(config).await?);
    let checked = prove(&store, config, out).await.map_err(|error| wrong(&error));
    close(store).await;
    checked
}

async fn prove(
    store: &Arc<Store>,
    config: &Config,
    out: &mut (dyn Write + Send),
) -> Result<u8, StoreError> {
    let workspace = config.workspace_id;
    let mut breaches = store.check(workspace).await?;
    breaches.extend(recordings(store, config).await?);
    for breach in &breaches {
        say(out, &breach.to_string());
    }
    if !breaches.is_empty() {
        say(out, &format!("{} breaches", breaches.len()));
        return Ok(FAILED);
    }
    let calls = Tally::new(Arc::clone(store), workspace).figures().await?.arrived;
    let facts = store.last(workspace).await?.map_or(0, |(seq, _)| seq.0);
    say(out, &format!("ok: {calls} calls, {facts} facts, every invariant holds"));
    Ok(OK)
}

/// Deleted recordings have no file any more, stored ones have theirs. A database that lies
/// somewhere without its recordings, as a backup does, is proved without them.
async fn recordings(store: &Store, config: &Config) -> Result<Vec<Breach>, StoreError> {
    let folder = config.recordings_dir();
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    match Recordings::in_folder(&folder) {
        Ok(recordings) => store.check_recordings(config.workspace_id, &recordings).await,
        Err(error) => {
            tracing::warn!(error = %error, "the recordings are left out");
            Ok(Vec::new())
        }
    }
}

/// Copies the database into a new file, also while a server writes to it.
pub(crate) async fn backup(
    config: &Config,
    to: &Path,
    out: &mut (dyn Write + Send),
) -> Result<u8, Wrong> {
    let store = Arc::new(open(config).await?);
    let copied = store.backup(to).await.map_err(|error| wrong(&error));
    close(store).await;
    copied?;
    say(out, &format!("backed up to {}", to.display()));
    Ok(OK)
}

/// A check or a backup of nothing is a mistake in the name of the folder or file.
async fn open(config: &Config) -> Result<Store, Wrong> {
    Store::open_to_read(&store_settings(config)).await.map_err(|error| wrong(&error))
}

/// Closed, not dropped: SQLite removes its files beside the database then.
async fn close(store: Arc<Store>) {
    if let Some(store) = Arc::into_inner(store) {
        store.close().await;
    }
}

fn wrong(error: &StoreError) -> Wrong {
    Wrong::new(sentence(error))
}
