//! Finding contacts: by how a name, an e-mail address or a number begins, and by how a
//! number ends.

use std::collections::BTreeMap;

use desk::{ContactContent, ContactId, ContactRow, WorkspaceId};

use crate::db::{Lane, Store, parse, reading};
use crate::encode::{column, folded, turned};
use crate::error::StoreError;
use crate::inbox::list;

/// Fewer digits than these find everybody.
const DIGITS_MIN: usize = 3;

/// A contact's state, number, name and e-mail address.
type Columns = (String, Option<String>, Option<String>, Option<String>);

/// By which column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FoundBy {
    Name,
    Email,
    NumberBegins,
    NumberEnds,
}

impl FoundBy {
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Name => "name_key",
            Self::Email => "email_key",
            Self::NumberBegins => "number",
            Self::NumberEnds => "number_key",
        }
    }
}

impl Store {
    /// Contacts whose name, e-mail address or number begins so, or whose number ends so;
    /// the last active ones first, of each kind `limit` at most.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn find_contacts(
        &self,
        workspace: WorkspaceId,
        words: &str,
        limit: u32,
    ) -> Result<Vec<(ContactRow, ContactContent)>, StoreError> {
        let mut found = BTreeMap::new();
        for (by, prefix) in ways(words) {
            let sql = find_statement(by);
            let end = beyond(&prefix);
            let rows: Vec<Columns> = reading!(&self.db, Lane::Reports, executor => {
                let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
                let query = query.bind(prefix.as_str()).bind(end.as_str());
                query.bind(i64::from(limit)).fetch_all(executor).await
            })
            .map_err(|error| Lane::Reports.failed("looking for a contact", error))?;
            for (row, content) in rows.into_iter().map(contact).collect::<Result<Vec<_>, _>>()? {
                found.insert(row.id, (row, content));
            }
        }
        let mut found: Vec<_> = found.into_values().collect();
        found.sort_by_key(|(row, _)| std::cmp::Reverse((row.last_active, row.id)));
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    /// What is known of these contacts; those that do not exist are left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn contacts(
        &self,
        workspace: WorkspaceId,
        ids: &[ContactId],
    ) -> Result<BTreeMap<ContactId, (ContactRow, ContactContent)>, StoreError> {
        let ids: Vec<u64> = ids.iter().map(|id| id.0).collect();
        let sql = contacts_statement(self.given());
        let rows: Vec<Columns> = reading!(&self.db, Lane::Reports, executor => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(column(workspace.0));
            query.bind(list(&ids)).fetch_all(executor).await
        })
        .map_err(|error| Lane::Reports.failed("reading contacts", error))?;
        rows.into_iter()
            .map(|row| contact(row).map(|(row, known)| (row.id, (row, known))))
            .collect()
    }
}

/// Where to look for these words: what looks like a number is not looked for as a name.
pub(crate) fn ways(words: &str) -> Vec<(FoundBy, String)> {
    let folded = folded(words);
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    let dialled = |letter: char| letter.is_ascii_digit() || " +-/.()".contains(letter);
    if !folded.is_empty() && folded.chars().all(dialled) {
        if digits.len() < DIGITS_MIN {
            return Vec::new();
        }
        // A national number is written with a zero that the full one does not have.
        let national = digits.trim_start_matches('0');
        let mut ways = vec![(FoundBy::NumberBegins, format!("+{national}"))];
        if national.len() >= DIGITS_MIN {
            ways.push((FoundBy::NumberEnds, turned(national)));
        }
        return ways;
    }
    if folded.is_empty() {
        return Vec::new();
    }
    vec![(FoundBy::Name, folded.clone()), (FoundBy::Email, folded)]
}

/// What comes after everything that begins so. The last character there is begins
/// nothing that anybody looks for.
pub(crate) fn beyond(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

pub(crate) fn find_statement(by: FoundBy) -> String {
    let key = by.column();
    format!(
        "SELECT CAST(state AS TEXT), number, name, email FROM contact WHERE workspace = $1 \
         AND {key} IS NOT NULL AND {key} >= $2 AND {key} < $3 ORDER BY {key} LIMIT $4"
    )
}

pub(crate) fn contacts_statement(given: &str) -> String {
    format!(
        "SELECT CAST(state AS TEXT), number, name, email FROM contact \
         WHERE workspace = $1 AND id IN ({given})"
    )
}

fn contact(row: Columns) -> Result<(ContactRow, ContactContent), StoreError> {
    let (state, number, name, email) = row;
    Ok((parse("contact", &state)?, ContactContent { number, name, email }))
}

#[cfg(test)]
mod tests {
    use super::{FoundBy, ways};

    #[test]
    fn a_number_is_found_by_its_beginning_and_by_its_end() {
        let both = |begins: &str, ends: &str| {
            vec![(FoundBy::NumberBegins, begins.to_owned()), (FoundBy::NumberEnds, ends.to_owned())]
        };
        assert_eq!(ways("+1 (555) 0100"), both("+15550100", "00105551"));
        assert_eq!(ways("030 1234"), both("+301234", "432103"));
        assert_eq!(ways("12"), []);
        assert_eq!(ways("  "), []);
    }

    #[test]
    fn words_are_looked_for_however_they_are_written() {
        let both =
            vec![(FoundBy::Name, "ÄNNE 2".to_lowercase()), (FoundBy::Email, "änne 2".into())];
        assert_eq!(ways(" ÄNNE 2 "), both);
    }
}
