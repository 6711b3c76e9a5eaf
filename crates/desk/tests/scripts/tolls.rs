//! Strangers cannot dial out, and neither can anybody else yet: no order of the desk leads
//! to a telephone number (product promise 13).

use desk::{
    Actor, Arrival, ChannelId, ChannelSettings, Command, Desk, Dial, Document, Furnished, Input,
    LegId, Live, Millis, Order, Prefix, Reach, RecordingMode, Reply, Status, TeamId, TeamSettings,
    TeammateId, TeammateSettings, Toggle, WorkspaceId, WorkspaceSettings,
};

fn save(desk: &mut Desk, document: Document) -> Reply {
    let version = desk.version(document.subject());
    let input = Input::SaveSettings(Actor::Operator, version, document);
    desk.handle(Millis(1_000), input, &Furnished::default()).reply
}

fn with_phone(phone: &str) -> Document {
    let teammate = TeammateSettings {
        name: "Ana".to_owned(),
        sip_phones: vec![phone.to_owned()],
        ..TeammateSettings::default()
    };
    Document::Teammate(TeammateId(1), teammate)
}

/// Where an order leads to outside of the house; an order that is new has to say so here.
fn leads_to(order: &Order) -> Option<&str> {
    match order {
        Order::Dial(Dial { to, .. }) => Some(to),
        Order::Answer(_)
        | Order::Reject(_, _)
        | Order::HangUp(_)
        | Order::RingTabs(_, _, _)
        | Order::StopRinging(_, _)
        | Order::Connect { .. }
        | Order::Play(_, _)
        | Order::Bridge(_, _)
        | Order::Unbridge(_)
        | Order::Mute(_, _)
        | Order::Record { .. }
        | Order::PauseRecording(_)
        | Order::ResumeRecording(_)
        | Order::StopRecording(_) => None,
    }
}

/// With every destination open, a call is still offered to desk phones alone, whatever
/// number the caller shows; and a desk phone cannot be a number at a trunk.
#[test]
fn no_order_of_the_desk_dials_a_number_at_a_trunk() {
    const PHONE: &str = "sip:ana@192.0.2.7";
    let mut desk = Desk::open(WorkspaceId(1), Live::default());
    let mut workspace =
        WorkspaceSettings { sip_phone_is_client: Toggle::On, ..WorkspaceSettings::default() };
    for digit in 1..=9 {
        let prefix = Prefix::new(&format!("+{digit}")).unwrap();
        workspace.destinations.rules.insert(prefix, Reach::Open);
    }
    save(&mut desk, Document::Workspace(workspace));
    for number in ["sip:+19005550100@carrier.example", "sip:0049900123456@192.0.2.1"] {
        let reply = save(&mut desk, with_phone(number));
        let Reply::Refused(problem) = reply else { panic!("{number} was taken: {reply:?}") };
        assert!(problem.sentence.contains("telephone number"), "{}", problem.sentence);
    }
    assert_eq!(save(&mut desk, with_phone(PHONE)), Reply::Version(1));
    let team = TeamSettings {
        name: "Support".to_owned(),
        members: vec![TeammateId(1)],
        ..TeamSettings::default()
    };
    save(&mut desk, Document::Team(TeamId(1), team));
    let channel = ChannelSettings {
        name: "Main".to_owned(),
        number: "+15550100".to_owned(),
        team: TeamId(1),
        recording: RecordingMode::Off,
        retired: Toggle::Off,
    };
    save(&mut desk, Document::Channel(ChannelId(1), channel));
    let mut orders = Vec::new();
    let mut handle = |input| {
        let step = desk.handle(Millis(2_000), input, &Furnished::default());
        orders.extend(step.orders);
    };
    let active = Command::SetStatus { teammate: TeammateId(1), status: Status::Active };
    handle(Input::Command(TeammateId(1), active));
    for (leg, caller) in [(2, "+19005550100"), (4, "sip:+19005550100@carrier.example"), (6, "")] {
        handle(Input::CallArrived(Arrival {
            leg: LegId::Caller(leg),
            caller: Some(caller.to_owned()),
            caller_name: Some(caller.to_owned()),
            called: "+15550100".to_owned(),
        }));
    }
    let led: Vec<&str> = orders.iter().filter_map(leads_to).collect();
    assert_eq!(led, [PHONE], "of {orders:?}");
}
