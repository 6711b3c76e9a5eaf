//! The shapes in which rows are written: which columns of which table, and what becomes
//! of a row that is there already. Both databases build their statements from these.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Int,
    Text,
    /// Text that is JSON; PostgreSQL keeps it as `jsonb`.
    Json,
}

/// A column's part in writing a row again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Of the key, beside the workspace.
    Key,
    /// Never changes once written.
    Fixed,
    /// Changes.
    Changing,
}

/// What becomes of a row that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// It must not be: the commit fails.
    Refused,
    /// Its changing columns are written over.
    Replaced,
    /// It stays as it is.
    Kept,
}

/// One column, after the workspace that comes first everywhere.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) holds: Holds,
    pub(crate) part: Part,
}

/// One way to write rows of a table.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) table: &'static str,
    pub(crate) columns: &'static [Column],
    pub(crate) again: Again,
    /// How many rows the statements take, from the smallest to the largest; 0: such rows
    /// are rare and written apart.
    pub(crate) room: [usize; 4],
}

/// How many rows a statement for rare rows takes.
pub(crate) const RARE_ROOM: usize = 16;

/// A value on its way into a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Text(String),
}

const fn key(name: &'static str) -> Column {
    Column { name, holds: Holds::Int, part: Part::Key }
}

const fn text_key(name: &'static str) -> Column {
    Column { name, holds: Holds::Text, part: Part::Key }
}

const fn fixed(name: &'static str) -> Column {
    Column { name, holds: Holds::Int, part: Part::Fixed }
}

const fn fixed_text(name: &'static str) -> Column {
    Column { name, holds: Holds::Text, part: Part::Fixed }
}

const fn fixed_json(name: &'static str) -> Column {
    Column { name, holds: Holds::Json, part: Part::Fixed }
}

const fn int(name: &'static str) -> Column {
    Column { name, holds: Holds::Int, part: Part::Changing }
}

const fn text(name: &'static str) -> Column {
    Column { name, holds: Holds::Text, part: Part::Changing }
}

const fn json(name: &'static str) -> Column {
    Column { name, holds: Holds::Json, part: Part::Changing }
}

/// Which shape; also its place in [`SHAPES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Fact,
    Settings,
    Teammate,
    ContactWhole,
    ContactState,
    Conversation,
    CallWhole,
    CallState,
    Offer,
    Segment,
    NoteWhole,
    NoteState,
    RecordingWhole,
    RecordingState,
    Result,
    MailWhole,
    MailState,
    TaskWhole,
    TaskState,
    AlertWhole,
    AlertState,
    AlertTo,
    Job,
}

/// How many shapes there are.
pub(crate) const FORMS: usize = 23;

/// All shapes, in the order of [`Form`]. Rows that come with content are written in a
/// shape of their own, so that the others leave stored content as it is.
pub(crate) static SHAPES: [Shape; FORMS] = [
    Shape {
        table: "fact",
        columns: &[
            key("seq"),
            fixed("at"),
            fixed_text("actor"),
            fixed("cause"),
            fixed("call"),
            fixed("call_seq"),
            fixed_text("kind"),
            fixed_json("body"),
        ],
        again: Again::Refused,
        room: [10, 40, 112, 256],
    },
    Shape {
        table: "settings",
        columns: &[text_key("subject"), int("version"), json("state")],
        again: Again::Replaced,
        room: [0, 0, 0, 0],
    },
    Shape {
        table: "teammate",
        columns: &[key("id"), json("state")],
        again: Again::Replaced,
        room: [2, 12, 40, 96],
    },
    Shape {
        table: "contact",
        columns: &[
            key("id"),
            int("last_active"),
            json("state"),
            text("number"),
            text("name"),
            text("email"),
            text("name_key"),
            text("email_key"),
            text("number_key"),
        ],
        again: Again::Replaced,
        room: [1, 4, 12, 64],
    },
    Shape {
        table: "contact",
        columns: &[key("id"), int("last_active"), json("state")],
        again: Again::Replaced,
        room: [1, 2, 6, 32],
    },
    Shape {
        table: "conversation",
        columns: &[
            key("id"),
            fixed("contact"),
            int("call"),
            int("teammate"),
            int("team"),
            text("standing"),
            int("active"),
            json("state"),
        ],
        again: Again::Replaced,
        room: [1, 8, 28, 64],
    },
    Shape {
        table: "call",
        columns: &[
            key("id"),
            fixed("conversation"),
            fixed("contact"),
            fixed("channel"),
            fixed("placed"),
            int("team"),
            int("ended"),
            text("outcome"),
            json("state"),
            text("caller"),
            text("caller_name"),
            text("called"),
        ],
        again: Again::Replaced,
        room: [1, 4, 16, 64],
    },
    Shape {
        table: "call",
        columns: &[
            key("id"),
            fixed("conversation"),
            fixed("contact"),
            fixed("channel"),
            fixed("placed"),
            int("team"),
            int("ended"),
            text("outcome"),
            json("state"),
        ],
        again: Again::Replaced,
        room: [1, 8, 40, 64],
    },
    Shape {
        table: "offer",
        columns: &[
            key("id"),
            fixed("call"),
            fixed("teammate"),
            fixed("at"),
            int("ended"),
            json("state"),
        ],
        again: Again::Replaced,
        room: [2, 8, 32, 80],
    },
    Shape {
        table: "segment",
        columns: &[
            key("call"),
            key("n"),
            fixed_text("kind"),
            fixed("team"),
            fixed("teammate"),
            fixed("stay"),
            fixed("started"),
            fixed("ended"),
        ],
        again: Again::Refused,
        room: [2, 8, 32, 64],
    },
    Shape {
        table: "note",
        columns: &[key("id"), fixed("conversation"), json("state"), text("body")],
        again: Again::Replaced,
        room: [0, 0, 0, 0],
    },
    Shape {
        table: "note",
        columns: &[key("id"), fixed("conversation"), json("state")],
        again: Again::Replaced,
        room: [0, 0, 0, 0],
    },
    Shape {
        table: "recording",
        columns: &[
            key("id"),
            fixed("call"),
            fixed("started"),
            text("stage"),
            json("state"),
            text("path"),
        ],
        again: Again::Replaced,
        room: [1, 4, 16, 32],
    },
    Shape {
        table: "recording",
        columns: &[key("id"), fixed("call"), fixed("started"), text("stage"), json("state")],
        again: Again::Replaced,
        room: [1, 8, 28, 64],
    },
    Shape {
        table: "notification_result",
        columns: &[
            key("id"),
            fixed("call"),
            fixed("conversation"),
            fixed("notification"),
            json("state"),
        ],
        again: Again::Replaced,
        room: [0, 0, 0, 0],
    },
    Shape {
        table: "mail",
        columns: &[
            key("id"),
            fixed("call"),
            fixed("result"),
            text("stage"),
            fixed("at"),
            json("state"),
            text("message_id"),
            text("from_name"),
            text("recipient"),
            text("subject"),
            text("html"),
            text("text"),
        ],
        again: Again::Replaced,
        room: [0, 0, 0, 0],
    },
    Shape {
        table: "mail",
        columns: &[
            key("id"),
            fixed("call"),
            fixed("result"),
            text("stage"),
            fixed("at"),
            json("state"),
        ],
        again: Again::Replaced,
        room: [0, 0, 0, 0],
    },
    Shape {
        table: "task",
        columns: &[
            key("id"),
            fixed("conversation"),
            int("assignee"),
            int("urgency"),
            int("due"),
            int("done"),
            json("state"),
            text("title"),
        ],
        again: Again::Replaced,
        room: [0, 0, 0, 0],
    },
    Shape {
        table: "task",
        columns: &[
            key("id"),
            fixed("conversation"),
            int("assignee"),
            int("urgency"),
            int("due"),
            int("done"),
            json("state"),
        ],
        again: Again::Replaced,
        room: [0, 0, 0, 0],
    },
    Shape {
        table: "alert",
        columns: &[
            key("id"),
            fixed("call"),
            fixed("conversation"),
            fixed("result"),
            json("state"),
            text("title"),
        ],
        again: Again::Replaced,
        room: [0, 0, 0, 0],
    },
    Shape {
        table: "alert",
        columns: &[key("id"), fixed("call"), fixed("conversation"), fixed("result"), json("state")],
        again: Again::Replaced,
        room: [0, 0, 0, 0],
    },
    Shape {
        table: "alert_to",
        columns: &[key("teammate"), key("alert")],
        again: Again::Kept,
        room: [0, 0, 0, 0],
    },
    Shape {
        table: "job",
        columns: &[
            text_key("key"),
            fixed_text("kind"),
            fixed_json("body"),
            fixed_text("lane"),
            fixed("created"),
            fixed("due"),
            int("attempts"),
        ],
        again: Again::Kept,
        room: [1, 4, 16, 32],
    },
];

impl Shape {
    /// The columns' names after the workspace, with commas between.
    pub(crate) fn names(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|column| column.name).collect();
        names.join(", ")
    }

    /// What follows the values of an `INSERT`: what becomes of a row that is there.
    pub(crate) fn conflict(&self) -> String {
        let keys: Vec<_> = (self.columns.iter())
            .filter(|column| column.part == Part::Key)
            .map(|column| column.name)
            .collect();
        let target = format!(" ON CONFLICT (workspace, {})", keys.join(", "));
        match self.again {
            Again::Refused => String::new(),
            Again::Kept => target + " DO NOTHING",
            Again::Replaced => {
                let sets: Vec<_> = (self.columns.iter())
                    .filter(|column| column.part == Part::Changing)
                    .map(|column| format!("{0} = excluded.{0}", column.name))
                    .collect();
                format!("{target} DO UPDATE SET {}", sets.join(", "))
            }
        }
    }
}

/// The rows of one commit, cell after cell, one list a shape, and the jobs it is the
/// receipt of.
#[derive(Debug, Default)]
pub(crate) struct Sheets {
    cells: [Vec<Cell>; FORMS],
    pub(crate) receipts: Receipts,
}

/// Keys of jobs that are done with a commit, and when.
#[derive(Debug, Default, Clone)]
pub(crate) struct Receipts {
    pub(crate) at: i64,
    pub(crate) keys: Vec<String>,
}

impl Sheets {
    /// The list for rows of that form.
    pub(crate) fn sheet(&mut self, form: Form) -> &mut Vec<Cell> {
        &mut self.cells[form as usize]
    }

    /// Every shape with its cells.
    pub(crate) fn into_shapes(self) -> impl Iterator<Item = (&'static Shape, Vec<Cell>)> {
        SHAPES.iter().zip(self.cells)
    }
}
