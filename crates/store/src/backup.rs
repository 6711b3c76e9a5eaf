//! A backup of a store that is running.

use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::db::{Db, Store};
use crate::error::StoreError;

impl Store {
    /// Writes a whole, compact copy of the database as of now to a new file, while
    /// commits go on. The file appears under its name only when it is complete and on
    /// the disk. Recordings are files beside it and copied as such.
    ///
    /// # Errors
    /// [`StoreError::BackupExists`], [`StoreError::BackupFile`], [`StoreError::Full`];
    /// [`StoreError::BackupByPostgres`] when the database has its own tool for it.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let sqlite = match &self.db {
            Db::Sqlite(sqlite) => sqlite,
            Db::Postgres(_) => return Err(StoreError::BackupByPostgres),
        };
        if to.exists() {
            return Err(StoreError::BackupExists { path: to.to_owned() });
        }
        let file_error = |source| StoreError::BackupFile { path: to.to_owned(), source };
        let mut part = to.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        if part.exists() {
            std::fs::remove_file(&part).map_err(file_error)?;
        }
        let copied = copy(sqlite.path(), &part).await;
        if copied.is_err() {
            // What there is of the copy is of no use; the error that counts is its own.
            drop(std::fs::remove_file(&part));
        }
        copied?;
        std::fs::File::open(&part).and_then(|file| file.sync_all()).map_err(file_error)?;
        std::fs::rename(&part, to).map_err(file_error)
    }
}

async fn copy(from: &Path, part: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::database("writing the backup", error);
    // A connection of its own: a large copy must not keep a reader from its work.
    let options = SqliteConnectOptions::new().filename(from).disable_statement_logging();
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(failed)?;
    sqlx::query("VACUUM INTO ?")
        .bind(part.to_string_lossy().into_owned())
        .execute(&mut connection)
        .await
        .map_err(failed)?;
    connection.close().await.map_err(failed)
}
