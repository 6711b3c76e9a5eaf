//! The schema's versions. A version that was released never changes: a change is the
//! next file, in both folders.

use sqlx::SqlSafeStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use crate::error::StoreError;

const SQLITE: &[(i64, &str, &str)] = &[
    (1, "start", include_str!("../migrations/sqlite/0001_start.sql")),
    (2, "browser", include_str!("../migrations/sqlite/0002_browser.sql")),
    (3, "after_the_call", include_str!("../migrations/sqlite/0003_after_the_call.sql")),
];

const POSTGRES: &[(i64, &str, &str)] = &[
    (1, "start", include_str!("../migrations/postgres/0001_start.sql")),
    (2, "browser", include_str!("../migrations/postgres/0002_browser.sql")),
    (3, "after_the_call", include_str!("../migrations/postgres/0003_after_the_call.sql")),
];

/// The newest schema this program knows.
const NEWEST: i64 = 3;

pub(crate) fn sqlite() -> Migrator {
    migrator(SQLITE)
}

pub(crate) fn postgres() -> Migrator {
    migrator(POSTGRES)
}

fn migrator(versions: &'static [(i64, &str, &'static str)]) -> Migrator {
    let migrations = versions.iter().map(|(version, name, sql)| {
        let name = (*name).to_owned().into();
        Migration::new(*version, name, MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect())
}

/// Which versions were applied, with their checksums, and whether each came to its end.
pub(crate) const APPLIED: &str =
    "SELECT version, checksum, success FROM _sqlx_migrations ORDER BY version";

/// A row of [`APPLIED`].
pub(crate) type Applied = (i64, Vec<u8>, bool);

/// Whether what was applied is what this program knows, all of it and nothing else.
pub(crate) fn up_to_date(known: &Migrator, applied: &[Applied]) -> Result<(), StoreError> {
    not_newer(applied.last().map(|(version, ..)| *version))?;
    for (version, checksum, success) in applied {
        let Some(migration) = known.iter().find(|migration| migration.version == *version) else {
            return Err(StoreError::Newer { found: *version, known: NEWEST });
        };
        if !success {
            return Err(failed(MigrateError::Dirty(*version)));
        }
        if *migration.checksum != **checksum {
            return Err(failed(MigrateError::VersionMismatch(*version)));
        }
    }
    let found = applied.last().map_or(0, |(version, ..)| *version);
    if applied.len() < known.iter().len() {
        return Err(StoreError::Older { found, known: NEWEST });
    }
    Ok(())
}

/// Refuses a database in which a version was applied that this program does not know.
pub(crate) fn not_newer(newest_applied: Option<i64>) -> Result<(), StoreError> {
    match newest_applied {
        Some(found) if found > NEWEST => Err(StoreError::Newer { found, known: NEWEST }),
        Some(_) | None => Ok(()),
    }
}

/// What a failed migration means.
pub(crate) fn failed(error: MigrateError) -> StoreError {
    if let MigrateError::VersionMissing(found) = error {
        return StoreError::Newer { found, known: NEWEST };
    }
    if let MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _) = error {
        return StoreError::database("bringing the database's schema up to date", source);
    }
    // All that is left is a schema that is not ours.
    StoreError::Schema(Box::new(error))
}
