//! Opening: what is in the way is said in words.

use sqlx::Executor;
use store::{Durability, Store, StoreError, StoreSettings};

use crate::{WORKSPACE, raw_connection, settings_in, store_in};

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

#[tokio::test]
async fn a_newer_schema_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    store_in(folder.path()).await.close().await;
    let newer = "INSERT INTO _sqlx_migrations \
                 (version, description, success, checksum, execution_time) \
                 VALUES (99, 'of tomorrow', 1, x'00', 0)";
    raw_connection(folder.path()).await.execute(newer).await.unwrap();
    let refused = Store::open(&settings_in(folder.path())).await.unwrap_err();
    assert!(matches!(refused, StoreError::Newer { found: 99, known: 1 }), "{refused:?}");
    assert!(refused.to_string().contains("newer Cordboard"), "{refused}");
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
