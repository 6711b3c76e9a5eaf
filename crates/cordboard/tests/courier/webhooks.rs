use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use cordboard::WORKSPACE;
use desk::{Document, Toggle, WebhookEvent, WebhookId, WebhookSettings};
use serde_json::Value;
use store::JobFilter;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::stage::Stage;

/// Bodies and ids that arrived.
pub(crate) type Arrived = Arc<Mutex<Vec<(String, Value)>>>;

/// Answers with these statuses, one after the other; the last one stays.
pub(crate) async fn receiver(statuses: &'static [&'static str]) -> (SocketAddr, Arrived) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let arrived = Arrived::default();
    let kept = Arc::clone(&arrived);
    tokio::spawn(async move {
        let mut statuses = statuses.iter();
        let mut status = "200 OK";
        while let Ok((mut stream, _)) = listener.accept().await {
            status = statuses.next().copied().unwrap_or(status);
            let mut bytes = Vec::new();
            let (head, body) = loop {
                let mut piece = [0; 4096];
                let read = stream.read(&mut piece).await.unwrap();
                assert!(read > 0, "the request ends early");
                bytes.extend(&piece[..read]);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length: usize = header(head, "content-length").parse().unwrap();
                if body.len() == length {
                    break (head.to_owned(), body.to_owned());
                }
            };
            let id = header(&head, "webhook-id");
            kept.lock().unwrap().push((id, serde_json::from_str(&body).unwrap()));
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (address, arrived)
}

fn header(head: &str, name: &str) -> String {
    let found = head.lines().find_map(|line| {
        let (of, value) = line.split_once(": ")?;
        of.eq_ignore_ascii_case(name).then(|| value.to_owned())
    });
    found.unwrap_or_default()
}

fn webhook(address: SocketAddr, events: &[WebhookEvent]) -> Document {
    let settings = WebhookSettings {
        name: "Receiver".to_owned(),
        url: format!("http://{address}/hook"),
        events: events.iter().copied().collect(),
        on: Toggle::On,
        retired: Toggle::Off,
    };
    Document::Webhook(WebhookId(1), settings)
}

async fn stage(folder: &std::path::Path, address: SocketAddr, sections: &str) -> Stage {
    let stage = Stage::open(folder, sections).await;
    tell(&stage, address).await;
    stage
}

/// Has a receiver told of ended calls.
pub(crate) async fn tell(stage: &Stage, address: SocketAddr) {
    stage.save(webhook(address, &[WebhookEvent::CallEnded])).await;
    let secret = format!("whsec_{}", "QUJD".repeat(8));
    let store = stage.running.store();
    let now = desk::Millis(1);
    store.set_webhook_secret(WORKSPACE, WebhookId(1), &secret, now).await.unwrap();
}

pub(crate) const LAB: &str = "[webhooks]\nallow_internal = [\"127.0.0.0/8\"]\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_is_told_of_an_ended_call_and_again_when_it_failed() {
    let folder = tempfile::tempdir().unwrap();
    let (address, arrived) = receiver(&["500 Oops", "200 OK"]).await;
    let stage = stage(folder.path(), address, LAB).await;
    let call = stage.call().await;
    stage
        .until("it took the message", async || {
            let done = stage.jobs(JobFilter::Done).await;
            done.iter().any(|job| job.kind == "call_webhook").then_some(())
        })
        .await;
    let arrived = arrived.lock().unwrap().clone();
    assert_eq!(arrived.len(), 2);
    assert_eq!(arrived[0], arrived[1], "the same message under the same id");
    let (id, body) = &arrived[1];
    assert!(id.starts_with("1-webhook-1-"), "{id}");
    assert_eq!(body["type"], "call.ended");
    let data = &body["data"];
    assert_eq!(data["call"], call.0);
    assert_eq!(data["to"], crate::stage::NUMBER);
    assert_eq!(data["direction"], "inbound");
    assert!(data["outcome"].is_string(), "{body}");
    assert!(data["duration_ms"].is_u64() && data["talk_ms"] == 0, "{body}");
    assert!(data["url"].as_str().unwrap().starts_with("https://desk.example.org/"), "{body}");
    stage.sound().await;
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_that_is_gone_for_good_is_given_up_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (address, arrived) = receiver(&["410 Gone"]).await;
    let stage = stage(folder.path(), address, LAB).await;
    stage.call().await;
    let given_up = stage
        .until("it is given up", async || stage.jobs(JobFilter::GivenUp).await.into_iter().next())
        .await;
    assert!(given_up.last_error.unwrap().contains("410"));
    assert_eq!(arrived.lock().unwrap().len(), 1);
    stage.sound().await;
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_inside_is_called_unless_the_operator_allows_it() {
    let folder = tempfile::tempdir().unwrap();
    let (address, arrived) = receiver(&[]).await;
    let stage = stage(folder.path(), address, "").await;
    stage.call().await;
    let failing = stage
        .until("it is refused", async || stage.jobs(JobFilter::Failing).await.into_iter().next())
        .await;
    let words = failing.last_error.unwrap();
    assert!(words.contains("127.0.0.1") && words.contains("webhooks.allow_internal"), "{words}");
    assert!(arrived.lock().unwrap().is_empty());
    let kinds: BTreeSet<_> = [failing.kind].into();
    assert_eq!(kinds, BTreeSet::from(["call_webhook".to_owned()]));
    stage.running.stop().await;
}
