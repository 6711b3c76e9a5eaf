//! RFC 4475 3.2 to 3.4: what is right in itself and wrong for a transaction, an application
//! or our time.

use crate::builder::{Draft, SDP, Way};
use crate::stage::{Fate, OverTcp, Torture, play, row};

const NO_REGISTRAR: &str = "this line registers nobody: 405 with Allow";

const ROWS: [Torture; 17] = [
    Torture {
        why: "all requests of such a peer would be one transaction",
        ..row("3.2.1 a branch that identifies nothing", bare_branch, Fate::Answer(400))
    },
    row("3.3.1 headers that must be there are not", insufficient, Fate::Answer(400)),
    row("3.3.2 a scheme nobody knows", unknown_scheme, Fate::Answer(416)),
    row("3.3.3 a scheme from elsewhere", atypical_scheme, Fate::Answer(416)),
    Torture {
        why: NO_REGISTRAR,
        ..row("3.3.4 unknown schemes in headers", schemes_in_headers, Fate::Answer(405))
    },
    Torture {
        why: "Proxy-Require is for proxies; Require is for us",
        ..row("3.3.5 extensions nobody knows", extensions, Fate::Answer(420))
    },
    row("3.3.6 a body of an unknown type", unknown_type, Fate::Answer(415)),
    Torture {
        why: NO_REGISTRAR,
        ..row("3.3.7 an unknown way to prove oneself", unknown_proof, Fate::Answer(405))
    },
    row("3.3.8 many values where one belongs", many_values, Fate::Answer(400)),
    Torture { tcp: OverTcp::Closes, ..row("3.3.9 two lengths", two_lengths, Fate::Answer(400)) },
    Torture {
        why: "we are where the question goes to: Max-Forwards is not ours to count",
        ..row("3.3.11 no hops left, and here is the end", no_hops, Fate::Answer(200))
    },
    Torture {
        why: "a call goes on from here to a phone, as through any back-to-back agent (RFC 7332)",
        ..row("3.3.11 no hops left for a call", no_hops_for_a_call, Fate::Answer(483))
    },
    Torture {
        why: NO_REGISTRAR,
        ..row("3.3.12 a parameter of the Contact", contact_parameter, Fate::Answer(405))
    },
    Torture {
        why: NO_REGISTRAR,
        ..row("3.3.13 a parameter of its URI", uri_parameter, Fate::Answer(405))
    },
    Torture {
        why: NO_REGISTRAR,
        ..row("3.3.14 a header in its URI", uri_header, Fate::Answer(405))
    },
    row("3.3.15 an offer whose answer is not wanted", unwanted_answer, Fate::Answer(406)),
    Torture {
        why: "RFC 2543 has no branch, so its copies and loops cannot be told from new calls; no \
              trunk of our time speaks it",
        ..row("3.4.1 an INVITE of 1999", of_1999, Fate::Answer(400))
    },
];

#[tokio::test]
async fn rfc_4475_3_2_to_3_4_what_cannot_be_served_is_refused_in_the_right_words() {
    play(&ROWS).await;
}

fn bare_branch(Way { transport, port }: Way) -> Vec<u8> {
    Draft::new("OPTIONS sip:user@example.com SIP/2.0")
        .line("To: sip:user@example.com")
        .line("From: sip:caller@example.org;tag=33242")
        .line("Max-Forwards: 3")
        .line(&format!("Via: SIP/2.0/{transport} 192.0.2.1:{port};rport;branch=z9hG4bK"))
        .line("Accept: application/sdp")
        .line("Call-ID: badbranch.torture")
        .line("CSeq: 8 OPTIONS")
        .done()
}

fn insufficient(way: Way) -> Vec<u8> {
    Draft::new("INVITE sip:user@example.com SIP/2.0")
        .line("CSeq: 193942 INVITE")
        .via(way, "insuf")
        .sdp()
        .done()
}

fn options(way: Way, name: &str, uri: &str) -> Draft {
    Draft::request(way, name, "OPTIONS", uri)
}

fn unknown_scheme(way: Way) -> Vec<u8> {
    options(way, "unkscm", "nobodyKnowsThisScheme:totallyopaquecontent").done()
}

fn atypical_scheme(way: Way) -> Vec<u8> {
    options(way, "novelsc", "soap.beep://192.0.2.103:3002").done()
}

fn schemes_in_headers(way: Way) -> Vec<u8> {
    Draft::new("REGISTER sip:example.com SIP/2.0")
        .line("To: isbn:2983792873")
        .line("From: <http://www.example.com>;tag=3234233")
        .line("Call-ID: unksm2.torture")
        .line("CSeq: 234902 REGISTER")
        .line("Max-Forwards: 70")
        .via(way, "unksm2")
        .line("Contact: <name:John_Smith>")
        .done()
}

fn extensions(way: Way) -> Vec<u8> {
    options(way, "bext01", "sip:user@example.com")
        .line("Require: nothingSupportsThis, nothingSupportsThisEither")
        .line("Proxy-Require: noProxiesSupportThis, norDoAnyProxiesSupportThis")
        .done()
}

fn invite(way: Way, name: &str) -> Draft {
    Draft::request(way, name, "INVITE", "sip:desk@example.com").contact()
}

fn unknown_type(way: Way) -> Vec<u8> {
    let draft = invite(way, "invut").line("Content-Type: application/unknownformat");
    draft.body("<audio>\r\n <pcmu port=\"443\"/>\r\n</audio>\r\n").done()
}

fn register(way: Way, name: &str) -> Draft {
    Draft::request(way, name, "REGISTER", "sip:example.com")
}

fn unknown_proof(way: Way) -> Vec<u8> {
    register(way, "regaut").line("Authorization: NoOneKnowsThisScheme opaque-data=here").done()
}

fn many_values(way: Way) -> Vec<u8> {
    Draft::new("INVITE sip:user@example.com SIP/2.0")
        .line("Contact: <sip:caller@host25.example.net>")
        .via(way, "multi1")
        .line("Max-Forwards: 70")
        .line("CSeq: 5 INVITE")
        .line("Call-ID: multi01.98asdh@192.0.2.1")
        .line("CSeq: 59 INVITE")
        .line("Call-ID: multi01.98asdh@192.0.2.2")
        .line("From: sip:caller@example.com;tag=3413415")
        .line("To: sip:user@example.com")
        .line("To: sip:other@example.net")
        .line("From: sip:caller@example.net;tag=2923420123")
        .line("Contact: <sip:caller@host36.example.net>")
        .line("Max-Forwards: 5")
        .sdp()
        .done()
}

fn two_lengths(way: Way) -> Vec<u8> {
    options(way, "mcl01", "sip:user@example.com")
        .line("Content-Length: 13")
        .line("Content-Length: 5")
        .line("Content-Type: text/plain")
        .body("There's no way to know how many octets are supposed to be here.\r\n")
        .end()
}

fn without_hops(way: Way, name: &str, method: &str) -> Draft {
    Draft::new(&format!("{method} sip:desk@example.com SIP/2.0"))
        .via(way, name)
        .line("To: sip:user@example.com")
        .line("From: sip:caller@example.net;tag=3ghsd41")
        .line("Max-Forwards: 0")
        .line(&format!("Call-ID: {name}.torture"))
        .line(&format!("CSeq: 39234321 {method}"))
        .contact()
}

fn no_hops(way: Way) -> Vec<u8> {
    without_hops(way, "zeromf", "OPTIONS").done()
}

fn no_hops_for_a_call(way: Way) -> Vec<u8> {
    without_hops(way, "zeromfcall", "INVITE").sdp().done()
}

fn contact_parameter(way: Way) -> Vec<u8> {
    register(way, "cparam01").line("Contact: sip:+19725552222@gw1.example.net;unknownparam").done()
}

fn uri_parameter(way: Way) -> Vec<u8> {
    register(way, "cparam02")
        .line("Contact: <sip:+19725552222@gw1.example.net;unknownparam>")
        .done()
}

fn uri_header(way: Way) -> Vec<u8> {
    register(way, "regescrt")
        .line("Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>")
        .done()
}

fn unwanted_answer(way: Way) -> Vec<u8> {
    invite(way, "sdp01").line("Accept: text/nobodyKnowsThis").sdp().done()
}

fn of_1999(Way { transport, port }: Way) -> Vec<u8> {
    Draft::new("INVITE sip:UserB@example.com SIP/2.0")
        .line(&format!("Via: SIP/2.0/{transport} iftgw.example.com:{port}"))
        .line("From: <sip:+13035551111@ift.client.example.net;user=phone>")
        .line("Record-Route: <sip:UserB@example.com;maddr=ss1.example.com>")
        .line("To: sip:+16505552222@ss1.example.net;user=phone")
        .line("Call-ID: inv2543.torture")
        .line("CSeq: 56 INVITE")
        .line("Content-Type: application/sdp")
        .body(SDP)
        .done()
}
