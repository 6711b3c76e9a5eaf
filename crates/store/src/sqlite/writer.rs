//! The one connection that writes.

use std::sync::Arc;

use desk::WorkspaceId;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Connection, SqliteConnection};

use super::script::{Frame, LEASE_FAILED, ROOMS, Room, lease_script, rare_script, script};
use crate::encode::column;
use crate::error::StoreError;
use crate::jobs::RECEIPT;
use crate::shape::{Cell, RARE_ROOM, Shape, Sheets};

/// The one connection that writes.
#[derive(Debug)]
pub(crate) struct Writer {
    connection: SqliteConnection,
    transaction: Transaction,
}

/// Whether a transaction may have been left open by a call that was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transaction {
    None,
    MayBeOpen,
}

/// Rows of one shape on their way into a script.
struct Sheet {
    shape: &'static Shape,
    rows: usize,
    cells: std::vec::IntoIter<Cell>,
}

impl Writer {
    pub(super) fn new(connection: SqliteConnection) -> Self {
        Self { connection, transaction: Transaction::None }
    }

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    pub(super) async fn close(self) -> Result<(), sqlx::Error> {
        self.connection.close().await
    }

    /// Rolls back what a dropped call may have left open.
    pub(super) async fn settle(&mut self) {
        if self.transaction == Transaction::MayBeOpen {
            // Refused when nothing is open, which is just as well.
            let rolled_back = sqlx::query("ROLLBACK").execute(&mut self.connection).await;
            tracing::debug!(rolled_back = rolled_back.is_ok(), "a commit was not finished");
            self.transaction = Transaction::None;
        }
    }

    pub(super) async fn commit(
        &mut self,
        workspace: WorkspaceId,
        epoch: i64,
        sheets: Sheets,
    ) -> Result<(), StoreError> {
        self.transaction = Transaction::MayBeOpen;
        let written = self.write(workspace, epoch, sheets).await;
        match written {
            Ok(()) => {
                self.transaction = Transaction::None;
                Ok(())
            }
            Err(error) => {
                self.settle().await;
                Err(meant(workspace, epoch, error))
            }
        }
    }

    async fn write(
        &mut self,
        workspace: WorkspaceId,
        epoch: i64,
        sheets: Sheets,
    ) -> Result<(), sqlx::Error> {
        let lease = [column(workspace.0), column(workspace.0), epoch];
        let receipts = sheets.receipts.clone();
        let sheets = sheets.into_shapes().map(|(shape, cells)| Sheet {
            shape,
            rows: cells.len() / shape.columns.len(),
            cells: cells.into_iter(),
        });
        let (mut common, rare): (Vec<_>, Vec<_>) =
            sheets.partition(|sheet| Room::Huge.of(sheet.shape) > 0);
        let rare: Vec<_> = rare.into_iter().filter(|sheet| sheet.rows > 0).collect();
        let fits = |room: &Room| common.iter().all(|sheet| sheet.rows <= room.of(sheet.shape));
        let room = ROOMS.into_iter().find(fits);
        if let (Some(room), true) = (room, rare.is_empty() && receipts.keys.is_empty()) {
            let arguments = arguments(lease, &mut common, room)?;
            return self.run(script(room, Frame::Whole), arguments).await;
        }
        sqlx::query("BEGIN IMMEDIATE").execute(&mut self.connection).await?;
        let room = room.unwrap_or(Room::Huge);
        while common.iter().any(|sheet| sheet.cells.len() > 0) {
            let arguments = arguments(lease, &mut common, room)?;
            self.run(script(room, Frame::Part), arguments).await?;
        }
        for mut sheet in rare {
            let script = rare_script(sheet.shape);
            while sheet.cells.len() > 0 {
                let mut arguments = start(lease)?;
                fill(&mut arguments, &mut sheet, RARE_ROOM)?;
                self.run(Arc::clone(&script), arguments).await?;
            }
        }
        if !receipts.keys.is_empty() {
            self.run(lease_script(), start(lease)?).await?;
        }
        for key in &receipts.keys {
            let receipt = sqlx::query(RECEIPT).bind(lease[0]).bind(key).bind(receipts.at);
            receipt.execute(&mut self.connection).await?;
        }
        sqlx::query("COMMIT").execute(&mut self.connection).await?;
        Ok(())
    }

    async fn run(&mut self, sql: Arc<str>, arguments: SqliteArguments) -> Result<(), sqlx::Error> {
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments);
        query.execute(&mut self.connection).await?;
        Ok(())
    }
}

fn start(lease: [i64; 3]) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    for value in lease {
        arguments.add(value).map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// The arguments of a script: as many rows of each sheet as it has room for.
fn arguments(
    lease: [i64; 3],
    sheets: &mut [Sheet],
    room: Room,
) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = start(lease)?;
    let places = sheets.iter().map(|sheet| room.of(sheet.shape) * sheet.shape.columns.len());
    arguments.reserve(places.sum(), 0);
    for sheet in sheets {
        let rows = room.of(sheet.shape);
        fill(&mut arguments, sheet, rows)?;
    }
    Ok(arguments)
}

fn fill(
    arguments: &mut SqliteArguments,
    sheet: &mut Sheet,
    rows: usize,
) -> Result<(), sqlx::Error> {
    for _ in 0..rows * sheet.shape.columns.len() {
        match sheet.cells.next() {
            Some(Cell::Int(value)) => arguments.add(value),
            Some(Cell::Text(value)) => arguments.add(value),
            Some(Cell::Null) | None => arguments.add(None::<i64>),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(())
}

fn meant(workspace: WorkspaceId, epoch: i64, error: sqlx::Error) -> StoreError {
    if let sqlx::Error::Database(database) = &error
        && database.message() == LEASE_FAILED
    {
        return StoreError::Overtaken { workspace, epoch };
    }
    StoreError::database("committing", error)
}
