//! The desk as HTTP reaches it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use api::live::Hub;
use api::schema::{TrunkTested, WebhookTested};
use api::{Answer, FromFile, House, Look, OnDuty, PhoneRefusal, Tally, Trunk, Unheard};
use async_trait::async_trait;
use courier::webhook::{Caller, Secret, check_url};
use desk::{Addresses, Desk, Input, Millis, TabId, TeamId, Toggle};
use line::{LegCommand, Line, PhoneCodec, PhoneId, PhoneRefused};
use store::CallRecord;
use tokio::sync::Notify;

use crate::clock;
use crate::gauges::{Gauges, Seen};
use crate::inbox::Inbox;
use crate::intake::Doorkeeper;
use crate::jobs::{self, Tried};
use crate::trunks;
use crate::wire::switch;

/// Hands inputs into the workspace's loop and looks at what it holds.
pub(crate) struct DeskHouse {
    /// The way into the loop.
    pub(crate) inbox: Inbox,
    /// Says whether calls are taken.
    pub(crate) doorkeeper: Arc<Doorkeeper>,
    /// Counts.
    pub(crate) gauges: Arc<Gauges>,
    /// The telephony edge.
    pub(crate) line: Line,
    /// What browser phones speak.
    pub(crate) codec: PhoneCodec,
    /// Everybody who has the Help Desk open.
    pub(crate) hub: Arc<Hub>,
    /// What stands in the configuration file.
    pub(crate) file: FromFile,
    /// The desk's figures.
    pub(crate) tally: Arc<Tally>,
    /// What mails say of this house.
    pub(crate) addresses: Addresses,
    /// Whether there is a mail server.
    pub(crate) mail_configured: bool,
    /// Calls webhooks.
    pub(crate) caller: Arc<Caller>,
    /// Rung when a job is due.
    pub(crate) jobs: Arc<Notify>,
}

#[async_trait]
impl House for DeskHouse {
    async fn ask(&self, input: Input) -> Answer {
        self.inbox.ask(input).await
    }

    fn tell(&self, input: Input) -> bool {
        self.inbox.tell(input)
    }

    async fn looked(&self, look: Look) -> Result<(), Unheard> {
        self.inbox.look(look).await
    }

    fn now(&self) -> Millis {
        clock::now()
    }

    async fn phone_open(&self, tab: TabId, sdp: String) -> Result<String, PhoneRefusal> {
        let opened = self.line.phone_open(PhoneId(tab.0), sdp, self.codec).await;
        opened.map_err(|refused| match refused {
            PhoneRefused::SwitchedOff => PhoneRefusal::SwitchedOff,
            PhoneRefused::TooMany { .. } => PhoneRefusal::TooMany,
            PhoneRefused::BadOffer { why } => PhoneRefusal::Unusable(why),
            PhoneRefused::NoCodec => {
                PhoneRefusal::Unusable("it has neither G.711 nor Opus".to_owned())
            }
            PhoneRefused::Stopped => PhoneRefusal::Stopped,
        })
    }

    fn phone_close(&self, tab: TabId) {
        self.line.phone_close(PhoneId(tab.0));
    }

    fn echo(&self, tab: TabId, on: Toggle) {
        self.line.command(LegCommand::Echo { phone: PhoneId(tab.0), on: switch(on) });
    }

    async fn live_calls(&self) -> Result<Vec<CallRecord>, Unheard> {
        self.inbox.look(live_calls).await
    }

    async fn teammates(&self) -> Result<Vec<OnDuty>, Unheard> {
        self.inbox.look(teammates).await
    }

    async fn available_for_phone(&self) -> Result<BTreeMap<TeamId, u32>, Unheard> {
        self.inbox.look(available_for_phone).await
    }

    fn file(&self) -> &FromFile {
        &self.file
    }

    fn check_trunk(&self, trunk: &Trunk) -> Result<(), String> {
        trunks::set(trunk).map(drop)
    }

    fn set_trunks(&self, trunks: Vec<Trunk>) -> Result<(), String> {
        let trunks = trunks.iter().map(trunks::set).collect::<Result<_, _>>()?;
        self.line.set_trunks(trunks);
        Ok(())
    }

    async fn test_trunk(&self, to: SocketAddr) -> TrunkTested {
        trunks::test(&self.line, to).await
    }

    fn addresses(&self) -> Addresses {
        self.addresses.clone()
    }

    fn mail_configured(&self) -> bool {
        self.mail_configured
    }

    fn check_webhook(&self, url: &str) -> Result<(), String> {
        check_url(url)
    }

    fn webhook_secret(&self, chance: &[u8; 32]) -> String {
        Secret::of(chance).text()
    }

    async fn test_webhook(&self, url: &str, secret: &str) -> WebhookTested {
        tested(jobs::try_webhook(&self.caller, url, secret).await)
    }

    fn jobs_due(&self) {
        self.jobs.notify_one();
    }

    fn not_ready(&self) -> Vec<String> {
        self.doorkeeper.sentences()
    }

    async fn metrics(&self) -> String {
        let figures = self.tally.figures().await;
        let seen = Seen {
            waiting: self.inbox.waiting(),
            dropped: self.inbox.dropped(),
            line: self.line.counters(),
            live: self.hub.counts(),
            figures: figures.ok(),
        };
        self.gauges.text(&seen)
    }
}

fn tested(tried: Tried) -> WebhookTested {
    let Tried { status, trouble, took } = tried;
    let taken = || match status {
        Some(status) => format!("The receiver took the test call ({status})."),
        None => "The receiver took the test call.".to_owned(),
    };
    WebhookTested {
        ok: trouble.is_none(),
        status,
        sentence: trouble.unwrap_or_else(taken),
        took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    }
}

fn live_calls(desk: &Desk) -> Vec<CallRecord> {
    let live = desk.calls().filter(|call| call.live());
    live.map(|state| CallRecord {
        state: state.clone(),
        content: desk.call_content(state.id).cloned().unwrap_or_default(),
    })
    .collect()
}

fn teammates(desk: &Desk) -> Vec<OnDuty> {
    let on_duty = |(state, settings): (&desk::TeammateState, &desk::TeammateSettings)| OnDuty {
        state: *state,
        settings: settings.clone(),
        has_client: desk.has_client(state.id),
    };
    desk.teammates().map(on_duty).collect()
}

fn available_for_phone(desk: &Desk) -> BTreeMap<TeamId, u32> {
    desk.teams().keys().map(|team| (*team, desk.available_for_phone(*team))).collect()
}
