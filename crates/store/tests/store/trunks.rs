//! Trunks that were set up on the page.

use store::{TrunkChanged, TrunkRecord};

use crate::{WORKSPACE, store_in};

#[tokio::test]
async fn of_two_who_change_a_trunk_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    let save =
        |version, state: &'static str| store.save_trunk(WORKSPACE, "carrier", version, state);
    assert_eq!(save(1, "{}").await.unwrap(), TrunkChanged::Stale);
    assert_eq!(save(0, r#"{"a":1}"#).await.unwrap(), TrunkChanged::Done);
    assert_eq!(save(0, r#"{"a":2}"#).await.unwrap(), TrunkChanged::Stale);
    assert_eq!(save(1, r#"{"a":3}"#).await.unwrap(), TrunkChanged::Done);
    assert_eq!(save(1, r#"{"a":4}"#).await.unwrap(), TrunkChanged::Stale);
    let stored = store.trunks(WORKSPACE).await.unwrap();
    let wanted =
        TrunkRecord { name: "carrier".to_owned(), version: 2, state: r#"{"a":3}"#.to_owned() };
    assert_eq!(stored, [wanted]);
    let removed = |name| store.remove_trunk(WORKSPACE, name);
    assert_eq!(removed("another").await.unwrap(), TrunkChanged::Stale);
    assert_eq!(removed("carrier").await.unwrap(), TrunkChanged::Done);
    assert_eq!(store.trunks(WORKSPACE).await.unwrap(), []);
}

#[test]
fn a_stored_trunk_is_never_written_with_what_is_in_it() {
    let state = r#"{"password":"secret"}"#.to_owned();
    let record = TrunkRecord { name: "carrier".to_owned(), version: 1, state };
    assert!(!format!("{record:?}").contains("secret"));
}
