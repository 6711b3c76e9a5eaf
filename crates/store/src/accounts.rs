//! Accounts: which teammate signs in with which address and password. Only hashes of
//! passwords come here; nothing of them belongs to the log.

use desk::{Millis, TeammateId, WorkspaceId};

use crate::db::{Lane, Store, reading, unsigned, writing};
use crate::encode::column;
use crate::error::StoreError;

/// A teammate's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Whose.
    pub teammate: TeammateId,
    /// The address as it was written; unique in its workspace in any spelling.
    pub email: String,
    /// The password's argon2 hash in PHC form; without one only a link signs in.
    pub password: Option<String>,
    /// Since when.
    pub created: Millis,
}

/// What became of a new account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// It is stored.
    Stored,
    /// Somebody was first: the address, the teammate or the whole workspace has one.
    Taken,
}

type Columns = (i64, String, Option<String>, i64);

const COLUMNS: &str = "SELECT teammate, email, password, created FROM account";

impl Store {
    /// Whether anybody has an account.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn any_account(&self, workspace: WorkspaceId) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM account WHERE workspace = $1";
        let count: i64 = reading!(&self.db, Lane::Reports, executor => {
            sqlx::query_scalar(sql).bind(column(workspace.0)).fetch_one(executor).await
        })
        .map_err(|error| Lane::Reports.failed("looking for accounts", error))?;
        Ok(count > 0)
    }

    /// All accounts, by teammate.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn accounts(&self, workspace: WorkspaceId) -> Result<Vec<Account>, StoreError> {
        let sql = format!("{COLUMNS} WHERE workspace = $1 ORDER BY teammate");
        let rows: Vec<Columns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
            query.bind(column(workspace.0)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading accounts", error))?;
        Ok(rows.into_iter().map(account).collect())
    }

    /// The account with that address, in any spelling.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn account_by_email(
        &self,
        workspace: WorkspaceId,
        email: &str,
    ) -> Result<Option<Account>, StoreError> {
        let sql = format!("{COLUMNS} WHERE workspace = $1 AND email_key = $2");
        let row: Option<Columns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query.bind(email_key(email)).fetch_optional(executor).await
        })
        .map_err(|error| Lane::Reports.failed("looking for an account", error))?;
        Ok(row.map(account))
    }

    /// A teammate's account.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn account_of(
        &self,
        workspace: WorkspaceId,
        teammate: TeammateId,
    ) -> Result<Option<Account>, StoreError> {
        let sql = format!("{COLUMNS} WHERE workspace = $1 AND teammate = $2");
        let row: Option<Columns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query.bind(column(teammate.0)).fetch_optional(executor).await
        })
        .map_err(|error| Lane::Reports.failed("looking for an account", error))?;
        Ok(row.map(account))
    }

    /// Stores an account, unless the teammate or the address has one.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn open_account(
        &self,
        workspace: WorkspaceId,
        account: &Account,
    ) -> Result<Opened, StoreError> {
        let sql = "INSERT INTO account (workspace, teammate, email, email_key, password, created) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
        self.insert_account(sql, workspace, account).await
    }

    /// Stores the very first account, unless there is any.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn open_first_account(
        &self,
        workspace: WorkspaceId,
        account: &Account,
    ) -> Result<Opened, StoreError> {
        // The casts tell PostgreSQL what the places of a SELECT hold.
        let sql = "INSERT INTO account (workspace, teammate, email, email_key, password, created) \
                   SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS TEXT), \
                   CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS BIGINT) \
                   WHERE NOT EXISTS (SELECT 1 FROM account WHERE workspace = $1)";
        self.insert_account(sql, workspace, account).await
    }

    async fn insert_account(
        &self,
        sql: &'static str,
        workspace: WorkspaceId,
        account: &Account,
    ) -> Result<Opened, StoreError> {
        let inserted = writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0));
            let query = query.bind(column(account.teammate.0)).bind(account.email.as_str());
            let query = query.bind(email_key(&account.email)).bind(account.password.as_deref());
            let done = query.bind(account.created.0).execute(executor).await;
            done.map(|done| done.rows_affected())
        })
        .map_err(|error| StoreError::database("storing an account", error))?;
        Ok(if inserted == 1 { Opened::Stored } else { Opened::Taken })
    }

    /// Takes an account away: nobody signs in with it any more, and its address is free.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn close_account(
        &self,
        workspace: WorkspaceId,
        teammate: TeammateId,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM account WHERE workspace = $1 AND teammate = $2";
        writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(column(teammate.0));
            query.execute(executor).await.map(|_| ())
        })
        .map_err(|error| StoreError::database("removing an account", error))
    }

    /// Changes a password, if it is still the one with the hash `old`.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn change_password(
        &self,
        workspace: WorkspaceId,
        teammate: TeammateId,
        old: Option<&str>,
        new: &str,
    ) -> Result<Opened, StoreError> {
        let sql = "UPDATE account SET password = $4 WHERE workspace = $1 AND teammate = $2 \
                   AND COALESCE(password, '') = $3";
        let changed = writing!(&self.db, executor => {
            let query = sqlx::query(sql).bind(column(workspace.0)).bind(column(teammate.0));
            let done = query.bind(old.unwrap_or_default()).bind(new).execute(executor).await;
            done.map(|done| done.rows_affected())
        })
        .map_err(|error| StoreError::database("changing a password", error))?;
        Ok(if changed == 1 { Opened::Stored } else { Opened::Taken })
    }
}

/// What makes two spellings of an address the same.
pub(crate) fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

fn account((teammate, email, password, created): Columns) -> Account {
    Account { teammate: TeammateId(unsigned(teammate)), email, password, created: Millis(created) }
}
