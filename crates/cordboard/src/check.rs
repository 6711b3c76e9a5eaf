//! What an operator does with a database at rest: prove it, copy it.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use api::Tally;
use store::{Store, StoreError};

use crate::config::{Config, Wrong};
use crate::run::{FAILED, OK, say};
use crate::serve::{WORKSPACE, open_store, sentence};

/// Reads the whole log and says what does not hold; `ok` when everything does.
pub(crate) async fn check(config: &Config, out: &mut (dyn Write + Send)) -> Result<u8, Wrong> {
    let store = open_existing(config).await?;
    let breaches = store.check(WORKSPACE).await.map_err(unreadable)?;
    for breach in &breaches {
        say(out, &breach.to_string());
    }
    if !breaches.is_empty() {
        say(out, &format!("{} breaches", breaches.len()));
        return Ok(FAILED);
    }
    let figures = Tally::new(Arc::clone(&store), WORKSPACE).figures().await.map_err(unreadable)?;
    let facts = store.last(WORKSPACE).await.map_err(unreadable)?.map_or(0, |(seq, _)| seq.0);
    let calls = figures.arrived;
    say(out, &format!("ok: {calls} calls, {facts} facts, every invariant holds"));
    Ok(OK)
}

fn unreadable(error: StoreError) -> Wrong {
    Wrong::new(sentence(&error))
}

/// A check or a backup of nothing is a mistake in the folder's name.
async fn open_existing(config: &Config) -> Result<Arc<Store>, Wrong> {
    let file = config.database_file();
    if config.store.url.is_none() && !file.is_file() {
        return Err(Wrong::new(format!("There is no database {}.", file.display())));
    }
    open_store(config).await
}

/// Copies the database into a new file, also while a server writes to it.
pub(crate) async fn backup(
    config: &Config,
    to: &Path,
    out: &mut (dyn Write + Send),
) -> Result<u8, Wrong> {
    let store = open_existing(config).await?;
    store.backup(to).await.map_err(|error| Wrong::new(sentence(&error)))?;
    say(out, &format!("backed up to {}", to.display()));
    Ok(OK)
}
