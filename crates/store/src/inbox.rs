//! Lists of conversations, page by page. Every page costs the same, however long the list:
//! it begins where the page before ended, on an index in the list's own order.

use std::collections::BTreeMap;

use desk::{
    ContactId, ConversationId, ConversationRow, ConversationState, Millis, TeamId, TeammateId,
    WorkspaceId,
};

use crate::db::{Lane, Store, parse, reading, small, unsigned};
use crate::encode::column;
use crate::error::StoreError;

/// Nobody reads a count beyond this one, and counting to it costs a millisecond.
pub const COUNTED_MAX: u32 = 1_000;

/// How many teams one statement counts: SQLite takes 500 parts at most.
const TEAMS_AT_ONCE: usize = 100;

/// Whose conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    All,
    /// Nobody's.
    Unassigned,
    /// A teammate's.
    Teammate(TeammateId),
    /// A team's.
    Team(TeamId),
    /// A contact's.
    Contact(ContactId),
}

/// In which order of last activity; equally active ones by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// The last active first.
    Newest,
    /// The longest silent first.
    Oldest,
}

/// A place in a list: that of one conversation.
pub type Place = (Millis, ConversationId);

/// Which page of which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InboxPage {
    /// Whose.
    pub whose: Whose,
    /// Open or closed ones only.
    pub standing: Option<ConversationState>,
    /// In which order.
    pub sort: Sort,
    /// The last place of the page before.
    pub after: Option<Place>,
    /// How many at most.
    pub limit: u32,
}

impl Sort {
    /// Whether one place comes before another.
    #[must_use]
    pub fn before(self, one: Place, other: Place) -> bool {
        match self {
            Self::Newest => one > other,
            Self::Oldest => one < other,
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Newest => ("<", "DESC"),
            Self::Oldest => (">", "ASC"),
        }
    }

    /// The place before the first one.
    fn start(self) -> (i64, i64) {
        match self {
            Self::Newest => (i64::MAX, i64::MAX),
            Self::Oldest => (i64::MIN, i64::MIN),
        }
    }
}

impl Store {
    /// One page of a list.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn inbox(
        &self,
        workspace: WorkspaceId,
        page: &InboxPage,
    ) -> Result<Vec<ConversationRow>, StoreError> {
        match (page.whose, page.standing) {
            // A contact's are ordered over both states; everybody else's lists are kept
            // apart by state, and merged when both are asked for.
            (Whose::Contact(_), _) | (_, Some(_)) => {
                self.half(workspace, page, page.standing).await
            }
            (_, None) => {
                let mut rows = self.half(workspace, page, Some(ConversationState::Open)).await?;
                rows.extend(self.half(workspace, page, Some(ConversationState::Closed)).await?);
                rows.sort_by_key(|row| (row.active, row.id));
                if page.sort == Sort::Newest {
                    rows.reverse();
                }
                rows.truncate(usize::try_from(page.limit).unwrap_or(usize::MAX));
                Ok(rows)
            }
        }
    }

    async fn half(
        &self,
        workspace: WorkspaceId,
        page: &InboxPage,
        standing: Option<ConversationState>,
    ) -> Result<Vec<ConversationRow>, StoreError> {
        let sql = page_statement(page.whose, standing, page.sort);
        let (active, id) =
            page.after.map_or(page.sort.start(), |(active, id)| (active.0, column(id.0)));
        let rows: Vec<String> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query
                .bind(active)
                .bind(id)
                .bind(i64::from(page.limit))
                .bind(key(page.whose))
                .fetch_all(executor)
                .await
        })
        .map_err(|error| Lane::Reports.failed("listing conversations", error))?;
        rows.iter().map(|text| parse("conversation", text)).collect()
    }

    /// These conversations, in the order of their ids; those that do not exist are left
    /// out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn conversations(
        &self,
        workspace: WorkspaceId,
        ids: &[ConversationId],
    ) -> Result<Vec<ConversationRow>, StoreError> {
        let ids: Vec<u64> = ids.iter().map(|id| id.0).collect();
        let sql = conversations_statement(self.given());
        let rows: Vec<String> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query.bind(list(&ids)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading conversations", error))?;
        rows.iter().map(|text| parse("conversation", text)).collect()
    }

    /// How many open conversations there are, [`COUNTED_MAX`] at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open_conversations(
        &self,
        workspace: WorkspaceId,
        whose: Whose,
    ) -> Result<u32, StoreError> {
        let sql = count_statement(whose);
        let count: i64 = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query.bind(i64::from(COUNTED_MAX)).bind(key(whose)).fetch_one(executor).await
        })
        .map_err(|error| Lane::Reports.failed("counting conversations", error))?;
        Ok(small(count))
    }

    /// How many open conversations each of these teams has, [`COUNTED_MAX`] at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open_by_team(
        &self,
        workspace: WorkspaceId,
        teams: &[TeamId],
    ) -> Result<BTreeMap<TeamId, u32>, StoreError> {
        let mut counts = BTreeMap::new();
        for teams in teams.chunks(TEAMS_AT_ONCE) {
            let sql = team_counts_statement(teams);
            let rows: Vec<(i64, i64)> = reading!(&self.db, Lane::Reports, executor => {
                let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
                query.bind(i64::from(COUNTED_MAX)).fetch_all(executor).await
            })
            .map_err(|error| Lane::Reports.failed("counting conversations", error))?;
            counts.extend(rows.into_iter().map(|(id, open)| (TeamId(unsigned(id)), small(open))));
        }
        Ok(counts)
    }
}

/// What a list's own column is compared with; of lists without one, nothing.
fn key(whose: Whose) -> Option<i64> {
    match whose {
        Whose::All | Whose::Unassigned => None,
        Whose::Teammate(id) => Some(column(id.0)),
        Whose::Team(id) => Some(column(id.0)),
        Whose::Contact(id) => Some(column(id.0)),
    }
}

/// A condition that mentions the argument also where it is not needed, because every
/// argument must stand somewhere in the statement.
fn condition(whose: Whose, argument: u8) -> String {
    let unused = format!("CAST(${argument} AS BIGINT) IS NULL");
    match whose {
        Whose::All => unused,
        Whose::Unassigned => format!("teammate IS NULL AND {unused}"),
        Whose::Teammate(_) => format!("teammate = ${argument}"),
        Whose::Team(_) => format!("team = ${argument}"),
        Whose::Contact(_) => format!("contact = ${argument}"),
    }
}

pub(crate) fn page_statement(
    whose: Whose,
    standing: Option<ConversationState>,
    sort: Sort,
) -> String {
    let (beyond, order) = sort.words();
    let standing = match standing {
        Some(ConversationState::Open) => "AND standing = 'open' ",
        Some(ConversationState::Closed) => "AND standing = 'closed' ",
        None => "",
    };
    format!(
        "SELECT CAST(state AS TEXT) FROM conversation WHERE workspace = $1 {standing}\
         AND {condition} AND (active, id) {beyond} ($2, $3) \
         ORDER BY active {order}, id {order} LIMIT $4",
        condition = condition(whose, 5),
    )
}

pub(crate) fn conversations_statement(given: &str) -> String {
    format!(
        "SELECT CAST(state AS TEXT) FROM conversation WHERE workspace = $1 AND id IN ({given}) \
         ORDER BY id"
    )
}

pub(crate) fn count_statement(whose: Whose) -> String {
    format!(
        "SELECT count(*) FROM (SELECT id FROM conversation WHERE workspace = $1 \
         AND standing = 'open' AND {} LIMIT $2) AS counted",
        condition(whose, 3)
    )
}

pub(crate) fn team_counts_statement(teams: &[TeamId]) -> String {
    let of = |team: &TeamId| {
        let team = column(team.0);
        format!(
            "SELECT CAST({team} AS BIGINT), (SELECT count(*) FROM (SELECT id FROM conversation \
             WHERE workspace = $1 AND standing = 'open' AND team = {team} LIMIT $2) AS counted)"
        )
    };
    teams.iter().map(of).collect::<Vec<_>>().join(" UNION ALL ")
}

/// Ids as one argument: a JSON array.
pub(crate) fn list(ids: &[u64]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| column(*id).to_string()).collect();
    format!("[{}]", ids.join(","))
}
