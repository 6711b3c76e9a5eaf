//! The store, tried on SQLite and on PostgreSQL with what a real desk decides.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test's helpers fail as tests do, and pick out the one row they are about"
)]

/// Tries functions that take a new, empty store on both databases.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod on_sqlite {
            $(
                #[tokio::test]
                async fn $test() {
                    let folder = tempfile::tempdir().unwrap();
                    super::$test(crate::store_in(folder.path()).await).await;
                }
            )*
        }

        mod on_postgres {
            $(
                #[tokio::test]
                async fn $test() {
                    super::$test(crate::postgres::new_store().await).await;
                }
            )*
        }
    };
}

mod after;
mod backup;
mod check_after;
mod check_log;
mod check_rows;
mod commit;
mod contacts;
mod door;
mod erase;
mod full_disk;
mod inbox;
mod jobs;
mod kill;
mod log;
mod migration;
mod open;
mod postgres;
mod recordings;
mod round_trip;
mod schema;
mod trunks;
mod world;

use std::path::Path;

use desk::{Millis, WorkspaceId};
use store::{Batch, Store, StoreSettings};

/// The workspace of every test.
const WORKSPACE: WorkspaceId = world::WORKSPACE;

/// Some moment.
const NOON: Millis = Millis(1_700_000_000_000);

/// A new store in a folder.
async fn store_in(folder: &Path) -> Store {
    Store::open(&settings_in(folder)).await.unwrap()
}

fn settings_in(folder: &Path) -> StoreSettings {
    StoreSettings::new(format!("sqlite://{}/desk.db", folder.display()))
}

/// Another program's way into the same file, to break it.
async fn raw_connection(folder: &Path) -> sqlx::SqliteConnection {
    use sqlx::Connection;
    let url = format!("sqlite://{}/desk.db", folder.display());
    sqlx::SqliteConnection::connect(&url).await.unwrap()
}

/// Commits so many turns of a busy desk.
async fn commit_turns(store: &Store, epoch: i64, world: &mut world::World, turns: usize) {
    for _ in 0..turns {
        let turn = world.turn(16);
        store.commit(WORKSPACE, epoch, world.now, &Batch::of(&turn)).await.unwrap();
    }
}
