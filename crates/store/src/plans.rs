//! How both databases find what is read: every statement on an index made for it. Whoever adds
//! a read adds it here.

use desk::{ContactId, ConversationState, Millis, Priority, TaskId, TeamId, TeammateId};

use crate::contacts::{self, FoundBy};
use crate::db::{Db, GIVEN_POSTGRES, GIVEN_SQLITE, Lane, Store};
use crate::inbox::{self, Sort, Whose};
use crate::jobs::{self, JobFilter};
use crate::tasks::{self, TaskFilter, TaskPlace, TaskStanding};
use crate::{
    StoreSettings, alerts, audit, case, commit, desk_reads, erase, mails, reads, results, webhooks,
};

#[expect(unreachable_pub, reason = "it is public where it is at home")]
#[path = "../../../e2e/src/postgres.rs"]
mod cluster;

/// A statement, and the index it must use: `PRIMARY KEY` where the key itself is meant.
fn statements(given: &str) -> Vec<(String, &'static str)> {
    let key = "PRIMARY KEY";
    let mut all: Vec<(String, &'static str)> = vec![
        (commit::HELD.to_owned(), key),
        (desk_reads::SETTINGS.to_owned(), key),
        (desk_reads::TEAMMATES.to_owned(), key),
        (desk_reads::OPEN_OFFERS.to_owned(), "offer_open"),
        (desk_reads::CONTACTS_BY_NUMBER.to_owned(), "contact_number"),
        (desk_reads::CONVERSATION.to_owned(), key),
        (desk_reads::LAST.to_owned(), "sqlite_autoindex_fact_1"),
        (desk_reads::OPEN_RECORDINGS.to_owned(), "recording_open"),
        (desk_reads::LIVE_CALLS.to_owned(), "recording_open"),
        (desk_reads::LIVE_CALLS.to_owned(), "call_live"),
        (desk_reads::LIVE_CALLS.to_owned(), "sqlite_autoindex_call_1"),
        (desk_reads::LIVE_CONVERSATIONS.to_owned(), "recording_open"),
        (desk_reads::LIVE_CONVERSATIONS.to_owned(), "call_live"),
        (desk_reads::LIVE_CONVERSATIONS.to_owned(), key),
        (reads::NOTES.to_owned(), "note_conversation"),
        (reads::RECORDINGS_OF_CALL.to_owned(), "recording_call"),
        (reads::RECORDING.to_owned(), key),
        (reads::CONTACT.to_owned(), key),
        (reads::OFFERS_OF_CALL.to_owned(), "offer_call"),
        (reads::facts_of_call_statement(), "fact_call"),
        (reads::facts_of_conversation_statement(), "fact_conversation"),
        (reads::facts_after_statement(), "sqlite_autoindex_fact_1"),
        (reads::ended_calls_statement(), "call_ended"),
        (reads::segments_statement(), key),
        (reads::segments_after_statement(), key),
        (reads::call_statement(), "sqlite_autoindex_call_1"),
        (reads::calls_statement(given), "sqlite_autoindex_call_1"),
        (reads::past_calls_statement(), "sqlite_autoindex_call_1"),
        (audit::LINES.to_owned(), key),
        (contacts::contacts_statement(given), key),
        (contacts::find_statement(FoundBy::Name), "contact_name_key"),
        (contacts::find_statement(FoundBy::Email), "contact_email_key"),
        (contacts::find_statement(FoundBy::NumberBegins), "contact_number"),
        (contacts::find_statement(FoundBy::NumberEnds), "contact_number_key"),
        (inbox::conversations_statement(given), key),
        (inbox::team_counts_statement(&[TeamId(1), TeamId(2)]), "conversation_team"),
    ];
    for (whose, index) in [
        (Whose::All, "conversation_standing"),
        (Whose::Unassigned, "conversation_teammate"),
        (Whose::Teammate(TeammateId(1)), "conversation_teammate"),
        (Whose::Team(TeamId(1)), "conversation_team"),
    ] {
        all.push((inbox::count_statement(whose), index));
        for standing in [ConversationState::Open, ConversationState::Closed] {
            for sort in [Sort::Newest, Sort::Oldest] {
                all.push((inbox::page_statement(whose, Some(standing), sort), index));
            }
        }
    }
    let of_contact = Whose::Contact(ContactId(1));
    for sort in [Sort::Newest, Sort::Oldest] {
        all.push((inbox::page_statement(of_contact, None, sort), "conversation_contact"));
    }
    all.extend(after_the_call().map(|(sql, index)| (sql.to_owned(), index)));
    all.extend(of_tasks());
    for (filter, index) in [
        (JobFilter::Waiting, "job_waiting"),
        (JobFilter::Failing, "job_failing"),
        (JobFilter::GivenUp, "job_given_up"),
        (JobFilter::Done, "job_done"),
    ] {
        all.push((jobs::page_statement(filter), index));
        all.push((jobs::count_statement(filter), index));
    }
    all
}

fn after_the_call() -> [(&'static str, &'static str); 38] {
    let key = "PRIMARY KEY";
    let mail = "sqlite_autoindex_mail_1";
    let [contact, calls, notes, tasks, alerts, mails, refusals] = erase::ERASURES;
    [
        (jobs::DUE, "job_lane"),
        (jobs::NEXT_DUE, "job_lane"),
        (jobs::JOB, key),
        (jobs::RECEIPT, key),
        (jobs::FORGET, "job_done"),
        (results::OF_CALL, "notification_result_call"),
        (results::OF_CONVERSATION, "notification_result_conversation"),
        (results::OF_NOTIFICATION, "notification_result_notification"),
        (results::NEWEST, "notification_result_notification"),
        (results::NEWEST, key),
        (results::RESULT, key),
        (mails::PAGE, mail),
        (mails::OF_CALL, "mail_call"),
        (mails::MAIL, mail),
        (mails::FORGET, "mail_kept"),
        (tasks::TASK, key),
        (tasks::OF_CONVERSATION, "task_conversation"),
        (tasks::COUNT_OPEN, "task_assignee"),
        (alerts::PAGE, key),
        (alerts::UNSEEN, key),
        (alerts::SEEN_UNTIL, key),
        (webhooks::SECRET, key),
        (webhooks::WITH_SECRET, key),
        (case::FIRST_NOTES, "note_conversation"),
        (case::RECORDING_AND_CALL, key),
        (case::RECORDINGS_OF_CONTACT, "conversation_contact"),
        (case::RECORDINGS_OF_CONTACT, "call_conversation"),
        (case::RECORDINGS_OF_CONTACT, "recording_call"),
        (contact, key),
        (calls, "call_conversation"),
        (notes, "note_conversation"),
        (tasks, "task_conversation"),
        (alerts, "alert_conversation"),
        (mails, "mail_call"),
        (mails, "conversation_contact"),
        (refusals, "mail_call"),
        (refusals, key),
        (erase::OLD_RECORDINGS, "recording_kept"),
    ]
}

fn of_tasks() -> Vec<(String, &'static str)> {
    let place = TaskPlace { priority: Priority::High, at: Millis(5), id: TaskId(7) };
    let mut all = Vec::new();
    for after in [None, Some(place)] {
        for priority in [None, Some(Priority::Urgent)] {
            for (standing, assignee, index) in [
                (TaskStanding::Open, None, "task_open"),
                (TaskStanding::Open, Some(TeammateId(1)), "task_assignee"),
                (TaskStanding::Done, None, "task_done"),
                (TaskStanding::Done, Some(TeammateId(1)), "task_done"),
            ] {
                let filter = TaskFilter { standing, assignee, priority };
                all.push((tasks::page_statement(&filter, after), index));
            }
        }
    }
    all
}

#[tokio::test]
async fn every_statement_is_answered_from_an_index_of_its_own_in_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/desk.db", folder.path().display());
    let store = Store::open(&StoreSettings::new(url)).await.unwrap();
    let Db::Sqlite(sqlite) = &store.db else { unreachable!("opened as SQLite") };
    for (sql, index) in statements(GIVEN_SQLITE) {
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let steps: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(explain).fetch_all(sqlite.readers(Lane::Reports)).await.unwrap();
        let plan: Vec<&str> = steps.iter().map(|(.., step)| step.as_str()).collect();
        assert!(plan.iter().any(|step| step.contains(index)), "not by {index}: {sql}\n{plan:#?}");
        for step in plan {
            // A list of ids, what was found before, and one row for each workspace.
            let listed = [
                "SCAN json_each",
                "SCAN counted",
                "SCAN CONSTANT ROW",
                "SCAN found",
                "SCAN firsts",
                "SCAN lease",
                "SCAN own",
                "SCAN shared",
            ];
            let listed = listed.iter().any(|harmless| step.starts_with(harmless));
            assert!(listed || !step.starts_with("SCAN "), "reads everything: {sql}\n{step}");
            let sorts = step.contains("USE TEMP B-TREE FOR ORDER BY");
            assert!(!sorts, "sorts what the index should give in order: {sql}");
        }
    }
}

/// Empty tables are read whole whatever there is; so PostgreSQL is told that this, sorting and
/// hashing are dear, and that it does not know the values.
const AS_IF_THEY_WERE_FULL: &str = "SET plan_cache_mode = force_generic_plan; \
    SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; \
    SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off; ";

#[tokio::test]
async fn every_statement_is_answered_from_an_index_of_its_own_in_postgresql() {
    let url = cluster::database();
    Store::open(&StoreSettings::new(url.clone())).await.unwrap().close().await;
    let all = statements(GIVEN_POSTGRES);
    let mut script = AS_IF_THEY_WERE_FULL.to_owned();
    for (n, (sql, _)) in all.iter().enumerate() {
        let values = (1..=9).filter(|n| sql.contains(&format!("${n}"))).map(|_| "NULL");
        let values = values.collect::<Vec<_>>().join(", ");
        let values = if values.is_empty() { values } else { format!("({values})") };
        script.push_str(&format!(
            "PREPARE s{n} AS {sql}; SELECT '-- {n}'; EXPLAIN (COSTS OFF) EXECUTE s{n}{values}; "
        ));
    }
    let mut plans: Vec<Vec<String>> = Vec::new();
    for line in cluster::psql(&url, &script) {
        match (line.starts_with("-- "), plans.last_mut()) {
            (true, _) => plans.push(Vec::new()),
            (false, Some(plan)) => plan.push(line),
            (false, None) => panic!("before the first plan: {line}"),
        }
    }
    assert_eq!(plans.len(), all.len());
    let wrong: Vec<_> = all
        .iter()
        .zip(plans)
        .filter_map(|((sql, index), plan)| {
            let why = objection(index, &plan)?;
            Some(format!("{why}: {sql}\n{}\n", plan.join("\n")))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Of these two an empty table gives PostgreSQL no reason to prefer the first, which is meant:
/// both begin with what is sought, and only rows show how much each leaves over.
const TIES: [(&str, &str); 2] =
    [("conversation_teammate", "conversation_standing"), ("mail_pkey", "mail_call")];

/// What is wrong with a plan, if anything is.
fn objection(index: &str, plan: &[String]) -> Option<String> {
    let table = index.strip_prefix("sqlite_autoindex_").and_then(|rest| rest.strip_suffix("_1"));
    let name = match (index, table) {
        ("PRIMARY KEY", _) => "_pkey".to_owned(),
        (_, Some(table)) => format!("{table}_pkey"),
        (index, None) => index.to_owned(),
    };
    let tied = TIES.iter().filter(|(meant, _)| *meant == name).map(|(_, other)| *other);
    let found = |name: &str| plan.iter().any(|step| step.contains(name));
    if !found(&name) && !tied.into_iter().any(found) {
        return Some(format!("not by {name}"));
    }
    let mut steps = plan.iter().peekable();
    while let Some(step) = steps.next() {
        // One row for each workspace.
        if step.contains("Seq Scan") && !step.contains(" on lease") {
            return Some(format!("reads everything ({})", step.trim()));
        }
        let by_index = step.contains("Index Scan") || step.contains("Index Only Scan");
        let sought = steps.peek().is_some_and(|next| next.contains("Index Cond"));
        if by_index && !sought && !step.contains(" on lease") {
            return Some(format!("reads the whole index ({})", step.trim()));
        }
        if step.trim_start_matches(['-', '>', ' ']).starts_with("Sort") && !step.contains("Key") {
            return Some("sorts what the index should give in order".to_owned());
        }
    }
    None
}
