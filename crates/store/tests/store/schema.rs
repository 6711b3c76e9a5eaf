//! Both databases have the same tables, columns, keys and indexes.

use std::collections::BTreeMap;

use crate::{raw_connection, store_in};

const SQLITE: &str = concat!(
    include_str!("../../migrations/sqlite/0001_start.sql"),
    include_str!("../../migrations/sqlite/0002_browser.sql"),
    include_str!("../../migrations/sqlite/0003_after_the_call.sql"),
);
const POSTGRES: &str = concat!(
    include_str!("../../migrations/postgres/0001_start.sql"),
    include_str!("../../migrations/postgres/0002_browser.sql"),
    include_str!("../../migrations/postgres/0003_after_the_call.sql"),
);

/// A column's type, and whether it may be empty.
type Column = (String, String, bool);

#[derive(Debug, PartialEq, Eq, Default)]
struct Schema {
    tables: BTreeMap<String, Vec<Column>>,
    keys: BTreeMap<String, String>,
    indexes: Vec<String>,
}

/// Reads the plain style in which our migrations are written.
fn schema(sql: &str, type_of: impl Fn(&str) -> String) -> Schema {
    let mut schema = Schema::default();
    let without_comments: String =
        sql.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
    for statement in without_comments.split(';').map(str::trim).filter(|text| !text.is_empty()) {
        if let Some(rest) = statement.strip_prefix("CREATE TABLE ") {
            let (name, body) = rest.split_once(" (\n").unwrap();
            let (body, _) = body.rsplit_once("\n)").unwrap();
            let mut columns = Vec::new();
            for line in body.lines().map(|line| line.trim().trim_end_matches(',')) {
                if let Some(key) = line.strip_prefix("PRIMARY KEY ") {
                    schema.keys.insert(name.to_owned(), key.to_owned());
                } else {
                    let mut words = line.split(' ');
                    let (column, holds) = (words.next().unwrap(), words.next().unwrap());
                    let filled = words.collect::<Vec<_>>() == ["NOT", "NULL"];
                    columns.push((column.to_owned(), type_of(holds), !filled));
                }
            }
            schema.tables.insert(name.to_owned(), columns);
        } else if let Some(rest) = statement.strip_prefix("ALTER TABLE ") {
            let (name, column) = rest.split_once(" ADD COLUMN ").unwrap();
            let mut words = column.split(' ');
            let (column, holds) = (words.next().unwrap(), words.next().unwrap());
            let words: Vec<_> = words.collect();
            // PostgreSQL has to be told what SQLite does anyway: to compare bytes.
            let filled = words.len() == 4 && words[..3] == ["NOT", "NULL", "DEFAULT"];
            assert!(filled || words.is_empty() || words == ["COLLATE", "\"C\""], "{words:?}");
            let columns = schema.tables.get_mut(name).unwrap();
            columns.push((column.to_owned(), type_of(holds), !filled));
        } else if let Some(name) = statement.strip_prefix("DROP INDEX ") {
            let made = format!("CREATE INDEX {name} ON ");
            let before = schema.indexes.len();
            schema.indexes.retain(|index| !index.starts_with(&made));
            assert_eq!(schema.indexes.len() + 1, before, "{name} was not there");
        } else if statement.starts_with("UPDATE ")
            || statement.starts_with("ANALYZE ")
            || statement.starts_with("INSERT INTO sqlite_stat1 ")
        {
            // What is in the tables, and how SQLite goes about finding it.
        } else {
            let index = statement.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                index.starts_with("CREATE INDEX ") || index.starts_with("CREATE UNIQUE INDEX ")
            );
            schema.indexes.push(index);
        }
    }
    schema
}

fn ours(holds: &str) -> String {
    match holds {
        "INTEGER" | "BIGINT" => "integer".to_owned(),
        "TEXT" | "JSONB" => "text".to_owned(),
        other => panic!("{other} is used by one database only"),
    }
}

#[test]
fn both_folders_give_the_same_tables_columns_keys_and_indexes() {
    let (sqlite, postgres) = (schema(SQLITE, ours), schema(POSTGRES, ours));
    assert!(sqlite.tables.len() > 10);
    assert_eq!(sqlite, postgres);
    assert_eq!(sqlite.keys.len(), sqlite.tables.len());
}

#[test]
fn json_is_jsonb_in_postgres_and_nothing_else_is() {
    let schema = schema(POSTGRES, str::to_owned);
    for (table, columns) in &schema.tables {
        for (column, holds, _) in columns {
            let json = column == "state" || (column == "body" && table != "note");
            assert_eq!(holds == "JSONB", json, "{table}.{column} is {holds}");
        }
    }
}

#[test]
fn every_table_but_the_probe_begins_with_its_workspace() {
    for (table, columns) in schema(SQLITE, ours).tables {
        assert_eq!(columns[0].0 == "workspace", table != "probe", "{table}");
    }
}

#[tokio::test]
async fn sqlite_has_what_its_folder_says() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    let mut connection = raw_connection(folder.path()).await;
    for (table, columns) in schema(SQLITE, ours).tables {
        let found: Vec<(String, String, bool)> =
            sqlx::query_as("SELECT name, type, \"notnull\" FROM pragma_table_info(?) ORDER BY cid")
                .bind(&table)
                .fetch_all(&mut connection)
                .await
                .unwrap();
        let found: Vec<Column> =
            found.into_iter().map(|(name, holds, filled)| (name, ours(&holds), !filled)).collect();
        assert_eq!(found, columns, "{table}");
        let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?";
        let text: String =
            sqlx::query_scalar(sql).bind(&table).fetch_one(&mut connection).await.unwrap();
        assert!(text.contains("STRICT"), "{table} takes anything");
    }
    store.close().await;
}
