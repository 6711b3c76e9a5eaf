//! Requests inside a dialog: BYE, hold and resume by re-INVITE or UPDATE, keys by INFO.

use rsipstack::sip::{Header, HeadersExt, Method, Request};
use rsipstack::transaction::Transaction;

use super::super::ALLOW;
use super::super::dialog::{answer_to, content_type, fresh_tag, target};
use super::super::drivers::{Opening, Ticket};
use super::super::leg::{AnswerDue, Ending, Leg, Reinvite, Stage};
use super::super::sdp::{self, Description, Unusable};
use super::super::session::{self, MIN_SE_S, SessionTimer};
use super::super::strict::is_sdp;
use super::super::tally::Cause;
use super::arriving::{retry_soon, sequence, session_headers};
use super::{Purpose, Switchboard, is_on};
use crate::media::FarHold;
use crate::vocabulary::{Departure, LegEvent, LegId};

/// An answer to a request inside a dialog, before it is written.
struct Answer {
    status: u16,
    more: Vec<Header>,
    body: Option<String>,
}

impl Answer {
    fn plain(status: u16) -> Answer {
        Answer { status, more: Vec::new(), body: None }
    }

    fn with(status: u16, header: Header) -> Answer {
        Answer { status, more: vec![header], body: None }
    }
}

impl Switchboard {
    /// A request with a To tag.
    pub(super) fn in_dialog(&mut self, transaction: Transaction, tag: &str) {
        let request = &transaction.original;
        let leg = self.dialogs.get(tag).copied();
        let owner = leg.filter(|id| {
            let dialog = self.legs.get_mut(id).and_then(Leg::dialog);
            dialog.is_some_and(|dialog| dialog.owns(request))
        });
        let Some(id) = owner else {
            self.workshop.wires.gate.tally.refused(Cause::NoDialog);
            return self.reply(transaction, 481, Vec::new(), None);
        };
        self.current = Some(id);
        if !self.in_order(id, sequence(request)) {
            // RFC 3261 12.2.2.
            return self.reply(transaction, 500, Vec::new(), None);
        }
        match request.method {
            Method::Bye => {
                self.reply(transaction, 200, Vec::new(), None);
                self.hung_up(id);
            }
            Method::Invite => self.reinvite(transaction, id),
            Method::Update => {
                let answer = self.update(id, &transaction.original);
                self.give(transaction, answer);
            }
            Method::Info => {
                let answer = self.keys(id, &transaction.original);
                self.give(transaction, answer);
            }
            Method::Options => {
                let accept = Header::Accept("application/sdp".into());
                self.give(transaction, Answer::with(200, accept));
            }
            // RFC 3262 3: no reliable answer of ours waits for it.
            Method::PRack => self.give(transaction, Answer::plain(481)),
            Method::Ack
            | Method::Cancel
            | Method::Message
            | Method::Notify
            | Method::Publish
            | Method::Refer
            | Method::Register
            | Method::Subscribe => {
                self.give(transaction, Answer::with(405, Header::Allow(ALLOW.into())));
            }
        }
    }

    fn give(&mut self, transaction: Transaction, answer: Answer) {
        self.reply(transaction, answer.status, answer.more, answer.body);
    }

    fn in_order(&mut self, id: LegId, number: u32) -> bool {
        let Some(dialog) = self.legs.get_mut(&id).and_then(Leg::dialog) else { return false };
        let in_order = dialog.remote_seq.is_none_or(|last| number > last);
        if in_order {
            dialog.remote_seq = Some(number);
        }
        in_order
    }

    /// BYE. Before our ACK is in, the 200 is repeated no more.
    fn hung_up(&mut self, id: LegId) {
        if let Some(Leg { stage: Stage::Answering(answering), .. }) = self.legs.get(&id) {
            answering.answerable.terminate();
        }
        if let Some(Leg { stage: Stage::Offered(offered), .. }) = self.legs.get(&id) {
            // RFC 3261 15.1.2: BYE in an early dialog ends its INVITE with 487.
            offered.answerable.respond(487, Vec::new(), None);
        }
        self.finish_gone(id, Departure::HungUp);
    }

    /// A new offer, a refresh, or a question for our offer.
    fn reinvite(&mut self, transaction: Transaction, id: LegId) {
        let pending = match self.legs.get(&id).map(|leg| &leg.stage) {
            Some(Stage::Talking(_, Reinvite::None)) => false,
            Some(_) | None => true,
        };
        if pending {
            // RFC 3261 14.2: one at a time.
            return self.reply(transaction, 500, vec![retry_soon()], None);
        }
        let request = &transaction.original;
        let due = if request.body.is_empty() { AnswerDue::WithAck } else { AnswerDue::No };
        let answer = match due {
            AnswerDue::No => self.new_offer(id, request),
            AnswerDue::WithAck => self.our_offer(id, request),
        };
        if answer.status != 200 {
            return self.give(transaction, answer);
        }
        let ticket = self.ticket(Purpose::Reinvite(id));
        if let Some(Leg { stage: Stage::Talking(_, reinvite), .. }) = self.legs.get_mut(&id) {
            *reinvite = Reinvite::Pending(ticket, due);
        }
        let response = answer_to(request, &fresh_tag(), answer.status, answer.more, answer.body);
        self.serve(transaction, Opening::Answer(ticket, response));
    }

    fn update(&mut self, id: LegId, request: &Request) -> Answer {
        let talking = self
            .legs
            .get(&id)
            .is_some_and(|leg| matches!(leg.stage, Stage::Talking(_, Reinvite::None)));
        match (request.body.is_empty(), talking) {
            (true, true) => self.refreshed(id, request).unwrap_or_else(|| {
                let mut answer = Answer::plain(200);
                self.session_lines(id, &mut answer);
                answer
            }),
            (true, false) => Answer::plain(200),
            (false, true) => self.new_offer(id, request),
            // RFC 3311 5.2: another offer is still open.
            (false, false) => Answer::with(500, retry_soon()),
        }
    }

    /// The peer offers something new: hold, resume, another address.
    fn new_offer(&mut self, id: LegId, request: &Request) -> Answer {
        let sdp = content_type(&request.headers).is_some_and(is_sdp);
        if !sdp {
            return Answer::with(415, Header::Accept("application/sdp".into()));
        }
        let offer = match sdp::read(&request.body) {
            Ok(offer) => offer,
            Err(Unusable::Malformed) => return Answer::plain(400),
            // The session goes on as it was (RFC 3261 14.2).
            Err(Unusable::NoCommonGround) => return Answer::plain(488),
        };
        if let Some(refusal) = self.refreshed(id, request) {
            return refusal;
        }
        let Some(leg) = self.legs.get_mut(&id) else { return Answer::plain(481) };
        let (Some(port), Stage::Talking(dialog, _)) = (leg.port, &leg.stage) else {
            return Answer::plain(481);
        };
        let body = leg.own.answer(&offer, dialog.home.address.ip(), port);
        let mut answer = Answer { status: 200, more: Vec::new(), body: Some(body) };
        self.session_lines(id, &mut answer);
        self.agree(id, &offer);
        answer
    }

    /// The peer asks for our offer and answers in its ACK.
    fn our_offer(&mut self, id: LegId, request: &Request) -> Answer {
        if let Some(refusal) = self.refreshed(id, request) {
            return refusal;
        }
        let Some(leg) = self.legs.get_mut(&id) else { return Answer::plain(481) };
        let (Some(port), Stage::Talking(dialog, _)) = (leg.port, &leg.stage) else {
            return Answer::plain(481);
        };
        let body = leg.own.offer(dialog.home.address.ip(), port);
        let mut answer = Answer { status: 200, more: Vec::new(), body: Some(body) };
        self.session_lines(id, &mut answer);
        answer
    }

    /// Takes over the peer's Contact and session timer; the answer when that fails.
    fn refreshed(&mut self, id: LegId, request: &Request) -> Option<Answer> {
        let timer = session::asked(request);
        if timer == SessionTimer::TooShort {
            return Some(Answer::with(422, Header::MinSE(MIN_SE_S.to_string().into())));
        }
        let contact = request.contact_header().ok().and_then(|contact| target(contact.value()));
        if let (Some(contact), Some(dialog)) =
            (contact, self.legs.get_mut(&id).and_then(Leg::dialog))
        {
            dialog.target = contact;
            let (tag, peers) = (dialog.local_tag.clone(), dialog.peers_of_target());
            self.workshop.wires.gate.dialogs.know(&tag, peers);
        }
        self.refresh(id, timer);
        None
    }

    fn session_lines(&mut self, id: LegId, answer: &mut Answer) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let timer = leg.timer;
        if let Some(dialog) = leg.dialog() {
            answer.more.extend(session_headers(dialog));
        }
        answer.more.extend(session::accepted(timer));
    }

    /// The peer's description holds from now on.
    fn agree(&mut self, id: LegId, description: &Description) {
        let before = self.legs.get(&id).and_then(|leg| leg.far).map(|far| far.hold);
        self.connect(id, description.far);
        self.watch(id);
        match (before, description.far.hold) {
            (Some(FarHold::Active) | None, FarHold::Held) => {
                self.tell(LegEvent::HeldByPeer { leg: id });
            }
            (Some(FarHold::Held), FarHold::Active) => {
                self.tell(LegEvent::ResumedByPeer { leg: id });
            }
            (Some(FarHold::Held), FarHold::Held)
            | (Some(FarHold::Active) | None, FarHold::Active) => {}
        }
    }

    /// The ACK of a re-INVITE's 200.
    pub(super) fn reinvite_acknowledged(&mut self, id: LegId, ticket: Ticket, ack: &Request) {
        self.current = Some(id);
        let Some(Leg { stage: Stage::Talking(_, reinvite), .. }) = self.legs.get_mut(&id) else {
            return;
        };
        let due = match *reinvite {
            Reinvite::Pending(pending, due) if pending == ticket => due,
            Reinvite::Pending(_, _) | Reinvite::None => return,
        };
        *reinvite = Reinvite::None;
        match (due, sdp::read(&ack.body)) {
            (AnswerDue::No, _) => {}
            (AnswerDue::WithAck, Ok(answer)) => self.agree(id, &answer),
            (AnswerDue::WithAck, Err(_)) => self.end(id, Ending::NO_MEDIA),
        }
    }

    /// A re-INVITE's transaction ended. Without its ACK the peer is gone (RFC 3261 14.2).
    pub(super) fn reinvite_over(&mut self, id: LegId, ticket: Ticket) {
        self.current = Some(id);
        let waiting = match self.legs.get(&id).map(|leg| &leg.stage) {
            Some(Stage::Talking(_, Reinvite::Pending(pending, _))) => *pending == ticket,
            Some(_) | None => false,
        };
        if waiting {
            self.end(id, Ending::BROKEN);
        }
    }

    /// INFO: an empty one is a sign of life; two old formats carry a key.
    fn keys(&mut self, id: LegId, request: &Request) -> Answer {
        if request.body.is_empty() {
            return Answer::plain(200);
        }
        let kind = content_type(&request.headers).unwrap_or_default();
        let text = std::str::from_utf8(&request.body).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let key = match kind.as_str() {
            "application/dtmf-relay" => text.lines().find_map(|line| {
                let (name, value) = line.split_once('=')?;
                name.trim().eq_ignore_ascii_case("signal").then_some(value.trim())
            }),
            "application/dtmf" => Some(text.trim()),
            _other => {
                let known = "application/dtmf-relay, application/dtmf";
                return Answer::with(415, Header::Accept(known.into()));
            }
        };
        let Some(digit) = key.and_then(digit) else { return Answer::plain(400) };
        let heard = self
            .legs
            .get(&id)
            .is_some_and(|leg| matches!(leg.stage, Stage::Talking(_, _)) && !is_on(leg.muted));
        if heard {
            self.tell(LegEvent::Digit { leg: id, digit });
        }
        Answer::plain(200)
    }
}

/// One key, by its sign or by its RFC 4733 number.
fn digit(text: &str) -> Option<char> {
    match text {
        "10" => Some('*'),
        "11" => Some('#'),
        _sign => {
            let mut signs = text.chars();
            let sign = signs.next()?.to_ascii_uppercase();
            (signs.next().is_none() && "0123456789*#ABCD".contains(sign)).then_some(sign)
        }
    }
}
