//! A whole script, played without a server: its callers ring the phones directly.

use phones::{Exchange, Played, Script};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

#[tokio::test]
async fn a_script_places_every_call_and_ends_when_the_last_has_ended() {
    let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let (callers, desk) = (Exchange::open(ip).await.unwrap(), Exchange::open(ip).await.unwrap());
    let ms = |one, other| (Duration::from_millis(one), Duration::from_millis(other));
    let script = Script {
        numbers: vec!["ana".into(), "ben".into(), "cleo".into(), "nobody".into()],
        calls: Some(60),
        calls_per_minute: 1_500.0,
        patience: ms(300, 500),
        early: ms(0, 10),
        talks: ms(80, 160),
        ..Script::new(1, desk.address(), "ana")
    };
    for (nth, user) in ["ana", "ben", "cleo"].into_iter().enumerate() {
        desk.phone(script.teammate(user, nth)).unwrap();
    }
    let events = desk.events();
    let within = Duration::from_secs(30);
    let played = tokio::time::timeout(within, script.run(&callers, events)).await.unwrap().unwrap();
    let Played { placed, talked, gave_up, sent_away } = played;
    assert_eq!(placed, 60);
    assert_eq!(talked + gave_up + sent_away, 60);
    assert!(talked > 5, "{played:?}");
    assert!(gave_up > 0 && sent_away > 5, "{played:?}");
}
