//! Callers who are turned away, and hear why.

use desk::{Command, Status, TeammateId};
use e2e::floor::{Floor, until_hears_music, until_over, until_up};
use e2e::server::Setup;
use phones::{Behaviour, Ending, Side};

const CLEO: &str = "+15550301";
const OTTO: &str = "+15550302";

/// Calls, hears an announcement, and is hung up; the log says why.
async fn is_turned_away(floor: &Floor, reason: &str, outcome: &str) {
    let call = floor.call(OTTO);
    until_up(&call).await;
    until_hears_music(&call).await;
    assert_eq!(until_over(&call).await, Ending { by: Side::Far, code: 200 });
    let deflected = format!("Call deflected because {reason}");
    let page = floor.log_reads(OTTO, &[&deflected, "Call ended."]).await;
    assert_eq!(page.call.outcome.as_deref(), Some(outcome));
    assert!(page.offers.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_turns_the_next_caller_away() {
    let floor = Floor::open(Setup::support("queue_max = 1", ""), &[Behaviour::Ignore]).await;
    let first = floor.call(CLEO);
    floor.until_rings(1).await;
    is_turned_away(&floor, "Queue is longer than 1 calls.", "deflected (queue full)").await;
    assert!(floor.phone(1).view().is_ringing(), "the one in the queue is not disturbed");
    first.hang_up();
    floor.until_idle(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_everybody_away_callers_are_turned_away_and_with_everybody_busy_they_wait() {
    let floor = Floor::open(Setup::support("", ""), &[Behaviour::Ignore]).await;
    let first = floor.call(CLEO);
    floor.until_rings(1).await;
    let second = floor.call("+15550303");
    floor.operator.until_stage("+15550303", "queued").await;
    second.hang_up();
    // Only then is nobody left whom the phone could ring for next.
    floor.operator.until_over("+15550303").await;
    first.hang_up();
    floor.until_idle(1).await;
    let away = Command::SetStatus { teammate: TeammateId(1), status: Status::Away };
    let outcome = floor.operator.command(1, away).await;
    assert!(outcome.is_ok(), "{outcome:?}");
    is_turned_away(&floor, "No teammates available.", "deflected (no teammates available)").await;
    assert_eq!(floor.phone(1).view().rings, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_the_office_hours_of_the_workspace_callers_are_turned_away() {
    let setup = Setup::support("hours = \"closed\"", "").desk("hours = \"closed\"");
    let floor = Floor::open(setup, &[Behaviour::Ignore]).await;
    let outcome = "deflected (workspace out of office)";
    is_turned_away(&floor, "Workspace out of office.", outcome).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_the_office_hours_of_the_team_callers_are_turned_away() {
    let floor = Floor::open(Setup::support("hours = \"closed\"", ""), &[Behaviour::Ignore]).await;
    let outcome = "deflected (team out of office)";
    is_turned_away(&floor, "Support is out of office.", outcome).await;
}
