//! Trunks that were set up on the page.

use store::{Store, TrunkChanged, TrunkRecord};

use crate::WORKSPACE;

on_both! {
    of_two_who_change_a_trunk_one_wins,
}

async fn of_two_who_change_a_trunk_one_wins(store: Store) {
    let save =
        |version, state: &'static str| store.save_trunk(WORKSPACE, "carrier", version, state);
    assert_eq!(save(1, "{}").await.unwrap(), TrunkChanged::Stale);
    assert_eq!(save(0, r#"{"a":1}"#).await.unwrap(), TrunkChanged::Done);
    assert_eq!(save(0, r#"{"a":2}"#).await.unwrap(), TrunkChanged::Stale);
    assert_eq!(save(1, r#"{"a":3}"#).await.unwrap(), TrunkChanged::Done);
    assert_eq!(save(1, r#"{"a":4}"#).await.unwrap(), TrunkChanged::Stale);
    let stored = store.trunks(WORKSPACE).await.unwrap();
    assert_eq!(stored.len(), 1);
    assert_eq!((stored[0].name.as_str(), stored[0].version), ("carrier", 2));
    // PostgreSQL keeps what a document says, not how it was written.
    let state: serde_json::Value = serde_json::from_str(&stored[0].state).unwrap();
    assert_eq!(state, serde_json::json!({"a": 3}));
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
