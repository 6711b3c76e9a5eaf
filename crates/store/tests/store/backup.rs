//! Backups, while the desk works.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use desk::{Fact, Seq};
use store::{Store, StoreError};

use crate::world::World;
use crate::{WORKSPACE, commit_turns, settings_in, store_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_opens_and_checks_clean() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(store_in(folder.path()).await);
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let mut world = World::notifying(10, 20, 4);
    commit_turns(&store, epoch, &mut world, 100).await;
    let stop = Arc::new(AtomicBool::new(false));
    let busy = tokio::spawn({
        let (store, stop) = (Arc::clone(&store), Arc::clone(&stop));
        async move {
            while !stop.load(Ordering::Relaxed) {
                commit_turns(&store, epoch, &mut world, 1).await;
            }
        }
    });
    let copies = folder.path().join("copies");
    std::fs::create_dir(&copies).unwrap();
    for n in 0..3 {
        let before = store.last(WORKSPACE).await.unwrap().unwrap();
        let copy = copies.join(n.to_string());
        std::fs::create_dir(&copy).unwrap();
        store.backup(&copy.join("desk.db")).await.unwrap();
        let copied = Store::open(&settings_in(&copy)).await.unwrap();
        assert!(copied.last(WORKSPACE).await.unwrap().unwrap() >= before);
        assert_eq!(copied.check(WORKSPACE).await.unwrap(), Vec::new());
        holds_what_was_acknowledged(&store, &copied, before.0).await;
        copied.close().await;
    }
    stop.store(true, Ordering::Relaxed);
    busy.await.unwrap();
    assert_eq!(store.check(WORKSPACE).await.unwrap(), Vec::new());
}

/// Every line up to that one, and every job of its time, as it is where it was copied from.
async fn holds_what_was_acknowledged(store: &Store, copied: &Store, until: Seq) {
    let mut after = Seq(0);
    while after < until {
        let lines = store.facts_after(WORKSPACE, after, 1_000).await.unwrap();
        let acknowledged: Vec<_> = lines.iter().filter(|line| line.seq <= until).collect();
        let kept = copied.facts_after(WORKSPACE, after, 1_000).await.unwrap();
        assert!(kept.iter().take(acknowledged.len()).eq(acknowledged.iter().copied()));
        after = lines.last().unwrap().seq;
        for line in acknowledged {
            if let Fact::RecordingStored { recording, length_ms: 1.., .. } = line.fact {
                let key = format!("store-recording-{recording}");
                assert!(copied.job(WORKSPACE, &key).await.unwrap().is_some(), "{key}");
            }
        }
    }
}

#[tokio::test]
async fn a_backup_is_never_written_over_something() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    let to = folder.path().join("copy.db");
    std::fs::write(&to, "mine").unwrap();
    let refused = store.backup(&to).await.unwrap_err();
    assert!(matches!(refused, StoreError::BackupExists { .. }), "{refused:?}");
    assert_eq!(std::fs::read(&to).unwrap(), b"mine");
}

#[tokio::test]
async fn a_backup_that_cannot_be_written_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    let to = folder.path().join("nowhere/copy.db");
    store.backup(&to).await.unwrap_err();
    assert!(!to.exists());
    // A piece of an earlier try is in nobody's way.
    let to = folder.path().join("copy.db");
    std::fs::write(folder.path().join("copy.db.part"), "half").unwrap();
    store.backup(&to).await.unwrap();
    assert!(to.exists());
    assert!(!folder.path().join("copy.db.part").exists());
}
