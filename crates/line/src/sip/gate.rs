//! Every message of every wire passes here first, as bytes. What is broken, unwanted or
//! from a stranger is answered from here without leaving a transaction behind; the rest
//! goes on to the stack.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::doorman::{Admission, Doorman};
use super::even::even_out;
use super::grammar::{Hop, list};
use super::invitations::{Dialogs, Invitations, Standing};
use super::raw::{Field, RawMessage, head_length, soften};
use super::refusal::{Clerk, Refusal, way_back};
use super::sources::Budget;
use super::strict::{self, Sound, Verb, Wire};
use super::tally::{Cause, Tally, count};
use super::{ALLOW, RETRY_AFTER_S};

/// Requests that the stack has taken and the switchboard has not: beyond this the line is
/// more than a second behind, and a call set up now would be given up by its caller.
const BACKLOG_MAX: usize = 4_000;
/// Answers a second from here to strangers in all, and to their OPTIONS as many again,
/// trunks that must authenticate included; a flood with forged addresses is not passed on.
const STRANGER_ANSWERS_MAX: u32 = 1_000;
/// Those to one address, so that one flood does not use up all: a trunk that sets up a
/// hundred calls a second is challenged as often.
const ADDRESS_ANSWERS_MAX: u32 = 100;
/// Answers a second to all trunks whose address is known, which a flood of strangers does
/// not touch: a trunk whose OPTIONS is not answered takes us for dead.
const TRUNK_ANSWERS_MAX: u32 = 5_000;
/// Those to one trunk: more than any sends, less than a forger of its address would like.
const ONE_TRUNK_ANSWERS_MAX: u32 = 1_000;

/// What becomes of one message.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// To the stack, with its length (a missing Content-Length was written in).
    Pass(usize),
    /// This answer, to this address where the wire has no connection.
    Answer(Vec<u8>, SocketAddr),
    /// Nothing: no request, an ACK, or one stranger too many.
    Drop,
}

/// Shared by all wires and the switchboard.
pub(crate) struct Gate {
    pub(crate) doorman: Doorman,
    pub(crate) tally: Tally,
    clerk: Clerk,
    pub(crate) dialogs: Dialogs,
    invitations: Invitations,
    closed: AtomicBool,
    backlog: AtomicUsize,
    /// What our own Via headers say.
    own: RwLock<Vec<(IpAddr, u16)>>,
    strangers: Budget,
    /// Of its own, so that who asks whether we are there does not use up the answers of
    /// those who call.
    questions: Budget,
    trunks: Budget,
}

impl Gate {
    /// `ringing`: how long an INVITE may wait for its answer.
    pub(crate) fn new(doorman: Doorman, user_agent: &str, ringing: Duration) -> Gate {
        Gate {
            doorman,
            tally: Tally::default(),
            clerk: Clerk::new(user_agent),
            dialogs: Dialogs::default(),
            invitations: Invitations::new(ringing),
            closed: AtomicBool::new(false),
            backlog: AtomicUsize::new(0),
            own: RwLock::default(),
            strangers: Budget::new(STRANGER_ANSWERS_MAX, ADDRESS_ANSWERS_MAX),
            questions: Budget::new(STRANGER_ANSWERS_MAX, ADDRESS_ANSWERS_MAX),
            trunks: Budget::new(TRUNK_ANSWERS_MAX, ONE_TRUNK_ANSWERS_MAX),
        }
    }

    /// New calls are refused with 503 from now on, or taken again.
    pub(crate) fn close(&self, closed: bool) {
        self.closed.store(closed, Ordering::Relaxed);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    /// How many requests wait for the switchboard.
    pub(crate) fn note_backlog(&self, waiting: usize) {
        self.backlog.store(waiting, Ordering::Relaxed);
    }

    /// Our requests carry this address in their Via.
    pub(crate) fn own_address(&self, ip: IpAddr, port: u16) {
        let known = |own: &Vec<(IpAddr, u16)>| own.contains(&(ip, port));
        if !known(&self.own.read().unwrap_or_else(PoisonError::into_inner)) {
            self.own.write().unwrap_or_else(PoisonError::into_inner).push((ip, port));
        }
    }

    /// Judges the message in `buffer[..length]`. The buffer may be longer: a missing
    /// Content-Length is written into a datagram, because the stack takes it for 0. What
    /// follows a body is cut off (RFC 3261 18.3).
    pub(crate) fn examine(
        &self,
        buffer: &mut [u8],
        length: usize,
        from: SocketAddr,
        wire: Wire,
    ) -> Verdict {
        count(&self.tally.received);
        soften(&mut buffer[..length]);
        let length = even_out(buffer, length);
        let Some(raw) = RawMessage::scan(&buffer[..length]) else {
            self.tally.refused(Cause::Malformed);
            return Verdict::Drop;
        };
        if strict::is_response(raw.start) {
            if strict::response_is_sound(&raw) {
                return Verdict::Pass(length);
            }
            self.tally.refused(Cause::StrayResponse);
            return Verdict::Drop;
        }
        match self.judge(&raw, from, wire) {
            Ok(Decision::Pass) => {}
            Ok(Decision::Drop) => return Verdict::Drop,
            Ok(Decision::Options) => return self.options(&raw, from),
            Err(refusal) => return self.refuse(&raw, from, &refusal),
        }
        let body = raw.body.len();
        let told = raw.first(Field::ContentLength).and_then(strict::digits);
        match told {
            Some(told) => Verdict::Pass(length - body.saturating_sub(told as usize)),
            None if body == 0 => Verdict::Pass(length),
            None => match write_content_length(buffer, length, body) {
                Some(length) => Verdict::Pass(length),
                None => {
                    self.tally.refused(Cause::Oversized);
                    Verdict::Drop
                }
            },
        }
    }

    /// The answer to a message that is too long to be read whole.
    pub(crate) fn oversized(&self, head: &mut [u8], from: SocketAddr) -> Verdict {
        soften(head);
        let refusal = Refusal::new(Cause::Oversized, 513, "Message Too Large");
        match RawMessage::scan(head) {
            Some(raw) if !strict::is_response(raw.start) => self.refuse(&raw, from, &refusal),
            Some(_) | None => {
                self.tally.refused(Cause::Oversized);
                Verdict::Drop
            }
        }
    }

    fn judge(
        &self,
        raw: &RawMessage<'_>,
        from: SocketAddr,
        wire: Wire,
    ) -> Result<Decision, Refusal> {
        let request = strict::check(raw, wire)?;
        if self.went_through_us(raw) && request.verb != Verb::Ack {
            return Err(Refusal::new(Cause::Loop, 482, "Loop Detected"));
        }
        let ip = from.ip().to_canonical();
        let is_trunk = || self.doorman.is_trunk(ip);
        let no_dialog = Refusal::new(Cause::NoDialog, 481, "Call/Transaction Does Not Exist");
        if matches!(request.verb, Verb::Ack | Verb::Cancel)
            && self.invitations.know(&request, ip, is_trunk)
        {
            return Ok(Decision::Pass);
        }
        if let Some(tag) = request.to_tag.filter(|_| request.verb != Verb::Cancel) {
            return match self.dialogs.standing(tag, ip, is_trunk) {
                Standing::Member => {
                    if request.verb == Verb::Invite {
                        self.invitations.note(&request, ip, Instant::now());
                    }
                    Ok(Decision::Pass)
                }
                Standing::Outsider => Err(Refusal { cause: Cause::Stranger, ..no_dialog }),
                Standing::Unknown => Err(no_dialog),
            };
        }
        match request.verb {
            Verb::Invite => self.admit(raw, &request, from),
            Verb::Options => Ok(Decision::Options),
            Verb::Bye | Verb::InDialog | Verb::Ack | Verb::Cancel => Err(no_dialog),
            Verb::Unwanted => Err(Refusal::method_not_allowed()),
        }
    }

    fn admit(
        &self,
        raw: &RawMessage<'_>,
        request: &Sound<'_>,
        from: SocketAddr,
    ) -> Result<Decision, Refusal> {
        let now = Instant::now();
        let unauthorized =
            |cause, lines| Refusal { lines, ..Refusal::new(cause, 401, "Unauthorized") };
        match self.doorman.admit(request, raw.all(Field::Authorization), from, now) {
            Admission::Trunk if self.backlog.load(Ordering::Relaxed) > BACKLOG_MAX => {
                // Not even a 503: this may be the copy of an INVITE that was taken.
                self.tally.refused(Cause::Overload);
                Ok(Decision::Drop)
            }
            Admission::Trunk => {
                self.invitations.note(request, from.ip().to_canonical(), now);
                Ok(Decision::Pass)
            }
            Admission::Challenge(lines) => Err(unauthorized(Cause::Stranger, lines)),
            Admission::WrongCredentials(lines) => Err(unauthorized(Cause::Credentials, lines)),
            Admission::Stranger => Err(Refusal::new(Cause::Stranger, 403, "Forbidden")),
        }
    }

    fn went_through_us(&self, raw: &RawMessage<'_>) -> bool {
        let own = self.own.read().unwrap_or_else(PoisonError::into_inner);
        raw.all(Field::Via).flat_map(list).filter_map(Hop::parse).any(|hop| {
            let port = hop.port.unwrap_or(super::DEFAULT_PORT);
            hop.ip().is_some_and(|ip| own.contains(&(ip, port)))
        })
    }

    fn options(&self, raw: &RawMessage<'_>, from: SocketAddr) -> Verdict {
        if !self.may_answer(&self.questions, from.ip()) {
            self.tally.refused(Cause::Overload);
            return Verdict::Drop;
        }
        let about_us = [
            format!("Allow: {ALLOW}"),
            "Accept: application/sdp".to_owned(),
            "Supported: timer".to_owned(),
        ];
        let closed = [format!("Retry-After: {RETRY_AFTER_S}")];
        let answer = match self.is_closed() {
            false => self.clerk.answer(raw, from, 200, "OK", &about_us),
            true => {
                self.tally.refused(Cause::Closed);
                self.clerk.answer(raw, from, 503, "Service Unavailable", &closed)
            }
        };
        answer.map_or(Verdict::Drop, |bytes| Verdict::Answer(bytes, way_back(raw, from)))
    }

    fn refuse(&self, raw: &RawMessage<'_>, from: SocketAddr, refusal: &Refusal) -> Verdict {
        self.tally.refused(refusal.cause);
        // RFC 3261 17.1.1.3: nothing answers an ACK.
        if raw.start.starts_with("ACK ") || !self.may_answer(&self.strangers, from.ip()) {
            return Verdict::Drop;
        }
        let answer = self.clerk.answer(raw, from, refusal.status, &refusal.reason, &refusal.lines);
        answer.map_or(Verdict::Drop, |bytes| Verdict::Answer(bytes, way_back(raw, from)))
    }

    /// Is there an answer left in this second: in the trunks' own budget, or in that of
    /// strangers.
    fn may_answer(&self, strangers: &Budget, to: IpAddr) -> bool {
        let now = Instant::now();
        match self.doorman.knows(to, now) {
            true => self.trunks.spend(to, now),
            false => strangers.spend(to, now),
        }
    }
}

enum Decision {
    Pass,
    Drop,
    Options,
}

/// The new length, or `None` when the buffer has no room.
fn write_content_length(buffer: &mut [u8], length: usize, body: usize) -> Option<usize> {
    let line = format!("Content-Length: {body}\r\n");
    let at = head_length(&buffer[..length])? - 2;
    let longer = length + line.len();
    if longer > buffer.len() {
        return None;
    }
    buffer.copy_within(at..length, at + line.len());
    buffer[at..at + line.len()].copy_from_slice(line.as_bytes());
    Some(longer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::{Trunk, TrunkAccess};
    use crate::vocabulary::Switch;
    use rsipstack::sip::{HeadersExt, SipMessage};
    use rsipstack::transaction::key::{TransactionKey, TransactionRole};
    use rsipstack::transport::SipConnection;

    const SOUND: [&str; 4] = [
        "INVITE sip:+1555;npdi@desk:5060;user=phone SIP/2.0\r\n\
         Via: SIP/2.0/UDP 10.0.0.1:5070;rport;branch=z9hG4bKx, SIP/2.0/TCP [::1]:5061;branch=z9\r\n\
         Max-Forwards: 70\r\nFrom: \"A \\\"<b>\\\", c\" <sip:%2B1@d;x=y>;tag=1\r\n\
         t: sip:a@b\r\nCall-ID: q@w\r\nCSeq: 1 INVITE\r\nRecord-Route: <sip:p;lr>, <sip:q;lr>\r\n\
         m: <sip:c@10.0.0.1:5070;transport=tcp>\r\nContent-Type: application/sdp\r\n\
         Subject: folded\r\n line\r\nContent-Length: 4\r\n\r\nv=0\n",
        "OPTIONS sip:desk SIP/2.0\r\nv: SIP/2.0/UDP h;branch=z9hG4bKx\r\nMax-Forwards: 1\r\n\
         f: sip:a@b;tag=2\r\nTo: <sip:a@b>\r\ni: 1\r\nCSeq: 7 OPTIONS\r\nl: 0\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h:5060;branch=z9hG4bKx;received=1.2.3.4;rport=5\r\n\
         From: <sip:a@b>;tag=2\r\nTo: <sip:a@b>;tag=3\r\nCall-ID: 1\r\nCSeq: 7 INVITE\r\n\
         Contact: <sip:x@y>\r\nContent-Length: 0\r\n\r\n",
        "ACK sip:desk SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nMax-Forwards: 1\r\n\
         From: <sip:a@b>;tag=2\r\nTo: <sip:a@b>;tag=9\r\nCall-ID: 1\r\nCSeq: 7 ACK\r\n\
         Content-Length: 0\r\n\r\n",
    ];

    fn gate() -> Gate {
        let gate = gate_of("0.0.0.0/0");
        gate.dialogs.know("9", crate::sip::invitations::Peers::Anybody);
        gate
    }

    fn gate_of(trunk: &str) -> Gate {
        let trunk = Trunk {
            name: "carrier".to_owned(),
            access: TrunkAccess::Addresses(vec![trunk.parse().unwrap()]),
            trust_identity: Switch::On,
        };
        Gate::new(Doorman::new(&[trunk]), "Cordboard", Duration::from_secs(180))
    }

    fn ask(gate: &Gate, text: &str, from: &str) -> Verdict {
        let mut buffer = text.as_bytes().to_vec();
        let length = buffer.len();
        gate.examine(&mut buffer, length, from.parse().unwrap(), Wire::Datagram)
    }

    #[test]
    fn a_flood_of_options_is_answered_within_a_budget_and_leaves_calls_their_own() {
        let gate = gate_of("198.51.100.7");
        let flood: Vec<Verdict> =
            (0..5_000).map(|_| ask(&gate, SOUND[1], "192.0.2.1:5060")).collect();
        assert!(matches!(flood.first(), Some(Verdict::Answer(_, _))));
        assert!(flood.iter().any(|verdict| matches!(verdict, Verdict::Drop)));
        let refusal = ask(&gate, &SOUND[1].replace("OPTIONS", "BYE"), "192.0.2.1:5060");
        assert!(matches!(refusal, Verdict::Answer(_, _)), "{refusal:?}");
    }

    #[test]
    fn a_trunk_is_answered_while_strangers_have_used_up_their_answers() {
        let gate = gate_of("198.51.100.7");
        let mut number = 0_u32;
        for method in ["OPTIONS", "BYE"] {
            let text = SOUND[1].replace("OPTIONS", method);
            loop {
                let [_, a, b, c] = number.to_be_bytes();
                let verdict = ask(&gate, &text, &format!("10.{a}.{b}.{c}:5060"));
                if matches!(verdict, Verdict::Drop) {
                    break;
                }
                assert!(number < 1_000_000, "strangers are answered without end");
                number += 1;
            }
            let answer = ask(&gate, &text, "198.51.100.7:5060");
            assert!(matches!(answer, Verdict::Answer(_, _)), "{method}: {answer:?}");
        }
    }

    #[test]
    fn a_cancel_and_an_ack_belong_to_an_invite_that_was_let_in() {
        let gate = gate_of("198.51.100.7");
        let other = |method: &str| SOUND[0].replace("INVITE", method);
        let far = "192.0.2.1:5060";
        let trunk = "198.51.100.7:5060";
        // Of no INVITE.
        assert!(matches!(ask(&gate, &other("CANCEL"), trunk), Verdict::Answer(_, _)));
        assert!(matches!(ask(&gate, &other("ACK"), trunk), Verdict::Drop));
        // A stranger's INVITE opens no door for its CANCEL.
        assert!(matches!(ask(&gate, SOUND[0], far), Verdict::Answer(_, _)));
        assert!(matches!(ask(&gate, &other("CANCEL"), far), Verdict::Answer(_, _)));
        assert!(matches!(ask(&gate, SOUND[0], trunk), Verdict::Pass(_)));
        for method in ["CANCEL", "ACK"] {
            assert!(matches!(ask(&gate, &other(method), trunk), Verdict::Pass(_)), "{method}");
            assert!(!matches!(ask(&gate, &other(method), far), Verdict::Pass(_)), "{method}");
        }
        for (old, new) in [(";tag=1", ";tag=2"), ("CSeq: 1", "CSeq: 2"), ("=z9hG4bKx", "=z9hG4bKy")]
        {
            let wrong = other("CANCEL").replacen(old, new, 1);
            assert!(!matches!(ask(&gate, &wrong, trunk), Verdict::Pass(_)), "{new}");
        }
    }

    /// What the stack does with a message before anybody else sees it.
    fn stack_takes(message: &[u8], from: SocketAddr) -> bool {
        let Ok(message) = SipMessage::try_from(message) else { return false };
        let udp = rsipstack::sip::Transport::Udp;
        match SipConnection::update_msg_received(message, from, udp) {
            Ok(SipMessage::Request(request)) => {
                TransactionKey::from_request(&request, TransactionRole::Server).is_ok()
                    && request.to_header().is_ok_and(|to| to.tag().is_ok())
            }
            Ok(SipMessage::Response(response)) => {
                TransactionKey::from_response(&response, TransactionRole::Client).is_ok()
            }
            Err(_) => false,
        }
    }

    #[test]
    fn sound_messages_pass() {
        let from = "192.0.2.1:5060".parse().unwrap();
        for text in [SOUND[0], SOUND[2], SOUND[3]] {
            let mut buffer = text.as_bytes().to_vec();
            buffer.resize(8192, 0);
            let verdict = gate().examine(&mut buffer, text.len(), from, Wire::Datagram);
            let Verdict::Pass(length) = verdict else { panic!("{verdict:?} for {text}") };
            assert!(stack_takes(&buffer[..length], from), "{text}");
        }
    }

    #[test]
    fn a_flood_from_one_address_does_not_silence_the_answers_to_others() {
        let gate = gate_of("198.51.100.7");
        let answer = |from: &str| {
            let bye = SOUND[1].replace("OPTIONS", "BYE");
            let mut buffer = bye.into_bytes();
            let length = buffer.len();
            gate.examine(&mut buffer, length, from.parse().unwrap(), Wire::Datagram)
        };
        let flood: Vec<Verdict> = (0..5_000).map(|_| answer("192.0.2.1:5060")).collect();
        assert!(matches!(flood.first(), Some(Verdict::Answer(_, _))));
        assert!(flood.iter().any(|verdict| matches!(verdict, Verdict::Drop)));
        assert!(matches!(answer("192.0.2.2:5060"), Verdict::Answer(_, _)));
    }

    /// Numbers of a fixed seed.
    struct Random(u64);

    impl Random {
        fn below(&mut self, limit: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 11) as usize % limit
        }
    }

    const BITS: [&[u8]; 24] = [
        b"\r\n",
        b"\r\n\r\n",
        b"\n",
        b"\r",
        b";",
        b",",
        b"\"",
        b"<",
        b">",
        b"@",
        b":",
        b"=",
        b" ",
        b"\t",
        b"\0",
        b"\xff",
        b"%",
        b"tag=",
        b";transport=x",
        b";method=x",
        b"sip:",
        b"[",
        b"99999",
        b";rport=a",
    ];

    /// Takes out, changes, puts in or repeats a few bytes.
    fn damage(message: &mut Vec<u8>, random: &mut Random) {
        let at = random.below(message.len());
        let end = (at + random.below(6)).min(message.len());
        match random.below(4) {
            0 => drop(message.drain(at..end)),
            1 => message[at] = random.below(256) as u8,
            2 => {
                let bit = BITS[random.below(BITS.len())];
                drop(message.splice(at..at, bit.iter().copied()));
            }
            _other => {
                let copy = message[at..end].to_vec();
                let to = random.below(message.len());
                drop(message.splice(to..to, copy));
            }
        }
        if message.is_empty() {
            message.push(b'x');
        }
    }

    /// A message that passes and that the stack then drops would be lost without a word.
    #[test]
    fn whatever_passes_is_taken_by_the_stack() {
        let from = "192.0.2.1:5060".parse().unwrap();
        let gate = gate();
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        let mut passed = 0;
        for round in 0..60_000 {
            let mut message = SOUND[round % SOUND.len()].as_bytes().to_vec();
            for _ in 0..=random.below(3) {
                damage(&mut message, &mut random);
            }
            let text = String::from_utf8_lossy(&message).into_owned();
            let length = message.len();
            message.resize(8192, 0);
            match gate.examine(&mut message, length, from, Wire::Datagram) {
                Verdict::Pass(length) => {
                    passed += 1;
                    assert!(stack_takes(&message[..length], from), "{text}");
                }
                Verdict::Answer(bytes, _) => {
                    assert!(SipMessage::try_from(&bytes[..]).is_ok(), "{text}");
                }
                Verdict::Drop => {}
            }
        }
        assert!(passed > 1_000, "only {passed} passed");
    }
}
