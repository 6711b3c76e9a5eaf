//! Outgoing legs, from `Dial` to the ACK.

use std::net::SocketAddr;
use std::sync::Arc;

use rsipstack::sip::{
    Header, HeadersExt, Method, Param, Request, Response, Transport, Uri, Version,
};

use super::super::ALLOW;
use super::super::dialog::{Dialog, Home, fresh_tag};
use super::super::drivers::{self, Ticket};
use super::super::identity::presented;
use super::super::leg::{Calling, Heard, Leg, Reinvite, Stage, Wish};
use super::super::sdp::{self, OwnSession};
use super::super::session;
use super::super::strict::is_sdp;
use super::super::tally::count;
use super::super::wires::Hop;
use super::super::{dialog, grammar};
use super::{Due, Input, Purpose, Switchboard};
use crate::vocabulary::{LegEvent, LegId, Refusal};

impl Switchboard {
    pub(super) fn dial(
        &mut self,
        id: LegId,
        to: &str,
        caller: Option<String>,
        caller_name: Option<String>,
        auto_answer: bool,
    ) {
        if self.legs.contains_key(&id) {
            return;
        }
        self.current = Some(id);
        self.note_held(id);
        count(&self.workshop.wires.gate.tally.dialled);
        let Some(to) = dialable(to) else {
            tracing::warn!(leg.id = id.0, "a phone's address is no sip: URI over UDP or TCP");
            self.note_gone(id);
            return self.tell(LegEvent::Refused { leg: id, why: Refusal::Unreachable });
        };
        let hop = Hop::of(&to);
        let phone = bare(&to).to_string();
        let wish = Wish { to, hop, caller, caller_name, auto_answer };
        let stage = Stage::Resolving(Box::new(wish));
        let mut leg = Leg::new(stage, OwnSession::new(id.0));
        leg.phone = Some(phone.clone());
        self.legs.insert(id, leg);
        self.at(self.settings.dial_timeout, Due::Dial(id));
        if !self.waits_for_parting(id, &phone) {
            self.look_up(id);
        }
    }

    /// Finds the phone's address and calls it, unless the leg was given up meanwhile.
    pub(super) fn look_up(&mut self, id: LegId) {
        let Some(Leg { stage: Stage::Resolving(wish), .. }) = self.legs.get(&id) else { return };
        if let Some(address) = wish.hop.address() {
            return self.found(id, Some(address));
        }
        let wires = Arc::clone(&self.workshop.wires);
        let inputs = self.workshop.inputs.clone();
        let hop = wish.hop.clone();
        tokio::spawn(async move {
            let address = wires.resolve(&hop).await;
            let _ = inputs.send(Input::Found { leg: id, address });
        });
    }

    /// The phone's address is known: the INVITE goes out.
    pub(super) fn found(&mut self, id: LegId, address: Option<SocketAddr>) {
        self.current = Some(id);
        if !self.legs.get(&id).is_some_and(|leg| matches!(leg.stage, Stage::Resolving(_))) {
            return;
        }
        let Some(address) = address else {
            return self.finish_refused(id, Refusal::Unreachable);
        };
        let Ok(port) = self.media.open(id) else {
            tracing::warn!(leg.id = id.0, "no RTP port is free for a call");
            // No phone is told as 503, so this one is ours alone.
            return self.finish_refused(id, Refusal::Failed(503));
        };
        let Some(mut leg) = self.legs.remove(&id) else { return };
        leg.port = Some(port);
        let Stage::Resolving(wish) = leg.stage else { return };
        let mut home = self.home_for(address, false);
        home.tcp = wish.hop.tcp;
        let offer = leg.own.offer(home.address.ip(), port);
        let invite = self.invite(&wish, &home, offer);
        let hop = Hop { host: address.ip().to_string(), port: address.port(), tcp: wish.hop.tcp };
        let ticket = self.ticket(Purpose::Outgoing(id));
        let workshop = self.workshop.clone();
        leg.hold = Some(drivers::dial(workshop, invite.clone(), hop.clone(), ticket));
        let calling = Calling { ticket, invite, hop, home, heard: Heard::Nothing };
        leg.stage = Stage::Calling(Box::new(calling));
        self.legs.insert(id, leg);
    }

    fn invite(&self, wish: &Wish, home: &Home, offer: String) -> Request {
        let from = presented(wish.caller.as_deref(), wish.caller_name.as_deref(), home.address);
        let mut headers = vec![
            home.via(),
            Header::MaxForwards(70.into()),
            Header::From(format!("{from};tag={}", fresh_tag()).into()),
            Header::To(format!("<{}>", bare(&wish.to)).into()),
            Header::CallId(format!("{}{}", fresh_tag(), fresh_tag()).into()),
            Header::CSeq("1 INVITE".into()),
            home.contact(),
            Header::Allow(ALLOW.into()),
            Header::UserAgent(self.settings.user_agent.clone().into()),
            Header::ContentType("application/sdp".into()),
        ];
        if wish.caller.is_none() {
            headers.push(Header::Privacy("id".into()));
        }
        if wish.auto_answer {
            let host = home.address;
            headers.push(Header::CallInfo(format!("<sip:{host}>;answer-after=0").into()));
            let alert = format!("<http://{host}>;info=alert-autoanswer;delay=0");
            headers.push(Header::AlertInfo(alert.into()));
        }
        Request {
            method: Method::Invite,
            uri: wish.to.clone(),
            version: Version::V2,
            headers: headers.into(),
            body: offer.into_bytes(),
        }
    }

    /// An answer to our INVITE.
    pub(super) fn answered_with(&mut self, id: LegId, response: Response) {
        self.current = Some(id);
        let status = response.status_code.code();
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let calling = match &mut leg.stage {
            Stage::Calling(calling) => calling,
            Stage::Talking(dialog, _) => {
                let ours = dialog.remote_tag.clone();
                return self.another_answer(&response, &ours);
            }
            Stage::Resolving(_) | Stage::Offered(_) | Stage::Answering(_) => return,
        };
        match status {
            180 | 183 if calling.heard < Heard::Ringing => {
                calling.heard = Heard::Ringing;
                self.tell(LegEvent::Ringing { leg: id });
            }
            100..200 => calling.heard = calling.heard.max(Heard::Trying),
            200..300 => self.taken(id, &response),
            _final => self.finish_refused(id, refusal(status)),
        }
    }

    /// 200: the stack has acknowledged it.
    fn taken(&mut self, id: LegId, response: &Response) {
        let Some(mut leg) = self.legs.remove(&id) else { return };
        let Stage::Calling(calling) = leg.stage else { return };
        let mut home = calling.home.clone();
        home.link = self.link_of(&calling);
        let peer = calling.hop.address().map_or(home.address.ip(), |address| address.ip());
        let dialog = Dialog::answered(&calling.invite, response, home);
        leg.stage = match &dialog {
            Some(dialog) => Stage::Talking(Box::new(dialog.clone()), Reinvite::None),
            None => Stage::Calling(calling),
        };
        self.legs.insert(id, leg);
        let typed = dialog::content_type(&response.headers).is_some_and(is_sdp);
        let answer = sdp::read(&response.body).ok().filter(|_| typed);
        let Some(dialog) = dialog else {
            // Without a Contact there is no way to hang up either.
            return self.finish_refused(id, Refusal::MediaFailed);
        };
        self.register(id, &dialog, peer);
        let Some(answer) = answer else {
            self.bye(dialog, None);
            return self.finish_refused(id, Refusal::MediaFailed);
        };
        self.connect(id, answer.far);
        self.settle(id);
        self.refresh(id, session::told(response));
    }

    fn link_of(&self, calling: &Calling) -> Option<super::super::streams::Link> {
        let address = calling.hop.address().filter(|_| calling.hop.tcp)?;
        self.workshop.wires.streams.open_link(address)
    }

    /// A 2xx after the first: a copy, or another phone that a proxy rang as well
    /// (RFC 3261 13.2.2.4), which is acknowledged and hung up.
    fn another_answer(&mut self, response: &Response, ours: &str) {
        let to = response.to_header().ok().and_then(|to| grammar::Party::parse(to.value()));
        let tag = to.and_then(|to| to.param("tag")).map(str::to_owned);
        if response.status_code.code() / 100 == 2 && tag.is_some_and(|tag| tag != ours) {
            self.bye_to(response);
        }
    }

    /// Ends a session that nobody wanted. Its answer shows all that a BYE needs.
    fn bye_to(&mut self, response: &Response) {
        let Some(target) =
            response.contact_header().ok().and_then(|contact| dialog::target(contact.value()))
        else {
            return;
        };
        let hop = Hop::of(&target);
        let Some(address) = hop.address() else { return };
        let mut home = self.home_for(address, false);
        home.tcp = hop.tcp;
        // As if the answer's own headers had been our request's.
        let invite = Request {
            method: Method::Invite,
            uri: target,
            version: Version::V2,
            headers: response.headers.clone(),
            body: Vec::new(),
        };
        if let Some(dialog) = Dialog::answered(&invite, response, home) {
            self.bye(dialog, None);
        }
    }

    /// An answer to an INVITE that was given up.
    pub(super) fn cancelling_heard(&mut self, ticket: Ticket, response: &Response) {
        let Some(Purpose::Cancelling(mut cancelling)) = self.purposes.remove(&ticket) else {
            return;
        };
        match response.status_code.code() {
            100..200 => {
                self.send_cancel(&mut cancelling);
                self.purposes.insert(ticket, Purpose::Cancelling(cancelling));
            }
            200..300 => {
                let home = cancelling.home.clone();
                if let Some(dialog) = Dialog::answered(&cancelling.invite, response, home) {
                    self.bye(dialog, Some(cancelling.leg));
                }
            }
            _final => self.parted(cancelling.leg),
        }
    }
}

/// A `sip:` URI over UDP or TCP, without headers.
fn dialable(to: &str) -> Option<Uri> {
    let uri = dialog::target(to.trim())?;
    let unspoken = uri.params.iter().any(|param| {
        matches!(param, Param::Transport(transport)
            if !matches!(transport, Transport::Udp | Transport::Tcp))
    });
    (!unspoken).then_some(uri)
}

/// The To header names the phone, not the way to it (RFC 3261 19.1.1, table 1).
fn bare(to: &Uri) -> Uri {
    Uri { params: Vec::new(), headers: Vec::new(), ..to.clone() }
}

/// What a final failure means.
fn refusal(status: u16) -> Refusal {
    match status {
        486 | 600 => Refusal::Busy,
        603 | 607 => Refusal::Declined,
        404 | 408 | 410 | 480 | 503 => Refusal::Unreachable,
        488 | 606 => Refusal::MediaFailed,
        other => Refusal::Failed(other),
    }
}
