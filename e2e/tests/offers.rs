//! Who is rung, and what becomes of the ring.

use std::time::Duration;

use desk::{CallId, Command, ConversationId, OfferId, Status, TeammateId};
use e2e::floor::{Floor, until_hears_music, until_over, until_up};
use e2e::operator::Refused;
use e2e::server::Setup;
use phones::{Behaviour, Ending, Side};

const CLEO: &str = "+15550201";
const OTTO: &str = "+15550202";

const GAVE_UP: &str = "Call ended by customer before a teammate answered.";

fn at_once() -> Behaviour {
    Behaviour::AnswerAfter(Duration::ZERO)
}

fn declines() -> Behaviour {
    Behaviour::DeclineAfter(Duration::from_millis(100))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decline_rings_the_next_teammate_at_once_and_leaves_the_first_in_peace() {
    let floor = Floor::open(Setup::support("", ""), &[declines(), declines()]).await;
    let first = floor.call(CLEO);
    floor.operator.until_stage(CLEO, "queued").await;
    let declined = floor.operator.live_calls().await;
    let page = floor.operator.page(declined[0].id).await;
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Call declined by Ana using the Decline button.",
        "Ringing Ben",
        "Call declined by Ben using the Decline button.",
    ];
    // Between two rings the call is never seen waiting, so this is after both.
    assert_eq!(page.words(), words);
    let (declined, next) = (page.line(words[2]), page.line(words[3]));
    assert_eq!(declined.cause.as_deref(), Some("decline_button"));
    assert_eq!(declined.at_ms, next.at_ms, "in the same moment");
    // A later caller may ring them: the five minutes of peace are about the first call only,
    // which waits although both are free again.
    floor.phone(1).set_behaviour(at_once());
    let second = floor.call(OTTO);
    floor.until_talking(1, &second).await;
    second.hang_up();
    floor.operator.until_over(OTTO).await;
    floor.operator.until_shown(1, "Active").await;
    floor.operator.until_stage(CLEO, "queued").await;
    assert_eq!((floor.phone(1).view().rings, floor.phone(2).view().rings), (2, 1));
    first.hang_up();
    let words = [&words[..], &[GAVE_UP]].concat();
    let page = floor.log_reads(CLEO, &words).await;
    assert_eq!(page.call.outcome.as_deref(), Some("abandoned (queue)"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ring_nobody_answers_is_missed_and_goes_to_the_next_teammate() {
    let setup = Setup::support("", "").desk("ring_seconds = 2");
    let floor = Floor::open(setup, &[Behaviour::Ignore, at_once()]).await;
    let call = floor.call(CLEO);
    floor.until_rings(1).await;
    floor.until_talking(2, &call).await;
    floor.until_idle(1).await;
    assert_eq!(floor.phone(1).view().last, Some(Ending { by: Side::Far, code: 487 }));
    assert_eq!(floor.phone(1).view().rings, 1);
    floor.phone(2).hang_up();
    assert_eq!(until_over(&call).await, Ending { by: Side::Far, code: 200 });
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Call missed by Ana.",
        "Ringing Ben",
        "Call answered by Ben.",
        "Call ended by Ben.",
    ];
    let page = floor.log_reads(CLEO, &words).await;
    let rang_ms = page.line(words[2]).at_ms - page.line(words[1]).at_ms;
    assert_eq!(rang_ms, 2_000, "to the millisecond, as the setting says");
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));
    let nearest = page.offers[1]["nearest"].as_array().unwrap();
    let ana = nearest.iter().find(|one| one["name"] == "Ana").unwrap();
    assert_eq!(ana["standing"], "excluded");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_away_teammate_claims_a_call_that_rings_elsewhere() {
    let floor = Floor::open(Setup::support("", ""), &[Behaviour::Ignore, Behaviour::Ignore]).await;
    let away = Command::SetStatus { teammate: TeammateId(2), status: Status::Away };
    floor.operator.command(2, away).await.unwrap();
    let call = floor.call(CLEO);
    floor.until_rings(1).await;
    let ringing = floor.operator.until_stage(CLEO, "ringing").await;
    let claim = Command::Claim { call: CallId(ringing.id) };
    floor.operator.command(2, claim.clone()).await.unwrap();
    floor.until_talking(2, &call).await;
    floor.until_idle(1).await;
    let late = floor.operator.command(1, claim).await.unwrap_err();
    assert_eq!(late.status, 409, "{late:?}");
    call.hang_up();
    let page = floor.operator.until_over(CLEO).await;
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Manual answer requested by Ben.",
        "Call answered by Ben.",
        "Call ended by customer.",
    ];
    let read: Vec<&str> = page.words().into_iter().filter(|word| *word != "Ringing Ben").collect();
    assert_eq!(read, words);
    assert!(page.line("Stopped ringing Ana.").details);
    assert_eq!(page.offers[1]["how"], "claimed");
    floor.operator.until_shown(2, "Away").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_auto_answer_mode_calls_connect_without_action_and_cannot_be_declined() {
    let setup = Setup::support("", "").desk("answer_mode = \"auto\"");
    let floor = Floor::open(setup, &[Behaviour::Ignore, Behaviour::Dead]).await;
    let first = floor.call(CLEO);
    floor.until_talking(1, &first).await;
    let second = floor.call(OTTO);
    let ringing = floor.operator.until_stage(OTTO, "ringing").await;
    let page = floor.operator.page(ringing.id).await;
    let offer = OfferId(page.offers[0]["id"].as_u64().unwrap());
    let refused = floor.operator.command(2, Command::Decline { offer }).await.unwrap_err();
    assert_eq!(refused, Refused { status: 409, code: "auto_answer_on".to_owned() });
    second.hang_up();
    first.hang_up();
    let words =
        ["Queued for Support", "Ringing Ana", "Call answered by Ana.", "Call ended by customer."];
    floor.log_reads(CLEO, &words).await;
    let page = floor.operator.until_over(OTTO).await;
    assert!(page.words().iter().all(|line| !line.contains("Decline button")), "{page:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_gives_up_while_a_phone_rings_stops_the_ring() {
    let floor = Floor::open(Setup::support("", ""), &[Behaviour::Ignore]).await;
    let call = floor.call(CLEO);
    floor.until_rings(1).await;
    until_hears_music(&call).await;
    call.hang_up();
    floor.until_idle(1).await;
    assert_eq!(floor.phone(1).view().last, Some(Ending { by: Side::Far, code: 487 }));
    let page = floor.log_reads(CLEO, &["Queued for Support", "Ringing Ana", GAVE_UP]).await;
    assert_eq!(page.call.outcome.as_deref(), Some("no answer"));
    // At once free for the next caller.
    let next = floor.call(OTTO);
    floor.until_rings(1).await;
    floor.phone(1).answer();
    floor.until_talking(1, &next).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_gives_up_in_the_queue_is_counted_there_and_the_next_one_is_served() {
    let floor = Floor::open(Setup::support("", ""), &[at_once()]).await;
    let first = floor.call(CLEO);
    floor.until_talking(1, &first).await;
    let second = floor.call(OTTO);
    floor.operator.until_stage(OTTO, "queued").await;
    let third = floor.call("+15550203");
    floor.operator.until_stage("+15550203", "queued").await;
    until_hears_music(&second).await;
    second.hang_up();
    let page = floor.log_reads(OTTO, &["Queued for Support", GAVE_UP]).await;
    assert_eq!(page.call.outcome.as_deref(), Some("abandoned (queue)"));
    first.hang_up();
    floor.operator.until_stage("+15550203", "talking").await;
    floor.until_talking(1, &third).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_call_assigned_by_hand_stops_that_ring_and_bars_its_owner() {
    let floor = Floor::open(Setup::support("", ""), &[Behaviour::Ignore, Behaviour::Ignore]).await;
    let call = floor.call(CLEO);
    floor.until_rings(1).await;
    let ringing = floor.operator.until_stage(CLEO, "ringing").await;
    let assign = Command::Assign {
        conversation: ConversationId(ringing.conversation),
        teammate: Some(TeammateId(1)),
        team: None,
    };
    floor.operator.command(2, assign).await.unwrap();
    floor.until_idle(1).await;
    floor.until_rings(2).await;
    assert_eq!(floor.operator.page(ringing.id).await.assignee, Some(1));
    let claim = Command::Claim { call: CallId(ringing.id) };
    let barred = floor.operator.command(1, claim).await.unwrap_err();
    assert!([403, 409].contains(&barred.status), "{barred:?}");
    floor.phone(2).answer();
    floor.until_talking(2, &call).await;
    assert_eq!(floor.phone(1).view().rings, 1);
    call.hang_up();
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Ringing Ben",
        "Call answered by Ben.",
        "Call ended by customer.",
    ];
    let page = floor.log_reads(CLEO, &words).await;
    let assigned: Vec<&str> = page
        .timeline
        .iter()
        .filter(|line| line.text.starts_with("Assigned to"))
        .map(|line| line.text.as_str())
        .collect();
    assert_eq!(assigned, ["Assigned to Ana."]);
    assert_eq!(page.assignee, Some(2), "whoever answers becomes the assignee");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teammate_who_goes_away_stops_ringing_and_has_not_pressed_a_button() {
    let floor = Floor::open(Setup::support("", ""), &[Behaviour::Ignore, at_once()]).await;
    let call = floor.call(CLEO);
    floor.until_rings(1).await;
    let away = Command::SetStatus { teammate: TeammateId(1), status: Status::Away };
    floor.operator.command(1, away).await.unwrap();
    floor.until_idle(1).await;
    floor.until_talking(2, &call).await;
    call.hang_up();
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Call declined by Ana",
        "Ringing Ben",
        "Call answered by Ben.",
        "Call ended by customer.",
    ];
    let page = floor.log_reads(CLEO, &words).await;
    assert_eq!(page.line("Call declined by Ana").cause.as_deref(), Some("went_away"));
    floor.operator.until_shown(1, "Away").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrap_up_keeps_the_phone_silent_until_its_owner_switches_to_active() {
    let floor = Floor::open(Setup::support("wrap_up_seconds = 600", ""), &[at_once()]).await;
    let first = floor.call(CLEO);
    floor.until_talking(1, &first).await;
    first.hang_up();
    floor.operator.until_shown(1, "Away: Call wrap up").await;
    let second = floor.call(OTTO);
    floor.operator.until_stage(OTTO, "queued").await;
    until_hears_music(&second).await;
    assert_eq!(floor.phone(1).view().rings, 1);
    floor.operator.command(1, Command::SwitchToActive).await.unwrap();
    floor.until_talking(1, &second).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_test_workspace_a_call_waits_until_somebody_takes_it() {
    let setup = Setup::support("", "").desk("kind = \"test\"");
    let floor = Floor::open(setup, &[at_once()]).await;
    let call = floor.call(CLEO);
    until_up(&call).await;
    let waiting = floor.operator.until_stage(CLEO, "queued").await;
    until_hears_music(&call).await;
    assert_eq!(floor.phone(1).view().rings, 0);
    let claim = Command::Claim { call: CallId(waiting.id) };
    floor.operator.command(1, claim).await.unwrap();
    floor.until_talking(1, &call).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_operator_is_open_without_the_token() {
    let floor = Floor::open(Setup::support("", ""), &[]).await;
    for path in ["/calls", "/teammates", "/figures", "/settings", "/recordings/1"] {
        let path = format!("/operator/v1{path}");
        for token in [None, Some("another token")] {
            let answer = e2e::http::ask(floor.server.http(), "GET", &path, token, None).await;
            assert_eq!(answer.unwrap().status, 401, "{path}");
        }
    }
    let healthy = e2e::http::ask(floor.server.http(), "GET", "/healthz", None, None).await;
    assert_eq!(healthy.unwrap().status, 200);
    let metrics = e2e::http::ask(floor.server.http(), "GET", "/metrics", None, None).await;
    assert!(metrics.unwrap().text().ends_with("# EOF\n"));
}
