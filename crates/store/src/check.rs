//! The invariants that are queries: what must hold of every log and its rows, whoever
//! wrote them. `cordboard check`, the kill test and the simulator ask the same code.

mod after;
mod audit;
mod content;
mod endings;
mod offers;
mod rest;
mod rows;
mod rules;

use std::collections::BTreeMap;
use std::fmt;

use desk::{CallId, Fold, Logged, Row, RowKey, Seq, WorkspaceId};

pub use self::audit::Audit;
use crate::db::Store;
use crate::error::StoreError;

/// How many lines of the log are read at a time.
const PAGE: u32 = 5_000;

/// After so many breaches a check says no more: the first ones tell what is wrong.
const BREACHES_MAX: usize = 1_000;

/// Something that must hold and does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Which invariant, as the list of them names it: `S1`, `E9`.
    pub invariant: &'static str,
    /// The call it concerns.
    pub call: Option<CallId>,
    /// The line of the log where it shows.
    pub seq: Option<Seq>,
    /// One sentence.
    pub what: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.invariant, self.what)?;
        if let Some(call) = self.call {
            write!(f, " (call {call})")?;
        }
        if let Some(seq) = self.seq {
            write!(f, " (line {seq})")?;
        }
        Ok(())
    }
}

/// Checks a whole log and the state parts of the rows it should have led to.
pub fn check<'a>(
    workspace: WorkspaceId,
    log: impl IntoIterator<Item = &'a Logged>,
    rows: &BTreeMap<RowKey, Row>,
) -> Vec<Breach> {
    let mut audit = Audit::default();
    let mut fold = Fold::new(workspace);
    for logged in log {
        audit.see(logged);
        fold.apply(logged);
    }
    let mut breaches = audit.finish(rows);
    compare(fold.rows(), rows, &mut breaches);
    breaches.truncate(BREACHES_MAX);
    breaches
}

impl Store {
    /// Checks a workspace's log and rows against every invariant that is a query; no
    /// breach is an empty list. The rows are held in memory meanwhile, so it wants a
    /// machine of the desk's size; commits that happen meanwhile are left out of the log
    /// but may show in the rows: ask when the workspace is at rest, or ask a backup.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn check(&self, workspace: WorkspaceId) -> Result<Vec<Breach>, StoreError> {
        let mut audit = Audit::default();
        let mut fold = Fold::new(workspace);
        let mut after = Seq(0);
        loop {
            let page = self.facts_after(workspace, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            for logged in &page {
                audit.see(logged);
                fold.apply(logged);
            }
        }
        let (rows, mut breaches) = self.rows(workspace).await?;
        breaches.extend(self.count_outcomes(workspace, &audit).await?);
        breaches.extend(self.count_contacts(workspace, &audit).await?);
        breaches.extend(self.left_of_erased(workspace, &audit, &rows).await?);
        breaches.extend(self.judged(workspace, &audit).await?);
        breaches.extend(self.meant(workspace, &rows).await?);
        breaches.extend(audit.finish(&rows));
        compare(fold.rows(), &rows, &mut breaches);
        breaches.truncate(BREACHES_MAX);
        Ok(breaches)
    }
}

/// E9: what the log folds to is what the rows say, both ways.
fn compare(
    folded: &BTreeMap<RowKey, Row>,
    stored: &BTreeMap<RowKey, Row>,
    breaches: &mut Vec<Breach>,
) {
    let mut breach = |key: &RowKey, what: String| {
        breaches.push(Breach { invariant: "E9", call: call_of(key), seq: None, what });
    };
    for (key, row) in folded {
        match stored.get(key) {
            None => breach(key, format!("the log leads to {row:?}, which is not stored")),
            Some(found) if found != row => {
                breach(key, format!("the log leads to {row:?}, stored is {found:?}"));
            }
            Some(_) => {}
        }
    }
    for (key, row) in stored {
        if !folded.contains_key(key) {
            breach(key, format!("stored is {row:?}, to which the log does not lead"));
        }
    }
}

fn call_of(key: &RowKey) -> Option<CallId> {
    match key {
        RowKey::Call(call) | RowKey::Segment(call, _) => Some(*call),
        RowKey::Settings(_)
        | RowKey::Teammate(_)
        | RowKey::Contact(_)
        | RowKey::Conversation(_)
        | RowKey::Offer(_)
        | RowKey::Note(_)
        | RowKey::Recording(_)
        | RowKey::Result(_)
        | RowKey::Mail(_)
        | RowKey::Task(_)
        | RowKey::Alert(_) => None,
    }
}
