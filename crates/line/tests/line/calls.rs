//! Calls between two lines on loopback: one dials as a caller, the other is the desk.

use std::time::Duration;

use crate::peer::{Desk, settings, trunk};
use line::{Departure, Holding, Intake, LegCommand, LegEvent, LegId, Line, LineError, Refusal};

const LEG: LegId = LegId(1);

fn dial(to: String) -> LegCommand {
    dial_as(LEG, to)
}

fn dial_as(leg: LegId, to: String) -> LegCommand {
    LegCommand::Dial {
        leg,
        to,
        caller: Some("+15550100".to_owned()),
        caller_name: Some("Ana".to_owned()),
        auto_answer: false,
    }
}

/// A caller whose call has arrived at the desk.
async fn calling(parameters: &str) -> (Desk, Desk, LegId) {
    let caller = Desk::start(settings(Vec::new())).await;
    let mut desk = Desk::with_trunk().await;
    caller.line.command(dial(format!("{}{parameters}", desk.uri())));
    let arrival = desk.arrival().await;
    assert_eq!(arrival.trunk, "carrier");
    assert_eq!(arrival.caller.as_deref(), Some("+15550100"));
    assert_eq!(arrival.caller_name.as_deref(), Some("Ana"));
    assert_eq!(arrival.called, "desk");
    assert_eq!(arrival.leg.0 % 2, 0);
    (caller, desk, arrival.leg)
}

async fn talking(parameters: &str) -> (Desk, Desk, LegId) {
    let (mut caller, mut desk, leg) = calling(parameters).await;
    desk.line.command(LegCommand::Ring { leg });
    assert_eq!(caller.event().await, LegEvent::Ringing { leg: LEG });
    desk.line.command(LegCommand::Answer { leg });
    assert_eq!(caller.event().await, LegEvent::Answered { leg: LEG });
    assert_eq!(desk.event().await, LegEvent::Answered { leg });
    let answered = |leg| vec![Holding { leg, answered: true, bridged_with: None }];
    assert_eq!(caller.line.inventory(), answered(LEG));
    assert_eq!(desk.line.inventory(), answered(leg));
    (caller, desk, leg)
}

#[tokio::test]
async fn a_call_is_set_up_and_hung_up_by_the_caller() {
    for parameters in ["", ";transport=tcp"] {
        let (mut caller, mut desk, leg) = talking(parameters).await;
        caller.line.command(LegCommand::HangUp { leg: LEG });
        let gone = LegEvent::Gone { leg: LEG, why: Departure::HungUpByUs };
        assert_eq!(caller.event().await, gone);
        assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::HungUp });
        caller.empty().await;
        desk.empty().await;
    }
}

#[tokio::test]
async fn a_call_is_hung_up_by_the_desk() {
    for parameters in ["", ";transport=tcp"] {
        let (mut caller, mut desk, leg) = talking(parameters).await;
        desk.line.command(LegCommand::HangUp { leg });
        assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::HungUpByUs });
        assert_eq!(caller.event().await, LegEvent::Gone { leg: LEG, why: Departure::HungUp });
    }
}

#[tokio::test]
async fn both_ends_may_hang_up_at_once() {
    let (mut caller, mut desk, leg) = talking("").await;
    desk.line.command(LegCommand::HangUp { leg });
    caller.line.command(LegCommand::HangUp { leg: LEG });
    for (end, leg) in [(&mut caller, LEG), (&mut desk, leg)] {
        let LegEvent::Gone { leg: gone, why } = end.event().await else { panic!("no end") };
        assert_eq!(gone, leg);
        assert!(matches!(why, Departure::HungUp | Departure::HungUpByUs), "{why:?}");
        end.empty().await;
        end.nothing_else();
    }
}

#[tokio::test]
async fn a_caller_may_cancel_before_and_while_it_rings() {
    for ring in [false, true] {
        let (mut caller, mut desk, leg) = calling("").await;
        if ring {
            desk.line.command(LegCommand::Ring { leg });
            assert_eq!(caller.event().await, LegEvent::Ringing { leg: LEG });
        }
        caller.line.command(LegCommand::HangUp { leg: LEG });
        let refused = LegEvent::Refused { leg: LEG, why: Refusal::Cancelled };
        assert_eq!(caller.event().await, refused);
        assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::Cancelled });
        desk.empty().await;
        caller.nothing_else();
    }
}

#[tokio::test]
async fn an_answer_that_crosses_a_cancel_ends_both_legs_once() {
    let (mut caller, mut desk, leg) = calling("").await;
    desk.line.command(LegCommand::Answer { leg });
    caller.line.command(LegCommand::HangUp { leg: LEG });
    // Whichever was first, both ends agree that there is no call.
    let mut last = caller.event().await;
    if last == (LegEvent::Answered { leg: LEG }) {
        last = caller.event().await;
    }
    assert!(
        matches!(last, LegEvent::Refused { why: Refusal::Cancelled, .. } | LegEvent::Gone { .. }),
        "{last:?}"
    );
    let mut last = desk.event().await;
    if last == (LegEvent::Answered { leg }) {
        last = desk.event().await;
    }
    assert!(matches!(last, LegEvent::Gone { .. }), "{last:?}");
    caller.empty().await;
    desk.empty().await;
    caller.nothing_else();
    desk.nothing_else();
}

#[tokio::test]
async fn every_rejection_has_its_word() {
    let words = [
        (486, Refusal::Busy),
        (600, Refusal::Busy),
        (603, Refusal::Declined),
        (404, Refusal::Unreachable),
        (480, Refusal::Unreachable),
        (503, Refusal::Unreachable),
        (488, Refusal::MediaFailed),
        (403, Refusal::Failed(403)),
        (500, Refusal::Failed(500)),
    ];
    let mut caller = Desk::start(settings(Vec::new())).await;
    let mut desk = Desk::with_trunk().await;
    for (at, (status, why)) in words.into_iter().enumerate() {
        let dialled = LegId(2 * at as u64 + 1);
        let LegCommand::Dial { to, .. } = dial(desk.uri()) else { unreachable!() };
        caller.line.command(LegCommand::Dial {
            leg: dialled,
            to,
            caller: None,
            caller_name: None,
            auto_answer: false,
        });
        let arrival = desk.arrival().await;
        assert_eq!((arrival.caller, arrival.caller_name), (None, None));
        let leg = arrival.leg;
        desk.line.command(LegCommand::Reject { leg, status });
        assert_eq!(caller.event().await, LegEvent::Refused { leg: dialled, why }, "{status}");
        assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::HungUpByUs });
    }
}

#[tokio::test]
async fn a_call_nobody_answers_is_given_up_after_the_set_up_timeout() {
    let mut caller = Desk::start(settings(Vec::new())).await;
    let setup_timeout = Duration::from_millis(100);
    let mut desk =
        Desk::start(line::LineSettings { setup_timeout, ..settings(vec![trunk()]) }).await;
    caller.line.command(dial(desk.uri()));
    let leg = desk.arrival().await.leg;
    assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::SetupTimeout });
    let refused = LegEvent::Refused { leg: LEG, why: Refusal::Unreachable };
    assert_eq!(caller.event().await, refused);
}

#[tokio::test]
async fn a_phone_that_shows_no_sign_of_life_is_unreachable() {
    let silent = tokio::net::UdpSocket::bind(crate::peer::loopback()).await.unwrap();
    let closed = {
        let listener = tokio::net::TcpListener::bind(crate::peer::loopback()).await.unwrap();
        listener.local_addr().unwrap()
    };
    let dial_timeout = Duration::from_millis(200);
    let mut caller = Desk::start(line::LineSettings { dial_timeout, ..settings(Vec::new()) }).await;
    let places = [
        format!("sip:ana@{}", silent.local_addr().unwrap()),
        format!("sip:ana@{closed};transport=tcp"),
        "sip:ana@no-such-name.invalid".to_owned(),
        "tel:+15550100".to_owned(),
        "nonsense".to_owned(),
    ];
    for (at, to) in places.into_iter().enumerate() {
        let leg = LegId(2 * at as u64 + 1);
        caller.line.command(dial_as(leg, to.clone()));
        let refused = LegEvent::Refused { leg, why: Refusal::Unreachable };
        assert_eq!(caller.event().await, refused, "{to}");
        caller.empty().await;
    }
}

#[tokio::test]
async fn a_dialled_leg_is_in_the_inventory_at_once() {
    let caller = Desk::start(settings(Vec::new())).await;
    caller.line.command(dial("sip:ana@127.0.0.1:9".to_owned()));
    let dialled = Holding { leg: LEG, answered: false, bridged_with: None };
    assert_eq!(caller.line.inventory(), vec![dialled]);
}

#[tokio::test]
async fn commands_for_legs_that_are_gone_do_nothing() {
    let (mut caller, mut desk, leg) = calling("").await;
    desk.line.command(LegCommand::Reject { leg, status: 486 });
    assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::HungUpByUs });
    for command in [
        LegCommand::Ring { leg },
        LegCommand::Answer { leg },
        LegCommand::Reject { leg, status: 486 },
        LegCommand::HangUp { leg },
    ] {
        desk.line.command(command);
    }
    let refused = LegEvent::Refused { leg: LEG, why: Refusal::Busy };
    assert_eq!(caller.event().await, refused);
    caller.line.command(dial_as(LegId(3), desk.uri()));
    assert_ne!(desk.arrival().await.leg, leg);
    desk.nothing_else();
}

#[tokio::test]
async fn a_line_that_stops_hangs_up_and_frees_its_port() {
    let (mut caller, mut desk, leg) = talking("").await;
    let address = desk.line.sip_address();
    desk.line.stop().await;
    assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::HungUpByUs });
    assert_eq!(caller.event().await, LegEvent::Gone { leg: LEG, why: Departure::HungUp });
    let again = async {
        loop {
            let settings = line::LineSettings { sip_bind: address, ..settings(Vec::new()) };
            match Line::start(settings, |_| {}).await {
                Ok(line) => return line,
                Err(_) => tokio::task::yield_now().await,
            }
        }
    };
    let line =
        tokio::time::timeout(crate::peer::DEADLINE, again).await.expect("the port stays taken");
    assert_eq!(line.sip_address(), address);
}

#[tokio::test]
async fn a_taken_port_is_said() {
    let first = Desk::with_trunk().await;
    let sip_bind = first.line.sip_address();
    let second = Line::start(line::LineSettings { sip_bind, ..settings(Vec::new()) }, |_| {}).await;
    let Err(error @ LineError::Bind { .. }) = second else { panic!("two lines on one port") };
    assert!(error.to_string().contains(&sip_bind.to_string()), "{error}");
}

#[tokio::test]
async fn a_draining_line_keeps_its_calls_and_takes_no_new_ones() {
    let (mut caller, mut desk, leg) = talking("").await;
    desk.line.intake(Intake::Closed { why: line::Closure::Draining });
    let mut other = Desk::start(settings(Vec::new())).await;
    other.line.command(dial(desk.uri()));
    let refused = LegEvent::Refused { leg: LEG, why: Refusal::Unreachable };
    assert_eq!(other.event().await, refused);
    desk.line.intake(Intake::Open);
    other.line.command(dial_as(LegId(3), desk.uri()));
    let second = desk.arrival().await.leg;
    assert_ne!(second, leg);
    caller.line.command(LegCommand::HangUp { leg: LEG });
    assert_eq!(desk.event().await, LegEvent::Gone { leg, why: Departure::HungUp });
    caller.event().await;
    caller.nothing_else();
}
