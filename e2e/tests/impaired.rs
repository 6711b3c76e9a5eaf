//! A bad network between the server and its peers: calls are set up and heard, signalling
//! that is lost is sent again, and what arrives spoilt ends no call.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

use std::net::Ipv4Addr;
use std::time::Duration;

use e2e::baresip::{Baresip, PicksUp};
use e2e::browser::{Desk, Find};
use e2e::floor::{CALLER_HZ, PHONE_HZ, exchange, until_over};
use e2e::help_desk::{ANA_SAYS, HelpDesk};
use e2e::impair::{Network, Weather};
use e2e::operator::Operator;
use e2e::relay::Relay;
use e2e::server::{NUMBER, Place, Server, Setup};
use e2e::sipp::{Sipp, expect, invite, pause, perhaps, sdp, send, send_until_answered, within};
use e2e::tones::share;
use e2e::{SOON, until};
use phones::{Audio, Behaviour, Call, CallPlan, Exchange, Heard, Phone, PhonePlan, Sound};

/// All decisions of the networks follow from it.
const SEED: u64 = 4;

/// A bad mobile connection.
const BAD: Weather = Weather {
    loss: 50,
    doubles: 20,
    reorders: 20,
    spoils: 0,
    delay: Duration::from_millis(20),
    jitter: Duration::from_millis(50),
};

/// Every fifth datagram of the signalling is lost.
const LOSSY: Weather = Weather { loss: 200, ..Weather::CALM };

/// A request is sent again for 32 s before it is given up (RFC 3261, timer B), and a call
/// needs several.
const LATER: Duration = Duration::from_secs(90);

/// So much is listened to.
const EARFUL: Duration = Duration::from_secs(2);

/// Five packets of audio.
const WINDOW: Duration = Duration::from_millis(100);

/// A tone is sent at 0.5; two lost packets of five leave 0.3.
const THERE: f32 = 0.25;

/// Of all windows so many must hold the tone: each packet crosses two bad networks.
const SHARE: f32 = 0.8;

fn hears(hz: u16) -> impl Fn(&Heard) -> bool {
    move |heard| {
        heard.samples(EARFUL).len() >= 16_000 && heard.share(hz, THERE, EARFUL, WINDOW) >= SHARE
    }
}

/// A server whose teammates' phones, and whose callers, are each behind a network.
struct Far {
    server: Server,
    operator: Operator,
    callers: (Exchange, Network),
    phones: Vec<(Phone, Network)>,
    _phones: Exchange,
}

impl Far {
    async fn open(teammates: u64) -> Far {
        let exchange_of_phones = exchange(Ipv4Addr::LOCALHOST).await;
        let callers = exchange(Ipv4Addr::LOCALHOST).await;
        let place = Place::free();
        let mut setup = Setup::support("", "recording = \"on\"");
        let mut phones = Vec::new();
        for id in 1..=teammates {
            let audio = Audio::On(Sound::Tone(PHONE_HZ));
            let at_once = Behaviour::AnswerAfter(Duration::ZERO);
            let plan = PhonePlan { audio, ..PhonePlan::new(format!("mate{id}"), at_once) };
            let phone = exchange_of_phones.phone(plan).unwrap();
            let network = Network::between(Some(phone.address()), place.sip(), SEED + id).await;
            let uri = format!("sip:{}@{}", phone.user(), network.peer());
            setup = setup.teammate(id, &format!("Mate {id}"), &[uri]);
            phones.push((phone, network));
        }
        let server = Server::start_at(place, &setup).await;
        let operator = server.operator();
        let network = Network::between(Some(callers.address()), server.sip(), SEED).await;
        Far { server, operator, callers: (callers, network), phones, _phones: exchange_of_phones }
    }

    fn weather(&self, signalling: Weather, media: Weather) {
        self.callers.1.weather(signalling, media);
        for (_, network) in &self.phones {
            network.weather(signalling, media);
        }
    }

    fn call(&self, from: &str) -> Call {
        let plan = CallPlan {
            from: Some(from.to_owned()),
            audio: Audio::On(Sound::Tone(CALLER_HZ)),
            ..CallPlan::new(NUMBER, self.callers.1.server())
        };
        self.callers.0.call(plan).unwrap()
    }

    /// Somebody's phone and this caller hear each other.
    async fn until_talking(&self, call: &Call) {
        let heard = call.until_heard(LATER, hears(PHONE_HZ)).await;
        assert!(heard.is_ok(), "the caller does not hear a phone: {:?}", call.view());
        until("a phone hears the caller", LATER, async || {
            self.phones.iter().any(|(phone, _)| hears(CALLER_HZ)(&phone.heard())).then_some(())
        })
        .await;
    }

    /// What all networks have done.
    fn lost(&self) -> u64 {
        let phones = self.phones.iter().map(|(_, network)| network.counts().lost);
        phones.sum::<u64>() + self.callers.1.counts().lost
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_set_up_and_heard_through_five_percent_loss_and_fifty_ms_of_jitter() {
    let far = Far::open(2).await;
    far.weather(BAD, BAD);
    for from in ["+15550801", "+15550802", "+15550803"] {
        let call = far.call(from);
        far.until_talking(&call).await;
        call.hang_up();
        let page = far.operator.until_over_within(from, LATER).await;
        assert_eq!(page.call.outcome.as_deref(), Some("completed"), "{:?}", page.words());
        let wav = far.operator.recording(page.recordings[0].id).await;
        let length_ms = wav.length_ms();
        for (channel, hz) in [(0, CALLER_HZ), (1, PHONE_HZ)] {
            let kept = share(wav.between(channel, 500, length_ms), hz, THERE, WINDOW);
            assert!(kept >= SHARE, "{from}: {kept} of channel {channel} hold {hz} Hz");
        }
        for (phone, _) in &far.phones {
            phone.until(LATER, phones::PhoneView::is_idle).await.unwrap();
        }
    }
    let counts = far.callers.1.counts();
    assert!(counts.lost > 0 && counts.doubled > 0 && counts.overtaken > 0, "{counts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn signalling_survives_the_loss_of_every_fifth_datagram_by_being_sent_again() {
    let far = Far::open(4).await;
    far.weather(LOSSY, Weather::CALM);
    let numbers: Vec<String> = (0..6).map(|nth| format!("+155508{:02}", 10 + nth)).collect();
    for from in &numbers {
        let call = far.call(from);
        far.until_talking(&call).await;
        call.hang_up();
        until_over(&call).await;
        let page = far.operator.until_over_within(from, LATER).await;
        assert_eq!(page.call.outcome.as_deref(), Some("completed"), "{:?}", page.words());
    }
    let ended = far.operator.ended_calls().await;
    assert_eq!(ended.len(), numbers.len(), "what comes twice is one call");
    assert!(far.lost() > 10, "{} datagrams were lost", far.lost());
    assert_eq!(far.operator.live_calls().await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scripted_carrier_gets_through_the_loss_of_every_fifth_datagram() {
    let at_once = Behaviour::AnswerAfter(Duration::ZERO);
    let floor = e2e::floor::Floor::open(Setup::support("", ""), &[at_once]).await;
    let network = Network::between(None, floor.server.sip(), SEED).await;
    network.weather(LOSSY, Weather::CALM);
    let steps = [
        send_until_answered(&invite(&sdp("0", &["0 PCMU/8000"]))),
        perhaps(100),
        perhaps(180),
        perhaps(183),
        expect(200),
        send(&within("ACK", 1, "", "")),
        pause(2_000),
        send_until_answered(&within("BYE", 2, "", "")),
        expect(200),
    ];
    Sipp::call(&steps.concat(), NUMBER, network.server()).plays_to_its_end().await;
    let page = floor.operator.until_over("+15559999").await;
    assert_eq!(page.call.outcome.as_deref(), Some("completed"), "{:?}", page.words());
}

#[tokio::test(flavor = "multi_thread")]
async fn spoilt_datagrams_end_no_call() {
    let far = Far::open(1).await;
    let call = far.call("+15550820");
    far.until_talking(&call).await;
    let live = far.operator.until_stage("+15550820", "talking").await;
    // One packet of audio in five arrives with turned bits, anywhere in it.
    far.weather(Weather::CALM, Weather { spoils: 200, ..Weather::CALM });
    // And so does, over and over, everything that caller and phone have ever signalled.
    far.callers.1.repeat_spoilt(100).await;
    far.phones[0].1.repeat_spoilt(100).await;
    until("many packets have been spoilt", SOON, async || {
        (far.callers.1.counts().spoilt >= 100).then_some(())
    })
    .await;
    assert!(call.view().is_up(), "{:?}", call.view());
    far.weather(Weather::CALM, Weather::CALM);
    far.until_talking(&call).await;
    // A spoilt copy may well be the good INVITE of another call, which waits; this one goes on.
    assert_eq!(far.operator.page(live.id).await.call.stage, "talking");
    call.hang_up();
    let page = until("the call is over", SOON, async || {
        let page = far.operator.page(live.id).await;
        (page.call.stage == "ended").then_some(page)
    })
    .await;
    assert_eq!(page.call.outcome.as_deref(), Some("completed"));
    let words = [
        "Queued for Support",
        "Ringing Mate 1",
        "Call answered by Mate 1.",
        "Call ended by customer.",
    ];
    assert_eq!(page.words(), words);
    let healthy = e2e::http::ask(far.server.http(), "GET", "/readyz", None, None).await;
    assert_eq!(healthy.unwrap().status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn baresip_and_chromium_hear_each_other_through_a_bad_network() {
    const CALLER: &str = "+15550830";
    let desk = HelpDesk::open(&Setup::help_desk("", "").teammate(1, "Ana", &[])).await;
    let trunk = Network::between(None, desk.server.sip(), SEED).await;
    let sound = Network::before_one_port(desk.server.phone(), SEED + 1).await;
    trunk.weather(BAD, BAD);
    sound.weather(BAD, BAD);
    // The page is told of the network's port instead of the server's.
    let relay = Relay::to(desk.server.http()).await;
    relay.swap(desk.server.phone(), sound.server());
    desk.browser.person("Ana", Desk::default()).await;
    let link = desk.operator.sign_in_link(1).await;
    let path = link.splitn(4, '/').nth(3).unwrap().to_owned();
    let ana = desk.browser.page("Ana", &format!("http://{}/{path}", relay.address())).await;
    desk.until_ready(1).await;
    let caller = Baresip::start(CALLER, CALLER_HZ, PicksUp::ByHand).await;
    caller.dial(NUMBER, trunk.server());
    ana.until_shows(&Find::button("Answer")).await;
    ana.press("Alt+Shift+A").await;
    until("the caller hears Ana", LATER, async || {
        let heard = caller.heard();
        let last = heard.get(heard.len().checked_sub(16_000)?..)?;
        (share(last, ANA_SAYS, THERE, WINDOW) >= SHARE).then_some(())
    })
    .await;
    until("Ana hears the caller", LATER, async || {
        let heard = ana.hears().await;
        (share(&heard, CALLER_HZ, THERE, WINDOW) >= SHARE).then_some(())
    })
    .await;
    let counts = sound.counts();
    assert!(counts.lost > 0 && counts.came > 100, "nothing went through it: {counts:?}");
    ana.press("Alt+Shift+E").await;
    let page = desk.operator.until_over_within(CALLER, LATER).await;
    assert_eq!(page.call.outcome.as_deref(), Some("completed"), "{:?}", page.words());
}
