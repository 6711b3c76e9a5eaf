//! What goes wrong below: the disk is full, the store cannot be written, the server is
//! asked to end. Calls that are under way go on.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

use std::net::{IpAddr, Ipv4Addr};

use desk::{CallId, Command, Toggle};
use e2e::floor::{Floor, exchange, until_hears_music, until_over};
use e2e::raw::Stranger;
use e2e::server::{self, NUMBER, Server, Setup, fill};
use e2e::tones::{Sounding, listen};
use e2e::{SOON, until};
use phones::{Behaviour, Ending, Side};

const CLEO: &str = "+15550501";
const OTTO: &str = "+15550502";

fn at_once() -> Behaviour {
    Behaviour::AnswerAfter(std::time::Duration::ZERO)
}

async fn proves_itself(server: &Server) {
    let config = server.config();
    let arguments = ["check", "--config", config.to_str().unwrap()];
    let check = server::run(&arguments, server.data().parent().unwrap(), SOON).await;
    assert_eq!(check.code, Some(0), "{}", check.said);
    assert!(check.said.contains("every invariant holds"), "{}", check.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_ends_the_recording_and_not_the_call() {
    // Three seconds of a recording fit.
    let setup = Setup::support("", "recording = \"on\"");
    let floor = Floor::open_on(setup, &[at_once()], ("live", "96k")).await;
    let call = floor.call(CLEO);
    floor.until_talking(1, &call).await;
    let live = floor.operator.until_stage(CLEO, "talking").await;
    let told = "Recording stopped: it could not be stored. The call went on.";
    until("the log says that the recording stopped", SOON, async || {
        let page = floor.operator.page(live.id).await;
        page.words().contains(&told).then_some(())
    })
    .await;
    floor.until_talking(1, &call).await;
    call.hang_up();
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Call answered by Ana.",
        told,
        "Call ended by customer.",
    ];
    let page = floor.log_reads(CLEO, &words).await;
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));
    assert_eq!(page.recordings.len(), 1);
    assert_eq!(page.recordings[0].stage, "failed");
    let kept_ms = page.recordings[0].length_ms.unwrap();
    assert!(kept_ms >= 1_000, "only {kept_ms} ms were kept");
    let kept = floor.operator.recording(page.recordings[0].id).await;
    assert_eq!(kept.length_ms(), kept_ms);
    for (channel, tone) in [(0, 440), (1, 1_000)] {
        let samples = kept.between(channel, 200, kept_ms);
        assert_eq!(listen(samples, &[440, 1_000]), Sounding::Tone(tone));
    }
}

/// Why new calls are refused; nothing when they are not.
async fn not_ready(floor: &Floor) -> Option<String> {
    let ready = e2e::http::ask(floor.server.http(), "GET", "/readyz", None, None).await.unwrap();
    (ready.status == 503).then(|| ready.text())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_store_cannot_be_written_new_calls_get_503_and_live_ones_can_be_ended() {
    let floor = Floor::open_on(Setup::support("", ""), &[at_once(), at_once()], ("", "16m")).await;
    let call = floor.call(CLEO);
    floor.until_talking(1, &call).await;
    let live = CallId(floor.operator.until_stage(CLEO, "talking").await.id);
    let ballast = floor.server.data_inside().join("ballast");
    until("new calls are refused with 503", SOON * 2, async || {
        fill(&ballast);
        let probe = floor.call(OTTO);
        let seen = probe.until(SOON, |view| view.is_up() || view.ending().is_some()).await.unwrap();
        probe.hang_up();
        let refused = seen.ending().is_some_and(|ending| ending.code == 503);
        (refused && not_ready(&floor).await.is_some()).then_some(())
    })
    .await;
    // The room kept for the log is used up as well: not even what is live can be written.
    until("the store cannot be written", SOON * 2, async || {
        fill(&ballast);
        for command in [Command::Hold { call: live }, Command::Resume { call: live }] {
            floor.operator.command(1, command).await.unwrap();
        }
        let why = not_ready(&floor).await?;
        why.contains("The store cannot be written.").then_some(())
    })
    .await;
    // The call that was live is: its two hear each other, can be muted, held and ended.
    floor.until_talking(1, &call).await;
    let mute = |mute| Command::Mute { call: live, mute };
    floor.operator.command(1, mute(Toggle::On)).await.unwrap();
    let silent =
        |heard: &phones::Heard| heard.loudness(std::time::Duration::from_millis(300)) < 0.001;
    call.until_heard(SOON, silent).await.unwrap();
    floor.operator.command(1, mute(Toggle::Off)).await.unwrap();
    floor.until_talking(1, &call).await;
    floor.operator.command(1, Command::Hold { call: live }).await.unwrap();
    until_hears_music(&call).await;
    floor.operator.command(1, Command::End { call: live }).await.unwrap();
    assert_eq!(until_over(&call).await, Ending { by: Side::Far, code: 200 });
    floor.until_idle(1).await;
    // With room again, everything is written down, and calls come in.
    std::fs::remove_file(&ballast).unwrap();
    until("the server is ready again", SOON, async || {
        not_ready(&floor).await.is_none().then_some(())
    })
    .await;
    let page = floor.operator.until_over(CLEO).await;
    assert_eq!(page.words().last(), Some(&"Call ended by Ana."), "{:?}", page.words());
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));
    let next = floor.call("+15550503");
    until("one of the two talks", SOON, async || {
        [1, 2].into_iter().find(|id| floor.phone(*id).view().is_up())
    })
    .await;
    next.hang_up();
    let page = floor.operator.until_over("+15550503").await;
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_asked_to_end_refuses_new_calls_and_waits_for_the_live_one() {
    let mut floor = Floor::open(Setup::support("", "recording = \"on\""), &[at_once()]).await;
    let call = floor.call(CLEO);
    floor.until_talking(1, &call).await;
    floor.server.terminate();
    let carrier = Stranger::at(IpAddr::V4(Ipv4Addr::LOCALHOST), floor.server.sip()).await;
    until("OPTIONS are answered with 503", SOON, async || {
        let id = format!("drain-{:?}", std::time::Instant::now());
        let id: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
        let options = carrier.request("OPTIONS", NUMBER, &id, "");
        (carrier.asks(&options, SOON).await == Some(503)).then_some(())
    })
    .await;
    let late = floor.call(OTTO);
    assert_eq!(until_over(&late).await, Ending { by: Side::Far, code: 503 });
    floor.until_talking(1, &call).await;
    let commanded = floor.operator.until_stage(CLEO, "talking").await;
    call.hang_up();
    floor.until_idle(1).await;
    let ended = floor.server.end(SOON).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert!(ended.said.contains("stopped: 0 calls were cut"), "{}", ended.said);
    proves_itself(&floor.server).await;
    // What was being talked is accounted for and stored when it comes back.
    floor.server.start_again();
    floor.server.until_ready().await;
    let page = floor.operator.until_over(CLEO).await;
    assert_eq!(page.call.id, commanded.id);
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));
    let length_ms = floor.operator.recording(page.recordings[0].id).await.length_ms();
    assert!(length_ms.abs_diff(page.spent_ms("talk")) <= 100, "{length_ms} ms");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_request_to_end_cuts_what_is_live_and_the_log_says_so() {
    let mut floor = Floor::open(Setup::support("", ""), &[at_once()]).await;
    let call = floor.call(CLEO);
    floor.until_talking(1, &call).await;
    floor.server.terminate();
    until("the server drains", SOON, async || {
        let lines = floor.server.lines();
        lines.iter().any(|line| line.starts_with("draining:")).then_some(())
    })
    .await;
    floor.server.terminate();
    let ended = floor.server.end(SOON).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert!(ended.said.contains("stopped: 1 calls were cut"), "{}", ended.said);
    assert_eq!(until_over(&call).await, Ending { by: Side::Far, code: 200 });
    floor.until_idle(1).await;
    floor.server.start_again();
    floor.server.until_ready().await;
    let page = floor.operator.until_over(CLEO).await;
    assert_eq!(page.call.outcome.as_deref(), Some("failed (node_lost)"));
    let words = "Call ended because the server that carried it stopped.";
    assert_eq!(page.words().last(), Some(&words));
    floor.operator.until_shown(1, "Active").await;
    let other = exchange(Ipv4Addr::LOCALHOST).await;
    let again = other.call(floor.plan(OTTO)).unwrap();
    floor.until_talking(1, &again).await;
}
