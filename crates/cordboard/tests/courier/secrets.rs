use std::process::{Command, Stdio};
use std::time::Duration;

use e2e::mail::{Encrypts, MailServer, PASSWORD};
use e2e::{Program, until};
use phones::{CallPlan, Exchange};
use serde_json::json;
use store::{Store, StoreSettings};

use crate::stage::{NUMBER, SOON, notification, toml};

/// T6, with everything logged that can be.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_passwords_nor_secrets_nor_addresses_get_into_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = MailServer::start_with_login(Encrypts::AfterStartTls).await;
    // One of the two mails is put off, the other one is refused with its address.
    let gone = "550 5.1.1 ana@example.org and ben@example.org are not here";
    server.plan(json!([
        {"at": "auth", "do": "reply", "text": "454 4.7.0 Not now"},
        {"at": "rcpt", "do": "reply", "text": gone},
    ]));
    let trunk = "[[sip.trunks]]\nname = \"loopback\"\naddresses = [\"127.0.0.1\"]\n";
    let file = folder.path().join("cordboard.toml");
    let sections = format!("{trunk}{}", server.section());
    std::fs::write(&file, format!("log = \"trace\"\n{}", toml(&sections))).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cordboard"));
    command.arg("serve").arg("--config").arg(&file).arg("--data-dir");
    command.arg(folder.path().join("data")).stdin(Stdio::null());
    // The notification is there before the server is.
    let stage = crate::stage::Stage::open(folder.path(), &sections).await;
    stage.save(notification(&["ana@example.org", "ben@example.org"])).await;
    stage.running.stop().await;
    std::fs::write(&file, format!("log = \"trace\"\n{}", toml(&sections))).unwrap();
    let mut program = Program::start("cordboard serve", &mut command);
    let sip = until("it is ready", SOON, async || {
        let line = program.line_with(&["ready sip="])?;
        line.split_whitespace().find_map(|word| word.strip_prefix("sip=")?.parse().ok())
    })
    .await;
    let callers = Exchange::open([127, 0, 0, 1].into()).await.unwrap();
    let call = callers.call(CallPlan::new(NUMBER, sip)).unwrap();
    call.until(SOON, |call| call.is_up() || call.ending().is_some()).await.unwrap();
    call.hang_up();
    server.until_accepted(1).await;
    program.terminate();
    program.end(SOON + Duration::from_secs(10)).await;
    let log = program.lines().join("\n");
    let logged = ["a job failed", "a mail will not be sent"].map(|words| log.contains(words));
    assert_eq!(logged, [true, true], "attempts were logged");
    let plain = format!("\0{}\0{PASSWORD}", e2e::mail::USER);
    for secret in [PASSWORD, &base64(PASSWORD), &base64(&plain), "@example.org"] {
        assert!(!log.contains(secret), "{secret:?} is in the log");
    }
    let url = format!("sqlite://{}", folder.path().join("data/cordboard.db").display());
    let store = Store::open(&StoreSettings::new(url)).await.unwrap();
    let facts = store.facts_after(cordboard::WORKSPACE, desk::Seq(0), 10_000).await.unwrap();
    let facts = format!("{facts:?}");
    assert!(!facts.contains(PASSWORD), "facts hold none");
}

/// As RFC 4648 has it, without padding, so that any longer text is found by it as well.
fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    // Whole groups of three alone: what follows them depends on what comes after.
    for group in text.as_bytes().chunks_exact(3) {
        let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
        for shift in [18, 12, 6, 0] {
            out.push(char::from(LETTERS[(bits >> shift & 63) as usize]));
        }
    }
    out
}
