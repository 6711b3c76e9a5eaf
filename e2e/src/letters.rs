//! Mail after calls, by the hundred: how soon a mail server has it, and that none is lost
//! and none is sent twice.
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "it fails by a panic")]

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use desk::notify::{Block, MailPlan, NotificationSettings, Piece, Variable, When};
use desk::{Document, NotificationId, Toggle};
use phones::{Audio, Behaviour, CallPlan, Exchange, PhonePlan, Temper};

use crate::floor::exchange;
use crate::mail::{Encrypts, MailServer};
use crate::server::{NUMBER, Place, Server, Setup};
use crate::{SOON, until};

/// More than talk at once when ten calls a second last about a second.
const TEAMMATES: u64 = 30;

/// Ports of audio for one caller: an even one of its own, another for a phone.
const PORTS_A_CALL: u16 = 4;

/// Callers who are to hang up together come so fast; a trunk brings them no faster.
const FILL_EVERY: Duration = Duration::from_millis(8);

/// A thousand mails take some seconds over a few connections with TLS.
const LATER: Duration = Duration::from_secs(120);

/// Calls that end one after the other.
#[derive(Debug, Clone)]
pub struct Steady {
    /// So many.
    pub calls: u32,
    /// So many a second.
    pub rate: u32,
    /// The program, when it is not the one beside this.
    pub program: Option<PathBuf>,
}

/// Calls that end together.
#[derive(Debug, Clone)]
pub struct Together {
    /// So many.
    pub calls: u16,
    /// The program, when it is not the one beside this.
    pub program: Option<PathBuf>,
}

/// What became of the mails.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// From the end of a call, as the log has it, to the mail server's word that it has
    /// the mail, shortest first; one for every call.
    pub took: Vec<Duration>,
    /// Mails that were accepted more than once.
    pub twice: usize,
}

impl Report {
    /// The duration that so many percent do not exceed.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> Duration {
        let place = (self.took.len() * percent).div_ceil(100).saturating_sub(1);
        self.took.get(place).copied().unwrap_or_default()
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |percent| self.percentile(percent).as_millis();
        write!(
            out,
            "{} mails for {} calls, {} twice; call end to mail accepted p50 {} ms, p99 {} ms, \
             longest {} ms",
            self.took.len(),
            self.took.len(),
            self.twice,
            ms(50),
            ms(99),
            ms(100),
        )
    }
}

/// Calls are answered, talked and hung up at a steady rate.
pub async fn steady(plan: &Steady) -> Report {
    let (callers, phones) =
        (exchange(Ipv4Addr::LOCALHOST).await, exchange(Ipv4Addr::LOCALHOST).await);
    let mail = MailServer::start(Encrypts::AfterStartTls).await;
    let mut setup = Setup::support("", "").table(&mail.section());
    let millis = Duration::from_millis;
    for teammate in 1..=TEAMMATES {
        let temper = Temper {
            seed: 1,
            answers_percent: 100,
            declines_percent: 0,
            thinks: (millis(0), millis(20)),
            talks: (millis(300), millis(900)),
        };
        let user = format!("mate{teammate}");
        let phone = phones.phone(PhonePlan::new(user, Behaviour::Varied(temper))).unwrap();
        setup = setup.teammate(teammate, &format!("Mate {teammate}"), &[phone.uri()]);
    }
    let server = open(&setup, plan.program.clone()).await;
    let begun = Instant::now();
    for nth in 0..plan.calls {
        tokio::time::sleep_until((begun + Duration::from_secs(1) * nth / plan.rate).into()).await;
        dial(&callers, &server, nth);
    }
    settle(&server, &mail, plan.calls as usize).await
}

/// Callers wait together and hang up in the same moment.
pub async fn together(plan: &Together) -> Report {
    let callers = exchange(Ipv4Addr::LOCALHOST).await;
    let mail = MailServer::start(Encrypts::AfterStartTls).await;
    // One teammate, who lets it ring: everybody waits.
    let phones = exchange(Ipv4Addr::LOCALHOST).await;
    let phone = phones.phone(PhonePlan::new("ana", Behaviour::Ignore)).unwrap();
    let setup = Setup::support("", "").desk("ring_seconds = 600").table(&mail.section());
    let setup = setup.teammate(1, "Ana", &[phone.uri()]);
    let setup = setup.audio_ports(plan.calls * PORTS_A_CALL + PORTS_A_CALL);
    let server = open(&setup, plan.program.clone()).await;
    let mut calls = Vec::new();
    for nth in 0..u32::from(plan.calls) {
        calls.push(dial(&callers, &server, nth));
        tokio::time::sleep(FILL_EVERY).await;
    }
    for (nth, call) in calls.iter().enumerate() {
        let up = call.until(SOON, |view| view.is_up() || view.ending().is_some()).await.unwrap();
        if !up.is_up() {
            let page = server.operator().until_over(&caller(nth as u32)).await;
            panic!("a caller was turned away: {up:?}, {:?}", page.words());
        }
    }
    for call in &calls {
        call.hang_up();
    }
    settle(&server, &mail, calls.len()).await
}

fn caller(nth: u32) -> String {
    format!("+1555{nth:07}")
}

fn dial(callers: &Exchange, server: &Server, nth: u32) -> phones::Call {
    let plan = CallPlan {
        from: Some(caller(nth)),
        audio: Audio::Off,
        ..CallPlan::new(NUMBER, server.sip())
    };
    callers.call(plan).unwrap()
}

async fn open(setup: &Setup, program: Option<PathBuf>) -> Server {
    let place = program.map_or_else(Place::free, Place::of);
    let server = Server::start_at(place, setup).await;
    let document = Document::Notification(NotificationId(1), every_call());
    server.operator().save(0, document).await;
    server
}

/// A mail for every call, whose subject says which.
fn every_call() -> NotificationSettings {
    let number = Piece::variable(Variable::CustomerNumber, "");
    NotificationSettings {
        name: "Every call".to_owned(),
        on: Toggle::On,
        when: When::Always,
        mail: Some(MailPlan {
            recipients: vec!["team@example.org".to_owned()],
            subject: vec![number.clone()],
            body: vec![Block::Paragraph { pieces: vec![number] }],
        }),
        alert: None,
        task: None,
        retired: Toggle::Off,
    }
}

/// Waits for every mail, and compares each with its call.
async fn settle(server: &Server, mail: &MailServer, count: usize) -> Report {
    until(&format!("{count} mails are accepted"), LATER, async || {
        (mail.accepted().len() >= count).then_some(())
    })
    .await;
    let operator = server.operator();
    let calls = operator.ended_calls().await;
    assert_eq!(calls.len(), count, "calls in the log");
    assert_eq!(operator.live_calls().await, []);
    let mut accepted: HashMap<String, u64> = HashMap::new();
    let mut report = Report::default();
    for one in mail.accepted() {
        let about = one["subject"].as_str().unwrap().to_owned();
        let at_ms = one["at_ms"].as_u64().unwrap();
        report.twice += usize::from(accepted.insert(about, at_ms).is_some());
    }
    for call in calls {
        let caller = call.caller.unwrap();
        let at_ms = accepted.get(&caller).unwrap_or_else(|| panic!("no mail about {caller}"));
        let took_ms = at_ms.saturating_sub(call.ended_ms.unwrap());
        report.took.push(Duration::from_millis(took_ms));
    }
    report.took.sort_unstable();
    report
}
