use std::path::PathBuf;

use desk::{LegId, RecordingId};

use super::*;

#[test]
fn every_leg_keeps_its_name_on_the_way_there_and_back() {
    let offers = [1, 2, 255, 256, 1 << 32, (1 << 55) - 1];
    for offer in offers {
        for phone in [0, 1, 8, 255] {
            let leg = LegId::Offer(OfferId(offer), phone);
            let there = leg_to_line(leg);
            assert_eq!(there.0 % 2, 1, "outgoing legs are odd");
            assert_eq!(leg_to_desk(there), leg);
        }
    }
    for number in [2, 4, 1 << 40] {
        let leg = LegId::Caller(number);
        assert_eq!(leg_to_line(leg).0 % 2, 0, "incoming legs are even");
        assert_eq!(leg_to_desk(leg_to_line(leg)), leg);
    }
}

#[test]
fn no_two_legs_share_a_name() {
    let mut names = std::collections::BTreeSet::new();
    for offer in 1..200 {
        for phone in 0..9 {
            assert!(names.insert(leg_to_line(LegId::Offer(OfferId(offer), phone))));
        }
    }
}

#[test]
fn a_call_arrives_with_what_the_trunk_said() {
    let arrived = line::Arrival {
        leg: line::LegId(4),
        trunk: "carrier".to_owned(),
        caller: Some("+15550100".to_owned()),
        caller_name: Some("Cleo".to_owned()),
        called: "+15550199".to_owned(),
        sip_call_id: "x".to_owned(),
    };
    let Some(Input::CallArrived(arrival)) = input(LegEvent::Arrived(arrived)) else {
        panic!("an arrival")
    };
    assert_eq!(arrival.leg, LegId::Caller(4));
    assert_eq!(arrival.caller.as_deref(), Some("+15550100"));
    assert_eq!(arrival.caller_name.as_deref(), Some("Cleo"));
    assert_eq!(arrival.called, "+15550199");
}

#[test]
fn a_leg_that_is_rung_reports_under_the_name_it_was_dialled_by() {
    let leg = LegId::Offer(OfferId(77), 2);
    let dial = Dial {
        leg,
        to: "sip:ana@127.0.0.1".to_owned(),
        caller: None,
        caller_name: None,
        auto_answer: Toggle::On,
    };
    let Some(LegCommand::Dial { leg: dialled, auto_answer, to, .. }) =
        command(Order::Dial(dial), Path::new("/live"))
    else {
        panic!("a dial")
    };
    assert!(auto_answer);
    assert_eq!(to, "sip:ana@127.0.0.1");
    assert_eq!(input(LegEvent::Ringing { leg: dialled }), Some(Input::LegRinging(leg)));
    assert_eq!(input(LegEvent::Answered { leg: dialled }), Some(Input::LegAnswered(leg)));
    let busy = LegEvent::Refused { leg: dialled, why: Refusal::Busy };
    assert_eq!(input(busy), Some(Input::LegRefused(leg, LegRefusal::Busy)));
    let gone = LegEvent::Gone { leg: dialled, why: Departure::SignallingFailed };
    assert_eq!(input(gone), Some(Input::LegGone(leg, LegDeparture::Lost)));
}

#[test]
fn a_recording_comes_back_from_the_file_it_was_sent_to() {
    let order = Order::Record {
        recording: RecordingId(9),
        caller: LegId::Caller(2),
        desk: LegId::Offer(OfferId(5), 1),
    };
    let Some(LegCommand::Record { recording, file, caller, desk }) =
        command(order, Path::new("/live"))
    else {
        panic!("a recording")
    };
    assert_eq!(file, PathBuf::from("/live/9.wav"));
    assert_eq!(leg_to_desk(caller), LegId::Caller(2));
    assert_eq!(leg_to_desk(desk), LegId::Offer(OfferId(5), 1));
    let stopped = LegEvent::RecordingStopped { recording, file, length_ms: 1234 };
    let told = RecordingFile { path: "/live/9.wav".to_owned(), length_ms: 1234 };
    assert_eq!(input(stopped), Some(Input::RecordingStopped(RecordingId(9), told)));
}

#[test]
fn each_deflection_has_its_announcement() {
    let said = |reason| {
        let order = Order::Play(LegId::Caller(2), desk::Sound::Deflection(reason));
        match command(order, Path::new("/live")) {
            Some(LegCommand::Play { sound: line::Sound::Announcement(said), repeat, .. }) => {
                assert_eq!(repeat, Repeat::Once);
                said
            }
            other => panic!("an announcement, not {other:?}"),
        }
    };
    assert_eq!(said(DeflectionReason::QueueFull { max: 3 }), Announcement::QueueFull);
    assert_eq!(said(DeflectionReason::NoTeammatesAvailable), Announcement::NobodyAvailable);
    assert_eq!(said(DeflectionReason::WorkspaceOutOfOffice), Announcement::OfficeClosed);
    assert_eq!(said(DeflectionReason::TeamOutOfOffice), Announcement::OfficeClosed);
    assert_eq!(said(DeflectionReason::HoldTimeout { minutes: 2 }), Announcement::WaitedTooLong);
}
