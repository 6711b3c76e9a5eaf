//! The client side: our INVITE and the answers to our requests.

use super::{
    Acked, Cancel, Face, Hold, Invite, Leg, LegKey, Pending, Purpose, Resend, Stage, Start,
};
use crate::media::Stream;
use crate::outside::{Door, Outside};
use crate::plan::CallPlan;
use crate::sip::address::Via;
use crate::sip::dialog::{Dialog, Request};
use crate::sip::digest;
use crate::sip::message::{Message, Method, Name};
use crate::view::{CallState, CallView, Event, Side};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::watch;

/// A number as it may stand in a URI: nothing that would end or split it.
fn user_part(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || "+-_.!~*'()#".contains(*c)).collect()
}

impl Leg {
    /// Sends the INVITE of a call.
    pub(crate) fn dial(
        plan: &CallPlan,
        door: (Door, SocketAddr),
        stream: Option<Arc<Stream>>,
        view: watch::Sender<CallView>,
        outside: &mut Outside,
    ) -> Leg {
        let key = LegKey::new(outside.chance.next());
        let (tag, address) = (key.tag(), door.1);
        let number = plan.from.as_deref().map(user_part);
        let local = match &number {
            Some(number) => {
                let name = plan.name.as_deref().map(quoted).unwrap_or_default();
                format!("{name}<sip:{number}@{address}>;tag={tag}")
            }
            None => format!("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag={tag}"),
        };
        let to = user_part(&plan.to);
        let dialog = Dialog {
            call_id: format!("{:016x}@{}", outside.chance.next(), address.ip()),
            local,
            remote: format!("<sip:{to}@{}>", plan.server),
            contact: format!("<sip:{}@{address}>", number.as_deref().unwrap_or("anonymous")),
            target: format!("sip:{to}@{}", plan.server),
            routes: Vec::new(),
            local_seq: 0,
            remote_seq: 0,
            sent_by: address,
            peer: plan.server,
        };
        let at = outside.now;
        let shown = view.borrow().clone();
        let start = Start {
            key,
            door: door.0,
            dialog,
            face: Face::Caller(view),
            caller: number.map(Arc::from),
            stream,
            codecs: plan.codecs,
            credentials: plan.credentials.clone(),
        };
        let mut leg = Leg::new(start, Stage::Calling, shown);
        leg.hang_up_at = plan.stay.map(|stay| at + stay);
        leg.send_invite(Purpose::Call, String::new(), outside);
        let caller = leg.caller.clone();
        outside.tell(|| Event::Invited { caller, at });
        leg
    }

    pub(super) fn send_invite(
        &mut self,
        purpose: Purpose,
        authorization: String,
        outside: &mut Outside,
    ) {
        let (seq, branch) = (self.next_seq(), outside.branch());
        let direction = self.direction();
        let body = self.ours(outside).offer(direction);
        let anonymous = purpose == Purpose::Call && self.caller.is_none();
        let privacy = if anonymous { "Privacy: id\r\n" } else { "" };
        let headers = format!("{privacy}{authorization}");
        let request = Request {
            method: Method::Invite,
            seq,
            branch: &branch,
            headers: &headers,
            body: &body,
        };
        let (text, to) = self.dialog.request(request, None);
        outside.send(self.door, to, text.clone());
        let resend = Some(Resend::invite(text, to, outside.now));
        let cancel = Cancel::No;
        self.invite =
            Some(Invite { purpose, seq, branch, authorization, resend, cancel, give_up: None });
    }

    /// Sends a BYE or a CANCEL; the CANCEL repeats number and branch of its INVITE.
    pub(super) fn send_request(
        &mut self,
        method: Method,
        (seq, branch): (u32, String),
        authorization: &str,
        outside: &mut Outside,
    ) {
        let request = Request { method, seq, branch: &branch, headers: authorization, body: "" };
        let (text, to) = self.dialog.request(request, None);
        outside.send(self.door, to, text.clone());
        let tried_credentials = !authorization.is_empty();
        let resend = Resend::other(text, to, outside.now);
        self.pending.push(Pending { method, seq, tried_credentials, resend });
    }

    pub(super) fn next_seq(&mut self) -> u32 {
        self.dialog.local_seq += 1;
        self.dialog.local_seq
    }

    /// An answer to one of our requests.
    pub(crate) fn response(&mut self, code: u16, answer: &Message<'_>, outside: &mut Outside) {
        if self.stage == Stage::Deaf {
            return;
        }
        let Some((seq, method)) = answer.cseq() else { return };
        match method {
            Method::Invite => self.invite_response(code, seq, answer, outside),
            Method::Bye | Method::Cancel => {
                self.request_response(method, code, seq, answer, outside);
            }
            Method::Ack | Method::Options | Method::Other => {}
        }
    }

    fn request_response(
        &mut self,
        method: Method,
        code: u16,
        seq: u32,
        answer: &Message<'_>,
        outside: &mut Outside,
    ) {
        let known = |one: &Pending| (one.method, one.seq) == (method, seq);
        let Some(at) = self.pending.iter().position(known).filter(|_| code >= 200) else { return };
        let pending = self.pending.remove(at);
        if method != Method::Bye {
            return;
        }
        if !pending.tried_credentials
            && let Some(line) = self.authorization(code, answer, method)
        {
            let number = (self.next_seq(), outside.branch());
            self.send_request(method, number, &line, outside);
        } else {
            self.over(outside);
        }
    }

    fn invite_response(
        &mut self,
        code: u16,
        seq: u32,
        answer: &Message<'_>,
        outside: &mut Outside,
    ) {
        if let Some(acked) = self.acked.as_ref().filter(|acked| acked.seq == seq) {
            if code >= 200 {
                outside.resend(self.door, acked.to, &acked.text);
            }
            return;
        }
        let branch = answer.values(Name::Via).next().and_then(Via::parse).map(|via| via.branch());
        let ours = |invite: &Invite| {
            invite.seq == seq && branch.is_some_and(|branch| branch == invite.branch)
        };
        if code < 200 {
            if let Some(invite) = self.invite.as_mut().filter(|invite| ours(invite)) {
                invite.resend = None;
                self.provisional(code, answer, outside);
            }
        } else if let Some(invite) = self.invite.take_if(|invite| ours(invite)) {
            if code < 300 {
                self.accepted(&invite, answer, outside);
            } else {
                self.rejected(invite, code, answer, outside);
            }
        }
    }

    fn provisional(&mut self, code: u16, answer: &Message<'_>, outside: &mut Outside) {
        if self.stage != Stage::Calling {
            return;
        }
        self.cancel_if_wanted(outside);
        if self.view.ending().is_some() {
            return;
        }
        if !answer.body.is_empty() && self.listen_to(answer.body, outside).is_some() {
            self.show(CallState::Early, outside.now);
        } else if (180..183).contains(&code) && self.view.state == CallState::Trying {
            self.show(CallState::Ringing, outside.now);
        }
    }

    fn accepted(&mut self, invite: &Invite, answer: &Message<'_>, outside: &mut Outside) {
        self.dialog.answered(answer);
        let branch = outside.branch();
        let request = Request {
            method: Method::Ack,
            seq: invite.seq,
            branch: &branch,
            headers: &invite.authorization,
            body: "",
        };
        self.acknowledge(request, None, outside);
        match invite.purpose {
            Purpose::Call if self.view.ending().is_some() => {
                // The answer crossed our CANCEL (RFC 3261, 9.1).
                self.pending.clear();
                self.send_bye(outside);
            }
            Purpose::Call if self.listen_to(answer.body, outside).is_some() => {
                self.stage = Stage::Talking;
                self.show_up(outside);
            }
            Purpose::Call => {
                self.end(Side::Near, 488, outside);
                self.send_bye(outside);
            }
            Purpose::Reinvite(hold) => {
                self.changed = true;
                self.view.holding = hold == Hold::On;
                let _ = self.listen_to(answer.body, outside);
            }
        }
    }

    fn rejected(&mut self, invite: Invite, code: u16, answer: &Message<'_>, outside: &mut Outside) {
        let request = Request {
            method: Method::Ack,
            seq: invite.seq,
            branch: &invite.branch,
            headers: "",
            body: "",
        };
        self.acknowledge(request, answer.header(Name::To), outside);
        if invite.authorization.is_empty()
            && self.view.ending().is_none()
            && let Some(line) = self.authorization(code, answer, Method::Invite)
        {
            self.send_invite(invite.purpose, line, outside);
            return;
        }
        match invite.purpose {
            Purpose::Call => {
                self.pending.clear();
                self.end(Side::Far, code, outside);
                self.over(outside);
            }
            Purpose::Reinvite(_) => self.reinvite_rejected(code, outside),
        }
    }

    /// Sends an ACK and keeps it for when the answer comes again.
    fn acknowledge(&mut self, request: Request<'_>, to: Option<&str>, outside: &mut Outside) {
        let seq = request.seq;
        let (text, to) = self.dialog.request(request, to);
        outside.send(self.door, to, text.clone());
        self.acked = Some(Acked { seq, text, to });
    }

    /// The line that answers a 401 or 407, if we can.
    fn authorization(&self, code: u16, answer: &Message<'_>, method: Method) -> Option<String> {
        let (challenges, name) = match code {
            401 => (Name::WwwAuthenticate, "Authorization"),
            407 => (Name::ProxyAuthenticate, "Proxy-Authorization"),
            _ => return None,
        };
        let credentials = self.credentials.as_ref()?;
        let cnonce = self.key.tag();
        let value = answer.all(challenges).find_map(|challenge| {
            digest::answer(challenge, credentials, method.name(), self.dialog.uri(), &cnonce)
        })?;
        Some(format!("{name}: {value}\r\n"))
    }
}

/// A display name as RFC 3261 25.1 quotes it, with the space after it.
fn quoted(name: &str) -> String {
    let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\" ", escaped.replace(['\r', '\n'], " "))
}
