//! The main job with real phones: a caller waits, a desk phone rings and is answered, both
//! hear each other, both are recorded, and the call is accounted for.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

use std::time::{SystemTime, UNIX_EPOCH};

use desk::{CallId, Command, Toggle};
use e2e::baresip::{Baresip, PicksUp};
use e2e::operator::{CallPage, Operator};
use e2e::server::{NUMBER, Server, Setup};
use e2e::tones::{Sounding, listen};

const CALLER: &str = "+15550123";
const SAYS: u16 = 440;
const ANA_SAYS: u16 = 1_000;
const BOTH: [u16; 2] = [SAYS, ANA_SAYS];

/// A caller and Ana's desk phone, with a server between them.
struct Scene {
    server: Server,
    operator: Operator,
    caller: Baresip,
    ana: Baresip,
}

impl Scene {
    async fn set(setup: Setup, picks_up: PicksUp) -> Scene {
        let ana = Baresip::start("ana", ANA_SAYS, picks_up).await;
        let server = Server::start(&setup.teammate(1, "Ana", &[ana.uri()])).await;
        let caller = Baresip::start(CALLER, SAYS, PicksUp::ByHand).await;
        let operator = server.operator();
        Scene { server, operator, caller, ana }
    }

    fn dial(&self) {
        self.caller.dial(NUMBER, self.server.sip());
    }

    async fn until_both_hear(&self, caller_hears: Sounding, ana_hears: Sounding) -> Span {
        self.caller.until_hears(caller_hears, &BOTH).await;
        self.ana.until_hears(ana_hears, &BOTH).await;
        Span::just_now()
    }

    async fn until_talking(&self) -> Span {
        self.until_both_hear(Sounding::Tone(ANA_SAYS), Sounding::Tone(SAYS)).await
    }

    async fn command(&self, command: Command) {
        self.operator.command(1, command).await.unwrap();
    }
}

/// The last half of a second, in which something was proved at both ends.
#[derive(Debug, Clone, Copy)]
struct Span {
    from_ms: u64,
    to_ms: u64,
}

impl Span {
    fn just_now() -> Span {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        let to_ms = u64::try_from(now).unwrap();
        Span { from_ms: to_ms - 500, to_ms }
    }
}

/// What both channels of a call's recording hold in a span.
async fn recorded(operator: &Operator, page: &CallPage, span: Span) -> [Sounding; 2] {
    let recording = operator.recording(page.recordings[0].id).await;
    let start = page.line("Call answered by Ana.").at_ms;
    let (from, to) = (span.from_ms - start, span.to_ms - start);
    assert_eq!(recording.channels.len(), 2, "caller left, desk right");
    [0, 1].map(|channel| listen(recording.between(channel, from, to), &BOTH))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_waits_is_answered_held_muted_recorded_and_accounted_for() {
    let setup = Setup::support("wrap_up_seconds = 3", "recording = \"on\"");
    let scene = Scene::set(setup, PicksUp::ByHand).await;
    let Scene { operator, caller, ana, .. } = &scene;
    scene.dial();
    ana.until_told("CALL_INCOMING", 1).await;
    caller.until_hears(Sounding::Music, &BOTH).await;
    ana.accept();
    let talk = scene.until_talking().await;
    operator.until_shown(1, "Away: On a call").await;
    let call = CallId(operator.until_stage(CALLER, "talking").await.id);

    scene.command(Command::Hold { call }).await;
    let hold = scene.until_both_hear(Sounding::Music, Sounding::Silence).await;
    scene.command(Command::Resume { call }).await;
    scene.until_talking().await;
    scene.command(Command::Mute { call, mute: Toggle::On }).await;
    let mute = scene.until_both_hear(Sounding::Silence, Sounding::Tone(SAYS)).await;
    scene.command(Command::Mute { call, mute: Toggle::Off }).await;
    let again = scene.until_talking().await;

    caller.hang_up();
    ana.until_told("CALL_CLOSED", 1).await;
    operator.until_shown(1, "Away: Call wrap up").await;
    let page = operator.until_over(CALLER).await;
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Call answered by Ana.",
        "Call put on hold by Ana.",
        "Call resumed by Ana.",
        "Call ended by customer.",
    ];
    assert_eq!(page.words(), words);
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));

    let both = [Sounding::Tone(SAYS), Sounding::Tone(ANA_SAYS)];
    assert_eq!(recorded(operator, &page, talk).await, both);
    assert_eq!(recorded(operator, &page, hold).await, [Sounding::Silence; 2]);
    let muted = [Sounding::Tone(SAYS), Sounding::Silence];
    assert_eq!(recorded(operator, &page, mute).await, muted);
    assert_eq!(recorded(operator, &page, again).await, both);
    let recorded_ms = page.spent_ms("talk") + page.spent_ms("hold");
    let [recording] = &page.recordings[..] else { panic!("one recording: {page:?}") };
    assert_eq!(recording.stage, "stored");
    let stored_ms = operator.recording(recording.id).await.length_ms();
    assert!(stored_ms.abs_diff(recorded_ms) <= 100, "{stored_ms} of {recorded_ms} ms are stored");
    assert_eq!(recording.length_ms, Some(stored_ms));
    operator.until_shown(1, "Active").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_phones_own_hold_key_gives_the_caller_music() {
    let scene = Scene::set(Setup::support("", "recording = \"on\""), PicksUp::ByHand).await;
    let Scene { operator, caller, ana, .. } = &scene;
    scene.dial();
    ana.until_told("CALL_INCOMING", 1).await;
    ana.accept();
    scene.until_talking().await;
    ana.hold();
    operator.until_stage(CALLER, "on_hold").await;
    caller.until_hears(Sounding::Music, &BOTH).await;
    let hold = Span::just_now();
    ana.resume();
    operator.until_stage(CALLER, "talking").await;
    caller.until_hears(Sounding::Tone(ANA_SAYS), &BOTH).await;
    let again = Span::just_now();
    ana.hang_up();
    caller.until_told("CALL_CLOSED", 1).await;
    let page = operator.until_over(CALLER).await;
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Call answered by Ana.",
        "Call put on hold by Ana.",
        "Call resumed by Ana.",
        "Call ended by Ana.",
    ];
    assert_eq!(page.words(), words);
    assert_eq!(recorded(operator, &page, hold).await, [Sounding::Silence; 2]);
    let both = [Sounding::Tone(SAYS), Sounding::Tone(ANA_SAYS)];
    assert_eq!(recorded(operator, &page, again).await, both);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_desk_phone_declines_without_a_button_and_the_caller_waits_on() {
    let scene = Scene::set(Setup::support("", ""), PicksUp::ByHand).await;
    let Scene { operator, caller, ana, .. } = &scene;
    scene.dial();
    ana.until_told("CALL_INCOMING", 1).await;
    // baresip refuses with 486.
    ana.hang_up();
    operator.until_stage(CALLER, "queued").await;
    caller.until_hears(Sounding::Music, &BOTH).await;
    operator.until_shown(1, "Active").await;
    caller.hang_up();
    let page = operator.until_over(CALLER).await;
    let words = [
        "Queued for Support",
        "Ringing Ana",
        "Call declined by Ana",
        "Call ended by customer before a teammate answered.",
    ];
    assert_eq!(page.words(), words);
    assert_eq!(page.line("Call declined by Ana").cause.as_deref(), Some("busy"));
    assert_eq!(page.call.outcome.as_deref(), Some("abandoned (queue)"));
    assert_eq!(ana.times("CALL_INCOMING"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_auto_answer_mode_a_desk_phone_that_picks_up_by_itself_is_connected() {
    let setup = Setup::support("", "").desk("answer_mode = \"auto\"");
    let scene = Scene::set(setup, PicksUp::ByItself).await;
    scene.dial();
    scene.until_talking().await;
    scene.caller.hang_up();
    let page = scene.operator.until_over(CALLER).await;
    let words =
        ["Queued for Support", "Ringing Ana", "Call answered by Ana.", "Call ended by customer."];
    assert_eq!(page.words(), words);
    assert_eq!(page.offers[0]["how"], "auto_answered");
    assert!(page.recordings.is_empty(), "the channel does not record");
}
