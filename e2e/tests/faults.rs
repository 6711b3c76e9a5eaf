//! What the machine below refuses: descriptors, ports, disk, a free database. What is said
//! is clear, and calls that are under way live on.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use e2e::floor::{Floor, exchange, until_over, until_up};
use e2e::proc::{open_files, resident_kb};
use e2e::raw::Stranger;
use e2e::server::{self, NUMBER, Place, Server, Setup, in_a_mount_namespace};
use e2e::{Folder, SOON, until};
use phones::{Behaviour, Call, Ending, Side};

const CLEO: &str = "+15550901";

fn at_once() -> Behaviour {
    Behaviour::AnswerAfter(Duration::ZERO)
}

/// A program in a shell that has changed something for it.
fn after(change: &str, program: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{change} && exec \"$@\""), "sh"]).arg(program);
    command
}

/// So many callers, one after the other, until each is up or refused.
async fn callers(floor: &Floor, count: u32) -> (Vec<Call>, Vec<Ending>) {
    let (mut up, mut refused) = (Vec::new(), Vec::new());
    for nth in 0..count {
        let call = floor.call(&format!("+1555092{nth:04}"));
        let seen = call.until(SOON, |view| view.is_up() || view.ending().is_some()).await.unwrap();
        match seen.ending() {
            Some(ending) => refused.push(ending),
            None => up.push(call),
        }
    }
    (up, refused)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_may_open_few_files_refuses_calls_with_503_and_loses_none() {
    let setup = Setup::support("", "recording = \"on\"");
    let floor =
        Floor::open_with(setup, &[at_once()], |program, _data| after("ulimit -n 72", program))
            .await;
    let said = floor.server.lines().join("\n");
    assert!(said.contains("raise the limit (LimitNOFILE, ulimit -n)"), "{said}");
    let call = floor.call(CLEO);
    floor.until_talking(1, &call).await;
    let (up, refused) = callers(&floor, 80).await;
    assert!(!up.is_empty() && !refused.is_empty(), "{} up, {refused:?}", up.len());
    let busy = Ending { by: Side::Far, code: 503 };
    assert!(refused.iter().all(|ending| *ending == busy), "{refused:?}");
    floor.until_talking(1, &call).await;
    for waiting in &up {
        assert!(waiting.view().is_up(), "a caller who waited was dropped");
        waiting.hang_up();
        until_over(waiting).await;
    }
    call.hang_up();
    let page = floor.operator.until_over(CLEO).await;
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));
    let again = floor.call("+15550903");
    floor.until_talking(1, &again).await;
}

#[tokio::test]
async fn a_server_that_may_open_too_few_files_to_begin_says_so_and_ends() {
    let place = Place::free();
    let folder = Folder::new("few-files");
    let program = place.program().to_owned();
    let data = folder.join("data");
    let mut command = after("ulimit -n 12", &program);
    command.args(["serve", "--data-dir"]).arg(&data).current_dir(folder.path());
    let ended = e2e::Program::start("cordboard", &mut command).end(SOON).await;
    assert_eq!(ended.code, Some(2), "{}", ended.said);
    let last = ended.said.lines().last().unwrap_or_default();
    assert!(last.starts_with("cordboard: "), "a sentence, no panic: {}", ended.said);
    assert!(ended.said.contains("raise the limit (LimitNOFILE, ulimit -n)"), "{}", ended.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_all_audio_ports_are_taken_the_next_caller_gets_503_and_the_others_talk_on() {
    // Eight ports are four legs: two callers who talk.
    let setup = Setup::support("", "").audio_ports(8);
    let floor = Floor::open(setup, &[at_once(), at_once()]).await;
    let first = floor.call(CLEO);
    floor.until_talking(1, &first).await;
    let (up, refused) = callers(&floor, 6).await;
    let busy = Ending { by: Side::Far, code: 503 };
    assert!(!refused.is_empty() && refused.iter().all(|ending| *ending == busy), "{refused:?}");
    floor.until_talking(1, &first).await;
    for waiting in &up {
        assert!(waiting.view().is_up(), "a caller who waited was dropped");
        waiting.hang_up();
        until_over(waiting).await;
    }
    first.hang_up();
    floor.operator.until_over(CLEO).await;
    floor.until_idle(1).await;
    // What was taken is given back.
    for from in ["+15550904", "+15550905", "+15550906"] {
        let call = floor.call(from);
        until_up(&call).await;
        call.hang_up();
        let page = floor.operator.until_over(from).await;
        assert!(page.call.outcome.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_finds_no_room_is_stored_when_there_is_some() {
    let setup = Setup::support("", "recording = \"on\"");
    let floor = Floor::open_on(setup, &[at_once()], ("recordings", "256k")).await;
    let ballast = floor.server.data_inside().join("recordings").join("ballast");
    server::fill(&ballast);
    let call = floor.call(CLEO);
    floor.until_talking(1, &call).await;
    call.hang_up();
    let page = floor.operator.until_over(CLEO).await;
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));
    until("the job that stores it has failed", SOON, async || {
        (floor.metric("cordboard_jobs_failed_total").await > 0).then_some(())
    })
    .await;
    // Others are served meanwhile.
    let next = floor.call("+15550907");
    floor.until_talking(1, &next).await;
    std::fs::remove_file(&ballast).unwrap();
    let kept = floor.operator.recording(page.recordings[0].id).await;
    assert_eq!(Some(kept.length_ms()), page.recordings[0].length_ms);
}

#[tokio::test]
async fn a_disk_that_can_only_be_read_is_told_in_a_sentence() {
    let folder = Folder::new("read-only");
    let data = folder.join("data");
    std::fs::create_dir(&data).unwrap();
    let mut command = in_a_mount_namespace("mount -t tmpfs -o ro tmpfs \"$1\" && shift", &data);
    command.arg(Place::free().program());
    command.args(["serve", "--data-dir"]).arg(&data).current_dir(folder.path());
    let ended = e2e::Program::start("cordboard", &mut command).end(SOON).await;
    assert_eq!(ended.code, Some(2), "{}", ended.said);
    let last = ended.said.lines().last().unwrap_or_default();
    let named = last.contains(data.to_str().unwrap());
    assert!(last.starts_with("cordboard: ") && named, "{}", ended.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_from_strangers_leaves_the_memory_and_the_live_call_as_they_were() {
    const FLOOD: u32 = 20_000;
    let floor = Floor::open(Setup::support("", ""), &[at_once()]).await;
    let call = floor.call(CLEO);
    floor.until_talking(1, &call).await;
    let before_kb = resident_kb(floor.server.id());
    let stranger = Stranger::at(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 9)), floor.server.sip()).await;
    for nth in 0..FLOOD {
        let method = ["INVITE", "OPTIONS", "REGISTER", "SUBSCRIBE"][nth as usize % 4];
        let request = stranger.request(method, NUMBER, &format!("flood-{nth}"), "");
        stranger.says(request.as_bytes()).await;
        if nth % 50 == 0 {
            // So that the system's own buffer is not what throws most of it away.
            tokio::task::yield_now().await;
        }
    }
    floor.until_talking(1, &call).await;
    let after_kb = resident_kb(floor.server.id());
    // Sixteen megabytes: what a few thousand half-open transactions may hold.
    assert!(after_kb < before_kb + 16_384, "{before_kb} kB before, {after_kb} kB after");
    assert_eq!(floor.operator.calls().await.len(), 1);
    call.hang_up();
    floor.operator.until_over(CLEO).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_is_restored_into_a_fresh_folder_and_serves() {
    let floor = Floor::open(Setup::support("", ""), &[at_once(), at_once()]).await;
    let done = floor.call(CLEO);
    floor.until_talking(1, &done).await;
    done.hang_up();
    floor.operator.until_over(CLEO).await;
    let live = floor.call("+15550908");
    until_up(&live).await;
    let place = Place::free();
    std::fs::create_dir(place.data()).unwrap();
    let copy = place.data().join("cordboard.db");
    // Calls come and go while it is copied.
    let arguments = ["backup", "--to", copy.to_str().unwrap()];
    let load = async {
        for nth in 0..20 {
            let call = floor.call(&format!("+1555093{nth:04}"));
            until_up(&call).await;
            call.hang_up();
            until_over(&call).await;
        }
    };
    let (backup, ()) = tokio::join!(floor.server.run(&arguments, SOON), load);
    assert_eq!(backup.code, Some(0), "{}", backup.said);
    let data = place.data();
    let arguments = ["check", "--data-dir", data.to_str().unwrap()];
    let checked = server::run(&arguments, &data, SOON).await;
    assert_eq!(checked.code, Some(0), "{}", checked.said);
    assert!(checked.said.contains("every invariant holds"), "{}", checked.said);
    // A server that begins with it knows the calls, and closes those that were live in it.
    let phones = exchange(Ipv4Addr::LOCALHOST).await;
    let ana = phones.phone(phones::PhonePlan::new("ana", at_once())).unwrap();
    let setup = Setup::support("", "").teammate(1, "Ana", &[ana.uri()]).teammate(2, "Ben", &[]);
    let restored = Server::start_at(place, &setup).await;
    let calls = restored.operator().ended_calls().await;
    let outcome = |from: &str| {
        let call = calls.iter().find(|call| call.caller.as_deref() == Some(from));
        call.and_then(|call| call.outcome.clone())
    };
    assert_eq!(outcome(CLEO).as_deref(), Some("completed"));
    assert_eq!(outcome("+15550908").as_deref(), Some("failed (node_lost)"));
    let callers = exchange(Ipv4Addr::LOCALHOST).await;
    let plan = phones::CallPlan::new(NUMBER, restored.sip());
    let call = callers.call(phones::CallPlan { from: Some(CLEO.into()), ..plan }).unwrap();
    ana.until(SOON, phones::PhoneView::is_up).await.unwrap();
    restored.operator().until_stage(CLEO, "talking").await;
    call.hang_up();
    let page = restored.operator().until_over(CLEO).await;
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn descriptors_come_back_after_calls_that_were_cut_in_every_way() {
    let floor = Floor::open(Setup::support("", "recording = \"on\""), &[at_once()]).await;
    let call = floor.call(CLEO);
    floor.until_talking(1, &call).await;
    call.hang_up();
    floor.operator.until_over(CLEO).await;
    floor.until_idle(1).await;
    let base = open_files(floor.server.id());
    for nth in 0..12_u64 {
        let from = format!("+1555094{nth:04}");
        let call = floor.place(phones::CallPlan {
            stay: Some(Duration::from_millis(nth * 40)),
            ..floor.plan(&from)
        });
        until_over(&call).await;
    }
    until("all descriptors are given back", SOON, async || {
        (open_files(floor.server.id()) <= base).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_configuration_that_is_garbage_is_told_in_a_sentence() {
    let folder = Folder::new("garbage");
    let files: [(&str, &[u8]); 4] = [
        ("binary", b"\x00\x01\xff\xfe\x80cordboard"),
        ("latin", b"[desk]\nname = \"Caf\xe9\"\n"),
        ("cut", b"[sip]\nbind = \"127.0.0.1:50"),
        ("twice", b"[sip]\nbind = \"127.0.0.1:0\"\n[sip]\nbind = \"127.0.0.1:0\"\n"),
    ];
    for (name, bytes) in files {
        folder.write(name, bytes);
        let ended = server::run(&["serve", "--config", name], folder.path(), SOON).await;
        assert_eq!(ended.code, Some(2), "{name}: {}", ended.said);
        assert!(ended.said.contains(name), "{name}: {}", ended.said);
        assert!(!ended.said.contains("panicked"), "{name}: {}", ended.said);
    }
    std::fs::create_dir(folder.join("a-folder")).unwrap();
    let ended = server::run(&["serve", "--config", "a-folder"], folder.path(), SOON).await;
    assert_eq!(ended.code, Some(2), "{}", ended.said);
}
