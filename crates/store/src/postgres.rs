//! PostgreSQL: many processes may share it, and the lease decides who writes.

use std::str::FromStr;
use std::time::Duration;

use desk::WorkspaceId;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Postgres as Database};

use crate::db::Lane;
use crate::encode::column;
use crate::error::StoreError;
use crate::jobs::RECEIPT;
use crate::migrate;
use crate::settings::{Durability, StoreSettings};
use crate::shape::{Cell, Holds, Shape, Sheets};

/// How long a query waits for a connection: longer than a failover of the database
/// takes to be noticed, shorter than a person waits.
const ACQUIRE: Duration = Duration::from_secs(10);

/// How many connections the desk has to itself: one for its loop, which reads and
/// commits in turn, and one for the jobs' receipts.
const DESK: u32 = 2;

/// A PostgreSQL database.
#[derive(Debug)]
pub(crate) struct Postgres {
    desk: PgPool,
    reports: PgPool,
}

impl Postgres {
    pub(crate) async fn open(url: &str, settings: &StoreSettings) -> Result<Self, StoreError> {
        // The same promise as SQLite's: an acknowledged commit survives the end of any
        // process; whether it survives a power cut is what the setting says.
        let synchronous = match settings.durability {
            Durability::Normal => "off",
            Durability::Full => "on",
        };
        let options = options(url)?.options([("synchronous_commit", synchronous)]);
        let opened = Self::connect(options, settings).await?;
        // Before anything is written: what a newer program made stays as it is.
        migrate::not_newer(opened.applied().await?.last().map(|(version, ..)| *version))?;
        migrate::postgres().run(&opened.desk).await.map_err(migrate::failed)?;
        Ok(opened)
    }

    pub(crate) async fn open_to_read(
        url: &str,
        settings: &StoreSettings,
    ) -> Result<Self, StoreError> {
        let options = options(url)?.options([("default_transaction_read_only", "on")]);
        let opened = Self::connect(options, settings).await?;
        opened.is_up_to_date().await?;
        Ok(opened)
    }

    pub(crate) async fn open_beside(
        url: &str,
        settings: &StoreSettings,
    ) -> Result<Self, StoreError> {
        let opened = Self::connect(options(url)?, settings).await?;
        opened.is_up_to_date().await?;
        Ok(opened)
    }

    async fn connect(
        options: PgConnectOptions,
        settings: &StoreSettings,
    ) -> Result<Self, StoreError> {
        let pool = |size| PgPoolOptions::new().max_connections(size).acquire_timeout(ACQUIRE);
        let desk = pool(DESK).connect_with(options.clone()).await.map_err(not_opened)?;
        // Its first connection is made by the first report.
        let reports = pool(settings.readers.max(1)).connect_lazy_with(options);
        Ok(Self { desk, reports })
    }

    async fn is_up_to_date(&self) -> Result<(), StoreError> {
        migrate::up_to_date(&migrate::postgres(), &self.applied().await?)
    }

    async fn applied(&self) -> Result<Vec<migrate::Applied>, StoreError> {
        let sql = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
        let any: bool = sqlx::query_scalar(sql).fetch_one(&self.desk).await.map_err(not_opened)?;
        if !any {
            return Ok(Vec::new());
        }
        sqlx::query_as(migrate::APPLIED).fetch_all(&self.desk).await.map_err(not_opened)
    }

    pub(crate) fn pool(&self, lane: Lane) -> &PgPool {
        match lane {
            Lane::Desk => &self.desk,
            Lane::Reports => &self.reports,
        }
    }

    pub(crate) async fn close(self) {
        self.reports.close().await;
        self.desk.close().await;
    }

    pub(crate) async fn commit(
        &self,
        workspace: WorkspaceId,
        epoch: i64,
        sheets: Sheets,
    ) -> Result<(), StoreError> {
        let failed = |error| StoreError::database("committing", error);
        let mut transaction = self.desk.begin().await.map_err(failed)?;
        // The lock keeps anybody from raising the epoch until this commit is done.
        let lease = "SELECT epoch FROM lease WHERE workspace = $1 AND epoch = $2 FOR SHARE";
        let held: Option<i64> = sqlx::query_scalar(lease)
            .bind(column(workspace.0))
            .bind(epoch)
            .fetch_optional(&mut *transaction)
            .await
            .map_err(failed)?;
        if held.is_none() {
            return Err(StoreError::Overtaken { workspace, epoch });
        }
        let receipts = sheets.receipts.clone();
        for (shape, cells) in sheets.into_shapes() {
            if !cells.is_empty() {
                let query = insert(shape, workspace, cells);
                query.execute(&mut *transaction).await.map_err(failed)?;
            }
        }
        for key in &receipts.keys {
            let receipt = sqlx::query(RECEIPT).bind(column(workspace.0)).bind(key);
            let receipt = receipt.bind(receipts.at);
            receipt.execute(&mut *transaction).await.map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)
    }
}

/// Compiling a statement takes longer than any of ours takes to run, and PostgreSQL would
/// do so whenever it has not counted its rows yet.
const NOT_COMPILED: (&str, &str) = ("jit", "off");

fn options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(not_opened)?;
    Ok(options.options([NOT_COMPILED]).disable_statement_logging())
}

fn not_opened(error: sqlx::Error) -> StoreError {
    StoreError::database("opening the database", error)
}

type Query = sqlx::query::Query<'static, Database, sqlx::postgres::PgArguments>;

/// All rows of a shape in one statement, a column an array.
fn insert(shape: &'static Shape, workspace: WorkspaceId, cells: Vec<Cell>) -> Query {
    let width = shape.columns.len();
    let mut ints: Vec<Vec<Option<i64>>> = vec![Vec::new(); width];
    let mut texts: Vec<Vec<Option<String>>> = vec![Vec::new(); width];
    for (place, cell) in cells.into_iter().enumerate() {
        let place = place % width;
        match (shape.columns[place].holds, cell) {
            (Holds::Int, Cell::Int(value)) => ints[place].push(Some(value)),
            (Holds::Int, Cell::Null | Cell::Text(_)) => ints[place].push(None),
            (Holds::Text | Holds::Json, Cell::Text(value)) => texts[place].push(Some(value)),
            (Holds::Text | Holds::Json, Cell::Null | Cell::Int(_)) => texts[place].push(None),
        }
    }
    let mut query = sqlx::query(AssertSqlSafe(statement(shape))).bind(column(workspace.0));
    for (place, column) in shape.columns.iter().enumerate() {
        query = match column.holds {
            Holds::Int => query.bind(std::mem::take(&mut ints[place])),
            Holds::Text | Holds::Json => query.bind(std::mem::take(&mut texts[place])),
        };
    }
    query
}

fn statement(shape: &Shape) -> String {
    let (mut arrays, mut picked) = (Vec::new(), Vec::new());
    for (place, column) in shape.columns.iter().enumerate() {
        let (array, cast) = match column.holds {
            Holds::Int => ("bigint[]", ""),
            Holds::Text => ("text[]", ""),
            Holds::Json => ("text[]", "::jsonb"),
        };
        arrays.push(format!("${}::{array}", place + 2));
        picked.push(format!("u.{}{cast}", column.name));
    }
    format!(
        "INSERT INTO {table} (workspace, {names}) SELECT $1, {picked} \
         FROM UNNEST({arrays}) AS u ({names}){conflict}",
        table = shape.table,
        names = shape.names(),
        picked = picked.join(", "),
        arrays = arrays.join(", "),
        conflict = shape.conflict(),
    )
}
