//! RFC 4475 3.1.2: messages with something wrong in them.

use crate::builder::{Draft, SDP, Way};
use crate::stage::{Fate, OverTcp, Torture, play, row};

const ROWS: [Torture; 17] = [
    row("3.1.2.1 separators between nothing", separators, Fate::Answer(400)),
    Torture {
        tcp: OverTcp::Waits,
        why: "a stream has no end that could be missing: the rest may still come",
        ..row("3.1.2.2 a length beyond the message", long_length, Fate::Answer(400))
    },
    Torture {
        tcp: OverTcp::Closes,
        ..row("3.1.2.3 a negative length", negative_length, Fate::Answer(400))
    },
    row("3.1.2.4 numbers that are too large", large_numbers, Fate::Answer(400)),
    row("3.1.2.6 a name without its closing quote", open_quote, Fate::Answer(400)),
    row("3.1.2.7 a Request-URI in brackets", bracketed, Fate::Answer(400)),
    row("3.1.2.8 a blank in the Request-URI", blank_inside, Fate::Answer(400)),
    Torture {
        why: "nothing that honest peers send: we do not guess",
        ..row("3.1.2.9 many blanks in the request line", many_blanks, Fate::Answer(400))
    },
    Torture {
        why: "nothing that honest peers send: we do not guess",
        ..row("3.1.2.10 blanks after the request line", trailing_blanks, Fate::Answer(400))
    },
    Torture {
        why: "a URI that tells us what to send makes no call",
        ..row("3.1.2.11 headers in the Request-URI", uri_headers, Fate::Answer(400))
    },
    Torture {
        why: "the date is not read, and no call is lost for a clock",
        ..row("3.1.2.12 a date in a foreign zone", foreign_date, Fate::Leg("desk"))
    },
    Torture {
        why: "no registrar: the method is refused before its Contact is looked at",
        ..row("3.1.2.13 a Contact that needs its brackets", bare_contact, Fate::Answer(405))
    },
    row("3.1.2.13 the same in an INVITE", bare_contact_of_a_call, Fate::Answer(400)),
    Torture {
        why: "blanks inside the brackets are lenient to take, and OPTIONS makes nothing",
        ..row("3.1.2.14 blanks around the address", blanks_around, Fate::Answer(200))
    },
    row("3.1.2.15 a comma in an unquoted name", bare_comma, Fate::Answer(400)),
    row("3.1.2.16 a version to come", future, Fate::Answer(505)),
    row("3.1.2.17 CSeq says another method", other_method, Fate::Answer(400)),
];

#[tokio::test]
async fn rfc_4475_3_1_2_messages_with_a_mistake_are_refused() {
    play(&ROWS).await;
}

#[tokio::test]
async fn rfc_4475_3_1_2_18_an_unknown_method_that_cseq_denies_is_refused() {
    play(&[Torture {
        why: "400 and 501 are both right; what is wrong in itself comes first",
        ..row("3.1.2.18 an unknown method, denied", unknown_and_denied, Fate::Answer(400))
    }])
    .await;
}

fn invite(way: Way, name: &str) -> Draft {
    Draft::request(way, name, "INVITE", "sip:desk@example.com").contact()
}

fn separators(Way { transport, port }: Way) -> Vec<u8> {
    Draft::new("INVITE sip:desk@example.com SIP/2.0")
        .line("To: sip:j.user@example.com")
        .line("From: sip:caller@example.net;tag=134161461246")
        .line("Max-Forwards: 7")
        .line("Call-ID: badinv.torture")
        .line("CSeq: 8 INVITE")
        .line(&format!("Via: SIP/2.0/{transport} 192.0.2.15:{port};;,;,,"))
        .line("Contact: \"Joe\" <sip:joe@example.org>;;;;")
        .sdp()
        .done()
}

fn long_length(way: Way) -> Vec<u8> {
    let draft = invite(way, "clerr").line("Content-Type: application/sdp");
    draft.line("Content-Length: 9999").body(SDP).end()
}

fn negative_length(way: Way) -> Vec<u8> {
    let draft = invite(way, "ncl").line("Content-Type: application/sdp");
    draft.line("Content-Length: -999").body(SDP).end()
}

fn large_numbers(way: Way) -> Vec<u8> {
    Draft::new("REGISTER sip:example.com SIP/2.0")
        .via(way, "scalar")
        .line("To: <sip:user@example.com>")
        .line("From: <sip:user@example.com>;tag=239232jh3")
        .line("CSeq: 36893488147419103232 REGISTER")
        .line("Call-ID: scalar.torture")
        .line("Max-Forwards: 300")
        .line(&format!("Expires: 1{}", "0".repeat(100)))
        .line("Contact: <sip:user@host129.example.com>;expires=280297596632815")
        .done()
}

fn open_quote(way: Way) -> Vec<u8> {
    Draft::new("INVITE sip:desk@example.com SIP/2.0")
        .via(way, "quot")
        .line("To: \"Mr. J. User <sip:j.user@example.com>")
        .line("From: sip:caller@example.net;tag=93334")
        .line("Max-Forwards: 10")
        .line("Call-ID: quotbal.torture")
        .line("CSeq: 8 INVITE")
        .contact()
        .sdp()
        .done()
}

fn with_start(way: Way, name: &str, method: &str, start: &str) -> Draft {
    Draft::new(start)
        .via(way, name)
        .line("To: <sip:user@example.com>")
        .line("From: <sip:caller@example.net>;tag=39291")
        .line("Max-Forwards: 23")
        .line(&format!("Call-ID: {name}.torture"))
        .line(&format!("CSeq: 1 {method}"))
        .contact()
}

fn bracketed(way: Way) -> Vec<u8> {
    with_start(way, "ltgt", "INVITE", "INVITE <sip:user@example.com> SIP/2.0").sdp().done()
}

fn blank_inside(way: Way) -> Vec<u8> {
    with_start(way, "lwsr", "INVITE", "INVITE sip:user@example.com; lr SIP/2.0").sdp().done()
}

fn many_blanks(way: Way) -> Vec<u8> {
    with_start(way, "lwss", "INVITE", "INVITE  sip:user@example.com  SIP/2.0").sdp().done()
}

fn trailing_blanks(way: Way) -> Vec<u8> {
    with_start(way, "trws", "OPTIONS", "OPTIONS sip:target@example.com SIP/2.0  ").done()
}

fn uri_headers(way: Way) -> Vec<u8> {
    let start = "INVITE sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0";
    with_start(way, "escr", "INVITE", start).sdp().done()
}

fn foreign_date(way: Way) -> Vec<u8> {
    invite(way, &format!("date{}", way.transport))
        .line("Date: Fri, 01 Jan 2010 16:00:00 EST")
        .sdp()
        .done()
}

fn bare_contact(way: Way) -> Vec<u8> {
    Draft::request(way, "regbadct", "REGISTER", "sip:example.com")
        .line("Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E")
        .done()
}

fn bare_contact_of_a_call(way: Way) -> Vec<u8> {
    Draft::request(way, "invbadct", "INVITE", "sip:desk@example.com")
        .line("Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E")
        .sdp()
        .done()
}

fn options_between(way: Way, name: &str, from: &str, to: &str) -> Vec<u8> {
    Draft::new("OPTIONS sip:user@example.org SIP/2.0")
        .via(way, name)
        .line("Max-Forwards: 70")
        .line(from)
        .line(to)
        .line(&format!("Call-ID: {name}.torture"))
        .line("CSeq: 3923239 OPTIONS")
        .done()
}

fn blanks_around(way: Way) -> Vec<u8> {
    let to = "To: \"Watson, Thomas\" < sip:t.watson@example.org >";
    options_between(way, "badaspec", "From: \"Bell, Alexander\" <sip:a@example.com>;tag=43", to)
}

fn bare_comma(way: Way) -> Vec<u8> {
    let to = "To: Watson, Thomas <sip:t.watson@example.org>";
    options_between(way, "baddn", "From: Bell, Alexander <sip:a@example.com>;tag=43", to)
}

fn future(Way { transport, port }: Way) -> Vec<u8> {
    Draft::new("OPTIONS sip:t.watson@example.org SIP/7.0")
        .line(&format!("Via: SIP/7.0/{transport} c.example.com:{port};branch=z9hG4bKfuture"))
        .line("Max-Forwards: 70")
        .line("From: A. Bell <sip:a.g.bell@bell-tel.com>;tag=qweoiqpe")
        .line("To: T. Watson <sip:t.watson@ieee.org>")
        .line("Call-ID: badvers.torture")
        .line("CSeq: 1 OPTIONS")
        .done()
}

fn denied(way: Way, name: &str, method: &str) -> Vec<u8> {
    Draft::new(&format!("{method} sip:user@example.com SIP/2.0"))
        .via(way, name)
        .line("To: sip:j.user@example.com")
        .line("From: sip:caller@example.net;tag=34525")
        .line("Max-Forwards: 6")
        .line(&format!("Call-ID: {name}.torture"))
        .line("CSeq: 8 INVITE")
        .contact()
        .sdp()
        .done()
}

fn other_method(way: Way) -> Vec<u8> {
    denied(way, "mismatch01", "OPTIONS")
}

fn unknown_and_denied(way: Way) -> Vec<u8> {
    denied(way, "mismatch02", "NEWMETHOD")
}
