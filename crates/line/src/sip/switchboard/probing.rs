//! Questions by OPTIONS. A far end that holds us or is muted need not send RTP, so its silence says nothing: it
//! is asked inside its dialog whether it is still there (OPTIONS, RFC 3261 11 and 12.2).

use std::net::SocketAddr;
use std::time::Duration;

use rsipstack::sip::{Header, Method, Request, Uri, Version};
use tokio::sync::oneshot;

use super::super::dialog::{Home, fresh_tag};
use super::super::drivers::{ask, probe};
use super::super::leg::{Ending, Stage, Watch};
use super::super::wires::Hop;
use super::{Due, Switchboard};
use crate::vocabulary::{LegId, TrunkTest};

/// A trunk answers within milliseconds, or after the copies that are sent half a second and
/// one and a half seconds later (RFC 3261 17.1.2.2).
const TEST_TIME_MAX: Duration = Duration::from_secs(3);

/// The longest time between two questions, which is also how long an answer may take: less
/// than the 32 s after which the stack gives a request up (64*T1, RFC 3261 17.1.2.2).
const INTERVAL_MAX: Duration = Duration::from_secs(20);
/// Questions in a row without an answer after which the far end is gone. One may be lost
/// with a router that restarts.
const UNANSWERED_MAX: u32 = 2;

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Probed {
    /// A final answer with this status.
    Answered(u16),
    /// No final answer in time.
    Unanswered,
}

impl Switchboard {
    /// The leg has begun or stopped to need questions, if it did.
    pub(super) fn watch(&mut self, id: LegId) {
        let Some(leg) = self.legs.get_mut(&id).filter(|leg| leg.may_be_silent()) else { return };
        let before = std::mem::replace(&mut leg.watch, Watch::Asking { unanswered: 0 });
        match before {
            Watch::Media => self.at(self.probe_interval(), Due::Probe(id)),
            // The next question is on its way already.
            Watch::Asking { .. } => {}
        }
    }

    /// Asks, unless the far end is expected to be heard again.
    pub(super) fn ask(&mut self, id: LegId) {
        self.current = Some(id);
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if !leg.may_be_silent() {
            leg.watch = Watch::Media;
            return;
        }
        let Stage::Talking(dialog, _) = &mut leg.stage else { return };
        let (request, hop) = dialog.request(Method::Options, &self.settings.user_agent);
        let link = dialog.home.link.clone();
        probe(self.workshop.clone(), request, hop, link, id, self.probe_interval());
    }

    /// Any final answer is a sign of life, a refusal too, but for those that say that the
    /// dialog is gone (RFC 3261 12.2.1.2).
    pub(super) fn probed(&mut self, id: LegId, result: Probed) {
        self.current = Some(id);
        let interval = self.probe_interval();
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let Watch::Asking { unanswered } = &mut leg.watch else { return };
        *unanswered = match result {
            Probed::Answered(_) => 0,
            Probed::Unanswered => *unanswered + 1,
        };
        let gone = match result {
            Probed::Answered(status) => matches!(status, 408 | 481),
            Probed::Unanswered => *unanswered >= UNANSWERED_MAX,
        };
        match (leg.may_be_silent(), result) {
            (false, _) => leg.watch = Watch::Media,
            (true, _) if gone => self.end(id, Ending::SILENT),
            (true, Probed::Answered(_)) => self.at(interval, Due::Probe(id)),
            // The time for its answer was the interval.
            (true, Probed::Unanswered) => self.ask(id),
        }
    }

    /// Asks a trunk outside of dialogs; nothing is remembered of it.
    pub(super) fn test(&self, to: SocketAddr, answer: oneshot::Sender<TrunkTest>) {
        let home = self.home_for(to, false);
        match question(to, &home, &self.settings.user_agent) {
            Some(request) => {
                let hop = Hop { host: to.ip().to_string(), port: to.port(), tcp: false };
                ask(self.workshop.clone(), request, hop, TEST_TIME_MAX, answer);
            }
            None => {
                let why = "this address cannot be asked".to_owned();
                let _ = answer.send(TrunkTest::Refused { why });
            }
        }
    }

    /// A far end that is asked is believed about as long as one that is heard: two of three
    /// parts of the silence limit, 20 s of the usual 30.
    fn probe_interval(&self) -> Duration {
        (self.settings.silence_limit * 2 / 3).min(INTERVAL_MAX)
    }
}

/// OPTIONS outside of dialogs (RFC 3261 11.1).
fn question(to: SocketAddr, home: &Home, user_agent: &str) -> Option<Request> {
    let headers = vec![
        home.via(),
        Header::MaxForwards(70.into()),
        Header::From(format!("<sip:{}>;tag={}", home.address, fresh_tag()).into()),
        Header::To(format!("<sip:{to}>").into()),
        Header::CallId(fresh_tag().into()),
        Header::CSeq("1 OPTIONS".to_owned().into()),
        home.contact(),
        Header::Accept("application/sdp".to_owned().into()),
        Header::UserAgent(user_agent.to_owned().into()),
    ];
    Some(Request {
        method: Method::Options,
        uri: Uri::try_from(format!("sip:{to}")).ok()?,
        version: Version::V2,
        headers: headers.into(),
        body: Vec::new(),
    })
}
