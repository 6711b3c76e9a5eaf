use std::collections::BTreeSet;

use cordboard::WORKSPACE;
use desk::{Document, Toggle, WebhookEvent, WebhookId, WebhookSettings};
use e2e::hook::{Receiver, Told};
use store::JobFilter;

use crate::stage::Stage;

fn webhook(url: String, events: &[WebhookEvent]) -> Document {
    let settings = WebhookSettings {
        name: "Receiver".to_owned(),
        url,
        events: events.iter().copied().collect(),
        on: Toggle::On,
        retired: Toggle::Off,
    };
    Document::Webhook(WebhookId(1), settings)
}

async fn stage(folder: &std::path::Path, hook: &Receiver, sections: &str) -> Stage {
    let stage = Stage::open(folder, sections).await;
    tell(&stage, hook).await;
    stage
}

/// Has a receiver told of ended calls.
pub(crate) async fn tell(stage: &Stage, hook: &Receiver) {
    stage.save(webhook(hook.url(), &[WebhookEvent::CallEnded])).await;
    let secret = format!("whsec_{}", "QUJD".repeat(8));
    let store = stage.running.store();
    let now = desk::Millis(1);
    store.set_webhook_secret(WORKSPACE, WebhookId(1), &secret, now).await.unwrap();
}

pub(crate) const LAB: &str = "[webhooks]\nallow_internal = [\"127.0.0.0/8\"]\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_is_told_of_an_ended_call_and_again_when_it_failed() {
    let folder = tempfile::tempdir().unwrap();
    let hook = Receiver::answering(&["500 Oops", "200 OK"]).await;
    let stage = stage(folder.path(), &hook, LAB).await;
    let call = stage.call().await;
    stage
        .until("it took the message", async || {
            let done = stage.jobs(JobFilter::Done).await;
            done.iter().any(|job| job.kind == "call_webhook").then_some(())
        })
        .await;
    let arrived = hook.told();
    assert_eq!(arrived.len(), 2);
    assert_eq!(arrived[0], arrived[1], "the same message under the same id");
    let Told { id, body } = &arrived[1];
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
    let hook = Receiver::answering(&["410 Gone"]).await;
    let stage = stage(folder.path(), &hook, LAB).await;
    stage.call().await;
    let given_up = stage
        .until("it is given up", async || stage.jobs(JobFilter::GivenUp).await.into_iter().next())
        .await;
    assert!(given_up.last_error.unwrap().contains("410"));
    assert_eq!(hook.told().len(), 1);
    stage.sound().await;
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_inside_is_called_unless_the_operator_allows_it() {
    let folder = tempfile::tempdir().unwrap();
    let hook = Receiver::answering(&[]).await;
    let stage = stage(folder.path(), &hook, "").await;
    stage.call().await;
    let failing = stage
        .until("it is refused", async || stage.jobs(JobFilter::Failing).await.into_iter().next())
        .await;
    let words = failing.last_error.unwrap();
    assert!(words.contains("127.0.0.1") && words.contains("webhooks.allow_internal"), "{words}");
    assert!(hook.told().is_empty());
    let kinds: BTreeSet<_> = [failing.kind].into();
    assert_eq!(kinds, BTreeSet::from(["call_webhook".to_owned()]));
    stage.running.stop().await;
}
