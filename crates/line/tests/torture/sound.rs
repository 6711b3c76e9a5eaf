//! RFC 4475 3.1.1: messages that are right, however odd they look.

use crate::builder::{Draft, SDP, Way};
use crate::stage::{Fate, OverTcp, Torture, play, row};

const NO_REGISTRAR: &str = "this line registers nobody and takes no messages: 405 with Allow";

const ROWS: [Torture; 11] = [
    Torture {
        why: "it carries a To tag of ours that never was, so it belongs to no dialog",
        ..row("3.1.1.1 a short tortuous INVITE", tortuous, Fate::Answer(481))
    },
    row("3.1.1.1 the same outside of dialogs", tortuous_without_tag, Fate::Leg("vivek")),
    Torture {
        why: "a method we do not know",
        ..row("3.1.1.2 the whole range of characters", wide_range, Fate::Answer(501))
    },
    row("3.1.1.3 escapes with a meaning", escapes, Fate::Leg("sips:user@example.com")),
    Torture { why: NO_REGISTRAR, ..row("3.1.1.4 escaped nulls", nulls, Fate::Answer(405)) },
    Torture {
        why: "an escaped name is no name of a method we know",
        ..row("3.1.1.5 a percent sign that escapes nothing", no_escape, Fate::Answer(501))
    },
    row("3.1.1.6 no blank between name and bracket", no_blank, Fate::Answer(200)),
    row("3.1.1.7 long values", long_values, Fate::Leg("desk")),
    row("3.1.1.9 parameters in the user part", semicolons, Fate::Answer(200)),
    row("3.1.1.10 transports known and unknown", transports, Fate::Answer(200)),
    Torture {
        why: NO_REGISTRAR,
        ..row("3.1.1.11 a body of many parts", multipart, Fate::Answer(405))
    },
];

#[tokio::test]
async fn rfc_4475_3_1_1_odd_messages_that_are_right_are_understood() {
    play(&ROWS).await;
}

/// The second message in the datagram is none: what follows the body is cut off. Over TCP
/// it is a message of its own, so that only UDP shows it.
#[tokio::test]
async fn rfc_4475_3_1_1_8_octets_after_a_datagrams_body_are_nothing() {
    let senseless = OverTcp::Senseless;
    play(&[
        Torture {
            why: NO_REGISTRAR,
            tcp: senseless,
            ..row("3.1.1.8 a REGISTER with an INVITE behind", register_and_more, Fate::Answer(405))
        },
        Torture {
            tcp: senseless,
            ..row("3.1.1.8 an INVITE with an INVITE behind", invite_and_more, Fate::Leg("one"))
        },
    ])
    .await;
}

fn tortuous(way: Way) -> Vec<u8> {
    torture(way, ";   tag    = 1918181833n")
}

fn tortuous_without_tag(way: Way) -> Vec<u8> {
    torture(way, "")
}

fn torture(Way { transport, port }: Way, tag: &str) -> Vec<u8> {
    let branch = format!("z9hG4bK{transport}{}", tag.len());
    Draft::new("INVITE sip:vivek@chair.example.com;unknownparam SIP/2.0")
        .line(&format!("TO :\r\n sip:vivek@chair.example.com {tag}"))
        .line(
            "from   : \"J Rosenberg \\\\\\\"\"       <sip:jdr@example.com>\r\n  ;\r\n  tag = 98asjd8",
        )
        .line("MaX-fOrWaRdS: 0068")
        .line(&format!("Call-ID: {branch}.torture"))
        .line(&format!("Content-Length   : {}", SDP.len()))
        .line("cseq: 0009\r\n  INVITE")
        .line(&format!("Via  : SIP  /   2.0\r\n /{transport}\r\n    192.0.2.2:{port};branch={branch}"))
        .line("s :")
        .line("NewFangledHeader:   newfangled value\r\n continued newfangled value")
        .line("UnknownHeaderWithUnusualValue: ;;,,;;,;")
        .line("Content-Type: application/sdp")
        .line("Route:\r\n <sip:services.example.com;lr;unknownwith=value;unknown-no-value>")
        .line(
            "v:  SIP  / 2.0  / TCP     spindle.example.com   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n \
             SIP  /    2.0   / UDP  192.168.255.111   ; branch=\r\n z9hG4bK30239",
        )
        .line(
            "m:\"Quoted string \\\"\\\"\" <sip:jdr@example.com> ; newparam =\r\n      newvalue ;\r\n  \
             secondparam ; q = 0.33",
        )
        .body(SDP)
        .end()
}

fn wide_range(Way { transport, port }: Way) -> Vec<u8> {
    let method = "!interesting-Method0123456789_*+`.%indeed'~";
    let user = "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,\
                weird!*pas$wo~d_too.(doesn't-it)";
    Draft::new(&format!("{method} sip:{user}@example.com SIP/2.0"))
        .line(&format!(
            "Via: SIP/2.0/{transport} host1.example.com:{port};branch=z9hG4bK-.!%66*_+`'~"
        ))
        .bytes(
            &[
                b"To: \"BEL:\\\x07 NUL:\\\x00 DEL:\\\x7F\" <sip:".to_vec(),
                user.as_bytes().to_vec(),
                b"@example.com>".to_vec(),
            ]
            .concat(),
        )
        .line(
            "From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>\
             ;fromParam''~+*_!.-%=\"\u{440}\u{430}\u{431}\u{43e}\u{442}\";tag=_token~1'+`*%!-.",
        )
        .line("Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{")
        .line(&format!("CSeq: 139122385 {method}"))
        .line("Max-Forwards: 255")
        .line("extensionHeader-!.%*+_`'~:\u{feff}\u{5927}\u{505c}\u{96fb}")
        .done()
}

fn escapes(way: Way) -> Vec<u8> {
    Draft::new("INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0")
        .line("To: sip:%75se%72@example.com")
        .line("From: <sip:I%20have%20spaces@example.net>;tag=938")
        .line("Max-Forwards: 87")
        .line(&format!("i: esc.{}", way.transport))
        .line("CSeq: 234234 INVITE")
        .via(way, "esc")
        .line("COntact:\r\n <sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31>")
        .sdp()
        .done()
}

fn nulls(way: Way) -> Vec<u8> {
    Draft::new("REGISTER sip:example.com SIP/2.0")
        .line("To: sip:null-%00-null@example.com")
        .line("From: sip:null-%00-null@example.com;tag=839923423")
        .line("Max-Forwards: 70")
        .line("Call-ID: escnull.torture")
        .line("CSeq: 14398234 REGISTER")
        .via(way, "null")
        .line("Contact: <sip:%00@host5.example.com>")
        .line("Contact: <sip:%00%00@host5.example.com>")
        .done()
}

fn no_escape(way: Way) -> Vec<u8> {
    Draft::new("RE%47IST%45R sip:registrar.example.com SIP/2.0")
        .line("To: \"%Z%45\" <sip:resource@example.com>")
        .line("From: \"%Z%45\" <sip:resource@example.com>;tag=f232jadfj23")
        .line("Call-ID: esc02.torture")
        .via(way, "percent")
        .line("CSeq: 29344 RE%47IST%45R")
        .line("Max-Forwards: 70")
        .line("Contact: <sip:alias1@host1.example.com>")
        .line("C%6Fntact: <sip:alias2@host2.example.com>")
        .done()
}

fn no_blank(way: Way) -> Vec<u8> {
    Draft::new("OPTIONS sip:user@example.com SIP/2.0")
        .line("To: sip:user@example.com")
        .line("From: caller<sip:caller@example.com>;tag=323")
        .line("Max-Forwards: 70")
        .line("Call-ID: lwsdisp.torture")
        .line("CSeq: 60 OPTIONS")
        .via(way, "lws")
        .done()
}

fn long_values(way: Way) -> Vec<u8> {
    let (very, name) = ("very".repeat(20), "amazinglylongcallername".repeat(5));
    let mut draft = Draft::new("INVITE sip:desk@example.com SIP/2.0")
        .line(&format!(
            "To: \"I have a user name of {}extreme proportion\" <sip:user@example.com:6000;\
             unknownparam1={very}longvalue;longparameter{very}name=shortvalue;{very}LongParameter\
             NameWithNoValue>",
            "extreme".repeat(15)
        ))
        .line(&format!(
            "F: sip:{name}@example.net;tag=12982{}424;unknownheaderparamname{very}=unknowheader\
             paramvalue{very};unknownValuelessparamname{very}",
            "982".repeat(20)
        ))
        .line(&format!("Call-ID: longreq.one{}longcallid.{}", "really".repeat(20), way.transport))
        .line("CSeq: 3882340 INVITE")
        .line(&format!(
            "Unknown-{}-Header: unknown-{very}-value; p=unknown-{very}-value",
            "Long".repeat(20)
        ))
        .via(way, "longvalues");
    for hop in (1..=33).rev() {
        let name = if hop % 2 == 0 { "v" } else { "Via" };
        draft = draft.line(&format!("{name}: SIP/2.0/TCP sip{hop}.example.com"));
    }
    draft
        .line(&format!(
            "Via: SIP/2.0/TCP host.example.com;received=192.0.2.5;branch={very}longbranchvalue"
        ))
        .line("Max-Forwards: 70")
        .line(&format!("Contact: <sip:{name}@host5.example.net>"))
        .sdp()
        .done()
}

fn semicolons(way: Way) -> Vec<u8> {
    Draft::new("OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0")
        .line("To: sip:j_user@example.com")
        .line("From: sip:caller@example.org;tag=33242")
        .line("Max-Forwards: 3")
        .line("Call-ID: semiuri.torture")
        .line("CSeq: 8 OPTIONS")
        .line("Accept: application/sdp, application/pkcs7-mime, multipart/mixed")
        .via(way, "semi")
        .done()
}

fn transports(way: Way) -> Vec<u8> {
    let draft = Draft::request(way, "transports", "OPTIONS", "sip:user@example.com");
    ["SCTP", "TLS", "UNKNOWN", "TCP"]
        .into_iter()
        .enumerate()
        .fold(draft, |draft, (at, transport)| {
            draft.line(&format!("Via: SIP/2.0/{transport} t{at}.example.com;branch=z9hG4bKt{at}"))
        })
        .done()
}

fn multipart(way: Way) -> Vec<u8> {
    let body = "--7a9cbec02ceef655\r\nContent-Type: text/plain\r\n\r\nHello\r\n\
                --7a9cbec02ceef655\r\nContent-Type: application/octet-stream\r\n\
                Content-Transfer-Encoding: binary\r\n\r\n\u{1}\u{2}\u{0}\r\n--7a9cbec02ceef655--\r\n";
    Draft::request(way, "multipart", "MESSAGE", "sip:kumiko@example.org")
        .line("Content-Type: multipart/mixed; boundary=7a9cbec02ceef655")
        .body(body)
        .done()
}

fn register_and_more(way: Way) -> Vec<u8> {
    let first = Draft::request(way, "register", "REGISTER", "sip:example.com");
    let first = first.line("Contact: sip:j.user@host.example.com").done();
    [first, invite(way, "behind", "two")].concat()
}

fn invite_and_more(way: Way) -> Vec<u8> {
    [invite(way, "before", "one"), invite(way, "behind", "two")].concat()
}

fn invite(way: Way, name: &str, number: &str) -> Vec<u8> {
    let uri = format!("sip:{number}@example.com");
    Draft::request(way, name, "INVITE", &uri).contact().sdp().done()
}
