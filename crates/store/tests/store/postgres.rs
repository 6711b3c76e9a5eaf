//! A PostgreSQL of the tests' own: that of the end-to-end tests.

use store::{Store, StoreSettings};

#[expect(unreachable_pub, reason = "it is public where it is at home")]
#[path = "../../../../e2e/src/postgres.rs"]
mod cluster;

/// The address of a new, empty database.
pub(crate) fn database() -> String {
    cluster::database()
}

/// A new store in a new database.
pub(crate) async fn new_store() -> Store {
    Store::open(&StoreSettings::new(database())).await.unwrap()
}
