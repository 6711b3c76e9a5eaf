//! Another program's hand in a server's database: to read what is written there, or to be in
//! the way of what is about to be.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Prints the rows of one statement as JSON.
const SCRIPT: &str = "\
import json, sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
print(json.dumps(database.execute(sys.argv[2]).fetchall()))";

/// Lets SQLite of Python do this in a file, and returns the rows, each a list.
///
/// # Panics
/// When the database refuses.
#[must_use]
pub fn sqlite(file: &Path, sql: &str) -> Vec<Value> {
    let mut command = Command::new("/usr/bin/python3");
    let output = command.args(["-c", SCRIPT]).arg(file).arg(sql).output();
    let output = output.unwrap_or_else(|why| panic!("python3 cannot be started: {why}"));
    let rows = serde_json::from_slice(&output.stdout);
    rows.unwrap_or_else(|_| panic!("{sql}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// From now on the desk of this file can write down everything but facts of one kind: a
/// commit that holds one is refused, as it would be by a full disk, and the store counts as
/// down.
pub fn refuse(file: &Path, kind: &str) {
    for (table, when) in [("fact", format!("WHEN NEW.kind = '{kind}'")), ("probe", String::new())] {
        let sql = format!(
            "CREATE TRIGGER no_{table} BEFORE INSERT ON {table} {when} \
             BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        );
        let _ = sqlite(file, &sql);
    }
}

/// Everything can be written again.
pub fn refuse_no_more(file: &Path) {
    for table in ["fact", "probe"] {
        let _ = sqlite(file, &format!("DROP TRIGGER no_{table}"));
    }
}
