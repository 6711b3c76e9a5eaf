//! A whole company's browsers, warm.

use crate::rig::{HOME, PATIENCE, Rig};
use line::{LegEvent, PhoneCodec, PhoneId};
use phones::Browser;

#[tokio::test]
async fn a_hundred_browsers_that_come_at_once_are_all_connected() {
    const BROWSERS: u64 = 100;
    let mut rig = Rig::new().await;
    let mut browsers = Vec::new();
    for phone in 0..BROWSERS {
        let (browser, offer) = Browser::offer(HOME).unwrap();
        let answer = rig.line.phone_open(PhoneId(phone), offer, PhoneCodec::G711).await.unwrap();
        browser.accept(&answer).unwrap();
        browsers.push(browser);
    }
    for browser in &browsers {
        browser.until_connected(PATIENCE).await.unwrap();
    }
    let mut up = std::collections::BTreeSet::new();
    while (up.len() as u64) < BROWSERS {
        up.insert(rig.wait(up_now).await);
    }
    assert!(up.into_iter().eq((0..BROWSERS).map(PhoneId)));
}

fn up_now(event: &LegEvent) -> Option<PhoneId> {
    let LegEvent::PhoneUp { phone } = event else { return None };
    Some(*phone)
}
