//! The statements of a commit, several tables in one text. Every statement handed to
//! SQLite's thread costs some 30 µs of waking and waiting, more than writing ten rows;
//! so a commit is one text with room for so many rows of each shape, empty places NULL.

use std::sync::{Arc, OnceLock};

use crate::shape::{RARE_ROOM, SHAPES, Shape};

/// How much room a script has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// One input.
    Small,
    /// Some ten.
    Middle,
    /// A full batch, as it mostly is.
    Large,
    /// A full batch of arrivals, or of endings.
    Huge,
}

/// Smallest first.
pub(super) const ROOMS: [Room; 4] = [Room::Small, Room::Middle, Room::Large, Room::Huge];

/// Whether a script is a whole transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// From `BEGIN` to `COMMIT`.
    Whole,
    /// A part of one.
    Part,
}

impl Room {
    /// How many rows of a shape it takes.
    pub(super) fn of(self, shape: &Shape) -> usize {
        shape.room[self as usize]
    }
}

/// Fails with a violated NOT NULL unless the workspace's epoch is the one expected.
/// Its arguments come first, so that `?1` is the workspace in everything after it.
const LEASE: &str = "INSERT INTO lease (workspace, node, epoch) SELECT ?, '', NULL \
     WHERE NOT EXISTS (SELECT 1 FROM lease WHERE workspace = ? AND epoch = ?);\n";

/// What SQLite says when [`LEASE`] fails.
pub(super) const LEASE_FAILED: &str = "NOT NULL constraint failed: lease.epoch";

static SCRIPTS: OnceLock<[[Arc<str>; 2]; 4]> = OnceLock::new();

/// The script for all shapes that are not rare.
pub(super) fn script(room: Room, frame: Frame) -> Arc<str> {
    let scripts = SCRIPTS.get_or_init(|| {
        ROOMS.map(|room| [Frame::Whole, Frame::Part].map(|frame| text(room, frame)))
    });
    Arc::clone(&scripts[room as usize][frame as usize])
}

fn text(room: Room, frame: Frame) -> Arc<str> {
    let mut text = String::new();
    if frame == Frame::Whole {
        text.push_str("BEGIN IMMEDIATE;\n");
    }
    text.push_str(LEASE);
    for shape in &SHAPES {
        if room.of(shape) > 0 {
            insert(&mut text, shape, room.of(shape));
        }
    }
    if frame == Frame::Whole {
        text.push_str("COMMIT");
    }
    text.into()
}

/// The script for a commit that writes no row at all: only whoever owns the workspace may.
pub(super) fn lease_script() -> Arc<str> {
    LEASE.into()
}

/// The script for rows of a rare shape.
pub(super) fn rare_script(shape: &Shape) -> Arc<str> {
    let mut text = LEASE.to_owned();
    insert(&mut text, shape, RARE_ROOM);
    text.into()
}

fn insert(text: &mut String, shape: &Shape, rows: usize) {
    let places = vec!["?"; shape.columns.len()].join(",");
    let values = vec![format!("({places})"); rows].join(",");
    let (table, names, conflict) = (shape.table, shape.names(), shape.conflict());
    text.push_str(&format!(
        "INSERT INTO {table} (workspace, {names}) SELECT ?1, * FROM (VALUES {values}) \
         WHERE column1 IS NOT NULL{conflict};\n"
    ));
}
