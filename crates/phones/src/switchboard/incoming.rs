//! Which leg a datagram belongs to, and what a phone makes of a new INVITE.

use super::Switchboard;
use crate::leg::{Face, Leg, LegKey, Start};
use crate::media::{Audio, Stream};
use crate::outside::Door;
use crate::plan::{Act, Decision};
use crate::sip::address::{NameAddr, Uri, Via};
use crate::sip::dialog::{self, Dialog};
use crate::sip::message::{self, Message, Method, Name, Start as StartLine};
use crate::sip::reply::{Echo, Reply};
use crate::sip::{ALLOW, message::split_commas};
use crate::view::Event;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

impl Switchboard {
    /// One datagram from the network.
    pub(crate) fn datagram(&mut self, door: Door, source: SocketAddr, bytes: &[u8]) {
        self.outside.counts.received += 1;
        let text = message::text(bytes);
        // Empty lines keep a NAT open (RFC 5626, 3.5.1).
        if text.trim_matches(['\r', '\n', '\0']).is_empty() {
            return;
        }
        let understood = Message::parse(&text).and_then(|message| match message.start {
            StartLine::Response { code } => self.response(code, &message),
            StartLine::Request { method, uri } => {
                self.request(door, source, (method, uri), &message)
            }
        });
        if understood.is_none() {
            self.outside.counts.strays += 1;
            tracing::debug!(%source, bytes = bytes.len(), "a datagram that belongs to nobody");
        }
    }

    fn response(&mut self, code: u16, answer: &Message<'_>) -> Option<()> {
        let key = tagged(answer.header(Name::From)?)?;
        let call_id = answer.header(Name::CallId)?;
        self.legs.get(&key).filter(|leg| leg.dialog.call_id == call_id)?;
        self.with_leg(key, |leg, outside| leg.response(code, answer, outside));
        Some(())
    }

    fn request(
        &mut self,
        door: Door,
        source: SocketAddr,
        (method, uri): (Method, &str),
        request: &Message<'_>,
    ) -> Option<()> {
        let (seq, named) = request.cseq()?;
        // RFC 3261, 8.1.1.5: the CSeq names the method of its request.
        if named != method {
            return None;
        }
        let to = NameAddr::parse(request.header(Name::To)?);
        let known = match to.tag() {
            Some(tag) => LegKey::of_tag(tag),
            None => None,
        };
        let known = known.filter(|key| {
            self.legs.get(key).is_some_and(|leg| leg.dialog.owns(request).unwrap_or(false))
        });
        if let Some(key) = known {
            self.with_leg(key, |leg, outside| leg.request(method, request, source, outside));
            return Some(());
        }
        if to.tag().is_some() {
            return self.reply(door, source, request, method, 481);
        }
        match method {
            Method::Ack => None,
            Method::Options => self.reply(door, source, request, method, 200),
            Method::Bye => self.reply(door, source, request, method, 481),
            Method::Other => self.reply(door, source, request, method, 405),
            Method::Invite | Method::Cancel => {
                let name = invite_name(seq, request)?;
                match self.invites.get(&name).copied() {
                    Some(key) if method == Method::Invite => {
                        self.with_leg(key, Leg::invite_again);
                        Some(())
                    }
                    Some(key) => {
                        self.with_leg(key, |leg, outside| leg.cancelled(request, source, outside));
                        Some(())
                    }
                    None if method == Method::Cancel => {
                        self.reply(door, source, request, method, 481)
                    }
                    None => self.invited(door, source, (seq, name), uri, request),
                }
            }
        }
    }

    /// Answers a request that belongs to no leg.
    fn reply(
        &mut self,
        door: Door,
        source: SocketAddr,
        request: &Message<'_>,
        method: Method,
        code: u16,
    ) -> Option<()> {
        if method == Method::Ack {
            return None;
        }
        let tag = LegKey::new(self.outside.chance.next()).tag();
        let echo = Echo::of(request, source, &tag)?;
        let headers = format!("Allow: {ALLOW}\r\nAccept: application/sdp\r\n");
        let text = echo.write(Reply { code, headers: &headers, ..Reply::default() });
        self.outside.send(door, echo.reply_to, text);
        Some(())
    }

    /// A new INVITE: it rings the phone that the request URI names.
    fn invited(
        &mut self,
        door: Door,
        source: SocketAddr,
        (seq, name): (u32, String),
        uri: &str,
        invite: &Message<'_>,
    ) -> Option<()> {
        let Some(user) = Uri::parse(uri).and_then(|uri| uri.user).map(Arc::<str>::from) else {
            return self.reply(door, source, invite, Method::Invite, 404);
        };
        if !self.phones.contains_key(&user) {
            return self.reply(door, source, invite, Method::Invite, 404);
        }
        if let Some(required) = invite.header(Name::Require) {
            return self.refuse_extension(door, source, invite, required);
        }
        let key = LegKey::new(self.outside.chance.next());
        let echo = Echo::of(invite, source, &key.tag())?;
        let from = invite.header(Name::From)?;
        let caller = number(from);
        let dialog = self.dialog_of(door, source, (key, seq), &user, invite)?;
        let mut decision = self.decide(&user, invite)?;
        let at = self.outside.now;
        let (shown, phone) = (caller.clone(), Arc::clone(&user));
        self.outside.tell(|| Event::Rang { caller: shown, phone, at });
        let handset = self.phones.get_mut(&user)?;
        let stream = match (&handset.plan.audio, decision.act) {
            (Audio::Off, _) | (Audio::On(_), Act::Refuse(_) | Act::Nothing) => None,
            (Audio::On(sound), _) => {
                let ip = self.doors.get(door.0)?.ip();
                let opened = Stream::open(ip, sound.clone(), self.outside.chance.next());
                if opened.is_err() {
                    decision.act = Act::Refuse(500);
                }
                opened.ok()
            }
        };
        if !matches!(decision.act, Act::Refuse(_) | Act::Nothing) {
            handset.live = Some(key);
            handset.stream.clone_from(&stream);
        }
        let start = Start {
            key,
            door,
            dialog,
            face: Face::Phone(Arc::clone(&handset.user)),
            caller,
            stream,
            codecs: handset.plan.codecs,
            credentials: handset.plan.credentials.clone(),
        };
        let leg = Leg::ring(start, (seq, echo), invite, decision, &mut self.outside);
        self.invites.insert(name, key);
        self.add(leg);
        Some(())
    }

    /// What the phone does, and its counts.
    fn decide(&mut self, user: &str, invite: &Message<'_>) -> Option<Decision> {
        let handset = self.phones.get_mut(user)?;
        let ring = handset.view.borrow().rings;
        let mut decision = handset.plan.decide(ring);
        let collides = handset.live.is_some();
        handset.view.send_modify(|shown| {
            shown.rings += 1;
            shown.collisions += u64::from(collides);
        });
        match decision.act {
            Act::Nothing | Act::Refuse(_) => {}
            _ if collides => decision.act = Act::Refuse(486),
            Act::Answer | Act::Decline(_) | Act::RingOn if wants_auto_answer(invite) => {
                (decision.act, decision.after) = (Act::Answer, Duration::ZERO);
            }
            Act::AnswerBadly if wants_auto_answer(invite) => decision.after = Duration::ZERO,
            Act::Answer | Act::AnswerBadly | Act::Decline(_) | Act::RingOn => {}
        }
        Some(decision)
    }

    /// The dialog that answering this INVITE makes (RFC 3261, 12.1.1).
    fn dialog_of(
        &self,
        door: Door,
        source: SocketAddr,
        (key, seq): (LegKey, u32),
        user: &str,
        invite: &Message<'_>,
    ) -> Option<Dialog> {
        let (to, from) = (invite.header(Name::To)?, invite.header(Name::From)?);
        let address = self.address(door);
        let mut dialog = Dialog {
            call_id: invite.header(Name::CallId)?.to_owned(),
            local: format!("{to};tag={}", key.tag()),
            remote: from.to_owned(),
            contact: format!("<sip:{user}@{address}>"),
            target: NameAddr::parse(from).uri.to_owned(),
            routes: dialog::routes(invite),
            local_seq: 0,
            remote_seq: seq,
            sent_by: address,
            peer: source,
        };
        dialog.retarget(invite);
        Some(dialog)
    }

    /// RFC 3261, 8.2.2.3: what we would have to understand and do not.
    fn refuse_extension(
        &mut self,
        door: Door,
        source: SocketAddr,
        invite: &Message<'_>,
        required: &str,
    ) -> Option<()> {
        let tag = LegKey::new(self.outside.chance.next()).tag();
        let echo = Echo::of(invite, source, &tag)?;
        let headers = format!("Unsupported: {required}\r\n");
        let text = echo.write(Reply { code: 420, headers: &headers, ..Reply::default() });
        self.outside.send(door, echo.reply_to, text);
        Some(())
    }
}

/// The leg whose tag stands in a From or To value.
fn tagged(value: &str) -> Option<LegKey> {
    NameAddr::parse(value).tag().and_then(LegKey::of_tag)
}

/// What tells one INVITE from another before our tag is known (RFC 3261, 17.2.3):
/// the branch; Call-ID and number for senders older than the magic cookie.
fn invite_name(seq: u32, request: &Message<'_>) -> Option<String> {
    let branch = request.values(Name::Via).next().and_then(Via::parse)?.branch();
    Some(format!("{branch} {seq} {}", request.header(Name::CallId)?))
}

/// The number in a From value; None when it is withheld.
fn number(from: &str) -> Option<Arc<str>> {
    let user = Uri::parse(NameAddr::parse(from).uri)?.user?;
    (!user.is_empty() && !user.eq_ignore_ascii_case("anonymous")).then(|| Arc::from(user))
}

/// The three ways in use to ask a desk phone to pick up by itself: Call-Info
/// `answer-after=0`, Alert-Info `info=alert-autoanswer`, Answer-Mode (RFC 5373).
fn wants_auto_answer(invite: &Message<'_>) -> bool {
    let has = |value: &str, wanted: &str| {
        split_commas(value)
            .flat_map(|part| part.split(';'))
            .any(|part| part.trim().eq_ignore_ascii_case(wanted))
    };
    invite.all(Name::CallInfo).any(|value| has(value, "answer-after=0"))
        || invite.all(Name::AlertInfo).any(|value| {
            has(value, "info=alert-autoanswer") || has(value, "info=\"alert-autoanswer\"")
        })
        || invite.all(Name::AnswerMode).any(|value| has(value, "auto"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_withheld_number_is_no_number() {
        assert_eq!(number("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1"), None);
        assert_eq!(number("<tel:+1555>"), None);
        assert_eq!(number("\"+1\" <sip:+15550100@desk>;tag=1").as_deref(), Some("+15550100"));
    }

    #[test]
    fn every_usual_header_asks_for_auto_answer() {
        for line in [
            "Call-Info: <sip:desk>; Answer-After=0",
            "Alert-Info: <http://x>;info=alert-autoanswer",
            "Answer-Mode: Auto",
        ] {
            let text = format!("INVITE sip:a SIP/2.0\r\n{line}\r\n\r\n");
            assert!(wants_auto_answer(&Message::parse(&text).unwrap()), "{line}");
        }
        let text = "INVITE sip:a SIP/2.0\r\nCall-Info: <sip:desk>;answer-after=5\r\n\r\n";
        assert!(!wants_auto_answer(&Message::parse(text).unwrap()));
    }
}
