use std::process::Command;

use e2e::mail::{Encrypts, MailServer};
use serde_json::json;
use store::JobFilter;

use crate::stage::{Stage, notification};

/// Runs `cordboard jobs`; returns its code and what it printed.
fn jobs(folder: &std::path::Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cordboard"))
        .arg("jobs")
        .args(arguments)
        .arg("--config")
        .arg(folder.join("cordboard.toml"))
        .arg("--data-dir")
        .arg(folder.join("data"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code(), text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_sees_what_fails_and_has_it_tried_again_while_the_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = MailServer::start(Encrypts::AfterStartTls).await;
    let busy = json!({"at": "mail", "do": "reply", "text": "451 4.3.0 Busy", "times": 2});
    server.plan(json!([busy]));
    let stage = Stage::open(folder.path(), &server.section()).await;
    stage.save(notification(&["ana@example.org"])).await;
    let call = stage.call().await;
    let key = stage
        .until("an attempt has failed", async || {
            stage.jobs(JobFilter::Failing).await.first().map(|job| job.key.clone())
        })
        .await;
    let (code, out) = jobs(folder.path(), &["--failing"]);
    assert_eq!(code, Some(0));
    assert!(out.contains(&key) && out.contains("451 4.3.0 Busy"), "{out}");
    assert!(out.contains("failed once"), "{out}");
    assert!(out.trim_end().lines().last().unwrap().contains("1 failing"), "{out}");
    let (code, out) = jobs(folder.path(), &["--retry", &key]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("is due now"), "{out}");
    stage.settled_mails(call).await;
    let (_, out) = jobs(folder.path(), &["--done"]);
    let line = out.lines().find(|line| line.starts_with(&format!("{key} ")));
    let to = format!("send mail {} to ana@example.org", key.strip_prefix("send-mail-").unwrap());
    assert!(line.is_some_and(|line| line.contains(&to) && line.contains("ago")), "{out}");
    let judged = format!("judge the notifications of call {call} (A <b>caller</b>)");
    assert!(out.contains(&judged), "{out}");
    let (code, out) = jobs(folder.path(), &["--retry", &key]);
    assert_eq!((code, out.trim_end()), (Some(1), format!("{key} is done already").as_str()));
    let (code, out) = jobs(folder.path(), &["--retry", "nothing"]);
    assert_eq!((code, out.trim_end()), (Some(1), "nothing is no job here"));
    stage.running.stop().await;
}
