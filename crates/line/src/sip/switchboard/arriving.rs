//! Incoming legs, from the INVITE to the ACK of our 200.

use std::net::IpAddr;
use std::time::Duration;

use rsipstack::sip::{Header, HeadersExt, Request};
use rsipstack::transaction::Transaction;
use tokio::sync::oneshot;

use super::super::dialog::{Answerable, Dialog, Home, source, source_ip};
use super::super::drivers::Opening;
use super::super::identity::{called, caller};
use super::super::leg::{AnswerDue, Answering, Ending, Leg, Offered, Reinvite, Stage};
use super::super::sdp::{self, OwnSession, Unusable};
use super::super::session::{self, MIN_SE_S, SessionTimer};
use super::super::tally::{Cause, count};
use super::super::{ALLOW, RETRY_AFTER_S};
use super::{Due, Purpose, Switchboard};
use crate::vocabulary::{Arrival, Departure, LegEvent, LegId};

/// What an acceptable INVITE makes.
struct NewLeg {
    leg: Leg,
    from: IpAddr,
    arrival: Arrival,
    /// Call-ID and From tag.
    callers: (String, String),
    opening: Opening,
}

/// Why an INVITE makes no leg.
struct NoLeg {
    cause: Cause,
    status: u16,
    more: Vec<Header>,
}

impl NoLeg {
    fn new(cause: Cause, status: u16) -> NoLeg {
        NoLeg { cause, status, more: Vec::new() }
    }
}

impl Switchboard {
    /// An INVITE outside of dialogs that passed the gate.
    pub(super) fn arrive(&mut self, transaction: Transaction) {
        match self.new_leg(&transaction) {
            Ok(new) => self.take_in(transaction, new),
            Err(no) => {
                self.workshop.wires.gate.tally.refused(no.cause);
                self.reply(transaction, no.status, no.more, None);
            }
        }
    }

    fn new_leg(&mut self, transaction: &Transaction) -> Result<NewLeg, NoLeg> {
        let invite = &transaction.original;
        let full = self.callers.len() >= self.settings.max_legs;
        if full || self.workshop.wires.gate.is_closed() {
            let cause = if full { Cause::Overload } else { Cause::Closed };
            let retry = Header::RetryAfter(RETRY_AFTER_S.to_string().into());
            return Err(NoLeg { more: vec![retry], ..NoLeg::new(cause, 503) });
        }
        let timer = session::asked(invite);
        if timer == SessionTimer::TooShort {
            let least = Header::MinSE(MIN_SE_S.to_string().into());
            return Err(NoLeg { more: vec![least], ..NoLeg::new(Cause::Content, 422) });
        }
        let offer = match invite.body.is_empty() {
            true => None,
            false => Some(sdp::read(&invite.body).map_err(|unusable| match unusable {
                Unusable::Malformed => NoLeg::new(Cause::Content, 400),
                Unusable::NoCommonGround => NoLeg::new(Cause::NoCodec, 488),
            })?),
        };
        let from = transaction.connection.as_ref().and_then(source);
        let from = from.ok_or(NoLeg::new(Cause::Stranger, 403))?;
        let doorman = &self.workshop.wires.gate.doorman;
        let origin = doorman.origin(source_ip(from), "INVITE", authorization(invite));
        let origin = origin.ok_or(NoLeg::new(Cause::Stranger, 403))?;
        let tcp = transaction.connection.as_ref().is_some_and(|wire| wire.is_reliable());
        let home = self.home_for(from, tcp);
        let dialog = Dialog::answering(invite, home).ok_or(NoLeg::new(Cause::Malformed, 400))?;
        let callers = (dialog.call_id.clone(), dialog.remote_tag.clone());
        if self.callers.contains(&callers) {
            // RFC 3261 8.2.2.2: the same call by another way.
            return Err(NoLeg::new(Cause::Loop, 482));
        }
        self.next_leg += 2;
        let id = LegId(self.next_leg);
        let who = caller(invite, &origin);
        let arrival = Arrival {
            leg: id,
            trunk: origin.trunk,
            caller: who.number,
            caller_name: who.name,
            called: called(invite),
            sip_call_id: dialog.call_id.clone(),
        };
        let ticket = self.ticket(Purpose::Incoming(id));
        let (hold, let_go) = oneshot::channel();
        let answerable = Answerable::new(
            invite,
            transaction.tu_sender.clone(),
            transaction.key.clone(),
            &dialog.local_tag,
            hold,
        );
        let offered = Offered { ticket, answerable, dialog, offer };
        let mut leg = Leg::new(Stage::Offered(Box::new(offered)), OwnSession::new(id.0));
        leg.timer = timer;
        Ok(NewLeg {
            leg,
            from: source_ip(from),
            arrival,
            callers,
            opening: Opening::Trying(ticket, let_go),
        })
    }

    fn take_in(&mut self, transaction: Transaction, new: NewLeg) {
        let NewLeg { leg, from, arrival, callers, opening } = new;
        let id = arrival.leg;
        self.current = Some(id);
        let Stage::Offered(offered) = &leg.stage else { return };
        self.serve(transaction, opening);
        let dialog = offered.dialog.clone();
        self.register(id, &dialog, from);
        self.callers.insert(callers);
        self.legs.insert(id, leg);
        self.note_held(id);
        self.at(self.settings.setup_timeout, Due::Setup(id));
        count(&self.workshop.wires.gate.tally.arrived);
        self.tell(LegEvent::Arrived(arrival));
    }

    /// How we appear to a peer that wrote from there.
    pub(super) fn home_for(&self, from: std::net::SocketAddr, tcp: bool) -> Home {
        let wires = &self.workshop.wires;
        let address = std::net::SocketAddr::new(wires.home(from.ip()), wires.bound.port());
        let link = if tcp { wires.streams.open_link(from) } else { None };
        Home { address, link, tcp }
    }

    /// 180, as often as it is asked for.
    pub(super) fn ring(&mut self, id: LegId) {
        self.current = Some(id);
        if let Some(Leg { stage: Stage::Offered(offered), .. }) = self.legs.get(&id) {
            let contact = offered.dialog.home.contact();
            offered.answerable.respond(180, vec![contact], None);
        }
    }

    /// 200 with our answer, or our offer where the caller made none.
    pub(super) fn answer(&mut self, id: LegId) {
        self.current = Some(id);
        if !self.legs.get(&id).is_some_and(|leg| matches!(leg.stage, Stage::Offered(_))) {
            return;
        }
        let Ok(port) = self.media.open(id) else {
            tracing::warn!(leg.id = id.0, "no RTP port is free for an answer");
            return self.end(id, Ending::NO_MEDIA);
        };
        let Some(mut leg) = self.legs.remove(&id) else { return };
        leg.port = Some(port);
        let Stage::Offered(offered) = leg.stage else { return };
        let Offered { ticket, answerable, dialog, offer } = *offered;
        let address = dialog.home.address.ip();
        let body = match &offer {
            Some(offer) => leg.own.answer(offer, address, port),
            None => leg.own.offer(address, port),
        };
        let mut more = session_headers(&dialog);
        more.extend(session::accepted(leg.timer));
        answerable.respond(200, more, Some(body));
        let answer_due = if offer.is_some() { AnswerDue::No } else { AnswerDue::WithAck };
        let answering = Answering { ticket, answerable, dialog, answer_due };
        leg.stage = Stage::Answering(Box::new(answering));
        self.legs.insert(id, leg);
        if let Some(offer) = offer {
            self.connect(id, offer.far);
        }
    }

    pub(super) fn reject(&mut self, id: LegId, status: u16) {
        if self.legs.get(&id).is_some_and(|leg| matches!(leg.stage, Stage::Offered(_))) {
            self.end(id, Ending::rejected(status));
        }
    }

    /// The caller gave up. After our 200 it is too late: its BYE follows the ACK.
    pub(super) fn cancelled(&mut self, id: LegId) {
        self.current = Some(id);
        let Some(Leg { stage: Stage::Offered(offered), .. }) = self.legs.get(&id) else { return };
        offered.answerable.respond(487, Vec::new(), None);
        self.finish_gone(id, Departure::Cancelled);
    }

    /// The ACK of our 200.
    pub(super) fn acknowledged(&mut self, id: LegId, ack: &Request) {
        self.current = Some(id);
        let due = match self.legs.get(&id) {
            Some(Leg { stage: Stage::Answering(answering), .. }) => answering.answer_due,
            Some(_) | None => return,
        };
        let far = match due {
            AnswerDue::No => None,
            AnswerDue::WithAck => match sdp::read(&ack.body) {
                Ok(answer) => Some(answer.far),
                Err(_) => {
                    self.talk(id);
                    return self.end(id, Ending::NO_MEDIA);
                }
            },
        };
        self.talk(id);
        if let Some(far) = far {
            self.connect(id, far);
        }
        self.settle(id);
        if let Some(timer) = self.legs.get(&id).map(|leg| leg.timer) {
            self.refresh(id, timer);
        }
    }

    fn talk(&mut self, id: LegId) {
        let Some(mut leg) = self.legs.remove(&id) else { return };
        leg.stage = match leg.stage {
            Stage::Answering(answering) => {
                Stage::Talking(Box::new(answering.dialog), Reinvite::None)
            }
            other @ (Stage::Resolving(_)
            | Stage::Calling(_)
            | Stage::Offered(_)
            | Stage::Talking(_, _)) => other,
        };
        self.legs.insert(id, leg);
    }

    /// Part of the inventory from now on.
    pub(super) fn note_held(&self, id: LegId) {
        let mut held = self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        held.entry(id).or_insert(false);
    }
}

/// What every 200 with a session says of us.
pub(super) fn session_headers(dialog: &Dialog) -> Vec<Header> {
    vec![dialog.home.contact(), Header::Allow(ALLOW.into()), Header::Supported("timer".into())]
}

fn authorization(invite: &Request) -> impl Iterator<Item = &str> {
    invite
        .headers
        .iter()
        .filter(|header| matches!(header, Header::Authorization(_)))
        .map(Header::value)
}

/// RFC 3261 14.2 asks for a random time up to ten seconds.
pub(super) fn retry_soon() -> Header {
    const RETRY: Duration = Duration::from_secs(2);
    Header::RetryAfter(RETRY.as_secs().to_string().into())
}

/// The sequence number of a request; the gate has read it before.
pub(super) fn sequence(request: &Request) -> u32 {
    request.cseq_header().ok().and_then(|cseq| cseq.seq().ok()).unwrap_or(0)
}
