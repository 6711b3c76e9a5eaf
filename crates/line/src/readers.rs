//! Every reader of strangers' bytes, callable by itself: what the mutation tests and the fuzz
//! targets (`fuzz/`) are built on. No part of what a program uses the line by.
//!
//! Each takes any bytes and panics only for a mistake of ours: a reader that panics itself,
//! or a promise between two readers that does not hold.

mod seeds;

use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;

use rsipstack::sip::{HeadersExt, Request, SipMessage, Transport};
use rsipstack::transaction::key::{TransactionKey, TransactionRole};
use rsipstack::transport::SipConnection;

pub use self::seeds::{Reader, SEEDS, Seeds};
use crate::line::{Trunk, TrunkAccess};
pub use crate::media::readers::{opus, phone, rtp, stun, telephone_event};
use crate::sip::dialog::Dialog;
use crate::sip::dialog::Home;
use crate::sip::digest::{Credentials, Secret};
use crate::sip::doorman::{Doorman, Origin};
use crate::sip::gate::{Gate, Verdict};
use crate::sip::invitations::Peers;
use crate::sip::strict::Wire;
use crate::sip::{identity, sdp, session};
use crate::vocabulary::Switch;

/// The room of a datagram, as the stack has it.
const DATAGRAM_ROOM: usize = 65_535;

/// A SIP message in a datagram. What passes the gate must be a message to the stack, with
/// all that a leg takes from it; what is answered must be answered with a SIP message.
pub fn sip_datagram(bytes: &[u8]) {
    sip(bytes, Wire::Datagram);
}

/// A SIP message cut out of a TCP connection.
pub fn sip_stream(bytes: &[u8]) {
    sip(bytes, Wire::Stream);
}

fn sip(bytes: &[u8], wire: Wire) {
    static GATE: OnceLock<Gate> = OnceLock::new();
    let gate = GATE.get_or_init(gate);
    let mut buffer = bytes[..bytes.len().min(DATAGRAM_ROOM)].to_vec();
    let length = buffer.len();
    if wire == Wire::Datagram {
        buffer.resize(length + 64, 0);
    }
    match gate.examine(&mut buffer, length, peer(), wire) {
        Verdict::Pass(length) => passed(&buffer[..length]),
        Verdict::Answer(answer, _) => {
            let text = String::from_utf8(answer).unwrap_or_default();
            let head = text.strip_suffix("\r\n\r\n").unwrap_or_default();
            assert!(head.starts_with("SIP/2.0 "), "no answer: {text}");
            assert!(!head.contains("\r\n\r\n"), "two answers: {text}");
            assert!(!head.replace("\r\n", "").contains(['\r', '\n']), "a bare line end: {text}");
            assert!(SipMessage::try_from(text.as_bytes()).is_ok(), "unreadable: {text}");
        }
        Verdict::Drop => {}
    }
}

/// Our tag in a dialog that exists.
const KNOWN_TAG: &str = "known";

fn peer() -> SocketAddr {
    ([192, 0, 2, 1], 5060).into()
}

fn gate() -> Gate {
    let everybody = "0.0.0.0/0".parse().map(|all| TrunkAccess::Addresses(vec![all]));
    let trunk = everybody.map(|access| Trunk {
        name: "all".to_owned(),
        access,
        trust_identity: Switch::On,
    });
    let trunks: Vec<Trunk> = trunk.into_iter().collect();
    let gate = Gate::new(Doorman::new(&trunks), "Cordboard", Duration::from_secs(180));
    gate.dialogs.know(KNOWN_TAG, Peers::Anybody);
    gate
}

/// What the stack and the switchboard do with a message before anything is decided.
fn passed(bytes: &[u8]) {
    let shown = String::from_utf8_lossy(bytes);
    let message = SipMessage::try_from(bytes).ok();
    let message =
        message.and_then(|it| SipConnection::update_msg_received(it, peer(), Transport::Udp).ok());
    match message {
        Some(SipMessage::Request(request)) => {
            let key = TransactionKey::from_request(&request, TransactionRole::Server);
            assert!(key.is_ok(), "no transaction: {shown}");
            assert!(request.to_header().is_ok_and(|to| to.tag().is_ok()), "no To: {shown}");
            judged(&request);
        }
        Some(SipMessage::Response(response)) => {
            let key = TransactionKey::from_response(&response, TransactionRole::Client);
            assert!(key.is_ok(), "no transaction: {shown}");
            session::told(&response);
        }
        None => panic!("lost without a word: {shown}"),
    }
}

fn judged(request: &Request) {
    session::asked(request);
    let origin = Origin { trunk: "all".to_owned(), trust_identity: Switch::On };
    let who = identity::caller(request, &origin);
    let called = identity::called(request);
    for text in [who.number.as_deref(), who.name.as_deref(), Some(called.as_str())] {
        let clean = text.is_none_or(|text| !text.contains(char::is_control));
        assert!(clean, "control characters in {text:?}");
    }
    let home = Home { address: peer(), link: None, tcp: false };
    if let Some(mut dialog) = Dialog::answering(request, home) {
        dialog.peers(peer().ip());
        let (bye, _hop) = dialog.request(rsipstack::sip::Method::Bye, "Cordboard");
        let text = bye.to_string();
        let head = text.split("\r\n\r\n").next().unwrap_or_default();
        assert!(!head.replace("\r\n", "").contains(['\r', '\n']), "a bare line end: {text}");
    }
    description(&request.body);
}

/// A session description: an offer, or an answer to ours. Our answer to it can be read.
pub fn description(bytes: &[u8]) {
    let Ok(offer) = sdp::read(bytes) else { return };
    let answer = sdp::OwnSession::new(7).answer(&offer, peer().ip(), 4_000);
    assert!(sdp::read(answer.as_bytes()).is_ok(), "unreadable: {answer}");
}

/// An Authorization header.
pub fn digest(bytes: &[u8]) {
    static SECRET: OnceLock<Secret> = OnceLock::new();
    let secret = SECRET.get_or_init(|| Secret::new("cord", "desk", "a password nobody guesses"));
    let text = String::from_utf8_lossy(bytes);
    if let Some(credentials) = Credentials::parse(&text) {
        assert!(!secret.made(&credentials, "INVITE"), "guessed: {text}");
    }
}

/// A browser's offer.
pub fn browser_offer(bytes: &[u8]) {
    crate::media::readers::offer(&String::from_utf8_lossy(bytes));
}
