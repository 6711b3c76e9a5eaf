//! Opening: what is in the way is said in words.

use std::path::Path;

use sqlx::{Connection, Executor};
use store::{Durability, Store, StoreError, StoreSettings};

use crate::world::World;
use crate::{WORKSPACE, commit_turns, raw_connection, settings_in, store_in};

#[tokio::test]
async fn a_store_is_made_with_its_folders_and_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/desk.db");
    let mut settings = StoreSettings::new(format!("sqlite://{}", path.display()));
    for (durability, epoch) in [(Durability::Normal, 1), (Durability::Full, 2)] {
        settings.durability = durability;
        let store = Store::open(&settings).await.unwrap();
        assert_eq!(store.raise_epoch(WORKSPACE).await.unwrap(), epoch);
        store.writable().await.unwrap();
        store.close().await;
    }
}

const OF_TOMORROW: &str = "INSERT INTO _sqlx_migrations \
    (version, description, success, checksum, execution_time) \
    VALUES (99, 'of tomorrow', TRUE, 'x', 0)";

/// What a person reads who starts the older program.
fn refused_as_newer(refused: &StoreError) {
    assert!(matches!(refused, StoreError::Newer { found: 99, known: 3 }), "{refused:?}");
    let told = refused.to_string();
    for words in
        ["newer Cordboard", "is 99", "knows 3", "nothing was changed", "restore the backup"]
    {
        assert!(told.contains(words), "{told}");
    }
}

/// Every file of a folder but SQLite's index of its log, which holds nothing that is stored.
fn content_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let names = files_in(folder).into_iter().filter(|name| !name.ends_with("-shm"));
    names.map(|name| (name.clone(), std::fs::read(folder.join(name)).unwrap())).collect()
}

#[tokio::test]
async fn a_newer_store_is_refused_in_words_and_left_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    commit_turns(&store, epoch, &mut World::new(3, 3, 1), 10).await;
    store.close().await;
    let change = OF_TOMORROW.replace("'x'", "x'00'");
    let mut newer = raw_connection(folder.path()).await;
    newer.execute(sqlx::query(sqlx::AssertSqlSafe(change))).await.unwrap();
    newer.close().await.unwrap();
    let before = content_of(folder.path());
    for _ in 0..2 {
        refused_as_newer(&Store::open(&settings_in(folder.path())).await.unwrap_err());
        refused_as_newer(&Store::open_to_read(&settings_in(folder.path())).await.unwrap_err());
        refused_as_newer(&Store::open_beside(&settings_in(folder.path())).await.unwrap_err());
        assert!(content_of(folder.path()) == before, "{:?}", files_in(folder.path()));
    }
}

#[tokio::test]
async fn a_newer_store_that_was_killed_keeps_its_log_too() {
    let folder = tempfile::tempdir().unwrap();
    store_in(folder.path()).await.close().await;
    let change = OF_TOMORROW.replace("'x'", "x'00'");
    let mut newer = raw_connection(folder.path()).await;
    newer.execute(sqlx::query(sqlx::AssertSqlSafe(change))).await.unwrap();
    // As a kill leaves it: what was written stands in the log alone.
    let killed = tempfile::tempdir().unwrap();
    for name in ["desk.db", "desk.db-wal"] {
        std::fs::copy(folder.path().join(name), killed.path().join(name)).unwrap();
    }
    newer.close().await.unwrap();
    let before = content_of(killed.path());
    assert!(before.iter().any(|(name, log)| name == "desk.db-wal" && !log.is_empty()));
    for _ in 0..2 {
        refused_as_newer(&Store::open(&settings_in(killed.path())).await.unwrap_err());
        refused_as_newer(&Store::open_to_read(&settings_in(killed.path())).await.unwrap_err());
        assert!(content_of(killed.path()) == before, "{:?}", files_in(killed.path()));
    }
}

#[tokio::test]
async fn a_newer_postgres_is_refused_in_words_and_left_as_it_is() {
    let url = crate::postgres::database();
    let settings = StoreSettings::new(url.clone());
    let store = Store::open(&settings).await.unwrap();
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    commit_turns(&store, epoch, &mut World::new(3, 3, 1), 10).await;
    store.close().await;
    let mut newer = sqlx::PgConnection::connect(&url).await.unwrap();
    newer.execute(OF_TOMORROW).await.unwrap();
    // How often anything was ever written to any table, and what the tables are.
    let state = "SELECT CAST(ARRAY[(SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) \
                 FROM pg_stat_user_tables), (SELECT count(*) FROM pg_class)] AS TEXT)";
    let look = async |connection: &mut sqlx::PgConnection| -> String {
        connection.execute("SELECT pg_stat_force_next_flush()").await.unwrap();
        sqlx::query_scalar(state).fetch_one(connection).await.unwrap()
    };
    let before = look(&mut newer).await;
    refused_as_newer(&Store::open(&settings).await.unwrap_err());
    refused_as_newer(&Store::open_to_read(&settings).await.unwrap_err());
    refused_as_newer(&Store::open_beside(&settings).await.unwrap_err());
    assert_eq!(look(&mut newer).await, before);
}

#[tokio::test]
async fn a_changed_schema_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    store_in(folder.path()).await.close().await;
    let changed = "UPDATE _sqlx_migrations SET checksum = x'00'";
    raw_connection(folder.path()).await.execute(changed).await.unwrap();
    let refused = Store::open(&settings_in(folder.path())).await.unwrap_err();
    assert!(matches!(refused, StoreError::Schema(_)), "{refused:?}");
}

#[tokio::test]
async fn another_file_is_not_taken_for_a_database() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("desk.db"), "Dear diary, ".repeat(1_000)).unwrap();
    let refused = Store::open(&settings_in(folder.path())).await.unwrap_err();
    assert!(matches!(refused, StoreError::NotADatabase { .. }), "{refused:?}");
}

#[tokio::test]
async fn another_programs_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::File::create(folder.path().join("desk.db")).unwrap();
    let diary = "CREATE TABLE diary (line TEXT)";
    raw_connection(folder.path()).await.execute(diary).await.unwrap();
    let refused = Store::open(&settings_in(folder.path())).await.unwrap_err();
    assert!(matches!(refused, StoreError::NotADatabase { .. }), "{refused:?}");
    let left: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema")
        .fetch_all(&mut raw_connection(folder.path()).await)
        .await
        .unwrap();
    assert_eq!(left, ["diary"]);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let settings = StoreSettings::new(format!("sqlite://{}/file/desk.db", folder.path().display()));
    let refused = Store::open(&settings).await.unwrap_err();
    assert!(matches!(refused, StoreError::Folder { .. }), "{refused:?}");
}

#[tokio::test]
async fn an_address_of_another_kind_is_refused_without_repeating_it() {
    for url in ["mysql://root:secret@host/x", "secret.db", "sqlite://"] {
        let refused = Store::open(&StoreSettings::new(url)).await.unwrap_err();
        assert!(matches!(refused, StoreError::Address { .. }), "{refused:?}");
        assert!(!refused.to_string().contains("secret"), "{refused}");
    }
}

#[tokio::test]
async fn a_postgres_that_is_not_there_is_said_in_words() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://desk:secret@127.0.0.1:{port}/desk");
    let refused = Store::open(&StoreSettings::new(url)).await.unwrap_err();
    assert!(matches!(refused, StoreError::Unwritable { .. }), "{refused:?}");
    assert!(!format!("{refused:?}").contains("secret"), "{refused:?}");
}

/// What lies in a folder, by name.
fn files_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn reading_beside_a_server_changes_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = store_in(folder.path()).await;
    let epoch = server.raise_epoch(WORKSPACE).await.unwrap();
    let mut world = World::new(4, 8, 2);
    commit_turns(&server, epoch, &mut world, 20).await;
    // As when the server gave it up.
    std::fs::remove_file(folder.path().join("desk.db-reserve")).unwrap();
    let before = files_in(folder.path());
    let reader = Store::open_to_read(&settings_in(folder.path())).await.unwrap();
    assert_eq!(reader.check(WORKSPACE).await.unwrap(), Vec::new());
    assert_eq!(reader.last(WORKSPACE).await.unwrap(), server.last(WORKSPACE).await.unwrap());
    assert!(!reader.in_reserve());
    for refused in [reader.raise_epoch(WORKSPACE).await.map(drop), reader.writable().await] {
        assert!(matches!(refused, Err(StoreError::Unwritable { .. })), "{refused:?}");
    }
    commit_turns(&server, epoch, &mut world, 20).await;
    let copies = tempfile::tempdir().unwrap();
    reader.backup(&copies.path().join("desk.db")).await.unwrap();
    reader.close().await;
    assert_eq!(files_in(folder.path()), before);
    commit_turns(&server, epoch, &mut world, 20).await;
    let copy = Store::open_to_read(&settings_in(copies.path())).await.unwrap();
    assert_eq!(copy.check(WORKSPACE).await.unwrap(), Vec::new());
    copy.close().await;
    assert_eq!(files_in(copies.path()), ["desk.db"]);
}

#[tokio::test]
async fn reading_makes_no_database_where_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    for url in [
        format!("sqlite://{}/desk.db", folder.path().display()),
        format!("sqlite://{}/a/desk.db", folder.path().display()),
        format!("sqlite://{}", folder.path().display()),
    ] {
        let refused = Store::open_to_read(&StoreSettings::new(url)).await.unwrap_err();
        assert!(matches!(refused, StoreError::NotThere { .. }), "{refused:?}");
        assert!(refused.to_string().starts_with("there is no database"), "{refused}");
    }
    assert_eq!(files_in(folder.path()), [""; 0]);
    // Nor out of an empty file, or of somebody else's.
    for content in [String::new(), "Dear diary, ".repeat(1_000)] {
        std::fs::write(folder.path().join("desk.db"), &content).unwrap();
        let refused = Store::open_to_read(&settings_in(folder.path())).await.unwrap_err();
        assert!(matches!(refused, StoreError::NotADatabase { .. }), "{refused:?}");
        assert_eq!(std::fs::read_to_string(folder.path().join("desk.db")).unwrap(), content);
    }
}

#[tokio::test]
async fn reading_refuses_another_schema_and_leaves_it_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let read = async |change: &'static str| {
        let mut other = raw_connection(folder.path()).await;
        other.execute(change).await.unwrap();
        other.close().await.unwrap();
        let refused = Store::open_to_read(&settings_in(folder.path())).await.unwrap_err();
        assert_eq!(files_in(folder.path()), ["desk.db"]);
        refused
    };
    store_in(folder.path()).await.close().await;
    std::fs::remove_file(folder.path().join("desk.db-reserve")).unwrap();
    let newer = "INSERT INTO _sqlx_migrations \
                 (version, description, success, checksum, execution_time) \
                 VALUES (99, 'of tomorrow', 1, x'00', 0)";
    let refused = read(newer).await;
    assert!(matches!(refused, StoreError::Newer { found: 99, known: 3 }), "{refused:?}");
    let changed = "DELETE FROM _sqlx_migrations WHERE version = 99; \
                   UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1";
    let refused = read(changed).await;
    assert!(matches!(refused, StoreError::Schema(_)), "{refused:?}");
    let refused = read("UPDATE _sqlx_migrations SET success = 0").await;
    assert!(matches!(refused, StoreError::Schema(_)), "{refused:?}");
    for change in ["DELETE FROM _sqlx_migrations", "DROP TABLE _sqlx_migrations"] {
        let refused = read(change).await;
        assert!(matches!(refused, StoreError::Older { found: 0, known: 3 }), "{refused:?}");
        assert!(refused.to_string().contains("start the server once"), "{refused}");
    }
}
