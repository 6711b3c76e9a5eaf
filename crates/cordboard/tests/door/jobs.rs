//! The page *Jobs*: what a job does, in words that a person knows.

use std::collections::BTreeSet;

use crate::browser::Browser;
use crate::office::{ANA, Office, get, until};

/// The words of all jobs of a kind, however they stand.
async fn words(browser: &mut Browser, kind: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for state in ["waiting", "failing", "given_up", "done"] {
        let page = get(browser, &format!("/jobs?state={state}")).await;
        let items = page["items"].as_array().unwrap().iter();
        let of_kind = items.filter(|job| job["kind"] == kind);
        words.extend(of_kind.map(|job| job["words"].as_str().unwrap().to_owned()));
    }
    words
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_names_its_webhook_its_recipient_and_whose_call_it_is_about() {
    let (office, things, _folder) = Office::furnished().await;
    let mut ana = office.browser(ANA).await;
    let call = format!("call {} (Contact apfel)", things.call);
    let mails = words(&mut ana, "send_mail").await;
    let mail = format!("Sends mail {} to apfel.team@example.org.", things.mail);
    assert_eq!(mails, [mail].into());
    let told = words(&mut ana, "call_webhook").await;
    assert_eq!(told, [format!("Tells webhook Hook apfel that call {} ended.", things.call)].into());
    let judged = words(&mut ana, "judge").await;
    assert!(judged.contains(&format!("Looks at the notifications after {call}.")), "{judged:?}");
    let stored = words(&mut ana, "store_recording").await;
    assert_eq!(stored, [format!("Stores recording {} of {call}.", things.recording)].into());
    // What was erased has its number and nothing else.
    let erase = serde_json::json!({});
    let path = format!("/contacts/{}/erase", things.contact);
    crate::office::post(&mut ana, &path, &erase).await;
    let gone = format!("/outbox/{}", things.mail);
    until(&mut ana, &gone, |mail| mail["text"].is_null()).await;
    assert_eq!(words(&mut ana, "send_mail").await, [format!("Sends mail {}.", things.mail)].into());
    let judged = words(&mut ana, "judge").await.into_iter().collect::<Vec<_>>().join(" ");
    assert!(judged.contains("(Erased contact)") && !judged.contains("Contact apfel"), "{judged}");
    office.close().await;
}
